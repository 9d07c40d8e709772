"""Recording that a correction requested at the counter was answered, so that it is no longer due. And withdrawing an
answer recorded by mistake, so that it is due again; a complaint that had been ended by its answer is open then.

Rules:
- What came of a person's correction is noted once the letter that tells it was made (`domain.requests.letters`).
- By someone who works on requests, also where the request is closed: a follow-up outlives it.
- Once the session is closed, and once. Event `correction_answered`, with the code and the day.
- A withdrawn answer stays in the log: `answer_taken_back`, with the code and the day that were recorded.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import Actor, acting, event_of, office_day
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.quicker import about
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.people import Permission
from desktop.domain.requests.follow_ups import FollowUp, FollowUpAnswer, FollowUpKind
from desktop.domain.requests.letters import TELLING, LetterKind
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.errors import AlreadySavedError, FieldsError

_NOT_MADE = {
    LetterKind.CORRECTION_MADE: "correction_letter_not_made",
    LetterKind.CORRECTION_REFUSED: "refusal_letter_not_made",
}


@dataclass(frozen=True)
class FollowUpCommand(Command[FollowUp]):
    """A follow-up: from which session of which request."""

    actor: Actor
    request: RequestId
    session: SessionId
    kind: FollowUpKind


@dataclass(frozen=True)
class AnswerFollowUp(FollowUpCommand):
    """The answer to a follow-up: how, and on which day."""

    answer: FollowUpAnswer | None
    answered_on: date


@dataclass(frozen=True)
class TakeAnswerBack(FollowUpCommand):
    """The withdrawal of an answer recorded by mistake."""


@carries_out(AnswerFollowUp)
def answer_follow_up(command: AnswerFollowUp, *, uow: UnitOfWork, clock: Clock) -> FollowUp:
    """Record the answer. Raises FieldsError, and WrongStateError where there is one or its session is not closed."""
    with suppress(AlreadySavedError), uow:
        found = _found(command, uow)
        with about(session=found.session):
            answered = found.answered(command.answer, command.answered_on, office_day(uow, clock))
            _must_be_told(answered, uow)
        uow.sessions.answer_follow_up(answered, command.actor.by, clock.now())
        subjects = {Subject.SESSION: found.session, Subject.REQUEST: found.request}
        facts = {"said_on": found.on.isoformat(), "answered_on": command.answered_on.isoformat()}
        facts["answer"] = answered.answer.value if answered.answer else ""
        uow.commit(event_of(EventKind.CORRECTION_ANSWERED, command.actor, clock, subjects, **facts))
        return answered
    return _again(command, uow)


@carries_out(TakeAnswerBack)
def take_answer_back(command: TakeAnswerBack, *, uow: UnitOfWork, clock: Clock) -> FollowUp:
    """Withdraw the answer. Raises WrongStateError where there is none (any more)."""
    with suppress(AlreadySavedError), uow:
        found = _found(command, uow)
        with about(session=found.session):
            due = found.taken_back()
        uow.sessions.drop_answer(due)
        subjects = {Subject.SESSION: found.session, Subject.REQUEST: found.request}
        facts = {"follow_up": found.kind.value, "answer": str(found.answer), "answered_on": str(found.answered_on)}
        uow.commit(event_of(EventKind.ANSWER_TAKEN_BACK, command.actor, clock, subjects, **facts))
        return due
    return _again(command, uow)


def _must_be_told(answered: FollowUp, uow: UnitOfWork) -> None:
    """Refuse that a person was told what was corrected, or why not, before the letter that tells it was made."""
    assert answered.answer is not None, "it has its answer"
    if uow.requests.get(answered.request).kind is not Kind.SUBJECT_ACCESS:
        return
    letter = TELLING[answered.answer]
    if answered.session not in uow.requests.corrections_told(answered.request, letter):
        raise FieldsError({"follow_up_answer": _NOT_MADE[letter]})


def _again(command: FollowUpCommand, uow: UnitOfWork) -> FollowUp:
    """Return the follow-up after a repeated command, whose answer was lost."""
    with uow.look():
        return _found(command, uow)


def _found(command: FollowUpCommand, uow: UnitOfWork) -> FollowUp:
    acting(command.actor, Permission.TAKE_REQUEST, uow)
    uow.proven.journey(command.request)
    said = uow.sessions.follow_ups(uow.offices.get().zone, command.request)
    return next(each for each in said if (each.session, each.kind) == (command.session, command.kind))
