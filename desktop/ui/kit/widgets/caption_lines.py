"""Lines of speech while a recording plays: the current one marked, a few before and after it.

They are painted: nothing of them can be selected or copied. The current line begins at the same height whatever is said
before it, and nothing moves in between. They change without a word to assistive technology, which would talk over the
call; whoever asks gets the current line as the widget's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.tokens import Tokens
from desktop.ui.kit.widgets.accessible import set_role, unspoken
from desktop.ui.kit.widgets.speaker_mark import Mark, paint_mark
from desktop.words import tr

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
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

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
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
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
