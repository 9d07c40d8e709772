"""The painter of a row: words that wrap, a line below, an edge for attention or the current row."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.widgets.words import breakable

_SIDE, _OVER, _EDGE, _TALL = 12, 9, 6, 100_000
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)


class RowDelegate(QStyledItemDelegate):
    """The delegate that paints rows. `links`: the first column looks like a link, since pressing the row opens it."""

    def __init__(self, view: QAbstractItemView, links: bool) -> None:
        super().__init__(view)
        self._view, self._links = view, links
        self.hovered = -1
        self.measure_afresh()

    def measure_afresh(self) -> None:
        """Renew the metrics before measuring many cells: the font may have changed. They are most of the cost."""
        self._metrics = {bold: QFontMetrics(_font(bold)) for bold in (False, True)}

    def height(self, words: str, width: int, bold: bool = False) -> int:
        """Return the height of a cell of `width` pixels with these words."""
        room = QRect(0, 0, max(1, width - 2 * _SIDE), _TALL)
        return self._metrics[bold].boundingRect(room, _WRAP, breakable(words)).height() + 2 * _OVER

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
        attention = bool(index.data(Qt.ItemDataRole.UserRole))
        ground = theme.selected if current else theme.soft if index.row() == self.hovered else theme.page
        painter.fillRect(rect, QColor(ground))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(theme.line))
        if index.column() == 0 and (current or attention):
            painter.fillRect(
                rect.left(), rect.top(), _EDGE, rect.height(), QColor(theme.accent if current else theme.notice_edge)
            )
        link = self._links and index.column() == 0
        painter.setPen(QColor(theme.link if link else theme.text))
        made = _font(attention and index.column() == 0)
        made.setUnderline(link)
        painter.setFont(made)
        painter.drawText(rect.adjusted(_SIDE, _OVER, -_SIDE, 0), _WRAP, breakable(str(index.data())))


def _font(bold: bool) -> QFont:
    return font(Size.SMALL, bold)


def _rect(option: QStyleOptionViewItem) -> QRect:
    rect: QRect = option.rect
    return rect


def _state(option: QStyleOptionViewItem) -> QStyle.StateFlag:
    state: QStyle.StateFlag = option.state
    return state
