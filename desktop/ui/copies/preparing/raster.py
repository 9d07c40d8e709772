"""A waveform as pixels: each column of a lane covers the range from its least to its greatest sample.

It is rendered and painted in strips of rows: a strip stays in the processor's cache, where an image as large as the
widget does not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.application.ports.sound import WaveformDetail, WaveformLevels
from desktop.ui.copies.preparing.viewport import Viewport

Columns = NDArray[np.int16]
"""Shape (channels, 2, width): least sample, then greatest."""
Edge = NDArray[np.uint16]
"""The row of an edge in each column."""
_EIGHT = np.dtype("V32")
"""Eight adjacent pixels, looked up and copied as one."""

_STRIP = 132
"""Rows of a strip: fewer than 255, since they are compared as bytes."""
_OUTLINED = 4
"""The width of a pair, in columns, from which straight lines join it to its neighbours."""
_FROM_NEAR_MS, _MOST_TIMES = 2000, 16
_SHARE = 0.94
"""The share of its lane that the loudest sample fills."""
_NUMBERS = np.arange(_STRIP, dtype=np.uint8)[:, None]


@dataclass(frozen=True)
class Ink:
    """Colours as `#rrggbb`: the waveform, its background, and its background within a selection."""

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


@dataclass(frozen=True, eq=False)
class Wave:
    """The waveform of one lane: in each column it covers the rows from `first` up to `after`.

    The lane has `height` rows from `top` on; the rows of a wave are counted from there. The middle row is in every
    column.
    """

    top: int
    height: int
    first: Edge
    after: Edge

    @property
    def middle(self) -> int:
        return self.height // 2

    @property
    def bottom(self) -> int:
        return self.top + self.height


def waves_of(columns: Columns, top: int, bottom: int, loudest: int) -> tuple[Wave, ...]:
    """Return the waves of all channels, stacked in the rows `top` up to `bottom`; `loudest` fills a lane."""
    lane = (bottom - top) // len(columns)
    middle = lane // 2
    scale = middle * _SHARE / max(loudest, 1)
    above = np.clip(columns[:, 1] * scale, 0, middle).astype(np.uint16)
    below = np.clip(columns[:, 0] * -scale, 0, lane - middle - 1).astype(np.uint16)
    edges = zip(middle - above, middle + below + 1, strict=True)
    return tuple(Wave(top + at * lane, lane, first, after) for at, (first, after) in enumerate(edges))


@dataclass(frozen=True, eq=False)
class _Half:
    """Half a lane in some of its columns: `before` in the rows above each column's edge, `after` from there on.

    `edge` is padded to a multiple of eight.
    """

    columns: range
    edge: Edge
    least: int
    greatest: int
    before: int
    after: int


class Raster:
    """A painter of waves. It reuses the memory of a strip for the next."""

    def __init__(self) -> None:
        self._pixels: NDArray[np.void] = np.empty(0, _EIGHT)
        self._above: NDArray[np.bool_] = np.empty(0, np.bool_)

    def paint(
        self, painter: QPainter, waves: Sequence[Wave], seen: range, ink: Ink, selected: Stretch | None = None
    ) -> None:
        """Paint columns of all lanes, with a painter whose unit is the pixel."""
        wave_ink = QColor(ink.wave).rgb()
        room = _STRIP * _eights(len(seen))
        if len(self._pixels) < room:
            self._pixels, self._above = np.empty(room, _EIGHT), np.empty(room * 8, np.bool_)
        for lane, wave in enumerate(waves):
            for columns, ground in _grounds(seen, selected if _in(selected, lane) else None, ink):
                upper = _half(columns, wave.first, ground, wave_ink)
                lower = _half(columns, wave.after, wave_ink, ground)
                self._paint_half(painter, wave.top, range(wave.middle), upper)
                self._paint_half(painter, wave.top, range(wave.middle, wave.height), lower)

    def _paint_half(self, painter: QPainter, top: int, rows: range, half: _Half) -> None:
        """Paint rows of the lane that begins at `top`."""
        left, width = half.columns.start, len(half.columns)
        for at in range(rows.start, rows.stop, _STRIP):
            strip = range(at, min(at + _STRIP, rows.stop))
            if strip.stop <= half.least:
                painter.fillRect(left, top + at, width, len(strip), QColor(half.before))
            elif strip.start >= half.greatest:
                painter.fillRect(left, top + at, width, len(strip), QColor(half.after))
            else:
                painter.drawImage(left, top + at, self._image(strip, half))

    def _image(self, rows: range, half: _Half) -> QImage:
        """Return rows of a half, in the strip's memory: valid until the next is rendered."""
        eights = len(half.edge) // 8
        above = self._above[: len(rows) * len(half.edge)]
        edge = np.minimum(np.maximum(half.edge, rows.start) - rows.start, len(rows)).astype(np.uint8)
        np.less(_NUMBERS[: len(rows)], edge, out=above.reshape(len(rows), -1))
        pixels = self._pixels[: len(rows) * eights]
        np.take(_sorts_of_eight(half.before, half.after), np.packbits(above), out=pixels, mode="clip")
        return QImage(pixels.data, len(half.columns), len(rows), eights * _EIGHT.itemsize, QImage.Format.Format_RGB32)


@lru_cache(maxsize=32)
def _sorts_of_eight(before: int, after: int) -> NDArray[np.void]:
    """Return eight pixels for each byte: `before` for a bit that is set, the highest first."""
    bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1)
    return np.where(bits, np.uint32(before), np.uint32(after)).astype(np.uint32).view(_EIGHT)[:, 0]


def _eights(width: int) -> int:
    return -(-width // 8)


def _half(columns: range, edge: Edge, before: int, after: int) -> _Half:
    some = edge[columns.start : columns.stop]
    whole = np.zeros(_eights(len(some)) * 8, edge.dtype)
    whole[: len(some)] = some
    return _Half(columns, whole, int(np.min(some)), int(np.max(some)), before, after)


def _in(stretch: Stretch | None, lane: int) -> bool:
    return stretch is not None and stretch.first <= lane < stretch.after


def _grounds(seen: range, selected: Stretch | None, ink: Ink) -> Iterator[tuple[range, int]]:
    """Return the visible columns before, within and after the selection, with their background."""
    ends = (selected.left, selected.right) if selected else (seen.start, seen.start)
    left, right = (min(max(at, seen.start), seen.stop) for at in ends)
    ground, chosen = QColor(ink.ground).rgb(), QColor(ink.selected).rgb()
    for start, stop, behind in ((seen.start, left, ground), (left, right, chosen), (right, seen.stop, ground)):
        if start < stop:
            yield range(start, stop), behind


def loudest_of(columns: Columns) -> int:
    """Return the greatest distance from silence, 0 to 32768."""
    return max(-int(np.min(columns, initial=0)), int(np.max(columns, initial=0)))


def filling(columns: Columns, loudest: int, span_ms: float) -> int:
    """Return the level that fills a lane: the recording's `loudest`, or the loudest in view when zoomed in closely.

    A word begins quietly, and its beginning must be visible. The gain is sixteen at most, so that line noise stays
    small, and grows gradually, so that zooming in changes nothing abruptly.
    """
    least = loudest * min(max(span_ms / _FROM_NEAR_MS, 1 / _MOST_TIMES), 1.0)
    return max(loudest_of(columns), math.ceil(least))


def columns_of(waveform: WaveformLevels, view: Viewport, width: int, detail: WaveformDetail | None = None) -> Columns:
    """Return the part in `view` as `width` columns: from `detail` where it covers all of that part.

    Where a pair is several columns wide its values are at its middle, and a straight outline joins them.
    """
    first, after = view.frames(waveform.rate, waveform.frames)
    seen, begin = waveform, 0
    if detail is not None and detail.start <= first and after <= detail.end:
        seen, begin = detail.waveform, detail.start
    frames = after - first
    if frames >= width and _OUTLINED * frames >= width * seen.finest:
        return seen.columns(first - begin, after - begin, width)
    middles = view.start + (np.arange(width) + 0.5) * (view.span / width)
    return _outline(seen, (middles * waveform.rate / 1000 - begin) / seen.finest)


def _outline(waveform: WaveformLevels, places: NDArray[np.float64]) -> Columns:
    """Return the outline at these positions, ascending, in pairs from the beginning of `waveform`."""
    first = max(0, int(places[0]) - 1)
    pairs = waveform.pairs(first, int(places[-1]) + 2)
    middles = first + np.arange(pairs.shape[2]) + 0.5
    drawn = [np.interp(places, middles, values) for values in pairs.reshape(-1, pairs.shape[2])]
    return np.array(drawn).round().astype(np.int16).reshape(*pairs.shape[:2], -1)
