"""A supervisor asks the adviser of a closed session; the adviser answers (`domain.reviews.review`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.sessions.views import QuestionView
from desktop.application.shared.commands import (
    Actor,
    Command,
    Subjects,
    acting,
    carries_out,
    needed_note,
    nothing,
    session_event,
    with_note,
)
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.people import Permission
from desktop.domain.reviews.review import ReviewQuestion
from desktop.domain.sessions.session import Session, State
from desktop.domain.shared.ids import NoteId, PersonId, SessionId
from desktop.errors import WrongStateError


@dataclass(frozen=True)
class AskAdviser(Command[tuple[QuestionView, ...]]):
    """A supervisor's question about a session that waits for its signature."""

    actor: Actor
    session: SessionId
    words: str


@dataclass(frozen=True)
class AnswerReview(Command[None]):
    """The adviser's answer to one question."""

    actor: Actor
    question: NoteId
    words: str


def _all_of(uow: UnitOfWork, subjects: Subjects) -> tuple[QuestionView, ...]:
    """Return the questions about the session of a command's event."""
    return questions_of(SessionId(subjects[Subject.SESSION]), uow)


@carries_out(AskAdviser, again=_all_of)
def ask_adviser(command: AskAdviser, *, uow: UnitOfWork, clock: Clock) -> tuple[QuestionView, ...]:
    """Ask, and return every question about that session.

    Raises FieldsError without words, NotAllowedError for the adviser, and WrongStateError: also where the adviser has
    left, or conducts no sessions any more, since nobody would answer.
    """
    note = needed_note(command.words, "question", "question_missing")
    with uow:
        person = acting(command.actor, Permission.REVIEW, uow)
        session = _waiting(command.session, uow)
        person.must_not_be(frozenset({session.adviser}))
        if not uow.proven.person(session.adviser).may(Permission.CONDUCT_SESSION):
            raise WrongStateError("adviser_gone")
        asked = ReviewQuestion(note.id, session.id, person.id, session.adviser, clock.now())
        uow.sessions.add_question(asked, note)
        every = questions_of(session.id, uow)
        kind = EventKind.REVIEW_QUESTION_ASKED
        uow.commit(with_note(session_event(kind, command.actor, clock, session, asked_to=session.adviser), note))
    return every


@carries_out(AnswerReview, again=nothing)
def answer_review(command: AnswerReview, *, uow: UnitOfWork, clock: Clock) -> None:
    """Answer. Raises FieldsError without words, NotAllowedError, WrongStateError."""
    note = needed_note(command.words, "answer", "review_answer_missing")
    with uow:
        person = acting(command.actor, Permission.CONDUCT_SESSION, uow)
        asked = uow.sessions.question(command.question)
        session = _waiting(asked.session, uow)
        uow.sessions.save_answer(asked.answered(person.id, note.id, clock.now()), note)
        kind = EventKind.REVIEW_QUESTION_ANSWERED
        uow.commit(with_note(session_event(kind, command.actor, clock, session, question=asked.id), note))


def questions_of(session: SessionId, uow: UnitOfWork) -> tuple[QuestionView, ...]:
    """Return the questions about that session, in the order in which they were asked."""
    return _views(uow.sessions.questions(session), uow)


def questions_to(adviser: PersonId, uow: UnitOfWork) -> tuple[QuestionView, ...]:
    """Return the questions that this adviser has still to answer, the earliest first."""
    found = uow.sessions.questions_to(adviser)
    return _views(found, uow) if found else ()


def _waiting(id: SessionId, uow: UnitOfWork) -> Session:
    """Return that session, compared with the log, while it waits for its signature."""
    uow.proven.session(id)
    session = uow.sessions.get(id)
    session.must_be(State.CLOSED)
    if uow.sessions.signed_off(id) is not None:
        raise WrongStateError("signed_off_already").of(session=id)
    return session


def _views(questions: Sequence[ReviewQuestion], uow: UnitOfWork) -> tuple[QuestionView, ...]:
    return tuple(_view(asked, uow) for asked in questions)


def _view(asked: ReviewQuestion, uow: UnitOfWork) -> QuestionView:
    session = uow.sessions.get(asked.session)
    return QuestionView(
        id=asked.id,
        session=asked.session,
        reference=uow.requests.get(session.request).reference,
        opened_at=session.opened_at,
        words=uow.requests.words(asked.id) or "",
        asked_by=uow.people.get(asked.asked_by).shown_name,
        asked_to=uow.people.get(asked.asked_to).shown_name,
        asked_at=asked.asked_at,
        answer=uow.requests.words(asked.answer) if asked.answer else None,
        answered_at=asked.answered_at,
    )
