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


LIGHT = Tokens(
    page="#ffffff",
    text="#12191b",
    muted="#465154",
    soft="#ecf2f2",
    line="#cbd8d8",
    edge="#3d4a4d",
    accent="#0b6e6e",
    on_accent="#ffffff",
    accent_hover="#095a5a",
    accent_shadow="#053b3b",
    link="#0a558c",
    bar="#10343a",
    on_bar="#ffffff",
    badge="#ffdd00",
    on_badge="#12191b",
    notice="#fff6cc",
    on_notice="#12191b",
    notice_edge="#ffdd00",
    done="#e3f1ec",
    wrong="#fbe3e0",
    selected="#e8f3f2",
    error="#b3251c",
    disabled="#bccaca",
    on_disabled="#3c494b",
    field="#ffffff",
    on_field="#12191b",
    panel="#ffffff",
    chosen="#10343a",
    on_chosen="#ffffff",
    heard="#064a4a",
    unheard="#859496",
    hatch="#7a5b00",
    playhead="#12191b",
    focus="#ffdd00",
    focus_edge="#0b0c0c",
)

DARK = Tokens(
    page="#0f1a1c",
    text="#eef4f4",
    muted="#a9b8ba",
    soft="#17272a",
    line="#2d4348",
    edge="#7b959b",
    accent="#8fc4ff",
    on_accent="#0b1a2b",
    accent_hover="#b9dbff",
    accent_shadow="#3f6ea3",
    link="#8fc4ff",
    bar="#0a2429",
    on_bar="#ffffff",
    badge="#d9c2ff",
    on_badge="#12191b",
    notice="#33300f",
    on_notice="#fff6cc",
    notice_edge="#e8e2c4",
    done="#12302a",
    wrong="#3a1d1b",
    selected="#1d3a4d",
    error="#ff9d94",
    disabled="#33474b",
    on_disabled="#c3cfd0",
    field="#152427",
    on_field="#eef4f4",
    panel="#1c2e33",
    chosen="#eef4f4",
    on_chosen="#12191b",
    heard="#7fe3d6",
    unheard="#62767a",
    hatch="#f2c744",
    playhead="#ffffff",
    focus="#ffdd00",
    focus_edge="#0b0c0c",
)

LISTENING = DARK
"""The theme of the listening window, whatever theme the rest of the program has."""

HIGH_CONTRAST = Tokens(
    page="#ffffff",
    text="#000000",
    muted="#000000",
    soft="#ffffff",
    line="#000000",
    edge="#000000",
    accent="#003838",
    on_accent="#ffffff",
    accent_hover="#000000",
    accent_shadow="#000000",
    link="#00007a",
    bar="#000000",
    on_bar="#ffffff",
    badge="#ffdd00",
    on_badge="#000000",
    notice="#ffffff",
    on_notice="#000000",
    notice_edge="#000000",
    done="#ffffff",
    wrong="#ffffff",
    selected="#ffffff",
    error="#8a0000",
    disabled="#ffffff",
    on_disabled="#404040",
    field="#ffffff",
    on_field="#000000",
    panel="#ffffff",
    chosen="#000000",
    on_chosen="#ffffff",
    heard="#003838",
    unheard="#8c8c8c",
    hatch="#000000",
    playhead="#000000",
    focus="#ffdd00",
    focus_edge="#000000",
)

THEMES = {"light": LIGHT, "dark": DARK, "listening": LISTENING, "high-contrast": HIGH_CONTRAST}
