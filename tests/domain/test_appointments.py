"""Opening hours, sensible lengths, free slots, and proposals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from desktop.config import RESOURCES
from desktop.domain import appointments
from desktop.environment.policies import load_office_policy

POLICY = load_office_policy(RESOURCES / "policies" / "office.toml")
CHRISTMAS = frozenset({date(2026, 12, 25)})
TUESDAY, FRIDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 28)


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


NINE_TO_FIVE = appointments.OpenHours(at(9), at(17))


def test_a_day_has_its_hours_or_says_why_not() -> None:
    assert appointments.hours_of(TUESDAY, POLICY, CHRISTMAS) == NINE_TO_FIVE
    assert appointments.hours_of(FRIDAY, POLICY, CHRISTMAS) == appointments.OpenHours(
        at(9, day=FRIDAY), at(16, 30, FRIDAY)
    )
    assert appointments.hours_of(SATURDAY, POLICY, CHRISTMAS) is appointments.Closed.CLOSED
    assert appointments.hours_of(date(2026, 12, 25), POLICY, CHRISTMAS) is appointments.Closed.PUBLIC_HOLIDAY


def test_hours_are_the_offices_own_in_summer_too() -> None:
    assert appointments.hours_of(date(2026, 7, 1), POLICY, CHRISTMAS) == appointments.OpenHours(
        datetime(2026, 7, 1, 8, tzinfo=UTC), datetime(2026, 7, 1, 16, tzinfo=UTC)
    )


def test_what_is_unusual_about_a_time() -> None:
    cases = [
        (at(10), 45, set()),
        (at(16, 15), 45, set()),
        (at(16, 30), 45, {appointments.Unusual.OUT_OF_HOURS}),
        (at(8, 59), 45, {appointments.Unusual.OUT_OF_HOURS, appointments.Unusual.PAST}),
        (at(10, day=SATURDAY), 45, {appointments.Unusual.OUT_OF_HOURS}),
        (at(10, day=date(2026, 12, 25)), 45, {appointments.Unusual.PUBLIC_HOLIDAY}),
        (at(9, 30), 45, {appointments.Unusual.PAST}),
    ]
    assert [
        (starts_at, minutes, expected, found)
        for starts_at, minutes, expected in cases
        if (found := appointments.unusual_about(starts_at, minutes, at(9, 45), POLICY, CHRISTMAS)) != expected
    ] == []


def test_a_day_has_a_row_for_each_half_hour_that_it_is_open() -> None:
    assert len(appointments.starts_within(NINE_TO_FIVE)) == 16
    assert appointments.starts_within(appointments.OpenHours(at(9), at(9, 40))) == (at(9), at(9, 30))


def test_a_slot_is_free_where_nothing_meets_it_and_it_ends_before_the_closing() -> None:
    taken = [appointments.Taken(at(10), at(10, 45)), appointments.Taken(at(12), at(15))]
    free = appointments.free_starts(NINE_TO_FIVE, taken, 60, at(9))
    assert free == (at(9), at(11), at(15), at(15, 30), at(16))
    assert appointments.free_starts(NINE_TO_FIVE, taken, 60, at(15, 1)) == (at(15, 30), at(16))


def test_what_only_touches_does_not_meet() -> None:
    taken = appointments.Taken(at(10), at(11))
    assert not taken.meets(at(9), at(10)) and not taken.meets(at(11), at(12))
    assert taken.meets(at(10, 59), at(12)) and taken.meets(at(9), at(10, 1)) and taken.meets(at(10, 15), at(10, 30))


def test_the_invitation_has_time_to_arrive_unless_it_would_be_too_late() -> None:
    arrives = datetime(2026, 11, 27, tzinfo=UTC)
    assert appointments.earliest_proposed(at(10), POLICY, None) == arrives
    assert appointments.earliest_proposed(at(10), POLICY, date(2026, 11, 28)) == arrives
    assert appointments.earliest_proposed(at(10), POLICY, date(2026, 11, 27)) == at(10)


def test_of_each_half_of_a_day_the_first_is_proposed() -> None:
    starts = [at(hour, minute) for hour in (14, 9, 12, 11) for minute in (0, 30)]
    later = [start + timedelta(days=1) for start in starts]
    assert appointments.halves([*later, *starts], POLICY) == (
        at(9),
        at(12),
        at(9, day=date(2026, 11, 25)),
        at(12, day=date(2026, 11, 25)),
    )
