"""Facts and figures to read: in a line, as pairs of name and value, as a passage, long text folded, the customer's
card; a few large figures side by side, and bars.

They wrap, or go below each other, on a narrow page. With a screen reader, Tab reaches a line of facts, a passage and
figures, and all of it is read as one text.
Bars have no scale to be read: each has its number and its name. Where a name has no room below its bar, the bars lie
one below the other. One can stand out (`now`), one can be hatched (`bad`): its name says what it is, so that colour
tells nothing alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.ui.kit.accessible import set_role
from desktop.ui.kit.buttons import LinkButton, paint_hatch
from desktop.ui.kit.layouts import UNBOUNDED, FlowLayout, column, column_in, empty
from desktop.ui.kit.style import Size, font, scaled, theme_of
from desktop.ui.kit.text import Policy, Words, in_sentences, small, strong, subtitle, wrap
from desktop.words import tr

_NAMES, _NARROW = 165, 400


class Sheet(QWidget):
    """A view of (name, value) pairs; a pair with an empty value is left out. `dense`: in smaller letters."""

    def __init__(self, *, dense: bool = False) -> None:
        super().__init__()
        self._dense = dense
        self._pairs: list[tuple[Words, Words]] = []
        self._grid = QGridLayout()
        box = column_in(self)
        box.addLayout(self._grid)
        box.addStretch(1)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(7 if dense else 9)

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show these pairs instead of the previous ones."""
        for old in (words for pair in self._pairs for words in pair):
            old.hide()
            old.deleteLater()
        self._pairs = [self._pair(name, value) for name, value in pairs if value]
        self._place()

    def _pair(self, name: str, value: str) -> tuple[Words, Words]:
        if self._dense:
            return small(name, tone="muted"), small(value)
        return Words(name, bold=True), Words(value)

    def values(self) -> dict[str, str]:
        """Return the values shown, by name."""
        return {name.words: value.words for name, value in self._pairs}

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        narrow = self.width() < scaled(_NARROW)
        top = Qt.AlignmentFlag.AlignTop
        for at, (name, value) in enumerate(self._pairs):
            name.setMinimumWidth(0 if narrow else scaled(_NAMES))
            name.setMaximumWidth(UNBOUNDED if narrow else scaled(_NAMES))
            self._grid.addWidget(name, 2 * at, 0, top)
            self._grid.addWidget(value, 2 * at + int(narrow), 0 if narrow else 1, top)
        self._grid.setColumnStretch(0, int(narrow))
        self._grid.setColumnStretch(1, int(not narrow))


@dataclass(frozen=True)
class Fact:
    """A fact, and more about it."""

    words: str
    more: str = ""


class ToRead(QWidget):
    """A widget that is read as one text: `words`, by a screen reader when Tab reaches it."""

    words = ""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, QAccessible.Role.StaticText)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_read(self, *said: str) -> None:
        """Set the text, without line breaks."""
        self.words = " ".join(" ".join(said).split())
        self.setAccessibleName(self.words)
        self.updateGeometry()


class Facts(ToRead):
    """A row of facts."""

    def __init__(self, *facts: Fact) -> None:
        super().__init__()
        self._flow = FlowLayout(self, gap=34, row_gap=14, top=True)
        self._flow.setContentsMargins(0, 14, 0, 14)
        self.show_facts(*facts)

    def show_facts(self, *facts: Fact) -> None:
        self._flow.empty()
        self._flow.add(*map(_part, facts))
        said = (", ".join(part for part in (fact.words, fact.more) if part) for fact in facts)
        self.set_read(in_sentences(*said))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, line = QPainter(self), QColor(theme_of(self).line)
        painter.fillRect(0, 0, self.width(), 2, line)
        painter.fillRect(0, self.height() - 2, self.width(), 2, line)


def _part(fact: Fact) -> QWidget:
    part = QWidget()
    column_in(part, Words(fact.words, bold=True), *([small(fact.more)] if fact.more else []), gap=3)
    part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    return part


class Passage(ToRead):
    """A column of paragraphs; a line break in one begins a line."""

    def __init__(self, *paragraphs: str, size: Size = Size.BODY) -> None:
        super().__init__()
        self._size, self._box = size, column_in(self, gap=10)
        self.show_paragraphs(*paragraphs)

    def show_paragraphs(self, *paragraphs: str) -> None:
        """Show other paragraphs instead."""
        self.set_read(*paragraphs)
        empty(self._box)
        for paragraph in paragraphs:
            self._box.addWidget(Words(paragraph, size=self._size))


MOST_LETTERS, MOST_LINES = 300, 4


def beginning(words: str, most_lines: int = MOST_LINES, most_letters: int = MOST_LETTERS) -> str:
    """Return the part shown while folded; all of a short text."""
    lines = words.splitlines()
    start = "\n".join(lines[:most_lines])
    if len(start) > most_letters:
        start = start[:most_letters]
        start = start.rpartition(" ")[0] or start
    return words if len(lines) <= most_lines and len(words) <= most_letters else f"{start.rstrip()}\u2026"


class Folded(QWidget):
    """Folded text. `head` comes before it, in bold. A short text has no link."""

    def __init__(
        self, head: str, words: str, what: str, *, lines: int = MOST_LINES, letters: int = MOST_LETTERS
    ) -> None:
        """Fold `words` to so many lines or letters; `what` completes the link's words for a screen reader."""
        super().__init__()
        self._head, self._whole, self._beginning = head, words, beginning(words, lines, letters)
        self._what = what
        self.said, self.link = Words(), LinkButton("")
        self._open = False
        column_in(self, self.said, self.link, gap=0)
        self.link.setVisible(self._beginning != words)
        self.link.clicked.connect(self._turn)
        self._show()

    def _turn(self) -> None:
        self._open = not self._open
        self._show()

    def _show(self) -> None:
        self.said.set_parts(strong(self._head), self._whole if self._open else self._beginning)
        self.link.set_words(tr("Show less") if self._open else tr("Show all of it"))
        self.link.setAccessibleName(f"{self.link.text()}: {self._what}")


_EDGE = 6


@dataclass(frozen=True)
class CardPart:
    """A part of the card: a title (may be empty) and lines under it."""

    title: str
    lines: tuple[str, ...] = ()


class CustomerCard(QWidget):
    """A column of parts; above the content of a narrow window they are side by side."""

    def __init__(self, *parts: CardPart) -> None:
        super().__init__()
        self._inner = QWidget()
        column_in(self, self._inner)
        self._flow = FlowLayout(self._inner, gap=34, row_gap=18, top=True)
        self._flow.setContentsMargins(_EDGE + 16, 4, 0, 4)
        self.show_parts(*parts)

    def show_parts(self, *parts: CardPart) -> None:
        self._flow.empty()
        for part in parts:
            titles = [subtitle(part.title)] if part.title else []
            self._flow.addWidget(column(*titles, *map(small, part.lines), gap=3))
        self.updateGeometry()

    def add_widget(self, widget: QWidget) -> None:
        """Add a part that can be pressed, after the others."""
        self._flow.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        inner = self._inner.geometry()
        QPainter(self).fillRect(inner.left(), inner.top(), _EDGE, inner.height(), QColor(theme_of(self).line))


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


_FIGURE = 196


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
        self._flow.add(*map(_one, figures))
        self.set_read(in_sentences(*(f"{each.figure} {each.name}. {each.more}" for each in figures)))


def _one(figure: Figure) -> QWidget:
    more = [small(figure.more, tone="muted")] if figure.more else []
    name = Words(figure.name, size=Size.SMALL, bold=True)
    made = column(Words(figure.figure, size=Size.HEADING, bold=True), name, *more, gap=0)
    made.setFixedWidth(scaled(_FIGURE))
    return made
