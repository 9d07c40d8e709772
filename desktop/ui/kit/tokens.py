"""The colours of the program, named by purpose.

Those that meet on the screen are listed in `tests/accessibility/contrast.py`, which measures them in every theme. A
colour that is not there must not carry meaning.
"""

from __future__ import annotations

from typing import NamedTuple


class Tokens(NamedTuple):
    """A theme: `#rrggbb` each."""

    page: str
    text: str
    muted: str
    soft: str
    """A quiet surface: the rail, a row under the pointer."""
    line: str
    """Decoration only: it never carries meaning alone."""
    edge: str
    """The edge of an input or of an unfilled button."""
    accent: str
    on_accent: str
    accent_hover: str
    accent_shadow: str
    link: str
    bar: str
    on_bar: str
    badge: str
    on_badge: str
    notice: str
    on_notice: str
    notice_edge: str
    done: str
    """The ground of a success."""
    wrong: str
    """The ground of a problem of the surroundings, or of a grave finding."""
    selected: str
    """The ground of the row that is current; its edge is the accent."""
    error: str
    disabled: str
    on_disabled: str
    field: str
    on_field: str
    panel: str
    """The fill of a secondary button."""
    chosen: str
    on_chosen: str
    heard: str
    unheard: str
    hatch: str
    playhead: str
    focus: str
    focus_edge: str


_COLOURS = {
    "page": ("#ffffff", "#0f1a1c", "#ffffff"),
    "text": ("#12191b", "#eef4f4", "#000000"),
    "muted": ("#465154", "#a9b8ba", "#000000"),
    "soft": ("#ecf2f2", "#17272a", "#ffffff"),
    "line": ("#cbd8d8", "#2d4348", "#000000"),
    "edge": ("#3d4a4d", "#7b959b", "#000000"),
    "accent": ("#0b6e6e", "#8fc4ff", "#003838"),
    "on_accent": ("#ffffff", "#0b1a2b", "#ffffff"),
    "accent_hover": ("#095a5a", "#b9dbff", "#000000"),
    "accent_shadow": ("#053b3b", "#3f6ea3", "#000000"),
    "link": ("#0a558c", "#8fc4ff", "#00007a"),
    "bar": ("#10343a", "#0a2429", "#000000"),
    "on_bar": ("#ffffff", "#ffffff", "#ffffff"),
    "badge": ("#ffdd00", "#d9c2ff", "#ffdd00"),
    "on_badge": ("#12191b", "#12191b", "#000000"),
    "notice": ("#fff6cc", "#33300f", "#ffffff"),
    "on_notice": ("#12191b", "#fff6cc", "#000000"),
    "notice_edge": ("#ffdd00", "#e8e2c4", "#000000"),
    "done": ("#e3f1ec", "#12302a", "#ffffff"),
    "wrong": ("#fbe3e0", "#3a1d1b", "#ffffff"),
    "selected": ("#e8f3f2", "#1d3a4d", "#ffffff"),
    "error": ("#b3251c", "#ff9d94", "#8a0000"),
    "disabled": ("#bccaca", "#33474b", "#ffffff"),
    "on_disabled": ("#3c494b", "#c3cfd0", "#404040"),
    "field": ("#ffffff", "#152427", "#ffffff"),
    "on_field": ("#12191b", "#eef4f4", "#000000"),
    "panel": ("#ffffff", "#1c2e33", "#ffffff"),
    "chosen": ("#10343a", "#eef4f4", "#000000"),
    "on_chosen": ("#ffffff", "#12191b", "#ffffff"),
    "heard": ("#064a4a", "#7fe3d6", "#003838"),
    "unheard": ("#859496", "#62767a", "#8c8c8c"),
    "hatch": ("#7a5b00", "#f2c744", "#000000"),
    "playhead": ("#12191b", "#ffffff", "#000000"),
    "focus": ("#ffdd00", "#ffdd00", "#ffdd00"),
    "focus_edge": ("#0b0c0c", "#0b0c0c", "#000000"),
}
"""Each in the light, in the dark, and in high contrast."""
LIGHT, DARK, HIGH_CONTRAST = (Tokens(**{name: each[at] for name, each in _COLOURS.items()}) for at in range(3))
LISTENING = DARK
"""The theme of the listening window, whatever theme the rest of the program has."""
THEMES = {"light": LIGHT, "dark": DARK, "listening": LISTENING, "high-contrast": HIGH_CONTRAST}
