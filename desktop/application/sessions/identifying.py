"""The documents that the policy asks for, then the caller check; a short check; or not enough evidence today.

- Documents are assessed here again, not only on the screen. Of each its kind, age and comparison are stored, no number.
- The caller is asked, and given nothing. Looking at the covered answers is logged before they are shown.
- Someone identified before shows one of the same documents, and neither documents nor questions follow.
- Each step compares sessions and who asks with the log. Failing is neutral: the session goes to closing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.sessions.views import SessionView, the_session, view_of
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, note_of, policy_versions, with_note
from desktop.domain.log.events import Event, EventKind, Facts
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.requests.intake import compared_with
from desktop.domain.requests.request import Request
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions import identity
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.lesser_check import documents_said
from desktop.domain.sessions.session import Action, NoteKind, Session, SessionNote, SightedDocument, State
from desktop.domain.shared.ids import PersonId, SessionId
from desktop.domain.shared.typed_text import Note
from desktop.errors import FieldsError, WrongStateError


class SightDocuments(commands.SessionCommand[SessionView]):
    """The documents as staff sighted them, one for each slot."""

    shown: tuple[identity.Shown | None, ...]


class ConfirmStaff(commands.SessionCommand[SessionView]):
    """A colleague's documents are enough: nobody asks them about the call."""


class LookAtAnswers(commands.SessionCommand[None]):
    """The adviser looks at the answers to the caller check."""


class CheckCaller(commands.SessionCommand[SessionView]):
    """How the person's own account of the call compares with the request."""

    check: identity.CallerCheck | None
    reason: str = ""


class NotEnough(commands.SessionCommand[SessionView]):
    """Identity cannot be confirmed today: what was missing, as codes of `domain.sessions.identity.Missing`."""

    missing: tuple[identity.Missing, ...]


@commands.carries_out(SightDocuments, again=the_session)
def sight_documents(
    command: SightDocuments, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy
) -> SessionView:
    """Save the sighted documents. Raises WrongStateError("identity_incomplete") where they are not enough."""
    with uow:
        session = _checked_in(command.actor, command.session, uow)
        request = uow.requests.get(session.request)
        id_policy, today = id_policy.for_request(request.kind), policy.local(clock.now()).date()
        if not identity.assess(id_policy, command.shown, today, born_known=born_known(session, request)).complete:
            raise WrongStateError("identity_incomplete")
        seen = keep_documents(command, request, uow=uow, clock=clock, policy=policy, id_policy=id_policy)
        view = view_of(session, uow)
        uow.commit(command.actor.session_event(EventKind.DOCUMENTS_SIGHTED, clock, session, **seen))
    return view


def born_known(session: Session, request: Request) -> bool:
    """Return whether there is a date of birth to compare with."""
    return compared_with(session.parties, request.asker, request.representative).born is not None


def policy_of(session: Session, uow: UnitOfWork, id_policy: IdPolicy) -> IdPolicy:
    """Return the policy for whoever listens in that session."""
    return id_policy.for_request(uow.requests.get(session.request).kind)


def keep_documents(
    command: SightDocuments,
    request: Request,
    *,
    uow: UnitOfWork,
    clock: Clock,
    policy: OfficePolicy,
    id_policy: IdPolicy,
) -> Facts:
    """Save the record of each accepted document, replacing the earlier ones.

    Return the facts of the event: `kinds`, and beside each what was compared on it (`checks`) and the rest of its row;
    and the policies under which they were enough.
    """
    now, session = clock.now(), uow.sessions.get(command.session)
    kept = identity.keep(id_policy, command.shown, policy.local(now).date(), born_known=born_known(session, request))
    put_documents(command.session, kept, command.actor.by, now, uow)
    return {**documents_said(kept), **policy_versions(uow, id_policy, policy)}


def put_documents(id: SessionId, kept: tuple[identity.Kept, ...], by: PersonId, now: datetime, uow: UnitOfWork) -> None:
    """Save the record of each accepted document, as sighted by that adviser, replacing the earlier ones."""
    for earlier in uow.sessions.documents(id):
        uow.sessions.drop_document(id, earlier.slot)
    for one in kept:
        checks = tuple(check.value for check in one.checks)
        document = SightedDocument(one.slot, one.kind, one.group, one.in_date, one.age_months, checks, by, now)
        uow.sessions.put_document(id, document)


def allowed_less(id: SessionId, uow: UnitOfWork) -> bool:
    """Return whether a supervisor has allowed a lesser check in that session."""
    return Exceptional.LESSER_CHECK in uow.sessions.exceptions(id)


@commands.carries_out(ConfirmStaff, again=the_session)
def confirm_staff(
    command: ConfirmStaff, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy
) -> SessionView:
    """Confirm the identity of someone of the office by their documents. Raises WrongStateError where the caller check
    belongs, or nothing was shown yet.
    """
    with uow:
        session = _checked_in(command.actor, command.session, uow)
        if policy_of(session, uow, id_policy).asks_caller:
            raise WrongStateError("caller_check_missing")
        _must_have_shown(session, uow)
        session = session.act(Action.CONFIRM_IDENTITY)
        marks = _short_step(_events_of(session, uow), clock, policy)
        uow.sessions.save(session, marks)
        view = view_of(session, uow)
        facts = _codes(marks) | policy_versions(uow, id_policy, policy)
        uow.commit(
            command.actor.session_event(
                EventKind.IDENTITY_CONFIRMED, clock, session, caller=identity.NOT_ASKED, **facts
            )
        )
    return view


@commands.carries_out(LookAtAnswers, again=commands.nothing)
def look_at_answers(command: LookAtAnswers, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that the adviser looks at the answers to the caller check. Committed before they are shown."""
    with uow:
        session = _checked_in(command.actor, command.session, uow)
        uow.commit(command.actor.session_event(EventKind.ANSWERS_SEEN, clock, session))


@commands.carries_out(CheckCaller, again=the_session)
def check_caller(command: CheckCaller, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy) -> SessionView:
    """Confirm the identity, or go to closing where the account does not match. Raises FieldsError."""
    if command.check is None:
        raise FieldsError({"check": "caller_check_missing"})
    passes = identity.caller_passes(command.check, command.reason)
    with uow:
        session = _checked_in(command.actor, command.session, uow)
        _must_have_shown(session, uow)
        session = session.act(Action.CONFIRM_IDENTITY if passes else Action.FINISH)
        note = _keep_reason(command, session, uow, clock)
        marks = _marks(command, session, uow, clock, policy)
        uow.sessions.save(session, marks)
        kind = EventKind.IDENTITY_CONFIRMED if passes else EventKind.CALLER_NOT_MATCHED
        view = view_of(session, uow)
        facts = _codes(marks) | policy_versions(uow, policy) | {"call": view.call.kind.value}
        event = command.actor.session_event(kind, clock, session, caller=command.check.value, **facts)
        uow.commit(with_note(event, note))
    return view


@commands.carries_out(NotEnough, again=the_session)
def not_enough(command: NotEnough, *, uow: UnitOfWork, clock: Clock) -> SessionView:
    """Go to closing without having opened anything."""
    with uow:
        session = command.actor.conducting(command.session, uow)
        session.must_be(State.CHECKED_IN)
        session = session.act(Action.FINISH)
        uow.sessions.save(session, [Exceptional.NOT_ENOUGH_EVIDENCE])
        missing = [code.value for code in command.missing]
        view = view_of(session, uow)
        uow.commit(command.actor.session_event(EventKind.IDENTITY_NOT_ENOUGH, clock, session, missing=list(missing)))
    return view


def _checked_in(actor: Actor, id: SessionId, uow: UnitOfWork) -> Session:
    """Return the session in which someone is identified. Raises RowRefusedError where rows say what the log does not:
    they would be compared with the name and the call of someone else.
    """
    session = actor.conducting(id, uow)
    session.must_be(State.CHECKED_IN)
    uow.proven.session(id)
    return session


def _must_have_shown(session: Session, uow: UnitOfWork) -> None:
    if not allowed_less(session.id, uow) and not uow.sessions.documents(session.id):
        raise WrongStateError("documents_first")


def _keep_reason(command: CheckCaller, session: Session, uow: UnitOfWork, clock: Clock) -> Note | None:
    note = note_of(command.reason, "reason") if command.check is identity.CallerCheck.NEAR_ENOUGH else None
    if note is not None:
        uow.sessions.add_note(session.id, SessionNote(note, NoteKind.REMARK, None, False, clock.now()))
    return note


def _codes(marks: list[Exceptional]) -> Facts:
    return {"exceptions": [mark.value for mark in marks]}


def _marks(
    command: CheckCaller, session: Session, uow: UnitOfWork, clock: Clock, policy: OfficePolicy
) -> list[Exceptional]:
    marks, events = [], _events_of(session, uow)
    if command.check is identity.CallerCheck.NEAR_ENOUGH:
        marks.append(Exceptional.NEAR_ENOUGH)
    if command.check is identity.CallerCheck.DOES_NOT_MATCH:
        marks.append(Exceptional.NOT_ENOUGH_EVIDENCE)
    if all(event.kind is not EventKind.ANSWERS_SEEN for event in events):
        marks.append(Exceptional.ANSWERS_NOT_SEEN)
    return marks + _short_step(events, clock, policy)


def _events_of(session: Session, uow: UnitOfWork) -> list[Event]:
    return [event for _, event in uow.reading.events_of(session.id)]


def _short_step(events: list[Event], clock: Clock, policy: OfficePolicy) -> list[Exceptional]:
    """Return the exception if the step was shorter than a real look takes."""
    started = [event.at for event in events if event.kind is EventKind.CHECKED_IN]
    short = started and (clock.now() - started[-1]).total_seconds() < policy.short_id_seconds
    return [Exceptional.SHORT_ID_STEP] if short else []


LESS = frozenset({Exceptional.LESSER_CHECK, Exceptional.NEAR_ENOUGH, Exceptional.ANSWERS_NOT_SEEN})
"""With these the person was not identified wholly."""


@dataclass(frozen=True)
class EarlierView:
    """The earlier session: its day in the office's zone, and the codes of the documents that they showed."""

    session: SessionId
    on: date
    kinds: tuple[str, ...]


class MakeShortCheck(commands.SessionCommand[SessionView]):
    """The short check: is it the person of the earlier session, seen against a document again?"""

    earlier: SessionId
    same_person: bool


def earlier_session(
    actor: Actor, id: SessionId, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy
) -> EarlierView | None:
    """Return the newest session after which the short check is enough in this one; None where nothing less than the
    whole check is."""
    with uow.read_only():
        before = _before(actor.conducting(id, uow), uow, clock, policy, id_policy)
        return None if before is None else EarlierView(before.session.id, before.on, before.kinds)


@commands.carries_out(MakeShortCheck, again=the_session)
def make_short_check(
    command: MakeShortCheck, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy
) -> SessionView:
    """Confirm the identity by it. Raises FieldsError where it was not made, WrongStateError where it is not enough."""
    if not command.same_person:
        raise FieldsError({"same_person": "short_check_missing"})
    with uow:
        session = command.actor.conducting(command.session, uow)
        session.must_be(State.CHECKED_IN)
        before = _before(session, uow, clock, policy, id_policy)
        if before is None or before.session.id != command.earlier:
            raise WrongStateError("short_check_not_enough")
        for each in (before.session.id, session.id):
            uow.proven.session(each)
        session = session.act(Action.CONFIRM_IDENTITY)
        uow.sessions.save(session)
        view = replace(view_of(session, uow), shown_before=before.kinds)
        facts: Facts = {"earlier": before.session.id, "kinds": list(before.kinds)}
        facts |= policy_versions(uow, id_policy, policy)
        uow.commit(command.actor.session_event(EventKind.SHORT_CHECK_MADE, clock, session, **facts))
    return view


def _before(
    session: Session, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy
) -> identity.EarlierSession | None:
    """Return the newest earlier session after which the short check is enough."""
    if session.state is not State.CHECKED_IN or allowed_less(session.id, uow):
        return None
    ids, today = policy_of(session, uow, id_policy), policy.local(clock.now()).date()
    sighted = bool(uow.sessions.documents(session.id))
    for earlier in reversed(uow.sessions.of_request(session.request)):
        if earlier.id == session.id or not earlier.identified:
            continue
        kinds = tuple(found.kind for found in uow.sessions.documents(earlier.id))
        wholly = LESS.isdisjoint(uow.sessions.exceptions(earlier.id))
        before = identity.EarlierSession(earlier, policy.local(earlier.opened_at).date(), kinds, wholly)
        if identity.short_check_serves(session, before, ids, today, sighted=sighted):
            return before
    return None
