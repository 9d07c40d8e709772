from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.shared.dates import Age, add_months, age_on

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 15), 2, date(2027, 1, 15)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(DAYS, st.integers(0, 240))
def test_a_later_month_has_the_same_date_or_its_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(DAYS, st.integers(0, 5000))
def test_an_age_leads_back_to_the_day(since: date, days: int) -> None:
    today = since + timedelta(days=days)
    age = age_on(today, since)
    assert add_months(since, age.months) + timedelta(days=age.days) == today
    assert add_months(since, age.months + 1) > today


def test_an_age_of_less_than_a_month_is_days() -> None:
    assert age_on(date(2026, 3, 1), date(2026, 2, 2)) == Age(0, 27)
