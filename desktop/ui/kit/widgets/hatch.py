"""The hatching of a removed part, and the words under a bar: the same in the waveform and in the heard-map."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from desktop.ui.kit.style import Size, font
from desktop.ui.kit.widgets.bar_words import Label, Placed, place_labels
from desktop.ui.kit.widgets.seek_bar import SeekBar
from desktop.words import formatting

_STEP, _STROKE, LEAST = 9, 3.0, 6.0


def removed_rect(bar: SeekBar, start: int, end: int, top: float, height: float) -> QRectF:
    """Return the rectangle of a removed part: never too narrow to see."""
    left, right = bar.x_of(start), bar.x_of(end)
    wide = max(right - left, LEAST)
    return QRectF((left + right - wide) / 2, top, wide, height)


def paint_hatch(painter: QPainter, rect: QRectF, ink: str, ground: str) -> None:
    """Paint diagonal strokes of `ink` on `ground`, with an edge."""
    painter.save()
    painter.setClipRect(rect)
    painter.fillRect(rect, QColor(ground))
    painter.setPen(QPen(QColor(ink), _STROKE))
    at = rect.left() - rect.height()
    while at < rect.right():
        painter.drawLine(QPointF(at, rect.bottom()), QPointF(at + rect.height(), rect.top()))
        at += _STEP
    painter.setPen(QPen(QColor(ink), 2))
    painter.drawRect(rect.adjusted(1, 1, -1, -1))
    painter.restore()


def words_under(bar: SeekBar, *, notes: bool = True) -> tuple[Placed, ...]:
    """Return the words under `bar`: both ends, the removed parts, then the notes, unless they are left out."""
    view, metrics = bar.view, QFontMetrics(font(Size.SMALL))
    ends = ((0, formatting.clock(0)), (view.total, formatting.clock(view.total / view.rate)))
    middles = [((span.start + span.end) // 2, span.words) for span in (*view.removed, *(view.notes if notes else ()))]
    labels = [
        Label(words, bar.x_of(frame), metrics.horizontalAdvance(words)) for frame, words in (*ends, *middles) if words
    ]
    return place_labels(labels, bar.width())


def rows_height(placed: tuple[Placed, ...]) -> int:
    """Return the height of the words under a bar, in pixels."""
    return (max((label.row for label in placed), default=0) + 1) * _line() + 8


def paint_words(painter: QPainter, placed: tuple[Placed, ...], top: float, ink: str) -> None:
    """Paint the words in their rows, from `top` down."""
    painter.setPen(QColor(ink))
    painter.setFont(font(Size.SMALL))
    ascent = QFontMetrics(font(Size.SMALL)).ascent()
    for label in placed:
        painter.drawText(QPointF(label.left, top + 8 + label.row * _line() + ascent), label.words)


def _line() -> int:
    return QFontMetrics(font(Size.SMALL)).height() + 2
