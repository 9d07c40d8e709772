"""A lesser check, allowed by a supervisor: at the desk of the session, or asked for there and answered at their own PC.

- The supervisor types their password for each; the event is theirs, and repeats documents and the reason's digest.
- Whoever allows it took part in the session, and does not review it.
- One waits at a time in a session, and its adviser can withdraw it. The first answer counts, while it stands.
- An answer is believed where the log says the same: a row alone asks for nothing, and allows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.application.office import signing_in
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import PasswordCheck
from desktop.application.sessions import identifying
from desktop.application.sessions.views import SessionView, the_session, view_of
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, needed_note, note_of, policy_versions, with_note
from desktop.application.shared.quicker import Conflict, found_quicker, refused_for_another
from desktop.domain.log.events import EventKind, Subject, time_text
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.people import Permission, Person
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import Missing, Shown, assess, keep
from desktop.domain.sessions.lesser_check import AskedCheck, Standing, Withdrawn, documents_said, must_be_allowed
from desktop.domain.sessions.session import NoteKind, Session, SessionNote, State
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.typed_text import Note
from desktop.errors import FieldsError, NotAllowedError, WrongStateError


class AllowLesserCheck(commands.SessionCommand[SessionView]):
    """The documents so far, why they are enough, and who allows it. `actor` is the adviser, who stays signed in."""

    shown: tuple[Shown | None, ...]
    reason: str
    supervisor: str
    password: str


@commands.carries_out(AllowLesserCheck, again=the_session)
def allow_lesser_check(
    command: AllowLesserCheck, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck, id_policy: IdPolicy
) -> SessionView:
    """Allow a lesser check. Raises FieldsError, SignInRefusedError, NotAllowedError or WrongStateError."""
    typed = signing_in.SignIn(command.actor.desk, command.supervisor, command.password)
    reason = _reason(command, typed)
    with uow:
        command.actor.conducting(command.session, uow)
        supervisor = signing_in.confirmed(typed, uow=uow, check=check)
        session = command.actor.conducting(command.session, uow)  # again: a directory may have taken its time
        must_be_allowed(session, supervisor)
        if identifying.allowed_less(session.id, uow):
            return _as_allowed(session, supervisor, reason, uow)
        uow.proven.session(session.id)
        request = uow.requests.get(session.request)
        id_policy, today = id_policy.for_request(request.kind), check.policy.local(clock.now()).date()
        sighted = identifying.SightDocuments(command.actor, session.id, command.shown)
        seen = identifying.keep_documents(
            sighted, request, uow=uow, clock=clock, policy=check.policy, id_policy=id_policy
        )
        missing = assess(id_policy, command.shown, today, born_known=identifying.born_known(session, request)).missing
        uow.sessions.add_note(session.id, SessionNote(reason, NoteKind.LESSER_CHECK, None, False, clock.now()))
        uow.sessions.save(session, [Exceptional.LESSER_CHECK])
        view = view_of(session, uow)
        event = Actor(supervisor.id, command.actor.desk).session_event(
            EventKind.LESSER_CHECK_ALLOWED, clock, session, **seen, missing=[code.value for code in missing]
        )
        uow.commit(with_note(event, reason))
    return view


def _as_allowed(session: Session, supervisor: Person, reason: Note, uow: UnitOfWork) -> SessionView:
    """Return the session, where this supervisor allowed it for this very reason: the first answer was lost."""
    events = [event for _, event in uow.reading.events_of(session.id) if event.kind is EventKind.LESSER_CHECK_ALLOWED]
    notes = {note.note.id: note.note.words for note in uow.sessions.notes(session.id)}
    said = [(event.actor, notes.get(NoteId(event.subjects[Subject.NOTE]))) for event in events]
    if said != [(supervisor.id, reason.words)] or "asked_check" in events[0].facts:
        raise WrongStateError("lesser_check_already")
    return view_of(session, uow)


def _reason(command: AllowLesserCheck, typed: signing_in.SignIn) -> Note:
    problems = signing_in.missing_of(typed)
    reason = note_of(command.reason, "reason")
    if reason is None:
        problems["reason"] = "lesser_check_reason_missing"
    if problems or reason is None:
        raise FieldsError(problems)
    return reason


class AskForLesserCheck(commands.SessionCommand["AskedView"]):
    """The documents so far, and why they are enough."""

    shown: tuple[Shown | None, ...]
    reason: str


class WithdrawAsked(commands.SessionCommand["AskedView"]):
    """The end of the asking, by the adviser or their window."""

    asked: NoteId
    because: Withdrawn


@dataclass(frozen=True)
class AskedView:
    """A lesser check asked for, as the counter sees it. `why`: the words of a supervisor who declined it."""

    id: NoteId
    standing: Standing
    session: SessionView
    why: str = ""


def the_asked(uow: UnitOfWork, subjects: commands.Subjects) -> AskedView:
    """Return the one asked for, as it is now."""
    return _view(uow.sessions.asked(NoteId(subjects[Subject.NOTE])), uow)


@commands.carries_out(AskForLesserCheck, again=the_asked)
def ask_for_lesser_check(
    command: AskForLesserCheck, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy
) -> AskedView:
    """Ask for it. Raises FieldsError, NotAllowedError or WrongStateError."""
    reason = needed_note(command.reason, "reason", "lesser_check_reason_missing")
    with uow:
        session = command.actor.conducting(command.session, uow)
        session.must_be(State.CHECKED_IN)
        if identifying.allowed_less(session.id, uow):
            raise WrongStateError("lesser_check_already")
        now = clock.now()
        asked = _asked(command, session, reason.id, now, uow, policy, id_policy)
        uow.sessions.add_note(session.id, SessionNote(reason, NoteKind.LESSER_CHECK, None, False, now))
        uow.sessions.add_asked(asked)
        view = _view(asked, uow)
        event = command.actor.session_event(
            EventKind.LESSER_CHECK_ASKED,
            clock,
            session,
            **documents_said(asked.documents),
            missing=[code.value for code in asked.missing],
            asked_at=time_text(asked.asked_at),
            **policy_versions(uow, id_policy, policy),
        )
        uow.commit(with_note(event, reason))
    return view


def read_answer(actor: Actor, session: SessionId, id: NoteId, *, uow: UnitOfWork) -> AskedView:
    """Return what became of it. Raises NotAllowedError, and RowRefusedError where the log does not say so."""
    with uow.read_only():
        actor.conducting(session, uow, goes_on=True)
        asked = _asked_in(session, id, uow)
        if asked.standing is not Standing.WAITING:
            uow.proven.session(session)
        return _view(asked, uow)


@commands.carries_out(WithdrawAsked, again=the_asked)
def withdraw_asked(command: WithdrawAsked, *, uow: UnitOfWork, clock: Clock) -> AskedView:
    """Withdraw it, unless it was answered first; return what became of it."""
    with uow:
        session = command.actor.conducting(command.session, uow, goes_on=True)
        asked = _asked_in(session.id, command.asked, uow)
        if asked.standing is not Standing.WAITING:
            uow.proven.session(session.id)
            return _view(asked, uow)
        asked = asked.become(Standing.WITHDRAWN, command.actor.by, clock.now())
        uow.sessions.save_asked(asked)
        view, facts = _view(asked, uow), {"asked_check": asked.id, "because": command.because.value}
        event = command.actor.session_event(EventKind.LESSER_CHECK_WITHDRAWN, clock, session, **facts)
        uow.commit(replace(event, subjects={**event.subjects, Subject.NOTE: asked.id}))
    return view


def since(asked: AskedCheck, uow: UnitOfWork) -> list[EventKind]:
    """Return the kinds of the events in its session after it was asked for, in order; all, where none asks for it."""
    kinds: list[EventKind] = []
    for _, event in uow.reading.events_of(asked.session):
        kinds.append(event.kind)
        if event.kind is EventKind.LESSER_CHECK_ASKED and event.subjects.get(Subject.NOTE) == asked.id:
            kinds.clear()
    return kinds


def _asked(
    command: AskForLesserCheck,
    session: Session,
    id: NoteId,
    now: datetime,
    uow: UnitOfWork,
    policy: OfficePolicy,
    id_policy: IdPolicy,
) -> AskedCheck:
    request, day = uow.requests.get(session.request), policy.local(now).date()
    ours, born = id_policy.for_request(request.kind), identifying.born_known(session, request)
    assessment = assess(ours, command.shown, day, born_known=born)
    if assessment.complete:
        raise WrongStateError("identity_complete")
    return AskedCheck(
        id=id,
        session=session.id,
        asked_by=command.actor.by,
        desk=command.actor.desk,
        asked_at=now,
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
    return AskedView(asked.id, asked.standing, view_of(uow.sessions.get(asked.session), uow), why)


@dataclass(frozen=True)
class WaitingCheck:
    """A lesser check that waits for a supervisor. `documents`: the codes of their kinds."""

    id: NoteId
    adviser: str
    desk: str
    reason: str
    kind: Kind
    documents: tuple[str, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class NotAnswered:
    """Why a lesser check can no longer be answered, as the code of the error. `quicker`: who has answered it."""

    code: str
    quicker: Conflict | None


class AllowAsked(commands.Command[None]):
    """It is allowed, as it was shown."""

    by: signing_in.InPerson
    asked: NoteId


class DeclineAsked(commands.Command[None]):
    """It is declined, and why."""

    by: signing_in.InPerson
    asked: NoteId
    reason: str


def waiting_checks(actor: Actor, *, uow: UnitOfWork) -> tuple[WaitingCheck, ...]:
    """Return those that this supervisor may answer here, the earliest first. Raises NotAllowedError."""
    with uow.read_only():
        person = actor.acting(Permission.ALLOW_LESSER_CHECK, uow)
        found = []
        for asked in uow.sessions.asked_waiting():
            session = uow.sessions.get(asked.session)
            mine = person.id == session.adviser or actor.desk == asked.desk
            if not mine and asked.stands(session, since(asked, uow)):
                found.append(_waiting(asked, session, uow))
    return tuple(found)


def what_became(actor: Actor, id: NoteId, *, uow: UnitOfWork) -> NotAnswered | None:
    """Return why that one can no longer be answered; None while it can. Raises NotAllowedError."""
    with uow.read_only():
        actor.acting(Permission.ALLOW_LESSER_CHECK, uow)
        asked = uow.sessions.asked(id)
        try:
            asked.must_stand(uow.sessions.get(asked.session), since(asked, uow))
        except WrongStateError as over:
            refused = refused_for_another(over)
            return NotAnswered(over.code, None if refused is None else found_quicker(actor, refused, uow))
    return None


@commands.carries_out(AllowAsked, again=commands.nothing)
def allow_asked(
    command: AllowAsked, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck, id_policy: IdPolicy
) -> None:
    """Allow a check that was asked for.

    Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError or RowRefusedError.
    """
    with uow:
        person = _in_person(command.by, uow, check)
        if _is_done(command.asked, Standing.ALLOWED, person, uow):
            return
        asked, session = _answering(command.by.actor, command.asked, person, uow)
        identifying.put_documents(session.id, asked.documents, session.adviser, clock.now(), uow)
        uow.sessions.save(session, [Exceptional.LESSER_CHECK])
        uow.sessions.save_asked(asked.become(Standing.ALLOWED, command.by.actor.by, clock.now()))
        event = command.by.actor.session_event(
            EventKind.LESSER_CHECK_ALLOWED,
            clock,
            session,
            **documents_said(asked.documents),
            missing=[code.value for code in asked.missing],
            asked_check=asked.id,
            **policy_versions(uow, id_policy, check.policy),
        )
        uow.commit(with_note(event, _note(asked, uow)))


@commands.carries_out(DeclineAsked, again=commands.nothing)
def decline_asked(command: DeclineAsked, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> None:
    """Decline a check that was asked for. Raises as `allow_asked` does."""
    reason = note_of(command.reason, "reason")
    if reason is None:
        problems = {"reason": "lesser_check_declined_why"}
        raise FieldsError(problems if command.by.password else {"own_password": "password_missing", **problems})
    signing_in.must_have_typed(command.by)
    with uow:
        person = _in_person(command.by, uow, check)
        if _is_done(command.asked, Standing.DECLINED, person, uow) and _why(command.asked, uow) == reason.words:
            return
        asked, session = _answering(command.by.actor, command.asked, person, uow)
        note = SessionNote(reason, NoteKind.LESSER_CHECK_DECLINED, None, False, clock.now())
        uow.sessions.add_note(session.id, note)
        uow.sessions.save_asked(asked.become(Standing.DECLINED, command.by.actor.by, clock.now()))
        kind = EventKind.LESSER_CHECK_DECLINED
        event = command.by.actor.session_event(kind, clock, session, asked_check=asked.id)
        uow.commit(with_note(event, reason))


def _in_person(by: signing_in.InPerson, uow: UnitOfWork, check: PasswordCheck) -> Person:
    return signing_in.acting_in_person(by, Permission.ALLOW_LESSER_CHECK, uow=uow, check=check)


def _is_done(id: NoteId, standing: Standing, person: Person, uow: UnitOfWork) -> bool:
    """Return whether this person gave that answer before."""
    asked = uow.sessions.asked(id)
    return (asked.standing, asked.ended_by) == (standing, person.id)


def _answering(actor: Actor, id: NoteId, person: Person, uow: UnitOfWork) -> tuple[AskedCheck, Session]:
    """Return what is answered, and its session, once all that is in order."""
    asked = uow.sessions.asked(id)
    session = uow.sessions.get(asked.session)
    asked.must_stand(session, since(asked, uow))
    asked.must_be_answered(session, person, actor.desk)
    uow.proven.session(session.id)
    return asked, session


def _why(id: NoteId, uow: UnitOfWork) -> str:
    """Return the words of the newest declining in that session."""
    notes = uow.sessions.notes(uow.sessions.asked(id).session)
    return [note.note.words for note in notes if note.kind is NoteKind.LESSER_CHECK_DECLINED][-1]


def _note(asked: AskedCheck, uow: UnitOfWork) -> Note:
    return next(each.note for each in uow.sessions.notes(asked.session) if each.note.id == asked.id)


def _waiting(asked: AskedCheck, session: Session, uow: UnitOfWork) -> WaitingCheck:
    return WaitingCheck(
        id=asked.id,
        adviser=uow.reading.people()[asked.asked_by].shown_name,
        desk=uow.reading.desks()[asked.desk],
        reason=_note(asked, uow).words,
        kind=uow.requests.get(session.request).kind,
        documents=tuple(one.kind for one in asked.documents),
        missing=asked.missing,
    )
