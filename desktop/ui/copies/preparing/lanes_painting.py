"""The painting of a waveform: its lanes as pixels, and over them marks, proposals, the selection and the ruler.

- A mark has close hatching, so that the waveform shows through, with an edge and its reason. The guard bands on
  both sides, which are removed with it, have wide hatching and a dashed end line where they are wide enough.
- A proposal is a bar at the bottom of its lane; the current one has an edge and its words.
- A waveform is painted in strips of rows, which stay in the processor's cache. Strokes are aligned to the widget,
  not to the part, and copied from an image: a painter's own pattern takes twenty times as long in narrow parts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from desktop.application.ports.sound import WaveformDetail, WaveformLevels
from desktop.ui.copies.preparing.editing import Part, Viewport, ticks
from desktop.ui.kit.style import Tokens

LEAST_WIDE = 4.0
"""The least width of a part in pixels, so that it stays visible."""


@dataclass(frozen=True)
class Flag:
    """A part of one voice (of all, where `channel` is None) with its words: a mark or a proposal."""

    start: int
    end: int
    channel: int | None
    words: str
    current: bool = False


@dataclass(frozen=True)
class LanesView:
    """A frozen view of marks, proposals and selection. `started`: the only end of a selection so far.

    `voice`: the channel of the selection. `spoken`: the whole view for a screen reader.
    """

    marks: tuple[Flag, ...] = ()
    proposals: tuple[Flag, ...] = ()
    selection: Part | None = None
    started: int | None = None
    voice: int | None = None
    spoken: str = ""

    def within(self, start: float, end: float) -> LanesView:
        """Return the view with only the marks and proposals that overlap a span."""
        return replace(
            self,
            marks=tuple(flag for flag in self.marks if flag.start <= end and start <= flag.end),
            proposals=tuple(flag for flag in self.proposals if flag.start <= end and start <= flag.end),
        )


@dataclass(frozen=True)
class Places:
    """The geometry of times and voices in a widget: the ruler on top, then a lane for each channel."""

    view: Viewport
    channels: int
    ruler: int
    height: int

    @property
    def lane(self) -> float:
        """The height of one lane."""
        return (self.height - self.ruler) / self.channels

    def lane_of(self, y: float) -> int | None:
        """Return the channel at `y`; None in the ruler."""
        return min(int((y - self.ruler) / self.lane), self.channels - 1) if y >= self.ruler else None

    def rect(self, start: float, end: float, channel: int | None, least: float = LEAST_WIDE) -> QRectF:
        """Return the rectangle of a part: never too narrow to see, and clipped to the widget."""
        left, right = self.view.x_of(start), self.view.x_of(end)
        if right - left < least:
            left, right = (left + right - least) / 2, (left + right + least) / 2
        left, right = max(left, -least), min(right, self.view.width + least)
        top = self.ruler + (channel or 0) * self.lane
        high = self.lane * (self.channels if channel is None else 1)
        return QRectF(left, top, right - left, high)

    def in_sight(self, start: float, end: float) -> bool:
        """Return whether any of a span is in view."""
        return start <= self.view.end and self.view.start <= end


_TILE_ABOUT = 480


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
    for y in _tile_starts(over.top(), over.bottom() + 1, size):
        for x in _tile_starts(over.left(), over.right() + 1, size):
            left, top = x % size, y % size
            width, height = min(over.right() + 1 - x, size - left), min(over.bottom() + 1 - y, size - top)
            painter.drawImage(x, y, tile, left, top, width, height)


def _tile_starts(first: int, after: int, size: int) -> list[int]:
    """Return where the pieces begin: at `first`, then at each tile of the widget."""
    return [first, *range(first - first % size + size, after, size)] if first < after else []


@lru_cache(maxsize=8)
def _tile(hatch: Hatch) -> QImage:
    """Return a square tile whose sides are multiples of `every`, so that tiles join seamlessly."""
    size = max(1, _TILE_ABOUT // hatch.every) * hatch.every
    row, across = np.indices((size, size))
    strokes = np.where((row + across) % hatch.every < hatch.wide, QColor(hatch.ink).rgb(), 0).astype(np.uint32)
    return QImage(strokes.tobytes(), size, size, size * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


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
            for columns, ground in _grounds(seen, selected if _in_lane(selected, lane) else None, ink):
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


def _in_lane(stretch: Stretch | None, lane: int) -> bool:
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


APART = 160
"""The least distance between ticks of the ruler, in pixels."""
_CLOSE_HATCH, _WIDE_HATCH = (12, 3), (24, 1)
"""The spacing and width of strokes in pixels: of a mark and of its guard bands."""
_BAR, _EDGE, _CHIP = 7, 3, 5
_SEEN = 2.0
"""The least width at which a guard band is drawn, in pixels; a narrower one has not even its end."""


# By pixels


def selected_stretch(places: Places, view: LanesView, ratio: float) -> Stretch | None:
    """Return the background of the selection."""
    part = view.selection
    return None if part is None else _stretch(places, places.rect(part.start, part.end, view.voice), view.voice, ratio)


def paint_hatches(
    painter: QPainter, places: Places, view: LanesView, guard: int, theme: Tokens, waves: Sequence[Wave], ratio: float
) -> None:
    """Paint the hatching of marks and guard bands over their waves, with a painter whose unit is the pixel."""
    for mark in view.marks:
        spans = ((mark.start - guard, mark.start, _WIDE_HATCH), (mark.start, mark.end, _CLOSE_HATCH))
        for start, end, (every, wide) in (*spans, (mark.end, mark.end + guard, _WIDE_HATCH)):
            rect = places.rect(start, end, mark.channel, least=0 if every > _CLOSE_HATCH[0] else LEAST_WIDE)
            over = _stretch(places, rect, mark.channel, ratio)
            top, bottom = waves[over.first].top, waves[over.after - 1].bottom
            hatch = Hatch(theme.hatch, round(every * ratio), max(1, round(wide * ratio)))
            paint_hatch(painter, QRect(over.left, top, over.right - over.left, bottom - top), hatch)


def _stretch(places: Places, rect: QRectF, channel: int | None, ratio: float) -> Stretch:
    left, right = (round(min(max(x, 0), places.view.width) * ratio) for x in (rect.left(), rect.right()))
    return Stretch(left, right, channel or 0, places.channels if channel is None else channel + 1)


# By the widget's own measure. The painter has the type of small words already. Words stand on whole pixels: elsewhere
# they take twice as long.


def paint_ruler(painter: QPainter, places: Places, theme: Tokens) -> None:
    """Paint the times along the top. No line crosses the lanes: it would touch a line of memory in every row."""
    painter.fillRect(0, 0, places.view.width, places.ruler, QColor(theme.soft))
    painter.setPen(QColor(theme.muted))
    line, edge = (places.ruler + painter.fontMetrics().ascent()) // 2 - 1, QColor(theme.edge)
    for tick in ticks(places.view, APART):
        x = round(places.view.x_of(tick.ms))
        painter.fillRect(x, 0, 2, places.ruler, edge)
        painter.drawText(x + 6, line, tick.words)


def paint_labels(painter: QPainter, places: Places, labels: tuple[str, ...], theme: Tokens) -> None:
    """Paint the lines between lanes, and the speaker of each."""
    for channel, label in enumerate(labels):
        top = places.ruler + round(channel * places.lane)
        if channel:
            painter.fillRect(0, top - 1, places.view.width, 2, QColor(theme.line))
        if label:
            _paint_chip(painter, 6, top + 4, label, theme.muted, theme.page)


def paint_flags(painter: QPainter, places: Places, view: LanesView, guard: int, theme: Tokens) -> None:
    """Paint the edges and words of marks, then proposals."""
    for mark in view.marks:
        _paint_mark(painter, places, mark, guard, theme)
    for proposal in view.proposals:
        _paint_proposal(painter, places, proposal, theme)


def _paint_mark(painter: QPainter, places: Places, mark: Flag, guard: int, theme: Tokens) -> None:
    rect = places.rect(mark.start, mark.end, mark.channel)
    painter.setPen(QPen(QColor(theme.hatch), 1, Qt.PenStyle.DashLine))
    left, right = places.view.x_of(mark.start - guard), places.view.x_of(mark.end + guard)
    for x, wide in ((left, rect.left() - left), (right, right - rect.right())):
        if wide >= _SEEN and 0 <= x <= places.view.width:
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
    _paint_frame(painter, rect, theme.text if mark.current else theme.hatch, 4 if mark.current else 2)
    _paint_words(painter, places, rect, mark.words, theme.text, theme.page, 1)


def _paint_frame(painter: QPainter, rect: QRectF, ink: str, wide: int) -> None:
    """Paint a frame inside the part: a line on each side, which a painter draws faster than a frame."""
    box, colour = rect.toAlignedRect(), QColor(ink)
    across, down = min(wide, box.width()), min(wide, box.height())
    for x in (box.left(), box.right() + 1 - across):
        painter.fillRect(x, box.top(), across, box.height(), colour)
    for y in (box.top(), box.bottom() + 1 - down):
        painter.fillRect(box.left(), y, box.width(), down, colour)


def _paint_proposal(painter: QPainter, places: Places, proposal: Flag, theme: Tokens) -> None:
    rect = places.rect(proposal.start, proposal.end, proposal.channel)
    painter.fillRect(QRectF(rect.left(), rect.bottom() - _BAR, rect.width(), _BAR), QColor(theme.link))
    if proposal.current:
        painter.setPen(QPen(QColor(theme.link), _EDGE, Qt.PenStyle.DashLine))
        painter.drawRect(rect.adjusted(1, 1, -1, -1))
        _paint_words(painter, places, rect, proposal.words, theme.link, theme.page, 2)


def paint_ends(painter: QPainter, places: Places, view: LanesView, theme: Tokens) -> None:
    """Paint the ends of the selection; a lone end is dashed."""
    part = view.selection
    if part is not None and places.in_sight(part.start, part.end):
        rect = places.rect(part.start, part.end, view.voice)
        for x in (rect.left(), rect.right() - _EDGE):
            painter.fillRect(QRectF(x, 0, _EDGE, rect.bottom()), QColor(theme.link))
    if view.started is not None:
        x = places.view.x_of(view.started)
        painter.setPen(QPen(QColor(theme.link), _EDGE, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, places.height))


def _paint_words(painter: QPainter, places: Places, rect: QRectF, words: str, ink: str, ground: str, line: int) -> None:
    """Paint words on that line from the bottom, in the visible part, if there is room."""
    left, right = max(rect.left(), 0), min(rect.right(), places.view.width)
    room = right - left - 2 * _CHIP - 12
    if room <= 0 or not words:
        return
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(words) <= room:
        above = line * (metrics.height() + 2 * _CHIP) + _BAR
        _paint_chip(painter, round(left) + 6, round(rect.bottom()) - above, words, ink, ground)


def _paint_chip(painter: QPainter, left: int, top: int, words: str, ink: str, ground: str) -> None:
    """Paint words on their own background, so that they are readable over anything."""
    metrics = painter.fontMetrics()
    wide, high = metrics.horizontalAdvance(words) + 2 * _CHIP, metrics.height() + 2
    painter.fillRect(left, top, wide, high, QColor(ground))
    painter.setPen(QColor(ink))
    painter.drawText(left + _CHIP, top + 1 + metrics.ascent(), words)
