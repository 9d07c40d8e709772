"""A waveform as pixels: for each column of a lane, everything between its least and its greatest sample.

The pixels lie in one buffer that the image shares and that is used again for the next sight. Whatever covers much of
the widget (waveform, selection, hatching) is made here, and not by a painter, which takes several times as long.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from desktop.application.ports_sound import Detail, Pyramid
from desktop.ui.preparing.viewport import Viewport

Columns = NDArray[np.int16]
"""Shape (channels, 2, width): least sample, then greatest."""
_Pixels = NDArray[np.uint32]

_BLOCK = 128
_OUTLINED = 4
"""So many columns wide is a pair when its neighbours are joined to it by straight lines."""
_FROM_NEAR_MS, _MOST_TIMES = 2000, 16
_SHARE = 0.94
"""How much of its lane the loudest sample fills."""


@dataclass(frozen=True)
class Ink:
    """Colours as `#rrggbb`: the waveform, what is behind it, and what is behind it where something is selected."""

    wave: str
    ground: str
    selected: str


@dataclass(frozen=True)
class Stretch:
    """Columns `left` up to `right` of the lanes `first` up to `after`."""

    left: int
    right: int
    first: int
    after: int


@dataclass(frozen=True)
class Hatch:
    """Strokes of `ink`, `wide` pixels thick, one each `every` pixels."""

    over: Stretch
    ink: str
    every: int
    wide: int


class Raster:
    """Makes the image of one widget: an image is good until the next is made."""

    def __init__(self) -> None:
        self._pixels: _Pixels = np.empty((0, 0), np.uint32)
        self._rows = self._numbers = np.empty((0, 0), np.uint16)
        self._inside: NDArray[np.bool_] = np.empty((0, 0), np.bool_)

    def image(
        self,
        columns: Columns,
        top: int,
        height: int,
        loudest: int,
        ink: Ink,
        selected: Stretch | None = None,
        hatches: Sequence[Hatch] = (),
    ) -> QImage:
        """`height` pixels, of which the lanes have those from `top` on (what is above is to be painted over);
        `loudest` is what fills a lane."""
        channels, _, width = columns.shape
        lane = (height - top) // channels
        self._make_room(height, width)
        lanes = [self._pixels[top + at * lane : top + (at + 1) * lane] for at in range(channels)]
        wave, ground, chosen = (QColor(colour).rgb() for colour in (ink.wave, ink.ground, ink.selected))
        self._pixels[top + channels * lane :].fill(ground)
        for at, pixels in enumerate(lanes):
            first, depth = _bounds(columns[at], lane, loudest)
            for left, right, inside in _parts(width, selected if _in(selected, at) else None):
                part = slice(left, right)
                self._paint(pixels[:, part], first[part], depth[part], wave, chosen if inside else ground)
        for hatch in hatches:
            for pixels in lanes[hatch.over.first : hatch.over.after]:
                _strokes(pixels[:, hatch.over.left : hatch.over.right], hatch)
        return QImage(self._pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)

    def _make_room(self, height: int, width: int) -> None:
        if self._pixels.shape != (height, width):
            self._pixels = np.empty((height, width), np.uint32)
            self._rows, self._inside = np.empty((_BLOCK, width), np.uint16), np.empty((_BLOCK, width), np.bool_)
            self._numbers = np.arange(height, dtype=np.uint16)[:, None]

    def _paint(
        self, pixels: _Pixels, first: NDArray[np.uint16], depth: NDArray[np.uint16], wave: int, ground: int
    ) -> None:
        """`wave` in each column's `depth` rows from its `first` on, `ground` in the others."""
        after = first + depth
        least, greatest = int(np.min(first)), int(np.max(after))
        solid = int(np.max(first)), int(np.min(after))
        pixels[:least].fill(ground)
        pixels[greatest:].fill(ground)
        if solid[0] < solid[1]:
            pixels[slice(*solid)].fill(wave)
        else:
            solid = greatest, greatest
        for top, bottom in ((least, solid[0]), (solid[1], greatest)):
            for at in range(top, bottom, _BLOCK):
                self._paint_rows(pixels[at : min(at + _BLOCK, bottom)], at, first, depth, (wave, ground))

    def _paint_rows(
        self, pixels: _Pixels, at: int, first: NDArray[np.uint16], depth: NDArray[np.uint16], inks: tuple[int, int]
    ) -> None:
        """The same for a few rows from `at` on: so few that what is worked on stays in the processor's cache."""
        wave, ground = inks
        height, width = pixels.shape
        rows, inside = self._rows[:height, :width], self._inside[:height, :width]
        # One comparison tells both: a row above the first wraps round to a large number.
        np.subtract(self._numbers[at : at + height], first, out=rows)
        np.less(rows, depth, out=inside)
        np.multiply(inside.view(np.uint8), np.uint32(wave ^ ground), out=pixels, dtype=np.uint32)
        np.bitwise_xor(pixels, np.uint32(ground), out=pixels)


def _bounds(columns: NDArray[np.int16], height: int, loudest: int) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """The first row of each column's wave, and how many it has: one at least, in the middle."""
    middle = height // 2
    scale = middle * _SHARE / max(loudest, 1)
    above = np.clip(columns[1] * scale, 0, middle).astype(np.uint16)
    below = np.clip(columns[0] * -scale, 0, height - middle - 1).astype(np.uint16)
    return middle - above, above + below + np.uint16(1)


def _in(stretch: Stretch | None, lane: int) -> bool:
    return stretch is not None and stretch.first <= lane < stretch.after


def _parts(width: int, selected: Stretch | None) -> Iterator[tuple[int, int, bool]]:
    """Columns before, within and after what is selected, and whether they are within."""
    left, right = (min(max(at, 0), width) for at in (selected.left, selected.right)) if selected else (0, 0)
    for start, end, inside in ((0, left, False), (left, right, True), (right, width, False)):
        if start < end:
            yield start, end, inside


def _strokes(pixels: _Pixels, hatch: Hatch) -> None:
    """Diagonals at 45 degrees, placed by the widget and not by the mark: they stand still while it grows."""
    colour = QColor(hatch.ink).rgb()
    for row in range(hatch.every):
        for across in range(hatch.wide):
            pixels[row :: hatch.every, (across - row - hatch.over.left) % hatch.every :: hatch.every] = colour


def loudest_of(columns: Columns) -> int:
    """The greatest distance from silence, 0 to 32768."""
    return max(-int(np.min(columns, initial=0)), int(np.max(columns, initial=0)))


def filling(columns: Columns, loudest: int, span_ms: float) -> int:
    """What fills a lane: `loudest`, the recording's, or what is loudest in sight where that is looked at from near.

    A word begins quietly, and is to be seen beginning. It grows no more than sixteen times, so that the noise of a line
    stays small, and by degrees, so that zooming in changes nothing at once.
    """
    least = loudest * min(max(span_ms / _FROM_NEAR_MS, 1 / _MOST_TIMES), 1.0)
    return max(loudest_of(columns), math.ceil(least))


def columns_of(pyramid: Pyramid, view: Viewport, width: int, detail: Detail | None = None) -> Columns:
    """What `view` has in sight, in `width` columns: from `detail` where all of it is in there.

    Where a pair is several columns wide its values stand in the middle of it, and the outline runs straight from one to
    the next.
    """
    first, after = view.frames(pyramid.rate, pyramid.frames)
    seen, begin = pyramid, 0
    if detail is not None and detail.start <= first and after <= detail.end:
        seen, begin = detail.shape, detail.start
    frames = after - first
    if frames >= width and _OUTLINED * frames >= width * seen.finest:
        return seen.columns(first - begin, after - begin, width)
    middles = view.start + (np.arange(width) + 0.5) * (view.span / width)
    return _outline(seen, (middles * pyramid.rate / 1000 - begin) / seen.finest)


def _outline(shape: Pyramid, places: NDArray[np.float64]) -> Columns:
    """At each of these places, in pairs from the beginning of `shape`, ascending."""
    first = max(0, int(places[0]) - 1)
    pairs = shape.pairs(first, int(places[-1]) + 2)
    middles = first + np.arange(pairs.shape[2]) + 0.5
    drawn = [np.interp(places, middles, values) for values in pairs.reshape(-1, pairs.shape[2])]
    return np.array(drawn).round().astype(np.int16).reshape(*pairs.shape[:2], -1)
