"""The painting of marks, guard bands, proposals, the selection and the ruler over a waveform.

- A mark has close hatching, so that the waveform shows through, with an edge and its reason. The guard bands on both
  sides, which are removed with it, have wide hatching and a dashed end line where they are wide enough.
- A proposal is a bar at the bottom of its lane; the current one has an edge and its words.
- The selection has another background, and an edge at both ends, over its lanes.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.ui.copies.preparing.hatching import Hatch, paint_hatch
from desktop.ui.copies.preparing.lanes_view import LEAST_WIDE, Flag, LanesView, Places
from desktop.ui.copies.preparing.raster import Stretch, Wave
from desktop.ui.copies.preparing.times import ticks
from desktop.ui.kit.tokens import Tokens

APART = 160
"""The least distance between ticks of the ruler, in pixels."""
_CLOSE, _WIDE = (12, 3), (24, 1)
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
        spans = ((mark.start - guard, mark.start, _WIDE), (mark.start, mark.end, _CLOSE))
        for start, end, (every, wide) in (*spans, (mark.end, mark.end + guard, _WIDE)):
            rect = places.rect(start, end, mark.channel, least=0 if every > _CLOSE[0] else LEAST_WIDE)
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
