"""The painter of a row: words that wrap, a line below, an edge for attention or the current row. In a narrow window a
row is a card: all its cells in the first one's place, one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.widgets.words import breakable
from desktop.words import kit as kit_wording

_SIDE, _OVER, _EDGE, _TALL, _BETWEEN = 12, 9, 6, 100_000, 3
OPENS = Qt.ItemDataRole.UserRole + 1
"""The role that says whether a press opens the row."""
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)


class RowDelegate(QStyledItemDelegate):
    """The delegate that paints rows. `links`: the first column looks like a link, since pressing the row opens it."""

    def __init__(self, view: QAbstractItemView, links: bool) -> None:
        super().__init__(view)
        self._view, self._links = view, links
        self.hovered = -1
        self.cards = False
        self.card_titles: tuple[str, ...] = ()
        """The headings that the cells of a card have before them; none where the list shows none."""
        self.measure_afresh()

    def measure_afresh(self) -> None:
        """Renew the metrics before measuring many cells: the font may have changed. They are most of the cost."""
        self._metrics = {bold: QFontMetrics(_font(bold)) for bold in (False, True)}

    def height(self, words: str, width: int, bold: bool = False) -> int:
        """Return the height of a cell of `width` pixels with these words."""
        room = QRect(0, 0, max(1, width - 2 * _SIDE), _TALL)
        return self._metrics[bold].boundingRect(room, _WRAP, breakable(words)).height() + 2 * _OVER

    def card_height(self, cells: Sequence[str], width: int, attention: bool) -> int:
        """Return the height of a card of `width` pixels with these cells."""
        lines = enumerate(self._lines(cells))
        heights = [self.height(words, width, attention and at == 0) - 2 * _OVER for at, words in lines]
        return sum(heights) + _BETWEEN * max(0, len(heights) - 1) + 2 * _OVER

    def _lines(self, cells: Sequence[str]) -> Iterator[str]:
        """Yield the lines of a card: its first cell, and each other that says something, with its heading."""
        titles = self.card_titles or ("",) * len(cells)
        for at, (cell, title) in enumerate(zip(cells, titles, strict=False)):
            if at == 0 or cell.strip():
                yield kit_wording.named(title, cell) if at and title else cell

    def natural_width(self, words: str) -> int:
        """Return the width of a cell in which these words need not wrap."""
        return self._metrics[True].horizontalAdvance(words) + 2 * _SIDE + 2

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = _rect(option).width()
        bold = index.column() == 0 and bool(index.data(Qt.ItemDataRole.UserRole))
        return QSize(width, self.height(str(index.data()), width, bold))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, rect = theme_of(self._view), _rect(option)
        current = bool(_state(option) & QStyle.StateFlag.State_Selected)
        attention, link = bool(index.data(Qt.ItemDataRole.UserRole)), self._links and bool(index.data(OPENS))
        ground = theme.selected if current else theme.soft if index.row() == self.hovered else theme.page
        painter.fillRect(rect, QColor(ground))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(theme.line))
        if index.column() == 0 and (current or attention):
            painter.fillRect(
                rect.left(), rect.top(), _EDGE, rect.height(), QColor(theme.accent if current else theme.notice_edge)
            )
        if self.cards and index.column() == 0:
            model = index.model()
            cells = [str(model.index(index.row(), column).data()) for column in range(model.columnCount())]
            self._paint_card(painter, rect, cells, attention, link=link)
        else:
            first = index.column() == 0
            self._paint_words(painter, rect, str(index.data()), bold=attention and first, link=link and first)

    def _paint_card(self, painter: QPainter, rect: QRect, cells: Sequence[str], attention: bool, *, link: bool) -> None:
        top = rect.top()
        for at, words in enumerate(self._lines(cells)):
            bold = attention and at == 0
            high = self.height(words, rect.width(), bold)
            room = QRect(rect.left(), top, rect.width(), high)
            self._paint_words(painter, room, words, bold=bold, link=link and at == 0)
            top += high - 2 * _OVER + _BETWEEN

    def _paint_words(self, painter: QPainter, rect: QRect, words: str, *, bold: bool, link: bool) -> None:
        theme = theme_of(self._view)
        painter.setPen(QColor(theme.link if link else theme.text))
        made = _font(bold)
        made.setUnderline(link)
        painter.setFont(made)
        painter.drawText(rect.adjusted(_SIDE, _OVER, -_SIDE, 0), _WRAP, breakable(words))


def _font(bold: bool) -> QFont:
    return font(Size.SMALL, bold)


def _rect(option: QStyleOptionViewItem) -> QRect:
    rect: QRect = option.rect
    return rect


def _state(option: QStyleOptionViewItem) -> QStyle.StateFlag:
    state: QStyle.StateFlag = option.state
    return state
