"""How the program is to the one who uses this account on this PC: text size, colours, motion, time to take back.

Rules:
- It is a matter of this account on this PC, and of no office: it is kept in the account's own settings (`QSettings`, a
  file), never in the office's database, and works before anybody has signed in.
- It applies at once to every window, without rebuilding anything: nothing that is typed is lost.
- A system that asks for high contrast gets it, whatever is chosen here.
- Less motion: what moves by itself stands still, but for what tells something while it moves: the playhead, progress.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.ui.kit import style
from desktop.ui.kit.fields import LETTERS, size_line
from desktop.ui.kit.style import Size

SMALLEST, LARGEST, STEP = 100, 200, 25
"""Text sizes in percent of the system's own."""
UNDO = 10, 30, 120
"""Seconds to take something back, the usual first (`OFFERED` of `domain.reviews.review`; a test compares)."""


class Colours(StrEnum):
    """The colours: `SYSTEM` follows the system."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Appearance(NamedTuple):
    """A choice. `text` is in percent of the system's own text; `still`: with less motion. `undo`: seconds."""

    text: int = SMALLEST
    colours: Colours = Colours.SYSTEM
    still: bool = False
    undo: int = UNDO[0]


def own_settings() -> QSettings:
    """Return this account's settings on this PC: a file of its own, in the folder that the system has for such."""
    kind, scope = QSettings.Format.IniFormat, QSettings.Scope.UserScope
    return QSettings(kind, scope, "listening-room", "appearance")


def kept(settings: QSettings) -> Appearance:
    """Return what was chosen; what cannot be read, or is out of range, is as if it were not there."""
    try:
        text = int(str(settings.value("text", SMALLEST)))
        colours = Colours(str(settings.value("colours", Colours.SYSTEM)))
        undo = int(str(settings.value("undo", UNDO[0])))
    except ValueError:
        return Appearance()
    inside = text in range(SMALLEST, LARGEST + 1)
    still = str(settings.value("motion", "")) == "less"
    return Appearance(text if inside else SMALLEST, colours, still, undo if undo in UNDO else UNDO[0])


def keep(settings: QSettings, appearance: Appearance) -> None:
    """Keep a choice for the next start. Where the account cannot write, it lasts until the program ends."""
    settings.setValue("text", appearance.text)
    settings.setValue("colours", appearance.colours.value)
    settings.setValue("motion", "less" if appearance.still else "usual")
    settings.setValue("undo", appearance.undo)
    settings.sync()


def current(app: QApplication) -> Appearance:
    """Return what is worn now."""
    worn: Appearance = app.__dict__.get("appearance", Appearance())
    return worn


def current_undo() -> int:
    """Return the seconds for which something can be taken back."""
    app = QApplication.instance()
    return current(app).undo if isinstance(app, QApplication) else UNDO[0]


def wear(app: QApplication, appearance: Appearance) -> None:
    """Apply a choice to everything that is there, and to what comes."""
    app.__dict__["appearance"] = appearance
    _set_text(app, appearance.text)
    style.choose_theme(app, None if appearance.colours is Colours.SYSTEM else appearance.colours.value)
    style.set_still(app, appearance.still)
    for effect in (Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateTooltip):
        QApplication.setEffectEnabled(effect, not appearance.still)


def _set_text(app: QApplication, percent: int) -> None:
    """Give every widget its type in another size, and have it measured and laid out again."""
    before, now = style.scale_text(app, percent)
    if before == now:
        return
    base = QFont(app.font())
    base.setPixelSize(round(Size.BODY * now))
    app.setFont(base)
    widgets = app.allWidgets()
    for widget in widgets:
        if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont) and widget.font().pixelSize() > 0:
            made = QFont(widget.font())
            made.setPixelSize(round(round(made.pixelSize() / before) * now))
            widget.setFont(made)
    for widget in widgets:
        _measure(widget)


def _measure(widget: QWidget) -> None:
    """Have a widget take its new measures: what it fixed once, and what depends on its width."""
    if isinstance(widget, QLineEdit) and (letters := widget.property(LETTERS)) is not None:
        size_line(widget, int(letters))
    resized = getattr(widget, "text_resized", None)
    if resized is not None:
        resized()
    if type(widget).__module__.startswith("desktop."):
        QApplication.sendEvent(widget, QResizeEvent(widget.size(), widget.size()))
    widget.updateGeometry()
    widget.update()
