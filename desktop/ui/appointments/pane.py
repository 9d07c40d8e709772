"""The calendar's days: a grid where there is room, else the same as a list.

A list of several days counts the free slots, and opens their day; a list of one day has a row for each free slot.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.appointments.views import CalendarView, CounterView, DayView, SlotView
from desktop.application.sessions.views import TodayRow
from desktop.domain.appointments.slots import Closed
from desktop.ui.appointments.grid import Cell, Grid, day_grid, named, shown, week_grid
from desktop.ui.appointments.slots_view import SlotsView
from desktop.ui.kit.style import scaled
from desktop.ui.kit.widgets.rows_view import Row
from desktop.ui.kit.widgets.table import Table
from desktop.ui.kit.widgets.working import Empty
from desktop.words import counted, tr
from desktop.words.formatting import time_of_day, weekday_and_day

ROOM_FOR_TIMES, ROOM_FOR_COLUMN = 90, 118
"""The least width in pixels of the times, and of each other column: below it, a grid would break words."""


class CalendarPane(QWidget):
    """The days of the calendar. Emits `free_opened`, `booked_opened`, or `day_opened` for one of several days."""

    free_opened = Signal(SlotView)
    booked_opened = Signal(TodayRow)
    day_opened = Signal(date)

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone
        self._columns = 0
        self.grid = SlotsView(tr("Calendar"))
        empty = Empty(tr("The office is closed."), tr("Choose another day."))
        self.table = Table(
            tr("Appointments and free times"), (tr("When"), tr("Who, or what is free")), weights=(2, 3), empty=empty
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.grid)
        box.addWidget(self.table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.grid.opened.connect(self._open_cell)
        self.table.opened.connect(self._open)
        self.table.hide()

    def show_calendar(self, view: CalendarView, desk: CounterView) -> None:
        """Show one day at every desk, or several days at one desk."""
        grid = day_grid(view, self._zone) if len(view.days) == 1 else week_grid(view, desk, self._zone)
        self._show(grid, rows_of(view, desk, self._zone))

    @property
    def shown(self) -> QWidget:
        """The view on screen: it takes the keyboard focus for the calendar."""
        return self.table.view if self.table.isVisibleTo(self) else self.grid

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_form()

    @Slot(Cell)
    def _open_cell(self, cell: Cell) -> None:
        self._open(cell.chosen)

    @Slot(object)
    def _open(self, chosen: object) -> None:
        match chosen:
            case SlotView():
                self.free_opened.emit(chosen)
            case TodayRow():
                self.booked_opened.emit(chosen)
            case date():
                self.day_opened.emit(chosen)

    def _show(self, grid: Grid, rows: list[Row]) -> None:
        self._columns = len(grid.headings)
        self.grid.show_grid(grid)
        self.table.show_rows(rows)
        self._choose_form()

    def _choose_form(self) -> None:
        """Choose grid or list, and move the keyboard focus with it."""
        narrow = self.width() < scaled(ROOM_FOR_TIMES + self._columns * ROOM_FOR_COLUMN)
        if narrow == self.table.isVisibleTo(self):
            return
        had = self.grid.hasFocus() or self.table.view.hasFocus()
        self.grid.setVisible(not narrow)
        self.table.setVisible(narrow)
        if had:
            self.shown.setFocus()


def rows_of(view: CalendarView, desk: CounterView, zone: ZoneInfo) -> list[Row]:
    """Return the days as a list, in order of time."""
    if len(view.days) == 1:
        day = view.days[0]
        things: list[TodayRow | SlotView] = [*shown(day), *day.free]
        return [_row(thing, zone) for thing in sorted(things, key=_starts)]
    rows = []
    for day in view.days:
        rows += [_row(found, zone, day.day) for found in shown(day) if found.row.desk == desk.id]
        rows.append(_free_of(day, desk))
    return rows


def _row(thing: TodayRow | SlotView, zone: ZoneInfo, day: date | None = None) -> Row:
    at = time_of_day(_starts(thing), zone)
    when = f"{weekday_and_day(day)}, {at}" if day else at
    if isinstance(thing, SlotView):
        return Row(thing, (when, tr("Free, {desk}").format(desk=thing.desk.name)))
    return Row(thing, (when, named(thing, zone)), attention=True)


def _free_of(day: DayView, desk: CounterView) -> Row:
    free = sum(slot.desk == desk for slot in day.free)
    if isinstance(day.hours, Closed):
        said = tr("Public holiday") if day.hours is Closed.PUBLIC_HOLIDAY else tr("Closed")
    else:
        said = counted(free, "1 free time", "{n} free times") if free else tr("Nothing is free")
    return Row(day.day, (weekday_and_day(day.day), said))


def _starts(thing: TodayRow | SlotView) -> datetime:
    return thing.row.starts_at if isinstance(thing, TodayRow) else thing.starts_at
