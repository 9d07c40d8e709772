"""Findings in groups, the gravest first; and the steps of a session as a supervisor sees them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.events import Event, EventKind
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
