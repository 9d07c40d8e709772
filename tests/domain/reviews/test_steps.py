"""How long each step of a session took."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop.domain.log.events import Event, EventKind
from desktop.domain.reviews.review import Step, StepTime, step_times
from desktop.domain.shared.ids import DeskId, new_id

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
