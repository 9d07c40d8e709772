"""The lanes of a call for its listener: who speaks when, what was played and what is left, under a small waveform.

Each speaker has a lane with their stretches of talk: filled where they were played, an outline where they are still to
come, so that nobody needs the colour. A removed part is hatched over all lanes, or over its voice's alone. It is a
`SeekBar` like the waveform: one tab stop, one slider to a screen reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF

from desktop.ui.kit.style import Size, font
from desktop.ui.kit.tokens import Tokens
from desktop.ui.kit.widgets.hatch import paint_hatch, removed_rect, rows_height
from desktop.ui.kit.widgets.seek_bar import Span
from desktop.ui.kit.widgets.speaker_mark import Mark, paint_mark
from desktop.ui.kit.widgets.waveform import Channel, Pairs, WaveformBar

_WAVE, _GAP, _ROW, _AROUND = 56, 8, 32, 4
"""The heights of the waveform, of the gap under it and of a lane (at least), and the space around its blocks."""
_SIDE, _BESIDE = 13, 10
"""The side of a speaker's mark, and the space at its sides."""
_LEAST = 60
"""The least width of the lanes."""
_TIP = 7
"""Half the width of the playhead's tip."""


@dataclass(frozen=True)
class Lane:
    """A lane: the speaker's name and mark, and their talk. `channel`: of the copy; None where all voices are in it."""

    name: str
    mark: Mark
    talk: tuple[Span, ...]
    channel: int | None = None


class TalkBar(WaveformBar):
    """The lanes with the waveform. Call `show_lanes` once, then as of a waveform. What is not heard is an outline,
    without words: rows of them would move the lanes while the call plays."""

    words_for_notes = False

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.lanes: tuple[Lane, ...] = ()

    def show_lanes(self, lanes: Sequence[Lane], waveform: Sequence[Pairs]) -> None:
        """Show these lanes, from the top down, under the waveform of all channels together."""
        self.lanes = tuple(lanes)
        metrics = QFontMetrics(font(Size.BODY))
        names = max((metrics.horizontalAdvance(lane.name) for lane in self.lanes), default=0)
        self.indent = names + _SIDE + 2 * _BESIDE + 4 if names else 0
        self.show_channels([Channel("", together(waveform))])

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST + self.indent, _WAVE + _GAP + self._lanes_tall() + rows_height(self._words))

    def paint_lanes(self, painter: QPainter, theme: Tokens, *, heard: bool) -> None:
        wide = self.width() - self.indent
        self.paint_lane(painter, QRectF(self.indent, 0, wide, self._lanes_top() - _GAP), 0, theme, heard=heard)
        ground = QRectF(self.indent, self._lanes_top(), wide, self._lanes_tall())
        painter.fillRect(ground, QColor(theme.soft))
        for index, lane in enumerate(self.lanes):
            self._paint_name(painter, lane, self._row(index), theme)
            self._paint_talk(painter, lane, self._row(index), theme, heard=heard)
        for span in self.view.removed:
            self._paint_removed(painter, span.start, span.end, span.lane, theme)

    def _paint_name(self, painter: QPainter, lane: Lane, row: QRectF, theme: Tokens) -> None:
        painter.setPen(QColor(theme.text))
        painter.setFont(font(Size.BODY))
        room = QRectF(0, row.top(), self.indent - _SIDE - 2 * _BESIDE, row.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), lane.name)
        box = QRectF(self.indent - _SIDE - _BESIDE, row.center().y() - _SIDE / 2, _SIDE, _SIDE)
        paint_mark(painter, lane.mark, box, theme.text)

    def _paint_talk(self, painter: QPainter, lane: Lane, row: QRectF, theme: Tokens, *, heard: bool) -> None:
        for span in lane.talk:
            left, right = self.x_of(span.start), self.x_of(span.end)
            block = QRectF(left, row.top() + _AROUND, max(right - left, 2), row.height() - 2 * _AROUND)
            if heard:
                painter.fillRect(block, QColor(theme.heard))
            else:
                painter.setPen(QPen(QColor(theme.edge), 2))
                painter.drawRect(block.adjusted(1, 1, -1, -1))

    def _paint_removed(self, painter: QPainter, start: int, end: int, channel: int | None, theme: Tokens) -> None:
        rows = [self._row(at) for at, lane in enumerate(self.lanes) if channel is not None and lane.channel == channel]
        top, tall = (rows[0].top(), rows[0].height()) if rows else (self._lanes_top(), self._lanes_tall())
        paint_hatch(painter, removed_rect(self, start, end, top, tall), theme.hatch, theme.page)

    def _paint_line(self, painter: QPainter, frame: int, ink: str, width: int) -> None:
        super()._paint_line(painter, frame, ink, width)
        at, top = self.x_of(frame), self._lanes_top()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink))
        painter.drawPolygon(QPolygonF([QPointF(at - _TIP, top - 2), QPointF(at + _TIP, top - 2), QPointF(at, top + 8)]))

    def _row(self, index: int) -> QRectF:
        tall = self._lanes_tall() / max(1, len(self.lanes))
        return QRectF(self.indent, self._lanes_top() + index * tall, self.width() - self.indent, tall)

    def _lanes_top(self) -> float:
        return self.lanes_height() - self._lanes_tall()

    def _lanes_tall(self) -> int:
        return max(_ROW, QFontMetrics(font(Size.BODY)).height() + 2 * _AROUND) * max(1, len(self.lanes))


def together(channels: Sequence[Pairs]) -> list[tuple[float, float]]:
    """Return the pairs of all channels as one: of each bucket the lowest and the highest."""
    return [(min(pair[0] for pair in at), max(pair[1] for pair in at)) for at in zip(*channels, strict=True)]
