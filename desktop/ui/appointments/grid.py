"""The calendar as a grid: a column for each day or desk, a row for each half hour, cell heights by duration.

Rules of the layout, which is pure; the view only paints it:
- Free slots and appointments are separate cells that can be chosen. The rest of a column (closed, past, too short) has
  one cell for each stretch.
- Every appointment is shown, even outside the opening hours: the rows extend to include it.
- A cancelled appointment freed its slot, and is not shown. A no-show stays in their slot.
- Nothing covers anything: where two begin in one half hour, the second is a row lower, with its own time in words.

Arrow keys move between cells, Enter or a click chooses one, Tab leaves. A screen reader reads all of a cell: day, desk,
time, who or what. The page scrolls, never the grid within it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.application.appointments.calendar import CalendarView, CounterView, DayView, SlotView
from desktop.application.sessions.views import Readiness, TodayRow
from desktop.domain.appointments import EVERY, AppointmentStatus, Closed
from desktop.ui.kit.keyboard import follow_ring, is_enter
from desktop.ui.kit.rows import Index, WholeModel, area_of, make_plain
from desktop.ui.kit.style import TARGET, Size, font, theme_of
from desktop.ui.kit.text import breakable
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import spoken, time_of_day, weekday, weekday_and_day
from desktop.words.sessions import adjustment_lines

STEP = int(EVERY.total_seconds()) // 60
USUAL_DAY = (9 * 60, 17 * 60)
"""The minutes of the day shown by default."""


class Look(StrEnum):
    """The look of a cell; its words say what it is."""

    FREE = "free"
    BOOKED = "booked"
    OVER = "over"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Cell:
    """A block of a column: `rows` rows tall from row `row` on. `spoken`: for a screen reader. `chosen`: the item that
    opens, or None where nothing can be chosen."""

    column: int
    row: int
    rows: int
    look: Look
    words: str
    spoken: str
    chosen: SlotView | TodayRow | None = None


@dataclass(frozen=True)
class Grid:
    """Column headings, the time of each row, and cells that cover the grid completely."""

    headings: tuple[str, ...]
    times: tuple[str, ...]
    cells: tuple[Cell, ...]

    def at(self, column: int, row: int) -> Cell:
        """Return the cell that covers a position."""
        return next(c for c in self.cells if c.column == column and c.row <= row < c.row + c.rows)


@dataclass(frozen=True)
class _Column:
    """One day at one desk."""

    heading: str
    day: DayView
    desk: CounterView


def week_grid(view: CalendarView, desk: CounterView, zone: ZoneInfo) -> Grid:
    """Return a grid of one desk's days, side by side."""
    return _grid([_Column(_day_heading(day), day, desk) for day in view.days], view, zone)


def day_grid(view: CalendarView, zone: ZoneInfo) -> Grid:
    """Return a grid of the desks on the first day, side by side."""
    return _grid([_Column(desk.name, view.days[0], desk) for desk in view.counters], view, zone)


def shown(day: DayView) -> tuple[TodayRow, ...]:
    """Return the appointments of a day that the calendar shows."""
    return tuple(found for found in day.rows if found.row.status is not AppointmentStatus.CANCELLED)


def named(found: TodayRow, zone: ZoneInfo) -> str:
    """Return an appointment in a few words: who, purpose, start and end, adjustments, status."""
    row = found.row
    until = time_of_day(row.starts_at + timedelta(minutes=row.minutes), zone)
    lasts = tr("{start} to {end}").format(start=time_of_day(row.starts_at, zone), end=until)
    lines = [row.shown_name, lasts, row.reference, *adjustment_lines(row.needs, row.adjustments)]
    return "\n".join(lines if found.readiness is Readiness.READY else [*lines, words(found.readiness)])


def _grid(columns: Sequence[_Column], view: CalendarView, zone: ZoneInfo) -> Grid:
    first, last = _reach(columns, zone)
    fillings = [_Filling(at, column, first, (last - first) // STEP, view, zone) for at, column in enumerate(columns)]
    rows = max(filling.end for filling in fillings)
    times = tuple(_clock(first + at * STEP) for at in range(rows))
    cells = tuple(cell for filling in fillings for cell in filling.cells(rows))
    return Grid(tuple(column.heading for column in columns), times, cells)


def _reach(columns: Sequence[_Column], zone: ZoneInfo) -> tuple[int, int]:
    """Return the first and last minute of the day shown, on the half hour."""
    moments = []
    for column in columns:
        hours = column.day.hours
        if not isinstance(hours, Closed):
            moments += [_minute(hours.opens_at, zone), _minute(hours.closes_at, zone)]
        for found in _here(column):
            starts = _minute(found.row.starts_at, zone)
            moments += [starts, min(starts + found.row.minutes, 24 * 60)]
    first, last = (min(moments), max(moments)) if moments else USUAL_DAY
    return first // STEP * STEP, -(-last // STEP) * STEP


class _Filling:
    """Fills one column from top to bottom. `end`: the row after its last one; what was pushed down is below `rows`."""

    def __init__(self, number: int, column: _Column, first: int, rows: int, view: CalendarView, zone: ZoneInfo) -> None:
        self._number, self._column, self._view, self._zone = number, column, view, zone
        self._first, self._rows = first, rows
        self._taken: dict[int, tuple[int, TodayRow]] = {}
        """By first row: the number of rows, and the appointment."""
        below = 0
        for found in _here(column):
            starts = _minute(found.row.starts_at, zone) - first
            row = max(starts // STEP, below)
            below = max(-(-(starts + found.row.minutes) // STEP), row + 1)
            self._taken[row] = (below - row, found)
        self.end = max(rows, below)

    def cells(self, rows: int) -> list[Cell]:
        """Return the cells of so many rows: one for each stretch where nothing can be chosen for the same reason."""
        free = {self._row(slot.starts_at): slot for slot in self._column.day.free if slot.desk == self._column.desk}
        made: list[Cell] = []
        row = 0
        while row < rows:
            if row in self._taken:
                cell = self._appointment(row, *self._taken[row])
            elif row in free:
                cell = self._free(row, free[row])
            else:
                cell = self._nothing(row)
            if made and cell.look is made[-1].look is Look.NOTHING and cell.words == made[-1].words:
                made[-1] = replace(made[-1], rows=made[-1].rows + 1)
            else:
                made.append(cell)
            row += cell.rows
        return made

    def _row(self, at: datetime) -> int:
        return (_minute(at, self._zone) - self._first) // STEP

    def _appointment(self, row: int, rows: int, found: TodayRow) -> Cell:
        said = named(found, self._zone)
        look = Look.BOOKED if found.row.status is AppointmentStatus.BOOKED else Look.OVER
        return Cell(self._number, row, rows, look, said, f"{self._where()}: {said}", found)

    def _free(self, row: int, slot: SlotView) -> Cell:
        lasts = spoken(slot.minutes * 60)
        said = tr("{where}, {time}: free for {length}").format(
            where=self._where(), time=time_of_day(slot.starts_at, self._zone), length=lasts
        )
        return Cell(self._number, row, 1, Look.FREE, tr("Free"), said, slot)

    def _nothing(self, row: int) -> Cell:
        why = self._why_not(row) if row < self._rows else ""
        spoken = f"{self._where()}: {why}" if why else tr("nothing")
        return Cell(self._number, row, 1, Look.NOTHING, why, spoken)

    def _why_not(self, row: int) -> str:
        hours = self._column.day.hours
        if isinstance(hours, Closed):
            return tr("Public holiday") if hours is Closed.PUBLIC_HOLIDAY else tr("Closed")
        at = datetime.combine(self._column.day.day, time(), self._zone) + timedelta(minutes=self._first + row * STEP)
        if not hours.opens_at <= at < hours.closes_at:
            return tr("Closed")
        return tr("Past") if at < self._view.now else tr("Too short")

    def _where(self) -> str:
        return f"{weekday_and_day(self._column.day.day)}, {self._column.desk.name}"


def _here(column: _Column) -> list[TodayRow]:
    return [found for found in shown(column.day) if found.row.desk == column.desk.id]


def _minute(at: datetime, zone: ZoneInfo) -> int:
    """Return the minute of the day by the office's clocks."""
    local = at.astimezone(zone)
    return local.hour * 60 + local.minute


def _clock(minute: int) -> str:
    hour = minute // 60
    return f"{hour % 12 or 12}:{minute % 60:02}{tr('am') if hour % 24 < 12 else tr('pm')}"


def _day_heading(day: DayView) -> str:
    return f"{weekday(day.day)} {day.day.day}"


_SIDE, _OVER, _EDGE, _TALL = 10, 8, 5, 100_000
_APART = 3
"""The gap between two adjacent blocks, in pixels."""
_ROW = 36
"""A row's least height. A free slot is as tall as its row, and its column much wider: a target well over 24 px."""
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
assert _ROW <= TARGET


class GridModel(WholeModel):
    """A frozen grid. The first column is the time."""

    grid = Grid((), (), ())

    def show_grid(self, grid: Grid) -> None:
        self.grid, self.columns = grid, (tr("Time"), *grid.headings)
        self.replace(grid.times)

    def cell(self, index: Index) -> Cell | None:
        """Return the cell at an index; None in the column of times."""
        if not index.isValid() or index.column() == 0:
            return None
        return self.grid.at(index.column() - 1, index.row())

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
        self.grid_model = GridModel((tr("Time"),), self)
        self.hovered: Cell | None = None
        self.setModel(self.grid_model)
        self._delegate = CellDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        make_plain(self)
        self.clicked.connect(self._choose)
        self.entered.connect(self._entered)

    def show_grid(self, grid: Grid) -> None:
        """Show a grid; the current cell stays current if it is still there."""
        was = self.currentIndex()
        row, column = was.row(), was.column()
        self.grid_model.show_grid(grid)
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
        area = area_of(self)
        inside = area.widget() if area is not None else None
        if area is not None and inside is not None:
            centre = self.viewport().mapTo(inside, rect.center())
            area.ensureVisible(centre.x(), centre.y(), 0, rect.height())


def _reading(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells in reading order: down each column in turn."""
    return sorted(cells, key=lambda cell: (cell.column, cell.row))
