"""The lines of a transcript as a list that scrolls by itself: a call of hours has thousands.

Every row is as tall as two lines of text, and longer words end there with "…": they are shown whole below. So nothing
but the rows in sight is measured. Up and Down move; the words cannot be selected or copied. The ring of the keyboard is
around the current line.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from desktop.ui.kit.focus_ring import follow_ring
from desktop.ui.kit.style import Size, font
from desktop.ui.kit.widgets.row_delegate import RowDelegate
from desktop.ui.kit.widgets.rows_view import Row, RowsModel
from desktop.words import tr

Index = QModelIndex | QPersistentModelIndex
_AROUND, _SIDE, _SHOWN = 11, 24, 7
_LONGEST = "0:00:00"


class LineDelegate(RowDelegate):
    """The painter of lines: words that take more than two lines of text end with "…"."""

    def _paint_words(self, painter: QPainter, rect: QRect, words: str, *, bold: bool, link: bool) -> None:
        super()._paint_words(painter, rect, self.shortened(words, rect.width()), bold=bold, link=link)

    def shortened(self, words: str, width: int) -> str:
        """Return as many of these words as two lines of a cell of `width` pixels hold."""
        room = self.height("X\nX", width)
        if self.height(words, width) <= room:
            return words
        some = words.split(" ")
        least, most = 1, len(some)
        while most - least > 1:
            middle = (least + most) // 2
            fits = self.height(_ended(some[:middle]), width) <= room
            least, most = (middle, most) if fits else (least, middle)
        return _ended(some[:least])


def _ended(words: Sequence[str]) -> str:
    return f"{' '.join(words)} …"


class LinesView(QTableView):
    """The list: when, who, what. Emits `moved(index)` for the current line."""

    moved = Signal(int)

    def __init__(self, name: str, shown: int = _SHOWN) -> None:
        """`shown`: how many rows are in sight where the window has no room for more."""
        super().__init__()
        self._shown = self._usual = shown
        self._rows = RowsModel((tr("Time"), tr("Speaker"), tr("Words")), self)
        self.setModel(self._rows)
        self._delegate = LineDelegate(self, links=False)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        down, across = self.verticalHeader(), self.horizontalHeader()
        down.hide()
        down.setMinimumSectionSize(1)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.hide()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.text_resized()

    @property
    def current(self) -> int:
        """The index of the current line; -1 where there is none."""
        return self.currentIndex().row()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._rows.rows

    def show_lines(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """Show these lines; the current one stays current while it is there."""
        at = self.current
        self._rows.replace([Row(index, line) for index, line in enumerate(lines)])
        self._fit()
        if lines:
            self.go_to(min(max(at, 0), len(lines) - 1))

    def go_to(self, index: int) -> None:
        """Make a line current, and bring it into sight."""
        self.selectRow(index)
        self.scrollTo(self._rows.index(index, 0))

    def fill(self, spare: int) -> None:
        """Have so many pixels more filled by rows, or fewer, but never less than the usual ones."""
        tall = self.verticalHeader().defaultSectionSize()
        shown = max(self._usual, self._shown + spare // tall)
        if shown != self._shown:
            self._shown = shown
            self.setMaximumHeight(shown * tall)
            self.updateGeometry()

    def text_resized(self) -> None:
        """Fit rows and columns to the present size of text."""
        self._delegate.measure_afresh()
        tall = 2 * QFontMetrics(font(Size.SMALL)).lineSpacing() + _AROUND
        self.verticalHeader().setDefaultSectionSize(tall)
        self.setMinimumHeight(3 * tall)
        self.setMaximumHeight(self._shown * tall)
        self._fit()

    def sizeHint(self) -> QSize:
        tall = self.verticalHeader().defaultSectionSize()
        return QSize(super().sizeHint().width(), min(max(self._rows.rowCount(), 3), self._shown) * tall + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # nothing is copied from here
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current < 0 and self._rows.rowCount():
            self.go_to(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def ringed(self) -> QRect:
        """Return the place of the current line, which the focus ring surrounds; all of the list where it is out of
        sight.
        """
        line = self.visualRect(self.currentIndex().siblingAtColumn(0)).intersected(self.viewport().rect())
        if line.isEmpty():
            return self.rect()
        at = self.viewport().mapTo(self, QPoint(0, line.top()))
        return QRect(at, QSize(self.viewport().width(), line.height()))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        follow_ring(self)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        follow_ring(self)
        if current.isValid() and current.row() != previous.row():
            self.moved.emit(current.row())

    def _fit(self) -> None:
        metrics = QFontMetrics(font(Size.SMALL, bold=True))
        speakers = {row.cells[1] for row in self._rows.rows}
        time = metrics.horizontalAdvance(_LONGEST) + _SIDE + 6
        who = max((metrics.horizontalAdvance(each) for each in speakers), default=0) + _SIDE + 6
        room = self.viewport().width()
        who = min(who, room // 3)
        for column, wide in enumerate((time, who, max(1, room - time - who))):
            self.setColumnWidth(column, wide)
