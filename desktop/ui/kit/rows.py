"""Rows of words that wrap, in a list of full height: the page scrolls, never the list. The base of table and timeline.

In a narrow window in which the columns have no room side by side, each row is a card: its cells one below the other,
each with the heading of its column. To assistive technology it stays the same table. Up and Down move, Enter opens,
Tab leaves. The current row has a thick edge and a tinted background. It is scrolled to when the keyboard goes to it,
no further than it takes; whoever scrolls elsewhere stays there, also when the rows come again.
A pressed row stays in place until it is released: rows that arrive meanwhile wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui.kit.keyboard import STANDS_MS, ancestors, follow_ring, is_enter
from desktop.ui.kit.layouts import ROUND
from desktop.ui.kit.style import Size, font, scaled, theme_of
from desktop.ui.kit.text import breakable, wrapped_height
from desktop.words import tr

_SIDE, _OVER, _EDGE, _BETWEEN = 12, 9, 6, 3
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
        """Renew the metrics before measuring many cells: the font may have changed."""
        self._fonts = {bold: font(Size.SMALL, bold) for bold in (False, True)}
        self._bold = QFontMetrics(self._fonts[True])

    def height(self, words: str, width: int, bold: bool = False) -> int:
        """Return the height of a cell of `width` pixels with these words."""
        return wrapped_height(words, self._fonts[bold], width - 2 * _SIDE) + 2 * _OVER

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
                yield tr("{name}: {value}").format(name=title, value=cell) if at and title else cell

    def natural_width(self, words: str) -> int:
        """Return the width of a cell in which these words need not wrap."""
        return self._bold.horizontalAdvance(words) + 2 * _SIDE + 2

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = option.rect.width()
        bold = index.column() == 0 and bool(index.data(Qt.ItemDataRole.UserRole))
        return QSize(width, self.height(str(index.data()), width, bold))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, rect = theme_of(self._view), QRect(option.rect)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
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
        made = font(Size.SMALL, bold)
        made.setUnderline(link)
        painter.setFont(made)
        painter.drawText(rect.adjusted(_SIDE, _OVER, -_SIDE, 0), _WRAP, breakable(words))


class InSight(QObject):
    """Scrolls to the current row of `view`, whatever it is in."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._followed: dict[QScrollArea, int] = {}
        """The areas around the list, and where each was left."""
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._again)
        self._asked = False

    @property
    def follows(self) -> bool:
        """Whether nobody has scrolled since the row was last scrolled to."""
        left = self._followed.items()
        return bool(left) and all(area.verticalScrollBar().value() == value for area, value in left)

    def bring(self) -> None:
        """Scroll to the current row, if the list has the keyboard."""
        rect = self._view.visualRect(self._view.currentIndex())
        if QApplication.mouseButtons() or not self._view.hasFocus() or not rect.isValid():
            return  # it was pressed where it is, or nobody is there
        header = self._view.horizontalHeader()
        headings = 0 if header.isHidden() else header.height()  # they stay at the top, over the rows
        for area in self._areas():
            inside, bar, high = area.widget(), area.verticalScrollBar(), area.viewport().height()
            assert inside is not None
            top = self._view.viewport().mapTo(inside, rect.topLeft()).y()
            bottom = top + rect.height() + ROUND
            if top - headings < bar.value():
                bar.setValue(0 if bottom <= high else top - headings)
            elif bottom > bar.value() + high:
                bar.setValue(min(top - headings, bottom - high))
            self._followed[area] = area.verticalScrollBar().value()

    def bring_soon(self) -> None:
        """Scroll to it once everything is laid out."""
        self._asked = True
        self._soon.start()

    def stay(self) -> None:
        """Scroll to it again once everything is laid out, unless someone scrolls elsewhere."""
        self._soon.start()

    @Slot()
    def _again(self) -> None:
        asked, self._asked = self._asked, False
        if asked or self.follows:
            self.bring()

    @Slot()
    def _grown(self) -> None:
        """Stay with the row: the page gets taller or lower while it is laid out."""
        if self.follows:
            self.stay()

    def _areas(self) -> list[QScrollArea]:
        """Return the areas around the list, the inner one first."""
        areas = [at for at in ancestors(self._view) if isinstance(at, QScrollArea) and at.widget() is not None]
        for area in areas:
            if area not in self._followed:
                area.verticalScrollBar().rangeChanged.connect(self._grown)
        return areas


def area_of(widget: QWidget) -> QScrollArea | None:
    """Return the scroll area that a widget is in."""
    return next((at for at in ancestors(widget) if isinstance(at, QScrollArea)), None)


def make_plain(view: QTableView) -> None:
    """Make a view plain: no edges, no editing, no scroll bars, since its page scrolls. Tab leaves it."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setShowGrid(False)
    view.setMouseTracking(True)
    view.setTabKeyNavigation(False)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    for set_policy in (view.setVerticalScrollBarPolicy, view.setHorizontalScrollBarPolicy):
        set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    down, across = view.verticalHeader(), view.horizontalHeader()
    down.hide()
    down.setMinimumSectionSize(1)
    down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    across.setFont(font(Size.SMALL, bold=True))
    across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    across.setHighlightSections(False)
    across.setSectionsClickable(False)


Index = QModelIndex | QPersistentModelIndex
_LEAST_COLUMN, _CARDS_BELOW = 24, 640
"""Pixels: the least width of a column, and the width below which rows may be cards."""


@dataclass(frozen=True)
class Row:
    """A row: `key` is what is emitted. `attention` marks it with an edge; its words must say why.

    `opens`: whether a press opens it; in a list of links it then looks like one.
    """

    key: object
    cells: tuple[str, ...]
    attention: bool = False
    opens: bool = True


class WholeModel(QAbstractTableModel):
    """The base of a model of frozen rows, replaced as a whole. A subclass says what is in its cells (`data`)."""

    rows: tuple[Any, ...] = ()

    def __init__(self, columns: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)

    def replace(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.columns[section]
        if role == Qt.ItemDataRole.FontRole:
            return font(Size.SMALL, bold=True)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class RowsModel(WholeModel):
    """A model of rows of words."""

    rows: tuple[Row, ...] = ()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[index.column()] if index.column() < len(row.cells) else ""
        if role == OPENS:
            return row.opens
        return row.attention if role == Qt.ItemDataRole.UserRole else None


class RowsView(QTableView):
    """Columns share the width by `weights`; one of weight 0 is as wide as its words, which wrap only where rows would
    become cards otherwise. Emits `opened(key)` on a click or Enter, `pointed(key or None)` for the pointer,
    `moved(key)` for the current row."""

    opened = Signal(object)
    pointed = Signal(object)
    moved = Signal(object)
    """All three: the row's key, of whatever type the list has."""
    let_go = Signal()

    def __init__(self, name: str, columns: Sequence[str], weights: Sequence[int], *, header: bool, links: bool) -> None:
        super().__init__()
        self._weights = tuple(weights)
        self.cards = self.squeezed = False
        """Whether its rows are cards; whether a column is narrower than its longest word."""
        self._header = header
        self.covered = 0
        """How many pixels at its top the headings that stay lie over."""
        self.held_down = False
        """Whether a mouse button is held on it; `let_go` follows."""
        self.comes = False
        """Whether the keyboard is just coming to it, so that a row that gets current was not chosen by anybody."""
        self._in_sight, self._refreshing = InSight(self), False
        self._came = QTimer(self, singleShot=True, interval=STANDS_MS)
        """Runs while a row is new in the place of the current one."""
        self.rows_model = RowsModel(columns, self)
        self.setModel(self.rows_model)
        self._delegate = RowDelegate(self, links)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        make_plain(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.horizontalHeader().setVisible(header)
        self.horizontalHeader().setMinimumSectionSize(_LEAST_COLUMN)
        self._links = links
        self.setCursor(Qt.CursorShape.PointingHandCursor if links else Qt.CursorShape.ArrowCursor)
        self.clicked.connect(self._open)
        self.entered.connect(self._entered)

    def set_columns(self, columns: Sequence[str], weights: Sequence[int]) -> None:
        """Replace the columns; there are no rows until the next `show_rows`."""
        self.rows_model.columns, self._weights = tuple(columns), tuple(weights)
        self.show_rows(())

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show rows; the current row stays current if it is still there, and in sight if nobody scrolled elsewhere.

        The first rows that a list with the keyboard gets have a current one. Where the current row went away, the one
        in its place is current; Enter does not open it while it was meant for the other (`keyboard`).
        """
        current, had_rows, followed = self.current_key(), bool(self.rows_model.rows), self._in_sight.follows
        was_at = self.currentIndex().row()
        self._refreshing = True
        self.rows_model.replace(rows)
        self.select_key(current)
        self._refreshing = False
        self._fit()
        if rows and not had_rows and self.hasFocus():
            self._come_to(0)
        elif rows and was_at >= 0 and self.hasFocus() and not self.currentIndex().isValid():
            self._came.start()
            self._refreshing = not followed
            self._come_to(min(was_at, len(rows) - 1))
            self._refreshing = False
        elif followed:
            self._in_sight.bring_soon()

    def current_key(self) -> object:
        at = self.currentIndex()
        return self.rows_model.rows[at.row()].key if at.isValid() else None

    def select_key(self, key: object) -> None:
        """Make the row of a key current; none if there is no such row."""
        at = next((index for index, row in enumerate(self.rows_model.rows) if row.key == key), None)
        if at is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.selectRow(at)

    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of a list, where there are rows."""
        keys = (tr("Up, Down"), tr("The row above, the row below")), (tr("Enter"), tr("Open the row"))
        return keys if self.rows_model.rows else ()

    def ringed(self) -> QRect:
        """Return the place of the current row, which the focus ring surrounds; all of it where there is none."""
        at = self.currentIndex()
        if not at.isValid():
            return self.rect()
        row = self.visualRect(at.siblingAtColumn(0))
        return QRect(self.viewport().mapTo(self, QPoint(0, row.top())), QSize(self.viewport().width(), row.height()))

    @property
    def keeps_row_in_sight(self) -> bool:
        """Whether it scrolls to a row by itself when the keyboard comes: its page does not scroll to all of it."""
        return self.currentIndex().isValid()

    def text_resized(self) -> None:
        """Fit rows and columns to the present size of text."""
        self.horizontalHeader().setFont(font(Size.SMALL, bold=True))
        self._fit()

    def show_current(self) -> None:
        """Scroll to the current row, once everything is laid out."""
        self._in_sight.bring_soon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            if self.currentIndex().isValid() and not self._came.isActive():
                self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.comes = True
        super().focusInEvent(event)
        pressed = event.reason() == Qt.FocusReason.MouseFocusReason
        if not pressed and not self.currentIndex().isValid() and self.rows_model.rows:
            self._come_to(0)
        elif not pressed:
            self._in_sight.bring_soon()  # the page around it may still be laid out
        self.comes = False

    def _come_to(self, row: int) -> None:
        """Have that row be the current one: nobody chose it."""
        self.comes = True
        self.selectRow(row)
        self.comes = False
        self._in_sight.stay()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.held_down = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._let_go()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._let_go()

    def _let_go(self) -> None:
        if self.held_down:
            self.held_down = False
            self.let_go.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._delegate.hovered = -1
        self.viewport().update()
        self.pointed.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # its height depends on its rows
            self._fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            if not self._refreshing:
                self._in_sight.bring()
            follow_ring(self)
            self.moved.emit(self.current_key())

    def _fit(self) -> None:
        self._delegate.measure_afresh()
        width = self.viewport().width()
        weights = self._weights
        least = [self._least(column, not weight) for column, weight in enumerate(weights)]
        if sum(least) > width and not all(weights):
            weights = tuple(max(1, weight) for weight in weights)
            least = [self._least(column, False) for column in range(len(weights))]
        self._set_cards(len(least) > 1 and sum(least) > width and width < scaled(_CARDS_BELOW))
        self.squeezed = sum(least) > width and not self.cards
        widths = shared(width, least, weights)
        if self.cards:
            widths = [width - _LEAST_COLUMN * (len(least) - 1), *[_LEAST_COLUMN] * (len(least) - 1)]
        for column, wide in enumerate(widths):
            self.setColumnWidth(column, wide)
        height = 0
        for index, row in enumerate(self.rows_model.rows):
            tall = self._tall(row, widths)
            self.setRowHeight(index, tall)
            height += tall
        header = self.horizontalHeader()
        self.setFixedHeight(height + (0 if header.isHidden() else header.sizeHint().height()) + 2)
        follow_ring(self)

    def _tall(self, row: Row, widths: Sequence[int]) -> int:
        """Return the height of a row, or of a card, whose columns are that wide."""
        if self.cards:
            return self._delegate.card_height(row.cells, sum(widths), row.attention)
        return max(
            self._delegate.height(cell, wide, bold=row.attention and column == 0)
            for column, (cell, wide) in enumerate(zip(row.cells, widths, strict=False))
        )

    def _set_cards(self, cards: bool) -> None:
        """Have each row painted as one cell, or as its columns."""
        if cards or self.cards:
            self.clearSpans()
        self.cards = cards
        self._delegate.card_titles = self.rows_model.columns if self._header else ()
        self._delegate.cards = cards
        self.horizontalHeader().setVisible(self._header and not cards)
        if cards:
            for index in range(len(self.rows_model.rows)):
                self.setSpan(index, 0, 1, len(self._weights))

    def _least(self, column: int, whole: bool) -> int:
        """Return a column's least width: its title, which never wraps, and its longest word, or its words unwrapped."""
        title, cells = self.rows_model.columns[column], [row.cells[column] for row in self.rows_model.rows]
        words = (word for text in cells for word in breakable(text).replace("\u200b", " ").split())
        parts = set(cells if whole else words)
        return max(self._delegate.natural_width(part) for part in (title, *parts))

    def _open(self, index: QModelIndex) -> None:
        row = self.rows_model.rows[index.row()]
        if row.opens:
            self.opened.emit(row.key)

    def _entered(self, index: QModelIndex) -> None:
        row = self.rows_model.rows[index.row()]
        self._delegate.hovered = index.row()
        pointing = self._links and row.opens
        self.setCursor(Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor)
        self.viewport().update()
        self.pointed.emit(row.key)


def shared(room: int, least: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Share `room` among columns: each at least its `least`, the rest by `weights`; all shrink alike if even that is
    too much."""
    if sum(least) >= room:
        return [width * room // max(1, sum(least)) for width in least]
    fixed = {column for column, weight in enumerate(weights) if not weight}
    while True:
        left = room - sum(least[column] for column in fixed)
        shares = sum(weight for column, weight in enumerate(weights) if column not in fixed)
        small = {c for c, w in enumerate(weights) if c not in fixed and left * w // shares < least[c]}
        if not small:
            return [least[c] if c in fixed else left * w // shares for c, w in enumerate(weights)]
        fixed |= small
