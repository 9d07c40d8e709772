"""The calendar's layout: every place is covered once, and nothing hides anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from desktop.application.appointments.calendar import CalendarView, CounterView, DayView, SlotView
from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions.views import Readiness, TodayRow
from desktop.domain.appointments import AppointmentStatus, Closed, OpenHours
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import AppointmentId, DeskId, RequestId
from desktop.domain.shared.kinds import Kind
from desktop.ui.appointments.grid import Grid, Look, day_grid, week_grid
from desktop.ui.appointments.place import rows_of
from tests.support.offices.builders import ZONE

DAY = date(2026, 11, 25)
ONE, TWO = CounterView(DeskId("1" * 32), "Desk 1"), CounterView(DeskId("2" * 32), "Desk 2")


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def booked(starts_at: datetime, minutes: int = 45, desk: CounterView = ONE, **more: object) -> TodayRow:
    row = AppointmentRow(
        id=AppointmentId("a" * 32),
        starts_at=starts_at,
        minutes=minutes,
        desk=desk.id,
        desk_name=desk.name,
        status=AppointmentStatus.BOOKED,
        request=RequestId("b" * 32),
        reference="SAR-2026-0004",
        kind=Kind.SUBJECT_ACCESS,
        request_status=Status.APPROVED,
        approved_until=None,
        shown_name="Demo Customer Four",
        adjustments=("Interpreter: Welsh",),
        session=None,
        session_state=None,
        session_outcome=None,
    )
    return TodayRow(replace(row, **more), Readiness.READY)  # type: ignore[arg-type]


def a_day(
    *rows: TodayRow, free: tuple[datetime, ...] = (), day: date = DAY, hours: OpenHours | Closed | None = None
) -> DayView:
    slots = tuple(SlotView(ONE, start, 45) for start in free)
    return DayView(day, hours or OpenHours(at(9, day=day), at(12, day=day)), rows, slots)


def a_view(*days: DayView) -> CalendarView:
    return CalendarView(DAY, at(9, 45), 45, (ONE, TWO), days)


def grid(*rows: TodayRow, free: tuple[datetime, ...] = (), hours: OpenHours | Closed | None = None) -> Grid:
    return week_grid(a_view(a_day(*rows, free=free, hours=hours)), ONE, ZONE)


def places(found: Grid) -> list[tuple[int, int]]:
    return sorted((cell.column, cell.row + n) for cell in found.cells for n in range(cell.rows))


def stretches(found: Grid, column: int = 0) -> list[tuple[str, int]]:
    return [(cell.words.partition("\n")[0], cell.rows) for cell in found.cells if cell.column == column]


def test_a_day_is_covered_once_with_each_reason_said_once() -> None:
    found = grid(booked(at(10)), free=(at(11),))
    assert found.headings == ("Wednesday 25",)
    assert found.times == ("9:00am", "9:30am", "10:00am", "10:30am", "11:00am", "11:30am")
    assert stretches(found) == [("Past", 2), ("Demo Customer Four", 2), ("Free", 1), ("Too short", 1)]
    assert places(found) == [(0, row) for row in range(6)]
    free = found.at(0, 4)
    assert free.spoken == "Wednesday 25 November 2026, Desk 1, 11:00am: free for 45 minutes"
    assert free.chosen == SlotView(ONE, at(11), 45)


def test_an_appointment_says_who_when_what_for_and_what_they_need() -> None:
    found = grid(booked(at(10))).at(0, 3)
    assert found.words == "Demo Customer Four\n10:00am to 10:45am\nSAR-2026-0004\nInterpreter: Welsh"
    assert found.spoken.startswith("Wednesday 25 November 2026, Desk 1: Demo Customer Four")
    assert found.look is Look.BOOKED


def test_how_it_stands_is_said_where_it_is_not_simply_ready() -> None:
    waits = replace(booked(at(10)), readiness=Readiness.NOT_APPROVED)
    assert grid(waits).at(0, 2).words.endswith("\nCopy not approved yet")
    over = replace(booked(at(10), status=AppointmentStatus.NO_SHOW), readiness=Readiness.NO_SHOW)
    assert grid(over).at(0, 2).look is Look.OVER and grid(over).at(0, 2).words.endswith("\nDid not come")


def test_two_that_begin_in_one_half_hour_stand_one_below_the_other() -> None:
    found = grid(booked(at(10), 15), booked(at(10, 15), 30))
    cells = [cell for cell in found.cells if cell.look is Look.BOOKED]
    assert [(cell.row, cell.rows) for cell in cells] == [(2, 1), (3, 1)]
    assert "10:15am to 10:45am" in cells[1].words and places(found) == [(0, row) for row in range(6)]


def test_what_takes_place_outside_the_opening_hours_is_shown_too() -> None:
    found = grid(booked(at(7, 40)), booked(at(18)))
    assert (found.times[0], found.times[-1]) == ("7:30am", "6:30pm")
    assert [words for words, _ in stretches(found)].count("Closed") == 2
    late = grid(booked(at(23, 30), 120))
    assert late.times[-1] == "11:30pm" or places(late) == [(0, row) for row in range(len(late.times))]


def test_the_last_that_is_pushed_down_makes_the_day_longer_and_the_other_columns_too() -> None:
    pushed = a_day(booked(at(11, 30), 15), booked(at(11, 45), 15))
    view = a_view(pushed, a_day(day=DAY + timedelta(days=1)))
    found = week_grid(view, ONE, ZONE)
    assert found.times[-1] == "12:00pm" and places(found) == [(c, row) for c in (0, 1) for row in range(7)]


def test_what_was_cancelled_is_not_shown_and_its_slot_is_free() -> None:
    gone = booked(at(10), status=AppointmentStatus.CANCELLED)
    assert grid(gone, free=(at(10),)).at(0, 2).look is Look.FREE


def test_a_closed_day_and_a_public_holiday_say_so_whole() -> None:
    for hours, words in ((Closed.CLOSED, "Closed"), (Closed.PUBLIC_HOLIDAY, "Public holiday")):
        assert stretches(grid(hours=hours)) == [(words, 16)]


def test_a_day_has_its_desks_beside_one_another() -> None:
    view = a_view(a_day(booked(at(10)), booked(at(11), desk=TWO), free=(at(9),)))
    found = day_grid(view, ZONE)
    assert found.headings == ("Desk 1", "Desk 2")
    assert isinstance(found.at(0, 2).chosen, TodayRow) and isinstance(found.at(1, 4).chosen, TodayRow)
    assert found.at(0, 0).look is Look.FREE and found.at(1, 0).look is Look.NOTHING


def test_the_list_of_a_week_counts_what_is_free_and_that_of_a_day_names_it() -> None:
    tomorrow = DAY + timedelta(days=1)
    days = (
        a_day(booked(at(10)), booked(at(11), desk=TWO), free=(at(9), at(11))),
        a_day(day=tomorrow, free=(at(9, day=tomorrow),)),
        a_day(day=DAY + timedelta(days=2)),
        a_day(day=DAY + timedelta(days=3), hours=Closed.CLOSED),
        a_day(day=DAY + timedelta(days=30), hours=Closed.PUBLIC_HOLIDAY),
    )
    rows = rows_of(a_view(*days), ONE, ZONE)
    assert [row.cells[1].partition("\n")[0] for row in rows] == [
        "Demo Customer Four",
        "2 free times",
        "1 free time",
        "Nothing is free",
        "Closed",
        "Public holiday",
    ]
    assert rows[0].cells[0] == "Wednesday 25 November 2026, 10:00am" and rows[1].key == DAY
    assert [row.cells for row in rows_of(a_view(days[0]), ONE, ZONE)] == [
        ("9:00am", "Free, Desk 1"),
        ("10:00am", "Demo Customer Four\n10:00am to 10:45am\nSAR-2026-0004\nInterpreter: Welsh"),
        ("11:00am", "Demo Customer Four\n11:00am to 11:45am\nSAR-2026-0004\nInterpreter: Welsh"),
        ("11:00am", "Free, Desk 1"),
    ]
