from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.recordings.retention import RetentionPeriod, RetentionState, deletes_on, month_of, retention_left
from desktop.errors import ContradictionError

CALLED = date(2026, 8, 31)
PERIOD = RetentionPeriod(months=6)


def test_a_period_counts_from_the_date_of_the_call() -> None:
    assert deletes_on(CALLED, PERIOD) == date(2027, 2, 28)
    assert deletes_on(CALLED, RetentionPeriod(days=90)) == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("today", "days", "state"),
    [
        (date(2027, 2, 13), 15, RetentionState.KEPT),
        (date(2027, 2, 14), 14, RetentionState.SOON),
        (date(2027, 2, 27), 1, RetentionState.SOON),
        (date(2027, 2, 28), 0, RetentionState.DUE),
        (date(2027, 3, 1), -1, RetentionState.DUE),
    ],
)
def test_days_left_and_what_they_mean(today: date, days: int, state: RetentionState) -> None:
    left = retention_left(CALLED, PERIOD, today)
    assert (left.days_left, left.state) == (days, state)


@given(st.integers(-400, 400))
def test_a_held_recording_is_never_destroyed(after: int) -> None:
    left = retention_left(CALLED, PERIOD, date(2027, 2, 28) + timedelta(days=after), held=True)
    assert left.state is RetentionState.HELD


@given(st.integers(-400, 400))
def test_without_a_hold_it_may_be_destroyed_from_the_day_on(after: int) -> None:
    left = retention_left(CALLED, PERIOD, date(2027, 2, 28) + timedelta(days=after))
    assert (left.state is RetentionState.DUE) is (after >= 0)


@pytest.mark.parametrize(("months", "days"), [(0, 0), (-1, 40), (1, -1)])
def test_a_period_of_nothing_cannot_be_made(months: int, days: int) -> None:
    with pytest.raises(ContradictionError, match="period_of_nothing"):
        RetentionPeriod(months, days)


@pytest.mark.parametrize(
    ("call_at", "month"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), "2026-06"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "2026-07"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "2026-12"),
        (datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo("Europe/London")), "2026-07"),
    ],
)
def test_a_call_belongs_to_the_month_in_which_the_office_says_it_was(call_at: datetime, month: str) -> None:
    assert month_of(call_at, ZoneInfo("Europe/London")) == month
