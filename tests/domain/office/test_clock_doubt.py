"""Whether a PC's clock can be believed: the evidence against it, and what is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.domain.office.clock_doubt import ClockDoubt, ClockEvidence, Witnessed, doubts_of, too_many

FRIDAY = datetime(2026, 12, 18, 18, 0, tzinfo=UTC)
EASTER = {date(2027, 3, 26), date(2027, 3, 29)}
RIGHT = ClockEvidence(FRIDAY, (FRIDAY.date(),), 9, FRIDAY, FRIDAY, Witnessed(9, FRIDAY))


def is_open(day: date) -> bool:
    """Return whether the office is open: Monday to Friday, and not on Good Friday and Easter Monday."""
    return day.weekday() < 5 and day not in EASTER


def days_on(days: float) -> ClockEvidence:
    return replace(RIGHT, now=FRIDAY + timedelta(days=days))


def test_a_clock_that_goes_with_log_and_witness_is_believed() -> None:
    assert doubts_of(RIGHT, is_open) == ()


def test_where_there_is_nothing_to_compare_it_with_nothing_is_doubted() -> None:
    assert doubts_of(ClockEvidence(FRIDAY), is_open) == ()


def test_more_than_a_day_ahead_or_behind_is_doubted_but_for_days_when_the_office_is_closed() -> None:
    cases = [
        (0.4, ()),
        (3, ()),  # Monday: the weekend does not count
        (3.2, ()),
        (4, (ClockDoubt.AHEAD,)),  # Tuesday: on Monday someone would have been there
        (21, (ClockDoubt.AHEAD,)),
        (365, (ClockDoubt.AHEAD,)),
        (3653, (ClockDoubt.AHEAD,)),
        (-0.9, ()),
        (-1.1, (ClockDoubt.BEHIND,)),
        (-3653, (ClockDoubt.BEHIND,)),
    ]
    assert [
        (days, doubted, found) for days, doubted in cases if (found := doubts_of(days_on(days), is_open)) != doubted
    ] == []


@pytest.mark.parametrize(("day", "doubted"), [(30, ()), (31, (ClockDoubt.AHEAD,))])
def test_over_easter_nothing_is_doubted_until_a_day_was_missed(day: int, doubted: tuple[ClockDoubt, ...]) -> None:
    thursday = datetime(2027, 3, 25, 17, 0, tzinfo=UTC)
    left = replace(RIGHT, newest=thursday, witnessed=Witnessed(9, thursday), log_days=())
    assert doubts_of(replace(left, now=datetime(2027, 3, day, 2, 0, tzinfo=UTC)), is_open) == doubted


def test_an_office_that_never_opens_is_still_not_believed_for_ever() -> None:
    assert doubts_of(days_on(15), lambda day: False) == ()
    assert doubts_of(days_on(16), lambda day: False) == (ClockDoubt.AHEAD,)


@pytest.mark.parametrize("place", ["newest", "witnessed"])
@pytest.mark.parametrize(("days", "doubt"), [(5, ClockDoubt.AHEAD), (-2, ClockDoubt.BEHIND)])
def test_log_and_witness_are_each_asked(place: str, days: int, doubt: ClockDoubt) -> None:
    at = FRIDAY - timedelta(days=days)
    old = replace(RIGHT, newest=at) if place == "newest" else replace(RIGHT, witnessed=Witnessed(9, at))
    assert doubts_of(old, is_open) == (doubt,)


def test_what_was_written_under_a_wrong_clock_vouches_for_nothing() -> None:
    """Since the clock jumped, people have signed in: the newest event agrees with it, and so does the witness."""
    jumped = FRIDAY + timedelta(days=365)
    fooled = replace(RIGHT, now=jumped, newest=jumped, witnessed=Witnessed(12, jumped), log_size=12)
    assert doubts_of(replace(fooled, log_days=(FRIDAY.date(), jumped.date())), is_open) == (ClockDoubt.STEPPED,)
    assert doubts_of(replace(fooled, log_days=(jumped.date(), jumped.date())), is_open) == (), "it was confirmed"


def test_a_clock_that_went_ahead_and_came_back_stays_in_sight() -> None:
    days = (FRIDAY.date(), date(2036, 1, 1), FRIDAY.date() + timedelta(days=1))
    assert doubts_of(replace(RIGHT, log_days=days), is_open) == (ClockDoubt.STEPPED,)
    back_by_a_day = (FRIDAY.date(), FRIDAY.date() - timedelta(days=1))
    assert doubts_of(replace(RIGHT, log_days=back_by_a_day), is_open) == ()


@pytest.mark.parametrize(("hours", "doubted"), [(-23, ()), (23, ()), (-25, True), (25, True), (8760, True)])
def test_another_machines_clock_settles_it(hours: int, doubted: bool) -> None:
    closed_for_a_month = replace(days_on(30), log_days=(FRIDAY.date(), date(2040, 1, 1)))
    server = closed_for_a_month.now + timedelta(hours=hours)
    expected = (ClockDoubt.SERVER_DIFFERS,) if doubted else ()
    assert doubts_of(replace(closed_for_a_month, server=server), is_open) == expected


def test_a_log_that_is_shorter_than_the_witness_knows_is_doubted_until_that_is_confirmed() -> None:
    shorter = replace(RIGHT, log_size=8, found_right=FRIDAY - timedelta(hours=1))
    assert doubts_of(shorter, is_open) == (ClockDoubt.LOG_SHORTER,)
    assert doubts_of(replace(shorter, found_right=None), is_open) == (ClockDoubt.LOG_SHORTER,)
    assert doubts_of(replace(shorter, found_right=FRIDAY), is_open) == ()


def test_a_witness_that_cannot_be_read_is_doubted_with_whatever_else_there_is() -> None:
    unreadable = replace(days_on(365), witnessed=None, readable=False)
    assert doubts_of(unreadable, is_open) == (ClockDoubt.WITNESS_UNREADABLE, ClockDoubt.AHEAD)


@pytest.mark.parametrize(
    ("due", "kept", "many"), [(0, 0, False), (0, 5, False), (1, 10, False), (1, 9, True), (11, 100, True)]
)
def test_more_than_a_tenth_of_what_is_kept_is_too_many(due: int, kept: int, many: bool) -> None:
    assert too_many(due, kept) is many
