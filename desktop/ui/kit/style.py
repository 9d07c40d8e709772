"""The look of the program: its colours, one typeface in seven sizes, one style sheet, and what a person chose of it.

- The theme follows the system (light, dark, high contrast). A subtree marked with `mark_theme(widget, "listening")`
  is always dark; painted widgets ask `theme_of(self)` when they paint, so that a change of theme needs no restart.
- Colours are named by purpose. Those that meet on the screen are listed in `tests/accessibility/contrast.py`, which
  measures them in every theme; a colour that is not there must not carry meaning.
- The style sheet is a window's (`dress`), never the application's: with one of those Qt styles every widget again
  each time that a part is put into a larger one, and a place takes four times as long to build.
- The style sheet sets no fonts, and no buttons: they paint themselves, so that their words can wrap.
- Sizes are logical pixels at 100 %. The system's display scale multiplies them by itself; where a system scales its
  text only (the logical dots per inch of its screen), `text_scale` does.
- Text size, colours, motion and the time to take something back are a matter of this account on this PC, and of no
  office (`Appearance`): kept in the account's own settings, never in the office's database, and there before anybody
  has signed in. A choice applies at once to every window, without rebuilding anything: nothing that is typed is lost.
  A system that asks for high contrast gets it, whatever is chosen.
- Less motion: what moves by itself stands still, but for what tells something while it moves: the playhead, progress.
"""

from __future__ import annotations

import sys
from enum import IntEnum, StrEnum
from pathlib import Path
from string import Template
from typing import NamedTuple
from weakref import WeakSet

from PySide6.QtCore import QSettings, Qt, qVersion
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPainter, QPalette, QResizeEvent, QScreen
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop.config import RESOURCES
from desktop.ui.kit.keyboard import FocusRing


class _Colour:
    """A colour of every theme: `#rrggbb` in the light, in the dark, and in high contrast."""

    def __init__(self, *of_each: str) -> None:
        self._of_each = of_each

    def __get__(self, tokens: Tokens, _: type[Tokens]) -> str:
        return self._of_each[tokens.at]


class Tokens:
    """A theme: its colours, by what they are for."""

    def __init__(self, at: int) -> None:
        """`at`: its place in each colour."""
        self.at = at

    page = _Colour("#ffffff", "#0f1a1c", "#ffffff")
    text = _Colour("#12191b", "#eef4f4", "#000000")
    muted = _Colour("#465154", "#a9b8ba", "#000000")
    soft = _Colour("#ecf2f2", "#17272a", "#ffffff")
    """A quiet surface: the rail, a row under the pointer."""
    line = _Colour("#cbd8d8", "#2d4348", "#000000")
    """Decoration only: it never carries meaning alone."""
    edge = _Colour("#3d4a4d", "#7b959b", "#000000")
    """The edge of an input or of an unfilled button."""
    accent = _Colour("#0b6e6e", "#8fc4ff", "#003838")
    on_accent = _Colour("#ffffff", "#0b1a2b", "#ffffff")
    accent_hover = _Colour("#095a5a", "#b9dbff", "#000000")
    accent_shadow = _Colour("#053b3b", "#3f6ea3", "#000000")
    link = _Colour("#0a558c", "#8fc4ff", "#00007a")
    bar = _Colour("#10343a", "#0a2429", "#000000")
    on_bar = _Colour("#ffffff", "#ffffff", "#ffffff")
    badge = _Colour("#ffdd00", "#d9c2ff", "#ffdd00")
    on_badge = _Colour("#12191b", "#12191b", "#000000")
    notice = _Colour("#fff6cc", "#33300f", "#ffffff")
    on_notice = _Colour("#12191b", "#fff6cc", "#000000")
    notice_edge = _Colour("#ffdd00", "#e8e2c4", "#000000")
    done = _Colour("#e3f1ec", "#12302a", "#ffffff")
    """The ground of a success."""
    wrong = _Colour("#fbe3e0", "#3a1d1b", "#ffffff")
    """The ground of a problem of the surroundings, or of a grave finding."""
    selected = _Colour("#e8f3f2", "#1d3a4d", "#ffffff")
    """The ground of the row that is current; its edge is the accent."""
    error = _Colour("#b3251c", "#ff9d94", "#8a0000")
    disabled = _Colour("#bccaca", "#33474b", "#ffffff")
    on_disabled = _Colour("#3c494b", "#c3cfd0", "#404040")
    field = _Colour("#ffffff", "#152427", "#ffffff")
    on_field = _Colour("#12191b", "#eef4f4", "#000000")
    panel = _Colour("#ffffff", "#1c2e33", "#ffffff")
    """The fill of a secondary button."""
    chosen = _Colour("#10343a", "#eef4f4", "#000000")
    on_chosen = _Colour("#ffffff", "#12191b", "#ffffff")
    heard = _Colour("#064a4a", "#7fe3d6", "#003838")
    unheard = _Colour("#859496", "#62767a", "#8c8c8c")
    hatch = _Colour("#7a5b00", "#f2c744", "#000000")
    playhead = _Colour("#12191b", "#ffffff", "#000000")
    focus = _Colour("#ffdd00", "#ffdd00", "#ffdd00")
    focus_edge = _Colour("#0b0c0c", "#0b0c0c", "#000000")


THEMES = {"light": Tokens(0), "dark": Tokens(1), "listening": Tokens(1), "high-contrast": Tokens(2)}
"""That of the listening window stays, whatever theme the rest of the program has."""
LIGHT = THEMES["light"]

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
QPlainTextEdit[tight="true"] { padding: 0 6px; }
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
SMALLEST, LARGEST, STEP = 100, 200, 25
"""Text sizes in percent of the system's own."""
UNDO = 10, 30, 120
"""Seconds to take something back, the usual first (`OFFERED` of `domain.reviews.review`; a test compares)."""


class Size(IntEnum):
    """The type sizes, in pixels at 100 %."""

    SMALL = 16
    BODY = 19
    TITLE = 24
    PANEL = 28
    HEADING = 36
    CLOCK = 48
    POSTER = 64


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


class _Worn:
    """How an application looks now."""

    def __init__(self) -> None:
        self.theme = "light"
        self.chosen: str | None = None
        """The theme that was chosen; None follows the system."""
        self.system_scale = self.scale = 1.0
        """The factors by which text is enlarged: by the system, and in all."""
        self.appearance = Appearance()
        self.windows: WeakSet[QWidget] = WeakSet()


def _worn() -> _Worn:
    """Return how the application looks; without one, as it would at first."""
    app = QApplication.instance()
    if app is None:
        return _Worn()
    worn: _Worn | None = app.__dict__.get("worn")
    if worn is None:
        worn = app.__dict__["worn"] = _Worn()
    return worn


def the_app() -> QApplication:
    """Return the application, without which there is no widget."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def screen_of(widget: QWidget) -> QScreen:
    """Return the screen in which the middle of its window is; the first one where it is in none.

    `QWidget.screen` makes the screen a child of the widget (PySide 6.11), and some collections destroy it with that.
    """
    return QGuiApplication.screenAt(widget.window().frameGeometry().center()) or QGuiApplication.primaryScreen()


def apply(
    app: QApplication, theme: str | None = None, fonts: Path = RESOURCES / "fonts", *, fusion: bool = False
) -> None:
    """Style `app`: call it once before the first window. `theme` is a key of THEMES; None follows the system.

    `fusion`: `app` was created with the arguments FUSION, which saves looking through all of Qt's styles.
    """
    if not fusion:
        app.setStyle("Fusion")
    family, worn = load_family(fonts), _worn()
    dots = text_scale(app.primaryScreen().logicalDotsPerInch())
    worn.scale = worn.system_scale = min(dots * account_text_size(), _MOST)
    base = QFont(family) if family else QFont(app.font().family())
    base.setPixelSize(round(Size.BODY * worn.scale))
    app.setFont(base)
    worn.chosen = theme
    set_theme(app, theme or system_theme(app))
    if "focus_ring" not in app.__dict__:
        app.styleHints().colorSchemeChanged.connect(_follow_system)
        app.styleHints().accessibility().contrastPreferenceChanged.connect(_follow_system)
        app.__dict__["focus_ring"] = FocusRing(app, LIGHT.focus, LIGHT.focus_edge)


def set_theme(app: QApplication, name: str) -> None:
    """Change the colours of the whole program, except marked subtrees."""
    worn = _worn()
    worn.theme = name
    app.setPalette(palette_of(THEMES[name]))
    for window in worn.windows:
        if isValid(window) and "theme" not in window.__dict__:
            _wear(window, sheet(THEMES[name]))


def system_theme(app: QApplication) -> str:
    """Return the theme that the system asks for: contrast takes precedence over dark."""
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return HIGH_CONTRAST
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def _follow_system() -> None:
    """Wear the theme that was chosen, or the system's; high contrast takes precedence, if the system asks for it."""
    app, worn = the_app(), _worn()
    asked = system_theme(app)
    wanted = asked if worn.chosen is None or asked == HIGH_CONTRAST else worn.chosen
    if wanted != worn.theme:
        set_theme(app, wanted)


def current() -> Appearance:
    """Return what was chosen and is worn now."""
    return _worn().appearance


def wear(appearance: Appearance) -> None:
    """Apply a choice to everything that is there, and to what comes."""
    worn = _worn()
    worn.appearance = appearance
    worn.chosen = None if appearance.colours is Colours.SYSTEM else appearance.colours.value
    _set_text(the_app(), appearance.text)
    _follow_system()
    for effect in (Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateTooltip):
        QApplication.setEffectEnabled(effect, not appearance.still)


def _set_text(app: QApplication, percent: int) -> None:
    """Give every widget its type in another size, in percent of the system's, and have it laid out again."""
    worn = _worn()
    before, worn.scale = worn.scale, min(worn.system_scale * percent / 100, _MOST)
    if before == worn.scale:
        return
    base = QFont(app.font())
    base.setPixelSize(round(Size.BODY * worn.scale))
    app.setFont(base)
    widgets = app.allWidgets()
    for widget in widgets:
        if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont) and widget.font().pixelSize() > 0:
            made = QFont(widget.font())
            made.setPixelSize(round(round(made.pixelSize() / before) * worn.scale))
            widget.setFont(made)
    for widget in widgets:
        _measure(widget)


def _measure(widget: QWidget) -> None:
    """Have a widget take its new measures: what it fixed once, and what depends on its width."""
    resized = getattr(widget, "text_resized", None)
    if resized is not None:
        resized()
    if type(widget).__module__.startswith("desktop."):
        QApplication.sendEvent(widget, QResizeEvent(widget.size(), widget.size()))
    widget.updateGeometry()
    widget.update()


def scaled(pixels: int) -> int:
    """Return a length that goes with the text: a width below which things stand one below the other."""
    return round(pixels * _worn().scale)


def dress(window: QWidget) -> None:
    """Give a window the program's style sheet, now and after a change of theme; not where it has a theme of its own."""
    if "theme" not in window.__dict__:
        worn = _worn()
        worn.windows.add(window)
        _wear(window, sheet(THEMES[worn.theme]))


def _wear(widget: QWidget, rules: str) -> None:
    """Set the style sheet. Qt passes a second one on to the children only of a widget that is polished."""
    widget.ensurePolished()
    widget.setStyleSheet(rules)


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
    return THEMES[_worn().theme]


def smooth_painter(widget: QWidget) -> QPainter:
    """Return a painter of `widget` that draws smooth lines."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def font(size: Size, bold: bool = False) -> QFont:
    """Return the program's typeface at `size`, scaled like the system's text."""
    made = QFont(QApplication.font())
    made.setPixelSize(round(size * _worn().scale))
    made.setBold(bold)
    return made


def text_scale(dots_per_inch: float) -> float:
    """Return the factor by which the system enlarges text: at least 1 (its ordinary density), at most 3."""
    usual = 72.0 if sys.platform == "darwin" else 96.0
    ratio = dots_per_inch / usual
    return 1.0 if ratio < 1.12 else min(ratio, _MOST)


ACCESSIBILITY = r"HKEY_CURRENT_USER\Software\Microsoft\Accessibility"


def account_text_size() -> float:
    """Return by how much the account enlarges text alone, 1 to 2.25: Windows keeps it beside its display scale."""
    if sys.platform == "win32":
        chosen = QSettings(ACCESSIBILITY, QSettings.Format.NativeFormat).value("TextScaleFactor", 100)
        if isinstance(chosen, int):
            return min(max(chosen / 100, 1.0), 2.25)
    return 1.0


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
    colours = {name: getattr(theme, name) for name, each in vars(Tokens).items() if isinstance(each, _Colour)}
    return Template(RULES).substitute(colours, root=root)


def qt_version() -> str:
    """Return the version of Qt. Importing its widgets needs the PC's graphics libraries, and fails without them."""
    return f"Qt {qVersion()}"
