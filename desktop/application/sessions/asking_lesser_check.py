"""Asking for a lesser check from the counter: asking, reading the answer, withdrawing.

Rules:
- The adviser asks, at the ID step, for their own session. Nothing is stored of the documents so far but what is stored
  of any accepted document, and nothing of them counts until a supervisor allows it.
- One waits at a time in a session. Asking again ends the one before.
- The adviser can lengthen the wait before it is over, as whoever may answer can (`domain.sessions.asked_check`).
- The adviser can withdraw it at any time, also where the desk has been locked meanwhile.
- An answer is believed where the log says the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.application.office.attempts import moment
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.sessions.identifying import allowed_less, born_known
from desktop.application.sessions.viewing import view_of
from desktop.application.sessions.views import SessionView
from desktop.application.shared.authorisation import Actor, conducting, session_event, with_note
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import Subjects, given_again
from desktop.application.shared.notes import note_of
from desktop.application.shared.under import under
from desktop.domain.log.events import Event, EventKind, Facts, Subject, time_text
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.sessions.asked_check import AskedCheck, Standing, Withdrawn, documents_said
from desktop.domain.sessions.counter import NoteKind, SessionNote
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import Shown, assess, keep
from desktop.domain.sessions.session import Session, State
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.domain.shared.notes import Note
from desktop.errors import FieldsError, NotAllowedError, WrongStateError


@dataclass(frozen=True)
class AskForLesserCheck(Command["AskedView"]):
    """The documents so far, and why they are enough."""

    actor: Actor
    session: SessionId
    shown: tuple[Shown | None, ...]
    reason: str


@dataclass(frozen=True)
class WithdrawAsked(Command["AskedView"]):
    """The end of the asking, by the adviser or their window.

    `lengthened`: how often it was by what they see. One that was lengthened again has not run out.
    """

    actor: Actor
    session: SessionId
    asked: NoteId
    because: Withdrawn
    lengthened: int = 0


@dataclass(frozen=True)
class LengthenAsked(Command["AskedView"]):
    """The wait for an answer is made longer by the adviser."""

    actor: Actor
    session: SessionId
    asked: NoteId


@dataclass(frozen=True)
class AskedView:
    """A lesser check asked for, as the counter sees it. `why`: the words of a supervisor who declined it.

    `lengthened`: how often the wait was.
    """

    id: NoteId
    standing: Standing
    session: SessionView
    why: str = ""
    lengthened: int = 0


def the_asked(uow: UnitOfWork, subjects: Subjects) -> AskedView:
    """Return the one asked for, as it is now."""
    return _view(uow.sessions.asked(NoteId(subjects[Subject.NOTE])), uow)


@carries_out(AskForLesserCheck)
@given_again(the_asked)
def ask_for_lesser_check(
    command: AskForLesserCheck, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy
) -> AskedView:
    """Ask for it. Raises FieldsError, NotAllowedError or WrongStateError."""
    reason = _reason(command)
    with uow:
        session = conducting(command.actor, command.session, uow)
        session.must_be(State.CHECKED_IN)
        if allowed_less(session.id, uow):
            raise WrongStateError("lesser_check_already")
        now, by_common_clock = clock.now(), moment(uow, clock).at
        _must_not_wait(session, by_common_clock, uow)
        asked = _asked(command, session, reason.id, by_common_clock, uow, policy, id_policy, now)
        uow.sessions.add_note(session.id, SessionNote(reason, NoteKind.LESSER_CHECK, None, False, now))
        uow.sessions.add_asked(asked)
        view = _view(asked, uow)
        event = session_event(
            EventKind.LESSER_CHECK_ASKED,
            command.actor,
            clock,
            session,
            **documents_said(asked.documents),
            missing=[code.value for code in asked.missing],
            asked_at=time_text(asked.asked_at),
            **under(uow, id_policy, policy),
        )
        uow.commit(with_note(event, reason))
    return view


def read_answer(actor: Actor, session: SessionId, id: NoteId, *, uow: UnitOfWork) -> AskedView:
    """Return what became of it. Raises NotAllowedError, and RowRefusedError where the log does not say so."""
    with uow.look():
        conducting(actor, session, uow, goes_on=True)
        asked = _asked_in(session, id, uow)
        if asked.standing is not Standing.WAITING:
            uow.proven.session(session)
        return _view(asked, uow)


@carries_out(WithdrawAsked)
@given_again(the_asked)
def withdraw_asked(command: WithdrawAsked, *, uow: UnitOfWork, clock: Clock) -> AskedView:
    """Withdraw it, unless it was answered or lengthened first; return what became of it."""
    with uow:
        session = conducting(command.actor, command.session, uow, goes_on=True)
        asked = _asked_in(session.id, command.asked, uow)
        if asked.standing is not Standing.WAITING:
            uow.proven.session(session.id)
            return _view(asked, uow)
        if command.because is Withdrawn.RAN_OUT and asked.lengthened > command.lengthened:
            return _view(asked, uow)
        asked = asked.become(Standing.WITHDRAWN, command.actor.by, clock.now())
        uow.sessions.save_asked(asked)
        view, facts = _view(asked, uow), {"asked_check": asked.id, "because": command.because.value}
        event = session_event(EventKind.LESSER_CHECK_WITHDRAWN, command.actor, clock, session, **facts)
        uow.commit(replace(event, subjects={**event.subjects, Subject.NOTE: asked.id}))
    return view


@carries_out(LengthenAsked)
@given_again(the_asked)
def lengthen_asked(command: LengthenAsked, *, uow: UnitOfWork, clock: Clock) -> AskedView:
    """Make the wait longer. Raises NotAllowedError, or WrongStateError once it is over."""
    with uow:
        session = conducting(command.actor, command.session, uow)
        asked, now = _asked_in(session.id, command.asked, uow), moment(uow, clock).at
        asked.must_stand(session, since(asked, uow), now)
        longer = asked.longer()
        uow.sessions.save_asked(longer)
        view = _view(longer, uow)
        uow.commit(lengthened(longer, command.actor, session, clock, asked.seconds_waited(now)))
    return view


def lengthened(asked: AskedCheck, actor: Actor, session: Session, clock: Clock, waited: int) -> Event:
    """Return the event that it was lengthened, after that many seconds and how often by now."""
    facts: Facts = {"asked_check": asked.id, "seconds": waited, "lengthened": asked.lengthened}
    event = session_event(EventKind.LESSER_CHECK_LENGTHENED, actor, clock, session, **facts)
    return replace(event, subjects={**event.subjects, Subject.NOTE: asked.id})


def since(asked: AskedCheck, uow: UnitOfWork) -> list[EventKind]:
    """Return the kinds of the events in its session after it was asked for, in order; all, where none asks for it."""
    kinds: list[EventKind] = []
    for _, event in uow.reading.events_of(asked.session):
        kinds.append(event.kind)
        if event.kind is EventKind.LESSER_CHECK_ASKED and event.subjects.get(Subject.NOTE) == asked.id:
            kinds.clear()
    return kinds


def _reason(command: AskForLesserCheck) -> Note:
    reason = note_of(command.reason, "reason")
    if reason is None:
        raise FieldsError({"reason": "lesser_check_reason_missing"})
    return reason


def _must_not_wait(session: Session, now: datetime, uow: UnitOfWork) -> None:
    if any(each.stands(session, since(each, uow), now) for each in uow.sessions.asked_waiting(session.id)):
        raise WrongStateError("lesser_check_waits")


def _asked(
    command: AskForLesserCheck,
    session: Session,
    id: NoteId,
    asked_at: datetime,
    uow: UnitOfWork,
    policy: OfficePolicy,
    id_policy: IdPolicy,
    now: datetime,
) -> AskedCheck:
    request, day = uow.requests.get(session.request), policy.local(now).date()
    ours, born = id_policy.for_request(request.kind), born_known(session, request)
    assessment = assess(ours, command.shown, day, born_known=born)
    if assessment.complete:
        raise WrongStateError("identity_complete")
    return AskedCheck(
        id=id,
        session=session.id,
        asked_by=command.actor.by,
        desk=command.actor.desk,
        asked_at=asked_at,
        documents=keep(ours, command.shown, day, born_known=born),
        missing=assessment.missing,
    )


def _asked_in(session: SessionId, id: NoteId, uow: UnitOfWork) -> AskedCheck:
    asked = uow.sessions.asked(id)
    if asked.session != session:
        raise NotAllowedError("not_your_session")
    return asked


def _view(asked: AskedCheck, uow: UnitOfWork) -> AskedView:
    why = ""
    if asked.standing is Standing.DECLINED:
        notes = [note for note in uow.sessions.notes(asked.session) if note.kind is NoteKind.LESSER_CHECK_DECLINED]
        why = notes[-1].note.words
    return AskedView(asked.id, asked.standing, view_of(uow.sessions.get(asked.session), uow), why, asked.lengthened)
