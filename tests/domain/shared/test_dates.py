"""Months and working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.shared.dates import Age, add_months, age_on, is_holiday, is_weekend, is_working_day, last_day_before

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


CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
AROUND_NEW_YEAR = st.dates(date(2026, 12, 1), date(2027, 1, 31))


def working_days_after(day: date, until: date) -> int:
    """Count the working days after `day` up to and including `until`."""
    days = (day + timedelta(days=n + 1) for n in range((until - day).days))
    return sum(is_working_day(each, CHRISTMAS) for each in days)


def test_a_table_can_be_a_set_or_a_question() -> None:
    assert is_holiday(date(2026, 12, 25), CHRISTMAS)
    assert is_holiday(date(2026, 12, 25), lambda day: day.day == 25)
    assert not is_holiday(date(2026, 12, 24), CHRISTMAS)


@given(AROUND_NEW_YEAR)
def test_a_working_day_is_neither_weekend_nor_holiday(day: date) -> None:
    assert is_working_day(day, CHRISTMAS) is not (is_weekend(day) or day in CHRISTMAS)
    assert is_weekend(day) is (day.strftime("%A") in ("Saturday", "Sunday"))


def test_five_whole_working_days_lie_between_a_monday_and_the_tuesday_after_the_next() -> None:
    nothing: frozenset[date] = frozenset()
    assert last_day_before(date(2026, 11, 24), 5, nothing) == date(2026, 11, 16)  # 17, 18, 19, 20, 23 lie between
    assert last_day_before(date(2026, 11, 23), 5, nothing) == date(2026, 11, 15)  # a Sunday: 16 to 20 lie between
    assert last_day_before(date(2026, 12, 31), 5, CHRISTMAS) == date(2026, 12, 21)  # 22, 23, 24, 29, 30


@given(AROUND_NEW_YEAR, st.integers(1, 40))
def test_it_is_the_last_day_with_so_many_whole_working_days_after_it(day: date, count: int) -> None:
    last, yesterday = last_day_before(day, count, CHRISTMAS), day - timedelta(days=1)
    assert working_days_after(last, yesterday) == count
    assert working_days_after(last + timedelta(days=1), yesterday) == count - 1
