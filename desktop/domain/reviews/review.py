"""A supervisor's review of a session: what is unusual, how long its steps took, questions, and taking a sign-off back.

- Replays never count against anybody. Thresholds are the office's policy. Findings come in groups, the gravest first:
  where someone may have been hurt, or staff had to step in; where a check was weaker than it should be, or the session
  failed; and what is only out of the usual.
- A step lasts from the event that leads to it to the event that leads on. While a session is interrupted no time
  passes. A break counts as listening. Closing lasts until the receipt is made.
- A question is put to whoever closed the session, by someone else, while the session waits for its signature, and
  answered once. Its words and those of the answer are notes.
- A sign-off is taken back at once, by whoever signed. The window offers it for the first of `TAKE_BACK_OFFERED`
  seconds, or as long as they chose (WCAG 2.2, 2.2.1); `TAKE_BACK_SECONDS` leaves a
  press at the last moment the time to arrive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from desktop.domain.log.events import Event, EventKind
from desktop.domain.shared.ids import NoteId, PersonId, SessionId
from desktop.errors import NotAllowedError, WrongStateError


class Exceptional(StrEnum):
    """Why a session is looked at first."""

    INTERRUPTED = "interrupted"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    NEAR_ENOUGH = "near_enough"
    ANSWERS_NOT_SEEN = "answers_not_seen"
    """The caller check was decided, and nobody had looked at the answers that it compares with."""
    OUT_OF_HOURS = "out_of_hours"
    NO_APPOINTMENT = "no_appointment"
    SHORT_ID_STEP = "short_id_step"
    STOPPED_BY_STAFF = "stopped_by_staff"
    TECHNICAL_FAULT = "technical_fault"
    DISTRESS = "distress"
    LOCKDOWN_DEGRADED = "lockdown_degraded"
    LESSER_CHECK = "lesser_check"
    OPENED_BY_MISTAKE = "opened_by_mistake"
    NOT_SIGNED_OFF = "not_signed_off"
    """It has waited too long for a signature. Computed when looked at; never stored."""


class Severity(StrEnum):
    """The group of a finding, the gravest first."""

    GRAVE = "grave"
    SERIOUS = "serious"
    UNUSUAL = "unusual"


SEVERITY = {
    Exceptional.DISTRESS: Severity.GRAVE,
    Exceptional.STOPPED_BY_STAFF: Severity.GRAVE,
    Exceptional.LESSER_CHECK: Severity.SERIOUS,
    Exceptional.NEAR_ENOUGH: Severity.SERIOUS,
    Exceptional.ANSWERS_NOT_SEEN: Severity.SERIOUS,
    Exceptional.NOT_ENOUGH_EVIDENCE: Severity.SERIOUS,
    Exceptional.SHORT_ID_STEP: Severity.SERIOUS,
    Exceptional.OPENED_BY_MISTAKE: Severity.SERIOUS,
    Exceptional.LOCKDOWN_DEGRADED: Severity.SERIOUS,
    Exceptional.TECHNICAL_FAULT: Severity.SERIOUS,
    Exceptional.NO_APPOINTMENT: Severity.UNUSUAL,
    Exceptional.OUT_OF_HOURS: Severity.UNUSUAL,
    Exceptional.INTERRUPTED: Severity.UNUSUAL,
    Exceptional.NOT_SIGNED_OFF: Severity.UNUSUAL,
}
"""The severity of each; within a group, findings come in this order."""

_ORDER = {found: place for place, found in enumerate(SEVERITY)}


def gravest_first(found: Iterable[Exceptional]) -> tuple[Exceptional, ...]:
    """Return the findings in order of their severity."""
    return tuple(sorted(found, key=_ORDER.__getitem__))


def by_severity(found: Iterable[Exceptional]) -> tuple[tuple[Severity, tuple[Exceptional, ...]], ...]:
    """Return the findings in groups, the gravest first; a group without findings is left out."""
    ordered = gravest_first(found)
    groups = ((severity, tuple(one for one in ordered if SEVERITY[one] is severity)) for severity in Severity)
    return tuple((severity, group) for severity, group in groups if group)


class Step(StrEnum):
    """A step of a session, in the order of the stepper."""

    IDENTITY = "identity"
    BRIEF = "brief"
    LISTEN = "listen"
    CLOSE = "close"


@dataclass(frozen=True)
class StepTime:
    """A step, and the whole seconds that it took in all."""

    step: Step
    seconds: int


LEADS_TO = {
    EventKind.CHECKED_IN: Step.IDENTITY,
    EventKind.IDENTITY_CONFIRMED: Step.BRIEF,
    EventKind.SHORT_CHECK_MADE: Step.BRIEF,
    EventKind.BRIEFED: Step.LISTEN,
    EventKind.LISTENING_FINISHED: Step.CLOSE,
    EventKind.IDENTITY_NOT_ENOUGH: Step.CLOSE,
    EventKind.CALLER_NOT_MATCHED: Step.CLOSE,
}
RESUMES = frozenset({EventKind.SESSION_RESUMED, EventKind.SESSION_TAKEN_OVER})


def step_times(events: Iterable[Event]) -> tuple[StepTime, ...]:
    """Return the steps that there were, in order, each with its time. `events` are those of one session, in order."""
    took: dict[Step, float] = {}
    step: Step | None = None
    since: datetime | None = None
    for event in events:
        ends = event.kind in (EventKind.SESSION_INTERRUPTED, EventKind.SESSION_CLOSED)
        if since is not None and step is not None and (ends or event.kind in LEADS_TO):
            took[step] = took.get(step, 0.0) + max(0.0, (event.at - since).total_seconds())
            since = None
        if event.kind in LEADS_TO:
            step, since = LEADS_TO[event.kind], event.at
        elif event.kind in RESUMES:
            since = since or event.at
    return tuple(StepTime(each, round(took[each])) for each in Step if each in took)


TAKE_BACK_OFFERED = 10, 30, 120
"""Seconds to choose from: the usual first, and up to more than ten times as many."""
TAKE_BACK_SECONDS = 130


def seconds_since(signed_by: PersonId, signed_at: datetime, by: PersonId, now: datetime) -> int:
    """Return how many whole seconds ago it was signed off, where that person can take it back now.

    Raises NotAllowedError for anybody else, and WrongStateError once it is too late. A clock that was set back makes it
    too late as well.
    """
    if by != signed_by:
        raise NotAllowedError("not_your_sign_off")
    seconds = int((now - signed_at).total_seconds())
    if not 0 <= seconds <= TAKE_BACK_SECONDS or now < signed_at:
        raise WrongStateError("sign_off_stands")
    return seconds


@dataclass(frozen=True)
class ReviewQuestion:
    """One question. `id`: of the note with its words; `answer`: of the note with the answer's. Times are aware, UTC."""

    id: NoteId
    session: SessionId
    asked_by: PersonId
    asked_to: PersonId
    asked_at: datetime
    answer: NoteId | None = None
    answered_at: datetime | None = None

    def answered(self, by: PersonId, answer: NoteId, at: datetime) -> Self:
        """Return it with its answer. Raises NotAllowedError for anybody else, WrongStateError once it is answered."""
        if by != self.asked_to:
            raise NotAllowedError("not_your_question")
        if self.answer is not None:
            raise WrongStateError("question_answered")
        return replace(self, answer=answer, answered_at=at)
