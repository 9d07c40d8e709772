from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.working_days import (
    add_working_days,
    is_holiday,
    is_weekend,
    is_working_day,
    working_day_from,
    working_days_after,
)

CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
DAYS = st.dates(date(2026, 12, 1), date(2027, 1, 31))


def test_a_table_can_be_a_set_or_a_question() -> None:
    assert is_holiday(date(2026, 12, 25), CHRISTMAS)
    assert is_holiday(date(2026, 12, 25), lambda day: day.day == 25)
    assert not is_holiday(date(2026, 12, 24), CHRISTMAS)


def test_from_christmas_eve_the_next_working_day_is_the_29th() -> None:
    assert working_day_from(date(2026, 12, 24), CHRISTMAS) == date(2026, 12, 24)
    assert working_day_from(date(2026, 12, 25), CHRISTMAS) == date(2026, 12, 29)
    assert add_working_days(date(2026, 12, 24), 1, CHRISTMAS) == date(2026, 12, 29)
    assert add_working_days(date(2026, 12, 26), 0, CHRISTMAS) == date(2026, 12, 26)


@given(DAYS)
def test_a_working_day_is_neither_weekend_nor_holiday(day: date) -> None:
    assert is_working_day(day, CHRISTMAS) is not (is_weekend(day) or day in CHRISTMAS)
    assert is_weekend(day) is (day.strftime("%A") in ("Saturday", "Sunday"))


@given(DAYS, st.integers(0, 40))
def test_counting_on_and_counting_between_agree(day: date, count: int) -> None:
    assert working_days_after(day, add_working_days(day, count, CHRISTMAS), CHRISTMAS) == count


@given(DAYS, st.integers(0, 40))
def test_none_lie_between_a_day_and_one_before_it(day: date, back: int) -> None:
    assert working_days_after(day, day - timedelta(days=back), CHRISTMAS) == 0
