"""Hatching over a waveform: strokes at 45 degrees, so that the waveform shows through.

The strokes are aligned to the widget and not to the part: they stand still while it grows or is dragged. They are
rendered once as an image, and copied over a part piece by piece: a painter's own pattern takes twenty times as long in
narrow parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

_ABOUT = 480


@dataclass(frozen=True)
class Hatch:
    """Strokes of `ink` (`#rrggbb`), `wide` pixels thick, one every `every` pixels."""

    ink: str
    every: int
    wide: int


def paint_hatch(painter: QPainter, over: QRect, hatch: Hatch) -> None:
    """Paint hatching with a painter whose unit is the pixel."""
    tile = _tile(hatch)
    size = tile.width()
    for y in _starts(over.top(), over.bottom() + 1, size):
        for x in _starts(over.left(), over.right() + 1, size):
            left, top = x % size, y % size
            width, height = min(over.right() + 1 - x, size - left), min(over.bottom() + 1 - y, size - top)
            painter.drawImage(x, y, tile, left, top, width, height)


def _starts(first: int, after: int, size: int) -> list[int]:
    """Return where the pieces begin: at `first`, then at each tile of the widget."""
    return [first, *range(first - first % size + size, after, size)] if first < after else []


@lru_cache(maxsize=8)
def _tile(hatch: Hatch) -> QImage:
    """Return a square tile whose sides are multiples of `every`, so that tiles join seamlessly."""
    size = max(1, _ABOUT // hatch.every) * hatch.every
    row, across = np.indices((size, size))
    strokes = np.where((row + across) % hatch.every < hatch.wide, QColor(hatch.ink).rgb(), 0).astype(np.uint32)
    return QImage(strokes.tobytes(), size, size, size * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
