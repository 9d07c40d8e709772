"""How much of one window another one covers."""

from __future__ import annotations

from typing import NamedTuple

SHARE = 0.5
"""The share of ours that another program's window has to cover: notifications and on-screen keyboards cover less."""


class Area(NamedTuple):
    """The place of a window on the displays, in their pixels; `right` and `bottom` lie outside it."""

    left: int
    top: int
    right: int
    bottom: int


def shared(ours: Area, other: Area) -> float:
    """Return the share of ours that the other covers, 0.0 to 1.0."""
    wide = min(ours.right, other.right) - max(ours.left, other.left)
    high = min(ours.bottom, other.bottom) - max(ours.top, other.top)
    whole = (ours.right - ours.left) * (ours.bottom - ours.top)
    return max(0, wide) * max(0, high) / whole if whole else 0.0
