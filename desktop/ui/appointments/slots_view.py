"""The calendar as a grid: a column for each day or desk, a row for each half hour, cell heights by duration.

Arrow keys move between cells, Enter or a click chooses one, Tab leaves. A screen reader reads all of a cell: day, desk,
time, who or what. The page scrolls, never the grid within it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.ui.appointments.grid import Cell, Grid, Look
from desktop.ui.kit.keyboard import follow_ring, is_enter
from desktop.ui.kit.rows import heading_of
from desktop.ui.kit.style import TARGET, Size, font, theme_of
from desktop.ui.kit.text import breakable
from desktop.words import tr

Index = QModelIndex | QPersistentModelIndex
_SIDE, _OVER, _EDGE, _TALL = 10, 8, 5, 100_000
_APART = 3
"""The gap between two adjacent blocks, in pixels."""
_ROW = 36
"""A row's least height. A free slot is as tall as its row, and its column much wider: a target well over 24 px."""
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
_NO_GRID = Grid((), (), ())
assert _ROW <= TARGET


class GridModel(QAbstractTableModel):
    """A frozen grid, replaced whole. The first column is the time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.grid = _NO_GRID

    def replace(self, grid: Grid) -> None:
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        """Return the cell at an index; None in the column of times."""
        if not index.isValid() or index.column() == 0:
            return None
        return self.grid.at(index.column() - 1, index.row())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.grid.times)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1 + len(self.grid.headings)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Make the times readable, but not selectable."""
        if index.column() == 0:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.grid.times[index.row()] if cell is None else cell.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.grid.times[index.row()] if cell is None else cell.spoken.replace("\n", ", ")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return heading_of((tr("Time"), *self.grid.headings), section, orientation, role)


class CellDelegate(QStyledItemDelegate):
    """Free: a link on the page. Booked: a tinted block with an edge. Over: the same without one. Nothing: quiet."""

    def __init__(self, view: SlotsView) -> None:
        super().__init__(view)
        self._view = view

    def height(self, words: str, width: int) -> int:
        """Return the height of a cell of `width` pixels with these words."""
        room = QRect(0, 0, max(1, width - 2 * _SIDE), _TALL)
        return (
            QFontMetrics(font(Size.SMALL, bold=True)).boundingRect(room, _WRAP, breakable(words)).height() + 2 * _OVER
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = theme_of(self._view)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        cell = self._view.grid_model.cell(index)
        current = bool(state & QStyle.StateFlag.State_Selected)
        hovered = cell is not None and cell.chosen is not None and cell == self._view.hovered
        block = cell is not None and cell.look in (Look.BOOKED, Look.OVER)
        ground = theme.selected if current else theme.soft if block or hovered else theme.page
        painter.fillRect(rect, QColor(theme.page))
        painter.fillRect(rect.adjusted(0, 0, 0, -_APART if block else 0), QColor(ground))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.column():
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
        if current or (cell is not None and cell.look is Look.BOOKED):
            painter.fillRect(rect.left(), rect.top(), _EDGE, rect.height() - _APART, QColor(theme.accent))
        self._paint_words(painter, rect, cell, str(index.data()), current)

    def _paint_words(self, painter: QPainter, rect: QRect, cell: Cell | None, said: str, current: bool) -> None:
        theme = theme_of(self._view)
        free = cell is not None and cell.look is Look.FREE
        quiet = cell is None or cell.look in (Look.NOTHING, Look.OVER)
        ink = theme.link if free else theme.text if current else theme.muted if quiet else theme.text
        painter.setPen(QColor(ink))
        made = font(Size.SMALL)
        made.setUnderline(free)
        painter.setFont(made)
        first, _, rest = said.partition("\n")
        room = rect.adjusted(_SIDE, _OVER, -_SIDE, 0)
        if rest:  # the name, then the rest below
            painter.setFont(font(Size.SMALL, bold=True))
            high = painter.fontMetrics().boundingRect(room, _WRAP, breakable(first)).height()
            painter.drawText(room, _WRAP, breakable(first))
            painter.setFont(made)
            painter.drawText(room.adjusted(0, high, 0, 0), _WRAP, breakable(rest))
        else:
            painter.drawText(room, _WRAP, breakable(first))


class SlotsView(QTableView):
    """The view of the grid. Emits `opened(Cell)` for one with something to open."""

    opened = Signal(Cell)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.grid_model = GridModel(self)
        self.hovered: Cell | None = None
        self.setModel(self.grid_model)
        self._delegate = CellDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for set_policy in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._set_up_headers()
        self.clicked.connect(self._choose)
        self.entered.connect(self._entered)

    def show_grid(self, grid: Grid) -> None:
        """Show a grid; the current cell stays current if it is still there."""
        was = self.currentIndex()
        row, column = was.row(), was.column()
        self.grid_model.replace(grid)
        self.clearSpans()
        for cell in grid.cells:
            if cell.rows > 1:
                self.setSpan(cell.row, cell.column + 1, cell.rows, 1)
        if row >= 0 and self.grid_model.index(row, column).isValid():
            self.setCurrentIndex(self.grid_model.index(row, column))
        elif self.hasFocus():
            self._go_to_first()
        self._fit()

    def current(self) -> Cell | None:
        """Return the cell with the keyboard focus."""
        return self.grid_model.cell(self.currentIndex())

    def go_to(self, cell: Cell) -> None:
        """Focus a cell."""
        self.setCurrentIndex(self.grid_model.index(cell.row, cell.column + 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Focus the first cell that can be chosen, the first time."""
        super().focusInEvent(event)
        if self.current() is None:
            self._go_to_first()

    def _go_to_first(self) -> None:
        """Go to the first cell that can be chosen; to the first one on a day on which none can."""
        cells = _reading(self.grid_model.grid.cells)
        first = next((cell for cell in cells if cell.chosen is not None), next(iter(cells), None))
        if first is not None:
            self.go_to(first)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        cell = self.grid_model.cell(self.indexAt(event.position().toPoint()))
        chosen = cell is not None and cell.chosen is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if chosen else Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def ringed(self) -> QRect:
        """Return the place of the current cell, which the focus ring surrounds; all of the grid where there is none."""
        cell = self.visualRect(self.currentIndex())
        return QRect(self.viewport().mapTo(self, cell.topLeft()), cell.size()) if not cell.isEmpty() else self.rect()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        follow_ring(self)
        if current.isValid() and self.hasFocus():
            self._bring_into_sight(self.visualRect(current))

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    def _set_up_headers(self) -> None:
        down, across = self.verticalHeader(), self.horizontalHeader()
        down.hide()
        down.setMinimumSectionSize(1)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setFont(font(Size.SMALL, bold=True))
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)

    def text_resized(self) -> None:
        """Fit rows and columns to the present size of text."""
        self.horizontalHeader().setFont(font(Size.SMALL, bold=True))
        self._fit()

    def _fit(self) -> None:
        """Fit the columns to the width, and the rows to their contents: a cell's last row takes the excess."""
        grid, width = self.grid_model.grid, self.viewport().width()
        if not grid.headings:
            return
        metrics = QFontMetrics(font(Size.SMALL, bold=True))
        times = max(metrics.horizontalAdvance(words) for words in (tr("Time"), *grid.times)) + 2 * _SIDE + 4
        each = max(1, (width - times) // len(grid.headings))
        self.setColumnWidth(0, times)
        for column in range(len(grid.headings)):
            self.setColumnWidth(column + 1, each)
        heights = [max(_ROW, metrics.height() + 2 * _OVER)] * len(grid.times)
        for cell in sorted(grid.cells, key=lambda cell: cell.row + cell.rows):
            lacks = self._delegate.height(cell.words, each) - sum(heights[cell.row : cell.row + cell.rows])
            if lacks > 0:
                heights[cell.row + cell.rows - 1] += lacks
        for row, height in enumerate(heights):
            self.setRowHeight(row, height)
        self.setFixedHeight(sum(heights) + self.horizontalHeader().sizeHint().height() + 2)
        follow_ring(self)

    def _choose(self, index: Index) -> None:
        cell = self.grid_model.cell(index)
        if cell is not None and cell.chosen is not None:
            self.opened.emit(cell)

    def _entered(self, index: Index) -> None:
        self._hover(self.grid_model.cell(index))

    def _hover(self, cell: Cell | None) -> None:
        self.hovered = cell
        self.viewport().update()

    def _bring_into_sight(self, rect: QRect) -> None:
        at = self.parentWidget()
        while at is not None and not isinstance(at, QScrollArea):
            at = at.parentWidget()
        inside = at.widget() if at is not None else None
        if at is not None and inside is not None:
            centre = self.viewport().mapTo(inside, rect.center())
            at.ensureVisible(centre.x(), centre.y(), 0, rect.height())


def _reading(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells in reading order: down each column in turn."""
    return sorted(cells, key=lambda cell: (cell.column, cell.row))
