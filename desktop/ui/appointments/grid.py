"""The layout of the calendar: columns of days or desks, rows of half hours. Pure; the view only paints it.

Rules:
- Free slots and appointments are separate cells that can be chosen. The rest of a column (closed, past, too short) has
  one cell for each stretch.
- Every appointment is shown, even outside the opening hours: the rows extend to include it.
- A cancelled appointment freed its slot, and is not shown. A no-show stays in their slot.
- Nothing covers anything: where two begin in one half hour, the second is a row lower, with its own time in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desktop.application.appointments.calendar import CalendarView, CounterView, DayView, SlotView
from desktop.application.sessions.views import Readiness, TodayRow
from desktop.domain.appointments import EVERY, AppointmentStatus, Closed
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import spoken, time_of_day, weekday, weekday_and_day
from desktop.words.sessions import adjustment_lines

STEP = int(EVERY.total_seconds()) // 60
USUAL_DAY = (9 * 60, 17 * 60)
"""The minutes of the day shown by default."""
WAITS = frozenset({Readiness.READY, Readiness.NOT_APPROVED, Readiness.APPROVAL_ENDED})


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
    cells = [cell for n, column in enumerate(columns) for cell in _Filling(n, column, first, last, view, zone).cells()]
    last = max([last, *(first + (cell.row + cell.rows) * STEP for cell in cells)])
    rows = (last - first) // STEP
    times = tuple(_clock(first + n * STEP) for n in range(rows))
    return Grid(tuple(column.heading for column in columns), times, tuple(_whole(cells, len(columns), rows)))


def _whole(cells: Sequence[Cell], columns: int, rows: int) -> Iterable[Cell]:
    """Return the cells, with empty ones below shorter columns."""
    yield from cells
    for column in range(columns):
        end = max((cell.row + cell.rows for cell in cells if cell.column == column), default=0)
        if end < rows:
            yield Cell(column, end, rows - end, Look.NOTHING, "", tr("nothing"))


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
    """Fills one column from top to bottom."""

    def __init__(self, number: int, column: _Column, first: int, last: int, view: CalendarView, zone: ZoneInfo) -> None:
        self._number, self._column, self._view, self._zone = number, column, view, zone
        self._first, self._rows = first, (last - first) // STEP

    def cells(self) -> list[Cell]:
        taken = self._taken()
        free = {self._row(slot.starts_at): slot for slot in self._column.day.free if slot.desk == self._column.desk}
        made: list[Cell] = []
        row, taken_until = 0, max((at + rows for at, (rows, _) in taken.items()), default=0)
        while row < max(self._rows, taken_until):
            if row in taken:
                rows, found = taken[row]
                made.append(self._appointment(row, rows, found))
            elif row in free:
                made.append(self._free(row, free[row]))
            else:
                end = next((n for n in range(row + 1, self._rows) if n in taken or n in free), max(self._rows, row + 1))
                made += self._nothing(row, end)
            row = made[-1].row + made[-1].rows
        return made

    def _taken(self) -> dict[int, tuple[int, TodayRow]]:
        """Return by first row: the number of rows, and the appointment."""
        taken: dict[int, tuple[int, TodayRow]] = {}
        below = 0
        for found in _here(self._column):
            starts = _minute(found.row.starts_at, self._zone) - self._first
            row = max(starts // STEP, below)
            end = max(-(-(starts + found.row.minutes) // STEP), row + 1)
            taken[row] = (end - row, found)
            below = end
        return taken

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

    def _nothing(self, row: int, end: int) -> list[Cell]:
        """Return cells for the rows where nothing can be chosen: one for each stretch with the same reason."""
        made: list[Cell] = []
        for at in range(row, end):
            why = self._why_not(at)
            if made and made[-1].words == why:
                made[-1] = Cell(self._number, made[-1].row, at + 1 - made[-1].row, Look.NOTHING, why, made[-1].spoken)
            else:
                made.append(Cell(self._number, at, 1, Look.NOTHING, why, f"{self._where()}: {why}"))
        return made

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
