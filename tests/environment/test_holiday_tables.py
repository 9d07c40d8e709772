from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.domain.office.office_policy import HolidayRegion
from desktop.domain.requests.deadline import Rule, days_to_cover, due_date
from desktop.environment.holiday_tables import HolidayTable

ENGLAND = HolidayTable(HolidayRegion.ENGLAND_AND_WALES, 2027)
SCOTLAND = HolidayTable(HolidayRegion.SCOTLAND, 2027)
NORTHERN_IRELAND = HolidayTable(HolidayRegion.NORTHERN_IRELAND, 2027)


def test_due_dates_follow_the_holidays_of_the_region() -> None:
    cases = [
        (date(2024, 11, 25), ENGLAND, date(2024, 12, 27)),
        (date(2026, 1, 31), ENGLAND, date(2026, 3, 2)),
        (date(2026, 3, 3), ENGLAND, date(2026, 4, 7)),
        (date(2026, 3, 3), SCOTLAND, date(2026, 4, 6)),
        (date(2026, 3, 3), NORTHERN_IRELAND, date(2026, 4, 7)),
        (date(2026, 12, 2), ENGLAND, date(2027, 1, 4)),
        (date(2026, 12, 2), SCOTLAND, date(2027, 1, 5)),
        (date(2026, 6, 13), NORTHERN_IRELAND, date(2026, 7, 14)),
        (date(2026, 6, 13), ENGLAND, date(2026, 7, 13)),
    ]
    assert [(received, table, due) for received, table, due in cases if due_date(received, table).due != due] == []


@pytest.mark.parametrize("table", [ENGLAND, SCOTLAND, NORTHERN_IRELAND])
def test_nothing_is_due_within_28_days_or_on_a_closed_day_or_earlier_than_what_came_before(table: HolidayTable) -> None:
    """Every day of receipt of four years, with the holidays of each nation."""
    before = date(2024, 1, 1)
    for number in range(4 * 365 - 40):
        received = date(2024, 1, 1) + timedelta(days=number)
        due = due_date(received, table).due
        assert due >= received + timedelta(days=28) and due >= before
        assert due.weekday() < 5 and not table(due)
        before = due


def test_the_days_of_2026_in_england_and_wales_are_those_announced() -> None:
    days = [date(2026, 1, 1).fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    weekdays = [f"{day:%m-%d}" for day in days if ENGLAND(day) and day.weekday() < 5]
    assert weekdays == ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]


def test_a_year_that_is_not_announced_is_not_covered_and_the_deadline_can_warn() -> None:
    assert ENGLAND.covers(date(2027, 12, 31))
    assert not ENGLAND.covers(date(2028, 1, 1))
    assert not ENGLAND.covers(date(1999, 12, 31))
    deadline = due_date(date(2027, 12, 3), ENGLAND)
    assert deadline.explanation[-1].rule is Rule.NEXT_WORKING_DAY
    assert days_to_cover(deadline, ENGLAND.covers) == (date(2028, 1, 3), date(2028, 1, 4))
