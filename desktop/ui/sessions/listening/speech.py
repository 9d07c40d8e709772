"""Who speaks and what is said while a recording plays: the large line, the lines around it, the lanes of the call.

- A speaker's mark is everywhere the same: the office is a square and the upper lane, the other person a circle.
- Stretches that were played are filled, those still to come an outline, so that nobody needs the colour. A removed
  part is in a frame, or hatched over its lanes.
- Lines are painted: nothing of them can be selected or copied. The current line begins at the same height whatever
  is said before it. They change without a word to assistive technology, which would talk over the call; whoever asks
  gets the current line as the widget's name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.shared.spans import Span
from desktop.ui.kit.accessible import set_role, unspoken
from desktop.ui.kit.buttons import paint_hatch
from desktop.ui.kit.sound_bars import Pairs, WaveformBar, removed_rect
from desktop.ui.kit.style import Size, Tokens, font, smooth_painter, theme_of
from desktop.ui.kit.text import Policy, Words, wrap
from desktop.words import tr


class Mark(StrEnum):
    """The shape beside a speaker's name. State and speaker are never told by colour alone."""

    NONE = "none"
    SQUARE = "square"
    CIRCLE = "circle"


def paint_mark(painter: QPainter, mark: Mark, box: QRectF, ink: str) -> None:
    """Paint the mark so that it fills `box`."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink))
    if mark is Mark.SQUARE:
        painter.drawRect(box)
    elif mark is Mark.CIRCLE:
        painter.drawEllipse(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)


_NOW_SIDE, _NOW_AROUND = 22, 10


class NowLine(QWidget):
    """The words. They change without a word to assistive technology: it would talk over the call."""

    def __init__(self) -> None:
        super().__init__()
        self.said = Words(size=Size.CLOCK, bold=True)
        self.mark, self.removed, self._large = _Shape(), False, False
        self._box = QHBoxLayout(self)
        self._box.setSpacing(_NOW_SIDE)
        self._box.addWidget(self.mark)
        self._box.addWidget(self.said, 1)
        wrap(self, down=Policy.Minimum)
        self.show_said("", Mark.NONE, removed=False)

    @property
    def words(self) -> str:
        return self.said.words

    def set_large(self, large: bool) -> None:
        """Use larger type, on a large display; or the usual."""
        if large != self._large:
            self._large = large
            self._wear()

    def show_said(self, words: str, mark: Mark, *, removed: bool) -> None:
        """Show these words."""
        if (words, mark, removed) == (self.said.words, self.mark.mark, self.removed):
            return
        self.removed = removed
        side = 2 * _NOW_AROUND if removed else 0
        self._box.setContentsMargins(side, _NOW_AROUND, side, _NOW_AROUND)
        with unspoken():
            self._wear()
            self.said.set_parts(words)
        self.mark.show_mark(mark)
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return its size; of one line it keeps the height, so that nothing moves as speakers change."""
        least = super().minimumSizeHint()
        usual = font(Size.POSTER if self._large else Size.CLOCK)
        return QSize(least.width(), max(least.height(), round(usual.pixelSize() * 1.3) + 2 * _NOW_AROUND))

    def _wear(self) -> None:
        usual, removed = (Size.POSTER, Size.CLOCK) if self._large else (Size.CLOCK, Size.HEADING)
        self.said.setFont(font(removed if self.removed else usual, bold=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.removed:
            return
        painter = smooth_painter(self)
        before = 2 * _NOW_SIDE if self.mark.mark is not Mark.NONE else 0
        inside = self.said.sizeHint().width() + before + 4 * _NOW_AROUND + 4
        frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        frame.setWidth(min(inside, frame.width()))
        _paint_frame(painter, QColor(theme_of(self).hatch), frame)


class _Shape(QWidget):
    """The mark; hidden where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.mark = Mark.NONE
        self.setFixedSize(_NOW_SIDE, _NOW_SIDE)
        self.hide()

    def show_mark(self, mark: Mark) -> None:
        self.mark = mark
        self.setVisible(mark is not Mark.NONE)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        paint_mark(painter, self.mark, QRectF(self.rect()), theme_of(self).text)


_EDGE, _SIDE, _AROUND, _GAP = 8, 24, 10, 10
_ANCHOR, _BACK, _ON, _THIRD = 0.3, 2, 6, 3
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_TALL = 100_000
_SIZES = (Size.HEADING, Size.PANEL, Size.TITLE, Size.BODY, Size.SMALL)
_LARGE = (Size.CLOCK, Size.HEADING, *_SIZES[1:])


@dataclass(frozen=True)
class CaptionLine:
    """A line: whose it is, with the mark of that speaker, and the words. `removed`: they stand for a removed part."""

    words: str
    speaker: str = ""
    mark: Mark = Mark.NONE
    removed: bool = False

    @property
    def spoken(self) -> str:
        """The line as it is said."""
        return tr("{speaker}: {words}").format(speaker=self.speaker, words=self.words) if self.speaker else self.words


class CaptionLines(QWidget):
    """The lines. `show_lines` sets how many there are and how each is got, `show_index` which is current."""

    def __init__(self) -> None:
        super().__init__()
        self._sizes: tuple[Size, ...] = _SIZES
        self.count, self.index = 0, -1
        self._line: Callable[[int], CaptionLine] | None = None
        self._names: tuple[str, ...] = ()
        self.painted: dict[int, QRect] = {}
        """Where each line in sight was painted last, by its index."""
        set_role(self, QAccessible.Role.StaticText)
        self.setSizePolicy(Policy.Expanding, Policy.Expanding)

    def show_lines(self, count: int, line: Callable[[int], CaptionLine], names: tuple[str, ...]) -> None:
        """Show these lines. `names`: every speaker's, so that the words begin at one place."""
        self.count, self._line, self._names = count, line, names
        self._change(-1)

    def show_index(self, index: int) -> None:
        """Make a line current; -1: none yet."""
        if index != self.index:
            self._change(index)

    def forget(self) -> None:
        """Show nothing any more."""
        self.count, self._line = 0, None
        self._change(-1)

    def current(self) -> str:
        """Return the current line as it is said; nothing before the first."""
        return self._line(self.index).spoken if self._line is not None and self.index >= 0 else ""

    def set_large(self, large: bool) -> None:
        """Use larger type, on a large display; or the usual."""
        self._sizes = _LARGE if large else _SIZES
        self.text_resized()

    def text_resized(self) -> None:
        """Measure again in the present size of text."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()  # it takes all the room that there is

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 2 * QFontMetrics(font(self._sizes[0], bold=True)).lineSpacing() + 2 * _AROUND)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted = {}
        if self._line is None or not self.count:
            return
        painter = smooth_painter(self)
        theme, at = theme_of(self), max(self.index, 0)
        top, below = self._top_of(at), self._height(at)
        self._paint(painter, theme, at, top)
        down = top + below + _GAP
        for index in range(at + 1, min(at + 1 + _ON, self.count)):
            if down + self._height(index) > self.height():
                break
            self._paint(painter, theme, index, down)
            down += self._height(index) + _GAP
        up = top
        for index in range(at - 1, max(at - 1 - _BACK, -1), -1):
            up -= self._height(index) + _GAP
            if up < 0:
                break
            self._paint(painter, theme, index, up)

    def _change(self, index: int) -> None:
        self.index = index
        with unspoken():
            self.setAccessibleName(self.current())
        self.update()

    def _top_of(self, at: int) -> int:
        """Return where the current line begins: always there, unless it needs more room."""
        if self.index < 0:
            return 0
        return max(0, min(round(self.height() * _ANCHOR), self.height() - self._height(at)))

    def _height(self, index: int) -> int:
        assert self._line is not None
        return self._words_rect(self._line(index), self._is_current(index), 0).height() + 2 * _AROUND

    def _is_current(self, index: int) -> bool:
        return index == self.index

    def _names_wide(self) -> int:
        metrics = QFontMetrics(font(self._sizes[1], bold=True))
        widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0)
        return min(_EDGE + _SIDE + self._mark_side() + _GAP + widest + _SIDE, self.width() // _THIRD)

    def _mark_side(self) -> int:
        return round(QFontMetrics(font(self._sizes[1])).xHeight())

    def _words_rect(self, line: CaptionLine, current: bool, top: int) -> QRect:
        left = self._names_wide() + (_SIDE if line.removed else 0)
        room = QRect(left, top + _AROUND, max(1, self.width() - left - _SIDE), _TALL)
        return QFontMetrics(self._font(line, current)).boundingRect(room, _WRAP, line.words)

    def _font(self, line: CaptionLine, current: bool) -> QFont:
        """Return the font of a line; the current one is smaller where it would not be whole otherwise."""
        if not current or line.removed:
            return font(self._sizes[1], bold=current)
        wide = max(1, self.width() - self._names_wide() - _SIDE)
        for size in self._sizes:
            made = font(size, bold=True)
            tall = QFontMetrics(made).boundingRect(QRect(0, 0, wide, _TALL), _WRAP, line.words).height()
            if tall + 2 * _AROUND <= self.height():
                break
        return made

    def _paint(self, painter: QPainter, theme: Tokens, index: int, top: int) -> None:
        assert self._line is not None
        line, current = self._line(index), self._is_current(index)
        rect = self._words_rect(line, current, top)
        row = QRect(0, top, self.width(), rect.height() + 2 * _AROUND)
        self.painted[index] = row
        if current:
            painter.fillRect(row, QColor(theme.selected))
            painter.fillRect(row.left(), row.top(), _EDGE, row.height(), QColor(theme.hatch))
        ink = theme.text if current else theme.muted
        self._paint_speaker(painter, line, current, top, ink)
        if line.removed:
            _paint_frame(painter, QColor(theme.hatch), QRectF(rect.adjusted(-_SIDE, -4, _SIDE, 4)))
        painter.setPen(QColor(theme.text if line.removed else ink))
        painter.setFont(self._font(line, current))
        painter.drawText(rect, _WRAP, line.words)

    def _paint_speaker(self, painter: QPainter, line: CaptionLine, current: bool, top: int, ink: str) -> None:
        made = font(self._sizes[1], bold=current)
        metrics, side = QFontMetrics(made), self._mark_side()
        tall = QFontMetrics(self._font(line, current)).lineSpacing()
        middle = top + _AROUND + tall // 2
        paint_mark(painter, line.mark, QRectF(_EDGE + _SIDE, middle - side / 2, side, side), ink)
        left = _EDGE + _SIDE + side + _GAP
        room = QRect(left, middle - metrics.lineSpacing() // 2, self._names_wide() - left, metrics.lineSpacing())
        painter.setPen(QColor(ink))
        painter.setFont(made)
        shown = metrics.elidedText(line.speaker, Qt.TextElideMode.ElideRight, max(1, room.width() - _GAP))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


def _paint_frame(painter: QPainter, colour: QColor, box: QRectF) -> None:
    pen = QPen(colour, 3)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawRoundedRect(box, 8, 8)


_WAVE, _LANE_GAP, _ROW, _LANE_AROUND = 56, 8, 32, 4
"""The heights of the waveform, of the gap under it and of a lane (at least), and the space around its blocks."""
_LANE_SIDE, _BESIDE = 13, 10
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
        self.indent = names + _LANE_SIDE + 2 * _BESIDE + 4 if names else 0
        self.show_channels([("", together(waveform))])

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST + self.indent, _WAVE + _LANE_GAP + self._lanes_tall() + self.words_tall())

    def paint_lanes(self, painter: QPainter, theme: Tokens, *, heard: bool) -> None:
        wide = self.width() - self.indent
        self.paint_lane(painter, QRectF(self.indent, 0, wide, self._lanes_top() - _LANE_GAP), 0, theme, heard=heard)
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
        room = QRectF(0, row.top(), self.indent - _LANE_SIDE - 2 * _BESIDE, row.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), lane.name)
        box = QRectF(self.indent - _LANE_SIDE - _BESIDE, row.center().y() - _LANE_SIDE / 2, _LANE_SIDE, _LANE_SIDE)
        paint_mark(painter, lane.mark, box, theme.text)

    def _paint_talk(self, painter: QPainter, lane: Lane, row: QRectF, theme: Tokens, *, heard: bool) -> None:
        for span in lane.talk:
            left, right = self.x_of(span.start), self.x_of(span.end)
            block = QRectF(left, row.top() + _LANE_AROUND, max(right - left, 2), row.height() - 2 * _LANE_AROUND)
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
        return max(_ROW, QFontMetrics(font(Size.BODY)).height() + 2 * _LANE_AROUND) * max(1, len(self.lanes))


def together(channels: Sequence[Pairs]) -> list[tuple[float, float]]:
    """Return the pairs of all channels as one: of each bucket the lowest and the highest."""
    return [(min(pair[0] for pair in at), max(pair[1] for pair in at)) for at in zip(*channels, strict=True)]
