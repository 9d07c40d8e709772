"""How marks, guard bands, proposals, the selection and the ruler look over a waveform.

- A mark is hatched closely, so that the waveform shows through, with an edge and its reason on it. The guard bands
  beside it, which are removed with it, are hatched widely and end in a dashed line.
- A proposal is a bar at the bottom of its lane; the one that is looked at has an edge and its words.
- What is selected has another ground, and an edge at both ends, over the lanes that it is for.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from desktop.ui.preparing.lanes_view import Flag, LanesView, Places
from desktop.ui.preparing.raster import Hatch, Stretch
from desktop.ui.preparing.times import ticks
from desktop.ui.style import Size, font
from desktop.ui.tokens import Tokens

APART = 160
"""Pixels between ticks of the ruler, at least."""
_CLOSE, _WIDE = (12, 3), (24, 1)
"""Pixels from stroke to stroke, and the width of one: of a mark and of its guard bands."""
_BAR, _EDGE, _CHIP = 7, 3, 5


# What the raster makes


def selected_stretch(places: Places, view: LanesView, ratio: float) -> Stretch | None:
    """The ground of what is selected."""
    part = view.selection
    return None if part is None else _stretch(places, places.rect(part.start, part.end, view.voice), view.voice, ratio)


def hatches_of(places: Places, view: LanesView, guard: int, theme: Tokens, ratio: float) -> list[Hatch]:
    """The hatching of the marks that are in sight, and of their guard bands."""
    found = []
    for mark in _in_sight(places, view, guard):
        spans = ((mark.start - guard, mark.start, _WIDE), (mark.start, mark.end, _CLOSE))
        for start, end, (every, wide) in (*spans, (mark.end, mark.end + guard, _WIDE)):
            rect = places.rect(start, end, mark.channel, least=0 if every > _CLOSE[0] else 4)
            over = _stretch(places, rect, mark.channel, ratio)
            found.append(Hatch(over, theme.hatch, round(every * ratio), max(1, round(wide * ratio))))
    return found


def _stretch(places: Places, rect: QRectF, channel: int | None, ratio: float) -> Stretch:
    left, right = (round(min(max(x, 0), places.view.width) * ratio) for x in (rect.left(), rect.right()))
    return Stretch(left, right, channel or 0, places.channels if channel is None else channel + 1)


def _in_sight(places: Places, view: LanesView, guard: int) -> Iterator[Flag]:
    return (mark for mark in view.marks if places.in_sight(mark.start - guard, mark.end + guard))


# What the painter adds


def paint_ruler(painter: QPainter, places: Places, theme: Tokens) -> None:
    """The times along the top. No line goes down through the lanes: it would touch a line of memory in every row."""
    painter.fillRect(QRectF(0, 0, places.view.width, places.ruler), QColor(theme.soft))
    painter.setFont(font(Size.SMALL))
    painter.setPen(QColor(theme.muted))
    line = (places.ruler + QFontMetrics(painter.font()).ascent()) / 2 - 1
    for tick in ticks(places.view, APART):
        x = places.view.x_of(tick.ms)
        painter.fillRect(QRectF(x, 0, 2, places.ruler), QColor(theme.edge))
        painter.drawText(QPointF(x + 6, line), tick.words)


def paint_labels(painter: QPainter, places: Places, labels: tuple[str, ...], theme: Tokens) -> None:
    """The line between lanes, and whose voice each is."""
    for channel, label in enumerate(labels):
        top = places.ruler + channel * places.lane
        if channel:
            painter.fillRect(QRectF(0, top - 1, places.view.width, 2), QColor(theme.line))
        if label:
            paint_chip(painter, QPointF(6, top + 4), label, theme.muted, theme.page)


def paint_flags(painter: QPainter, places: Places, view: LanesView, guard: int, theme: Tokens) -> None:
    """The edges and words of marks, then proposals."""
    for mark in _in_sight(places, view, guard):
        _paint_mark(painter, places, mark, guard, theme)
    for proposal in view.proposals:
        if places.in_sight(proposal.start, proposal.end):
            _paint_proposal(painter, places, proposal, theme)


def _paint_mark(painter: QPainter, places: Places, mark: Flag, guard: int, theme: Tokens) -> None:
    rect = places.rect(mark.start, mark.end, mark.channel)
    painter.setPen(QPen(QColor(theme.hatch), 1, Qt.PenStyle.DashLine))
    for x in (places.view.x_of(mark.start - guard), places.view.x_of(mark.end + guard)):
        if 0 <= x <= places.view.width:
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
    painter.setPen(QPen(QColor(theme.text if mark.current else theme.hatch), 4 if mark.current else 2))
    painter.drawRect(rect.adjusted(1, 1, -1, -1))
    _paint_words(painter, places, rect, mark.words, theme.text, theme.page, _line() + 2 * _CHIP + _BAR)


def _paint_proposal(painter: QPainter, places: Places, proposal: Flag, theme: Tokens) -> None:
    rect = places.rect(proposal.start, proposal.end, proposal.channel)
    painter.fillRect(QRectF(rect.left(), rect.bottom() - _BAR, rect.width(), _BAR), QColor(theme.link))
    if proposal.current:
        painter.setPen(QPen(QColor(theme.link), _EDGE, Qt.PenStyle.DashLine))
        painter.drawRect(rect.adjusted(1, 1, -1, -1))
        _paint_words(painter, places, rect, proposal.words, theme.link, theme.page, 2 * _line() + 4 * _CHIP + _BAR)


def paint_ends(painter: QPainter, places: Places, view: LanesView, theme: Tokens) -> None:
    """The ends of what is selected; of a selection that has one end yet, that one, dashed."""
    part = view.selection
    if part is not None and places.in_sight(part.start, part.end):
        rect = places.rect(part.start, part.end, view.voice)
        for x in (rect.left(), rect.right() - _EDGE):
            painter.fillRect(QRectF(x, 0, _EDGE, rect.bottom()), QColor(theme.link))
    if view.started is not None:
        x = places.view.x_of(view.started)
        painter.setPen(QPen(QColor(theme.link), _EDGE, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, places.height))


def _paint_words(
    painter: QPainter, places: Places, rect: QRectF, words: str, ink: str, ground: str, above: int
) -> None:
    """So far above its bottom, on what is in sight of it, where there is room for them."""
    wide = QFontMetrics(font(Size.SMALL)).horizontalAdvance(words) + 2 * _CHIP
    left, right = max(rect.left(), 0), min(rect.right(), places.view.width)
    if words and wide + 12 <= right - left:
        paint_chip(painter, QPointF(left + 6, rect.bottom() - above), words, ink, ground)


def paint_chip(painter: QPainter, at: QPointF, words: str, ink: str, ground: str) -> None:
    """Words on a ground of their own, so that they can be read over anything."""
    painter.setFont(font(Size.SMALL))
    metrics = QFontMetrics(painter.font())
    box = QRectF(at.x(), at.y(), metrics.horizontalAdvance(words) + 2 * _CHIP, metrics.height() + 2)
    painter.fillRect(box, QColor(ground))
    painter.setPen(QColor(ink))
    painter.drawText(QPointF(box.left() + _CHIP, box.top() + 1 + metrics.ascent()), words)


def _line() -> int:
    return QFontMetrics(font(Size.SMALL)).height()
