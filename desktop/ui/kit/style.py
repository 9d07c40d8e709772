"""The look of the program: one typeface in seven sizes, one style sheet made from tokens, one focus ring.

- The theme follows the system (light, dark, high contrast). A subtree marked with `mark_theme(widget, "listening")`
  is always dark; painted widgets ask `theme_of(self)` when they paint, so that a change of theme needs no restart.
- The style sheet is a window's (`dress`), never the application's: with one of those Qt styles every widget again
  each time that a part is put into a larger one, and a place takes four times as long to build.
- The style sheet sets no fonts, and no buttons: they paint themselves, so that their words can wrap.
- Sizes are logical pixels at 100 %. The system's display scale multiplies them by itself; where a system scales its
  text only (the logical dots per inch of its screen), `text_scale` does.
"""

from __future__ import annotations

import sys
from enum import IntEnum
from pathlib import Path
from string import Template
from weakref import WeakSet

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop.config import RESOURCES
from desktop.ui.kit.focus import FocusRing
from desktop.ui.kit.tokens import THEMES, Tokens

RULES = """
$root { background: $page; color: $text; }
QLabel { color: $text; background: transparent; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="error"] { color: $error; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="bar"] { color: $on_bar; }
QLabel[tone="notice"] { color: $on_notice; }
QLabel[tone="badge"] { color: $on_badge; background: $badge; padding: 3px 9px; }
QScrollArea, QAbstractScrollArea { background: transparent; border: none; }
QLineEdit, QPlainTextEdit, QComboBox {
    background: $field; color: $on_field; border: 2px solid $edge; border-radius: 0; padding: 7px 9px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit { min-height: 26px; }
QComboBox { min-height: 26px; padding-right: 34px; combobox-popup: 0; }
QComboBox::drop-down { width: 34px; border: none; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
    background: $field; color: $on_field; border: 2px solid $edge; outline: none;
    selection-background-color: $accent; selection-color: $on_accent; }
QComboBox QAbstractItemView::item { min-height: 34px; padding: 0 9px; }
QComboBox QAbstractItemView::item:selected { background: $accent; color: $on_accent; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {
    border: 4px solid $error; padding: 5px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {
    background: $disabled; color: $on_disabled; }
QTableView { background: $page; color: $text; border: none; outline: none; gridline-color: transparent; }
QHeaderView { background: $page; }
QHeaderView::section {
    background: $page; color: $muted; border: none; border-bottom: 2px solid $edge;
    padding: 6px 12px; text-align: left; }
QScrollBar:vertical { background: $soft; width: 16px; margin: 0; }
QScrollBar::handle:vertical { background: $edge; min-height: 44px; margin: 3px; border-radius: 5px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $soft; border: 2px solid $edge; min-height: 16px; max-height: 16px; }
QProgressBar::chunk { background: $accent; }
"""


FAMILY = "Atkinson Hyperlegible"
FUSION = ("-style", "Fusion")
"""The arguments that make an application look the same on every system."""
TARGET = 44
"""The least height of the main controls, in logical pixels; no control is under 24."""
HIGH_CONTRAST = "high-contrast"
_MOST = 3.0
"""The most that text is enlarged."""
READABLE = 800
"""The greatest width of a reading column, in pixels."""


class Size(IntEnum):
    """The type sizes, in pixels at 100 %."""

    SMALL = 16
    BODY = 19
    TITLE = 24
    PANEL = 28
    HEADING = 36
    CLOCK = 48
    POSTER = 64


def the_app() -> QApplication:
    """Return the application, without which there is no widget."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def apply(
    app: QApplication, theme: str | None = None, fonts: Path = RESOURCES / "fonts", *, fusion: bool = False
) -> None:
    """Style `app`: call it once before the first window. `theme` is a key of THEMES; None follows the system.

    `fusion`: `app` was created with the arguments FUSION, which saves looking through all of Qt's styles.
    """
    if not fusion:
        app.setStyle("Fusion")
    family = load_family(fonts)
    scale = text_scale(app.primaryScreen().logicalDotsPerInch())
    app.__dict__["text_scale"] = app.__dict__["system_text_scale"] = scale
    base = QFont(family) if family else QFont(app.font().family())
    base.setPixelSize(round(Size.BODY * scale))
    app.setFont(base)
    set_theme(app, theme or system_theme(app))
    app.__dict__["chosen_theme"] = theme
    if "focus_ring" not in app.__dict__:
        app.styleHints().colorSchemeChanged.connect(_follow_system)
        app.styleHints().accessibility().contrastPreferenceChanged.connect(_follow_system)
        app.__dict__["focus_ring"] = FocusRing(app)


def set_theme(app: QApplication, name: str) -> None:
    """Change the colours of the whole program, except marked subtrees."""
    app.__dict__["theme"] = name
    app.setPalette(palette_of(THEMES[name]))
    for window in _dressed(app):
        if isValid(window) and "theme" not in window.__dict__:
            _wear(window, sheet(THEMES[name]))


def system_theme(app: QApplication) -> str:
    """Return the theme that the system asks for: contrast takes precedence over dark."""
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return HIGH_CONTRAST
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def choose_theme(app: QApplication, name: str | None) -> None:
    """Wear a theme that a person chose; None follows the system. High contrast takes precedence, if it is asked for."""
    app.__dict__["chosen_theme"] = name
    asked = system_theme(app)
    wanted = asked if name is None or asked == HIGH_CONTRAST else name
    if wanted != app.__dict__.get("theme"):
        set_theme(app, wanted)


def _follow_system() -> None:
    choose_theme(the_app(), the_app().__dict__.get("chosen_theme"))


def scale_text(app: QApplication, percent: int) -> tuple[float, float]:
    """Set the size of text, in percent of the system's; return the factors before and now. It restyles nothing."""
    before = app.__dict__.get("text_scale", 1.0)
    now = min(app.__dict__.get("system_text_scale", 1.0) * percent / 100, _MOST)
    app.__dict__["text_scale"] = now
    return before, now


def scaled(pixels: int) -> int:
    """Return a length that goes with the text: a width below which things stand one below the other."""
    app = QApplication.instance()
    return round(pixels * (app.__dict__.get("text_scale", 1.0) if app else 1.0))


def set_still(app: QApplication, still: bool) -> None:
    """Set whether what moves by itself stands still."""
    app.__dict__["still"] = still


def is_still() -> bool:
    """Return whether a person asked for less motion."""
    app = QApplication.instance()
    return bool(app is not None and app.__dict__.get("still", False))


def dress(window: QWidget) -> None:
    """Give a window the program's style sheet, now and after a change of theme; not where it has a theme of its own."""
    if "theme" not in window.__dict__:
        _dressed(the_app()).add(window)
        _wear(window, sheet(THEMES[the_app().__dict__.get("theme", "light")]))


def _wear(widget: QWidget, rules: str) -> None:
    """Set the style sheet. Qt passes a second one on to the children only of a widget that is polished."""
    widget.ensurePolished()
    widget.setStyleSheet(rules)


def _dressed(app: QApplication) -> WeakSet[QWidget]:
    windows: WeakSet[QWidget] = app.__dict__.setdefault("dressed", WeakSet())
    return windows


def mark_theme(widget: QWidget, name: str) -> None:
    """Give `widget` and everything in it a theme of its own ("listening"). Best when everything is in it."""
    widget.__dict__["theme"] = name
    widget.setObjectName(name)
    _wear(widget, sheet(THEMES[name], root=f"#{name}"))
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


def theme_of(widget: QWidget) -> Tokens:
    """Return the colours for painting `widget`."""
    at: QWidget | None = widget
    while at is not None:
        if (name := at.__dict__.get("theme")) is not None:
            return THEMES[name]
        at = at.parentWidget()
    app = QApplication.instance()
    return THEMES[app.__dict__.get("theme", "light") if app else "light"]


def font(size: Size, bold: bool = False) -> QFont:
    """Return the program's typeface at `size`, scaled like the system's text."""
    app = QApplication.instance()
    scale = app.__dict__.get("text_scale", 1.0) if app else 1.0
    made = QFont(QApplication.font())
    made.setPixelSize(round(size * scale))
    made.setBold(bold)
    return made


def text_scale(dots_per_inch: float) -> float:
    """Return the factor by which the system enlarges text: at least 1 (its ordinary density), at most 3."""
    usual = 72.0 if sys.platform == "darwin" else 96.0
    ratio = dots_per_inch / usual
    return 1.0 if ratio < 1.12 else min(ratio, _MOST)


def load_family(fonts: Path) -> str | None:
    """Return our family from the system, else from `fonts`; None if neither has it: then the platform's own is used."""
    if not QFontDatabase.hasFamily(FAMILY):
        for file in sorted((*fonts.glob("*.otf"), *fonts.glob("*.ttf"))):
            QFontDatabase.addApplicationFont(str(file))
    return FAMILY if QFontDatabase.hasFamily(FAMILY) else None


def palette_of(theme: Tokens) -> QPalette:
    """Return the palette for everything that the style sheet does not cover."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, token in (
        (roles.Window, theme.page),
        (roles.WindowText, theme.text),
        (roles.Base, theme.field),
        (roles.AlternateBase, theme.soft),
        (roles.Text, theme.on_field),
        (roles.Button, theme.panel),
        (roles.ButtonText, theme.text),
        (roles.Highlight, theme.accent),
        (roles.HighlightedText, theme.on_accent),
        (roles.Link, theme.link),
        (roles.PlaceholderText, theme.muted),
    ):
        made.setColor(role, QColor(token))
    return made


def sheet(theme: Tokens, root: str = "#nothing") -> str:
    """Return the style sheet of a theme; `root` selects the widget whose background it paints."""
    return Template(RULES).substitute(theme._asdict(), root=root)


def qt_version() -> str:
    """Return the version of Qt. Importing its widgets needs the PC's graphics libraries, and fails without them."""
    return f"Qt {qVersion()}"
