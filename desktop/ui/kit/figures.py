"""Figures of a statistic: a few large ones side by side, and a few bars, each with its number and its name.

There is no scale to be read. Where a name has no room below its bar, the bars lie one below the other. One bar can
stand out (`now`), one can be hatched (`bad`): its name says what it is, so that colour tells nothing alone. Tab
reaches them with a screen reader, which reads all of them as one text.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.accessible import set_role
from desktop.ui.kit.facts import ToRead
from desktop.ui.kit.layouts import FlowLayout, column
from desktop.ui.kit.sound_bars import paint_hatch
from desktop.ui.kit.style import Size, font, scaled, theme_of
from desktop.ui.kit.text import Policy, Words, in_sentences, small, wrap

_TALL, _GAP, _WIDEST, _LEAST = 72, 16, 64, 2
_BELOW = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True)
class Bar:
    """A bar: its name, its length (0 or more), and its number in words. `now`, `bad`: as of the module."""

    name: str
    value: float
    words: str
    now: bool = False
    bad: bool = False


class Bars(QWidget):
    """The bars. The longest has the whole height, or `most` has."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title, self._most = title, 0.0
        self.bars: tuple[Bar, ...] = ()
        set_role(self, QAccessible.Role.Chart)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        wrap(self, Policy.Expanding, Policy.Minimum)

    def show_bars(self, bars: tuple[Bar, ...], most: float = 0.0) -> None:
        """Show these. `most`: the value of the whole height, where that is not the longest bar's."""
        self.bars, self._most = bars, most
        said = (f"{bar.name} {bar.words}" for bar in bars)
        self.setAccessibleName(in_sentences(self._title, ", ".join(said)))
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """The description for a screen reader."""
        return self.accessibleName()

    def sizeHint(self) -> QSize:
        return QSize(80 * max(1, len(self.bars)), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self._height())

    def heightForWidth(self, width: int) -> int:
        return len(self.bars) * self._row() if self.lie(width) else self._height()

    def lie(self, width: int) -> bool:
        """Return whether the bars lie at that width: below upright ones there would be no room for a name."""
        room = QRect(0, 0, width // max(1, len(self.bars)) - 4, 2 * self._line())
        for bar in self.bars:
            metrics = QFontMetrics(font(Size.SMALL, bold=bar.now))
            if not room.contains(metrics.boundingRect(room, _BELOW, bar.name)):
                return True
            if metrics.horizontalAdvance(bar.words) > room.width():
                return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.bars:
            return
        painter = QPainter(self)
        most = self._most or max(bar.value for bar in self.bars) or 1.0
        if self.lie(self.width()):
            self._paint_lying(painter, most)
        else:
            self._paint_upright(painter, most)

    def _paint_upright(self, painter: QPainter, most: float) -> None:
        line, wide = self._line(), self.width() / len(self.bars)
        foot, theme = line + 4 + _TALL, theme_of(self)
        for at, bar in enumerate(self.bars):
            cell = QRectF(at * wide, 0, wide, self.height())
            tall = max(_TALL * bar.value / most, _LEAST if bar.value else 0)
            across = min(wide - _GAP, _WIDEST)
            rect = QRectF(cell.center().x() - across / 2, foot - tall, across, tall)
            self._paint_bar(painter, rect, bar)
            above = QRectF(cell.left(), rect.top() - line - 4, wide, line + 2)
            painter.drawText(above, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, bar.words)
            below = QRectF(cell.left() + 2, foot + 6, wide - 4, self.height() - foot - 6)
            painter.drawText(below, _BELOW, bar.name)
        painter.setPen(QPen(QColor(theme.edge), 1))
        painter.drawLine(0, int(foot), self.width(), int(foot))

    def _paint_lying(self, painter: QPainter, most: float) -> None:
        bold = QFontMetrics(font(Size.SMALL, bold=True))
        names = min(max(bold.horizontalAdvance(bar.name) for bar in self.bars), self.width() // 2)
        words = max(bold.horizontalAdvance(bar.words) for bar in self.bars)
        row, room = self._row(), max(0, self.width() - names - words - 2 * _GAP)
        for at, bar in enumerate(self.bars):
            long = max(room * bar.value / most, _LEAST if bar.value else 0)
            middle = QRectF(names + _GAP, at * row, room, row)
            self._paint_bar(painter, QRectF(middle.left(), middle.top() + 4, long, row - 8), bar)
            beside = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, middle.top(), names, row), beside, bar.name)
            painter.drawText(QRectF(middle.left() + long + 6, middle.top(), words + _GAP, row), beside, bar.words)

    def _paint_bar(self, painter: QPainter, rect: QRectF, bar: Bar) -> None:
        """Paint it, and leave the painter with the pen and the type of its words."""
        theme = theme_of(self)
        if bar.bad and bar.value:
            paint_hatch(painter, rect, theme.error, theme.page)
        else:
            painter.fillRect(rect, QColor(theme.accent if bar.now else theme.unheard))
        painter.setPen(QColor(theme.text))
        painter.setFont(font(Size.SMALL, bold=bar.now))

    def _height(self) -> int:
        return self._line() + 4 + _TALL + 6 + 2 * self._line()

    def _row(self) -> int:
        return self._line() + 8

    @staticmethod
    def _line() -> int:
        return QFontMetrics(font(Size.SMALL)).height()


_WIDE = 196


@dataclass(frozen=True)
class Figure:
    """A figure, its name, and what it is compared with."""

    figure: str
    name: str
    more: str = ""


class BigFigures(ToRead):
    """The figures."""

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self, gap=16, row_gap=14, top=True)

    def show_figures(self, figures: tuple[Figure, ...]) -> None:
        """Show these instead of those before."""
        self._flow.empty()
        for figure in figures:
            self._flow.addWidget(_one(figure))
        self.set_read(in_sentences(*(f"{each.figure} {each.name}. {each.more}" for each in figures)))


def _one(figure: Figure) -> QWidget:
    more = [small(figure.more, tone="muted")] if figure.more else []
    name = Words(figure.name, size=Size.SMALL, bold=True)
    made = column(Words(figure.figure, size=Size.HEADING, bold=True), name, *more, gap=0)
    made.setFixedWidth(scaled(_WIDE))
    return made
