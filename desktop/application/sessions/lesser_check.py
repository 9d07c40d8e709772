"""A lesser check, allowed by a supervisor at the desk of the session.

Rules:
- The supervisor types their own name and password here. Attempts are counted and delayed as at signing in, together.
- The event is the supervisor's: it names the documents seen, what the policy still required, and the reason's digest.
- It is allowed once. A repeat by the same supervisor for the same reason is no error: only its answer was lost.
- The documents seen are stored as ever. The session stays where it is: the caller check comes next.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.application.office.signing_in import SignIn, confirmed, missing_of
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.sessions.identifying import SightDocuments, allowed_less, born_known, keep_documents
from desktop.application.sessions.viewing import the_session, view_of
from desktop.application.sessions.views import SessionView
from desktop.application.shared.authorisation import Actor, conducting, session_event
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again
from desktop.application.shared.notes import note_of
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.people import Person
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.counter import NoteKind, SessionNote
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import Shown, assess
from desktop.domain.sessions.lesser_check import must_be_allowed
from desktop.domain.sessions.session import Session
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.domain.shared.notes import Note
from desktop.errors import FieldsError, WrongStateError


@dataclass(frozen=True)
class AllowLesserCheck(Command[SessionView]):
    """The documents so far, why they are enough, and who allows it. `actor` is the adviser, who stays signed in."""

    actor: Actor
    session: SessionId
    shown: tuple[Shown | None, ...]
    reason: str
    supervisor: str
    password: str


@carries_out(AllowLesserCheck)
@given_again(the_session)
def allow_lesser_check(
    command: AllowLesserCheck,
    *,
    uow: UnitOfWork,
    clock: Clock,
    passwords: Passwords,
    policy: OfficePolicy,
    id_policy: IdPolicy,
) -> SessionView:
    """Allow a lesser check. Raises FieldsError, SignInRefusedError, NotAllowedError or WrongStateError."""
    typed = SignIn(command.actor.desk, command.supervisor, command.password)
    reason = _reason(command, typed)
    with uow:
        conducting(command.actor, command.session, uow)
        supervisor = confirmed(typed, uow=uow, clock=clock, passwords=passwords, policy=policy)
        session = conducting(command.actor, command.session, uow)  # again: a directory may have taken its time
        must_be_allowed(session, supervisor)
        if allowed_less(session.id, uow):
            return _as_allowed(session, supervisor, reason, uow)
        uow.proven.session(session.id)
        request = uow.requests.get(session.request)
        id_policy, today = id_policy.for_request(request.kind), policy.local(clock.now()).date()
        sighted = SightDocuments(command.actor, session.id, command.shown)
        seen = keep_documents(sighted, request, uow=uow, clock=clock, policy=policy, id_policy=id_policy)
        missing = assess(id_policy, command.shown, today, born_known=born_known(session, request)).missing
        uow.sessions.add_note(session.id, SessionNote(reason, NoteKind.LESSER_CHECK, None, False, clock.now()))
        uow.sessions.save(session, [Exceptional.LESSER_CHECK])
        view = view_of(session, uow)
        event = session_event(
            EventKind.LESSER_CHECK_ALLOWED,
            Actor(supervisor.id, command.actor.desk),
            clock,
            session,
            **seen,
            missing=[code.value for code in missing],
            digest=reason.digest,
        )
        uow.commit(replace(event, subjects={**event.subjects, Subject.NOTE: reason.id}))
    return view


def _as_allowed(session: Session, supervisor: Person, reason: Note, uow: UnitOfWork) -> SessionView:
    """Return the session, where this supervisor allowed it for this very reason: the first answer was lost."""
    events = [event for _, event in uow.reading.events_of(session.id) if event.kind is EventKind.LESSER_CHECK_ALLOWED]
    notes = {note.note.id: note.note.words for note in uow.sessions.notes(session.id)}
    said = [(event.actor, notes.get(NoteId(event.subjects[Subject.NOTE]))) for event in events]
    if said != [(supervisor.id, reason.words)] or "asked_check" in events[0].facts:
        raise WrongStateError("lesser_check_already")
    return view_of(session, uow)


def _reason(command: AllowLesserCheck, typed: SignIn) -> Note:
    problems = missing_of(typed)
    reason = note_of(command.reason, "reason")
    if reason is None:
        problems["reason"] = "lesser_check_reason_missing"
    if problems or reason is None:
        raise FieldsError(problems)
    return reason
