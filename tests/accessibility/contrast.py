"""The contrast that colours have and need: 4.5:1 for text, 3:1 for large text and the edge of any control.

WCAG 2.2: 1.4.3, 1.4.11. A colour that does not meet another one here must not carry meaning.
"""

from __future__ import annotations

TEXT, LARGE = 4.5, 3.0
READ = {
    "page": "text muted accent link error",
    "soft": "text muted link error accent",
    "accent": "on_accent",
    "accent_hover": "on_accent",
    "notice": "link on_notice error muted text",
    "bar": "on_bar",
    "badge": "on_badge",
    "panel": "error link muted text",
    "selected": "text link muted",
    "done": "text",
    "wrong": "text muted link",
    "on_bar": "bar",
    "disabled": "on_disabled",
    "field": "on_field muted",
    "chosen": "on_chosen",
}
"""What is read on each ground, by the names of the tokens."""
SEEN = {
    "done": "accent",
    "wrong": "error",
    "page": "edge heard unheard hatch playhead",
    "panel": "edge chosen",
    "field": "edge text",
    "selected": "accent",
    "notice": "heard hatch playhead",
    "unheard": "heard",
    "soft": "heard edge",
    "focus_edge": "focus",
}
"""What has to be seen on each ground."""
_NEEDED = ((READ, TEXT), (SEEN, LARGE))
PAIRS = [(ink, ground, needed) for table, needed in _NEEDED for ground in table for ink in table[ground].split()]
MEANINGS = ("accent", "heard", "hatch", "error", "focus", "badge", "notice_edge")
"""Colours that say different things: press this, heard, removed, wrong, the keyboard is here, a demo, a note. Where the
ground is dark no two of them look alike; `link` means what `accent` does."""


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2, definition)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
