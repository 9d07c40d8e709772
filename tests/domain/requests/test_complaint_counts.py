"""The figures of a period count complaints by the days on which they came and ended."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.domain.requests.complaints import ComplaintOutcome, Countable, Period, counted_in
from desktop.errors import WrongStateError

CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
YEAR = Period(date(2026, 6, 19), date(2026, 12, 31))
TODAY = date(2027, 1, 4)


def day(month: int, day_of_month: int) -> date:
    return date(2026, month, day_of_month)


def figures(*complaints: Countable, period: Period = YEAR) -> dict[str, int]:
    """Return the figures that are not zero."""
    return {name: n for name, n in counted_in(period, complaints, CHRISTMAS, TODAY).figures().items() if n}


def test_nothing_is_nothing() -> None:
    assert figures() == {}


@pytest.mark.parametrize(
    ("acknowledged", "name"),
    [
        (day(11, 25), "acknowledged_in_time"),
        (day(12, 29), "acknowledged_in_time"),  # the 25th is a holiday, and the 26th to the 28th are no working days
        (day(12, 30), "acknowledged_late"),
    ],
)
def test_the_last_day_to_acknowledge_is_in_time_and_rolls_forward(acknowledged: date, name: str) -> None:
    assert figures(Countable(day(11, 25), acknowledged)) == {"received": 1, name: 1}


def test_what_waits_is_overdue_once_its_last_day_is_over() -> None:
    assert figures(Countable(day(12, 31))) == {"received": 1, "not_acknowledged": 1}
    assert figures(Countable(day(11, 25))) == {"received": 1, "not_acknowledged": 1, "overdue": 1}


@pytest.mark.parametrize("outcome", ComplaintOutcome)
def test_what_ended_counts_by_its_outcome(outcome: ComplaintOutcome) -> None:
    found = figures(Countable(day(11, 2), day(11, 3), day(12, 1), outcome))
    assert found == {"received": 1, "acknowledged_in_time": 1, "closed": 1, outcome.value: 1}


@pytest.mark.parametrize(("told", "name"), [(day(12, 29), "acknowledged_in_time"), (day(12, 30), "acknowledged_late")])
@pytest.mark.parametrize("outcome", set(ComplaintOutcome) - {ComplaintOutcome.PASSED_ON})
def test_an_outcome_that_is_told_at_once_acknowledges_it(outcome: ComplaintOutcome, told: date, name: str) -> None:
    found = figures(Countable(day(11, 25), None, told, outcome))
    assert found == {"received": 1, name: 1, "closed": 1, outcome.value: 1}


def test_one_that_is_about_the_service_needs_no_acknowledgement() -> None:
    found = figures(Countable(day(11, 2), None, day(11, 3), ComplaintOutcome.PASSED_ON))
    assert found == {"received": 1, "passed_on_without": 1, "closed": 1, "passed_on": 1}


def test_it_came_in_one_period_and_ended_in_another() -> None:
    complaint = Countable(day(10, 30), day(11, 2), day(11, 2), ComplaintOutcome.UPHELD)
    october, november = Period(day(10, 1), day(10, 30)), Period(day(11, 2), day(11, 30))
    assert figures(complaint, period=october) == {"received": 1, "acknowledged_in_time": 1}
    assert figures(complaint, period=november) == {"closed": 1, "upheld": 1}


def test_a_period_does_not_end_before_it_begins() -> None:
    assert Period(TODAY, TODAY).has(TODAY)
    with pytest.raises(WrongStateError) as refused:
        Period(TODAY, day(12, 31))
    assert refused.value.code == "period_backwards"
