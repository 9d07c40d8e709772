"""Answering, at a supervisor's own PC, a lesser check that was asked for at a counter.

Rules:
- The supervisor types their own password for each answer (`office.in_person`). Declining gives a reason in words.
- The first answer counts, and only while it stands (`domain.sessions.asked_check`); whoever is late is told why. The
  same answer by the same supervisor is no error: only its answer was lost.
- The event is the supervisor's, of their own desk. An allowing repeats the documents, what is missing and the reason's
  digest, so that it allows what was asked for and nothing else.
- Before it is answered, the session is compared with what the log says of it: a row alone asks for nothing.
- A supervisor can lengthen the wait as the adviser can. That answers nothing, and takes no password.
- Whoever allows it took part in the session, and does not review it.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.office.attempts import moment
from desktop.application.office.in_person import InPerson, acting_in_person, must_have_typed
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.sessions.asking_lesser_check import lengthened, since
from desktop.application.sessions.identifying import put_documents
from desktop.application.shared.authorisation import Actor, acting, session_event, with_note
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.application.shared.notes import note_of
from desktop.application.shared.quicker import Quicker, found_quicker, overtaken
from desktop.application.shared.under import under
from desktop.domain.log.events import EventKind, Facts
from desktop.domain.office.people import Permission, Person
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.asked_check import AT_MOST, AskedCheck, Standing, documents_said
from desktop.domain.sessions.counter import NoteKind, SessionNote
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import Missing
from desktop.domain.sessions.session import Session
from desktop.domain.shared.ids import NoteId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.notes import Note
from desktop.errors import FieldsError, WrongStateError


@dataclass(frozen=True)
class WaitingCheck:
    """A lesser check that waits for a supervisor. `documents`: the codes of their kinds.

    `seconds_to_wait`: how long it still waits, by the common clock. `lengthened`: how often that was made longer.
    """

    id: NoteId
    adviser: str
    desk: str
    reason: str
    kind: Kind
    documents: tuple[str, ...]
    missing: tuple[Missing, ...]
    seconds_to_wait: int
    lengthened: int = 0


@dataclass(frozen=True)
class NotAnswered:
    """Why a lesser check can no longer be answered, as the code of the error. `quicker`: who has answered it."""

    code: str
    quicker: Quicker | None


@dataclass(frozen=True)
class AllowAsked(Command[None]):
    """It is allowed, as it was shown."""

    by: InPerson
    asked: NoteId


@dataclass(frozen=True)
class DeclineAsked(Command[None]):
    """It is declined, and why."""

    by: InPerson
    asked: NoteId
    reason: str


def waiting_checks(actor: Actor, *, uow: UnitOfWork, clock: Clock) -> tuple[WaitingCheck, ...]:
    """Return those that this supervisor may answer here, the earliest first. Raises NotAllowedError."""
    with uow.look():
        person = acting(actor, Permission.ALLOW_LESSER_CHECK, uow)
        now = moment(uow, clock).at
        found = []
        for asked in uow.sessions.asked_since(now - AT_MOST):
            if asked.is_over(now):
                continue
            session = uow.sessions.get(asked.session)
            mine = person.id == session.adviser or actor.desk == asked.desk
            if not mine and asked.stands(session, since(asked, uow), now):
                found.append(_waiting(asked, session, asked.seconds_to_wait(now), uow))
    return tuple(found)


def what_became(actor: Actor, id: NoteId, *, uow: UnitOfWork, clock: Clock) -> NotAnswered | None:
    """Return why that one can no longer be answered; None while it can. Raises NotAllowedError."""
    with uow.look():
        acting(actor, Permission.ALLOW_LESSER_CHECK, uow)
        asked = uow.sessions.asked(id)
        try:
            asked.must_stand(uow.sessions.get(asked.session), since(asked, uow), moment(uow, clock).at)
        except WrongStateError as over:
            refused = overtaken(over)
            return NotAnswered(over.code, None if refused is None else found_quicker(actor, refused, uow))
    return None


@given_again(nothing)
def lengthen_waiting(actor: Actor, id: NoteId, *, uow: UnitOfWork, clock: Clock) -> None:
    """Make the wait longer. Raises NotAllowedError, WrongStateError or RowRefusedError."""
    with uow:
        person = acting(actor, Permission.ALLOW_LESSER_CHECK, uow)
        asked, session, waited = _answering(actor, id, person, uow, clock)
        longer = asked.longer()
        uow.sessions.save_asked(longer)
        uow.commit(lengthened(longer, actor, session, clock, waited))


@carries_out(AllowAsked)
@given_again(nothing)
def allow_asked(
    command: AllowAsked,
    *,
    uow: UnitOfWork,
    clock: Clock,
    passwords: Passwords,
    policy: OfficePolicy,
    id_policy: IdPolicy,
) -> None:
    """Allow a check that was asked for.

    Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError or RowRefusedError.
    """
    with uow:
        person = _in_person(command.by, uow, clock, passwords, policy)
        if _is_done(command.asked, Standing.ALLOWED, person, uow):
            return
        asked, session, waited = _answering(command.by.actor, command.asked, person, uow, clock)
        put_documents(session.id, asked.documents, session.adviser, clock.now(), uow)
        uow.sessions.save(session, [Exceptional.LESSER_CHECK])
        uow.sessions.save_asked(asked.become(Standing.ALLOWED, command.by.actor.by, clock.now()))
        event = session_event(
            EventKind.LESSER_CHECK_ALLOWED,
            command.by.actor,
            clock,
            session,
            **documents_said(asked.documents),
            missing=[code.value for code in asked.missing],
            asked_check=asked.id,
            seconds=waited,
            **under(uow, id_policy, policy),
        )
        uow.commit(with_note(event, _note(asked, uow)))


@carries_out(DeclineAsked)
@given_again(nothing)
def decline_asked(
    command: DeclineAsked, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> None:
    """Decline a check that was asked for. Raises as `allow_asked` does."""
    reason = note_of(command.reason, "reason")
    if reason is None:
        problems = {"reason": "lesser_check_declined_why"}
        raise FieldsError(problems if command.by.password else {"own_password": "password_missing", **problems})
    must_have_typed(command.by)
    with uow:
        person = _in_person(command.by, uow, clock, passwords, policy)
        if _is_done(command.asked, Standing.DECLINED, person, uow) and _why(command.asked, uow) == reason.words:
            return
        asked, session, waited = _answering(command.by.actor, command.asked, person, uow, clock)
        note = SessionNote(reason, NoteKind.LESSER_CHECK_DECLINED, None, False, clock.now())
        uow.sessions.add_note(session.id, note)
        uow.sessions.save_asked(asked.become(Standing.DECLINED, command.by.actor.by, clock.now()))
        facts: Facts = {"asked_check": asked.id, "seconds": waited}
        event = session_event(EventKind.LESSER_CHECK_DECLINED, command.by.actor, clock, session, **facts)
        uow.commit(with_note(event, reason))


def _in_person(by: InPerson, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> Person:
    permission = Permission.ALLOW_LESSER_CHECK
    return acting_in_person(by, permission, uow=uow, clock=clock, passwords=passwords, policy=policy)


def _is_done(id: NoteId, standing: Standing, person: Person, uow: UnitOfWork) -> bool:
    """Return whether this person gave that answer before."""
    asked = uow.sessions.asked(id)
    return (asked.standing, asked.ended_by) == (standing, person.id)


def _answering(
    actor: Actor, id: NoteId, person: Person, uow: UnitOfWork, clock: Clock
) -> tuple[AskedCheck, Session, int]:
    """Return what is answered, its session, and the seconds it waited, once all that is in order."""
    asked, now = uow.sessions.asked(id), moment(uow, clock).at
    session = uow.sessions.get(asked.session)
    asked.must_stand(session, since(asked, uow), now)
    asked.must_be_answered(session, person, actor.desk)
    uow.proven.session(session.id)
    return asked, session, asked.seconds_waited(now)


def _why(id: NoteId, uow: UnitOfWork) -> str:
    """Return the words of the newest declining in that session."""
    notes = uow.sessions.notes(uow.sessions.asked(id).session)
    return [note.note.words for note in notes if note.kind is NoteKind.LESSER_CHECK_DECLINED][-1]


def _note(asked: AskedCheck, uow: UnitOfWork) -> Note:
    return next(each.note for each in uow.sessions.notes(asked.session) if each.note.id == asked.id)


def _waiting(asked: AskedCheck, session: Session, seconds_to_wait: int, uow: UnitOfWork) -> WaitingCheck:
    return WaitingCheck(
        id=asked.id,
        adviser=uow.reading.people()[asked.asked_by].shown_name,
        desk=uow.reading.desks()[asked.desk],
        reason=_note(asked, uow).words,
        kind=uow.requests.get(session.request).kind,
        documents=tuple(one.kind for one in asked.documents),
        missing=asked.missing,
        seconds_to_wait=seconds_to_wait,
        lengthened=asked.lengthened,
    )
