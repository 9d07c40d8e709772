"""The office's figures of a quarter: what counts where, and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.requests.request import Answered
from desktop.domain.reviews.review import Exceptional
from desktop.domain.reviews.statistics import (
    COUNTS,
    QUARTERS,
    ClosedRequest,
    Figures,
    HeldSession,
    Quarter,
    Took,
    figures,
    took,
)
from desktop.domain.sessions.session import Outcome

NOW = Quarter(2026, 4)
DAY = timedelta(days=1)


def closed(on: date, days: int = 10, *, due_in: int = 31, **more: object) -> ClosedRequest:
    received = on - days * DAY
    answered = more.get("answered", Answered.LISTENED)
    assert isinstance(answered, Answered)
    return ClosedRequest(received, received + due_in * DAY, on, answered, extended=bool(more.get("extended")))


def session(*marks: Exceptional, outcome: Outcome = Outcome.HEARD_IN_FULL, signed_off: bool = True) -> HeldSession:
    return HeldSession(outcome, marks, signed_off, corrections=len(marks))


def of(requests: Sequence[ClosedRequest] = (), sessions: Sequence[HeldSession] = ()) -> Figures:
    return figures(NOW, requests, sessions)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_each_day_is_in_one_quarter_and_quarters_follow_each_other(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert quarter.after.first == quarter.last + DAY and quarter.after.before == quarter
    assert quarter < quarter.after and quarter.back(3) == (quarter.before.before, quarter.before, quarter)


def test_the_last_quarter_of_a_year_ends_it() -> None:
    assert (NOW.first, NOW.last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert NOW.after == Quarter(2027, 1) and Quarter(2027, 1).before == NOW


def test_a_request_counts_in_the_quarter_in_which_it_was_closed() -> None:
    found = of([closed(date(2026, 9, 30)), closed(date(2026, 10, 1)), closed(date(2026, 12, 31))])
    assert [(each.quarter, each.answered) for each in found.on_time[-2:]] == [(Quarter(2026, 3), 1), (NOW, 2)]
    assert len(found.on_time) == QUARTERS and found.quarter == NOW
    assert of([closed(date(2025, 3, 31)), closed(date(2027, 1, 1))]).outcomes == {}


def test_on_time_is_by_the_day_it_was_due_and_all_is_said_only_of_all() -> None:
    on = date(2026, 11, 20)
    almost = [closed(on, 31)] * 199 + [closed(on, 32)]
    assert of(almost).on_time[-1].percent == 99
    assert of(almost[:-1]).on_time[-1].percent == 100 and of().on_time[-1].percent is None


@pytest.mark.parametrize("answered", Answered)
def test_what_was_withdrawn_or_never_answered_is_an_outcome_and_no_answer(answered: Answered) -> None:
    found = of([closed(date(2026, 11, 20), answered=answered)])
    counts = int(answered in COUNTS)
    assert found.outcomes == {answered: 1}
    assert (found.on_time[-1].answered, sum(found.took.values())) == (counts, counts)
    assert (found.median_days is not None) is bool(counts)


def test_how_long_it_took_counts_from_receipt() -> None:
    cases = [(0, Took.TO_7), (7, Took.TO_7), (8, Took.TO_14), (14, Took.TO_14), (15, Took.TO_21), (21, Took.TO_21)]
    assert [
        (days, group, found) for days, group in cases if (found := took(closed(date(2026, 11, 20), days))) is not group
    ] == []


def test_an_extended_answer_and_a_late_one_are_groups_of_their_own() -> None:
    on = date(2026, 11, 20)
    assert took(closed(on, 31)) is Took.LONGER
    assert took(closed(on, 60, due_in=92, extended=True)) is Took.EXTENDED
    assert took(closed(on, 32)) is took(closed(on, 93, due_in=92, extended=True)) is Took.LATE


def test_the_median_lies_between_two() -> None:
    found = of([closed(date(2026, 11, 20), days) for days in (3, 5, 8, 30)])
    assert found.median_days == 6.5 and found.median_before is None


def test_sessions_are_counted_by_outcome_and_by_each_mark() -> None:
    both = session(Exceptional.DISTRESS, Exceptional.INTERRUPTED, signed_off=False)
    nobody = session(outcome=Outcome.NO_SHOW)
    found = of(sessions=[session(), session(Exceptional.DISTRESS), both, nobody])
    assert found.exceptions == {Exceptional.DISTRESS: 2, Exceptional.INTERRUPTED: 1}
    assert (found.exceptional, found.signed_off, found.held) == (2, 1, 3)
    assert found.corrections == 3


def test_a_session_opened_by_mistake_counts_nowhere() -> None:
    mistaken = session(Exceptional.OPENED_BY_MISTAKE, Exceptional.OUT_OF_HOURS, outcome=Outcome.OPENED_BY_MISTAKE)
    assert of(sessions=[session(), mistaken]) == of(sessions=[session()])


def test_complaints_are_counted_by_the_day_they_were_received() -> None:
    received = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert figures(NOW, (), (), received).complaints == 2
