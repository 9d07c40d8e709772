"""The order of a review, how long each step of a session took, and the figures of a quarter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.events import Event, EventKind
from desktop.domain.requests.request import Answered
from desktop.domain.reviews.review import (
    SEVERITY,
    Exceptional,
    Severity,
    Step,
    StepTime,
    by_severity,
    gravest_first,
    step_times,
)
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
from desktop.domain.shared.ids import DeskId, new_id


def test_every_finding_has_a_group() -> None:
    assert set(SEVERITY) == set(Exceptional)


def test_distress_comes_before_what_is_only_unusual() -> None:
    found = (Exceptional.OUT_OF_HOURS, Exceptional.NEAR_ENOUGH, Exceptional.DISTRESS)
    assert gravest_first(found) == (Exceptional.DISTRESS, Exceptional.NEAR_ENOUGH, Exceptional.OUT_OF_HOURS)
    assert [severity for severity, _ in by_severity(found)] == list(Severity)


@given(st.lists(st.sampled_from(Exceptional), unique=True))
def test_groups_hold_each_finding_once_in_the_same_order(found: list[Exceptional]) -> None:
    groups = by_severity(found)
    assert tuple(one for _, group in groups for one in group) == gravest_first(found)
    assert all(SEVERITY[one] is severity for severity, group in groups for one in group)
    assert all(group for _, group in groups)


K = EventKind
AT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


def events(*happened: tuple[int, EventKind]) -> list[Event]:
    """Return events at these seconds after the start."""
    return [Event(kind, AT + timedelta(seconds=seconds), DeskId(new_id())) for seconds, kind in happened]


def test_each_step_lasts_until_the_next_begins() -> None:
    took = step_times(
        events(
            (0, K.CHECKED_IN),
            (100, K.DOCUMENTS_SIGHTED),
            (160, K.IDENTITY_CONFIRMED),
            (200, K.BRIEFED),
            (230, K.BREAK_STARTED),
            (500, K.LISTENING_FINISHED),
            (560, K.SESSION_CLOSED),
            (9000, K.REVIEW_OPENED),
        )
    )
    assert took == (
        StepTime(Step.IDENTITY, 160),
        StepTime(Step.BRIEF, 40),
        StepTime(Step.LISTEN, 300),
        StepTime(Step.CLOSE, 60),
    )


def test_no_time_passes_while_it_is_interrupted() -> None:
    took = step_times(
        events(
            (0, K.CHECKED_IN),
            (60, K.IDENTITY_CONFIRMED),
            (90, K.BRIEFED),
            (120, K.SESSION_INTERRUPTED),
            (3720, K.SESSION_RESUMED),
            (3750, K.LISTENING_FINISHED),
            (3760, K.SESSION_CLOSED),
        )
    )
    assert took[2] == StepTime(Step.LISTEN, 60)


def test_a_session_closed_after_it_was_cut_off_ends_with_what_there_was() -> None:
    took = step_times(events((0, K.CHECKED_IN), (60, K.SESSION_INTERRUPTED), (9000, K.SESSION_CLOSED)))
    assert took == (StepTime(Step.IDENTITY, 60),)


def test_where_nobody_came_there_is_none() -> None:
    assert step_times(events((0, K.SESSION_CLOSED))) == ()


def test_one_that_ends_at_its_documents_has_no_brief() -> None:
    took = step_times(events((0, K.CHECKED_IN), (90, K.IDENTITY_NOT_ENOUGH), (120, K.SESSION_CLOSED)))
    assert [each.step for each in took] == [Step.IDENTITY, Step.CLOSE]


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


def test_what_was_withdrawn_or_never_answered_is_an_outcome_and_no_answer() -> None:
    for answered in Answered:
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
