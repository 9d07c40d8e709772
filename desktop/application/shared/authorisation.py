"""The actor, the desk, and the event with its notes and policies: shared by every use case.

- A use case names its actor by identifier; the person is read again, so a revoked role is gone at once.
- A locked desk acts for nobody. Long work begun before goes on; sound can be stopped, and heard spans saved, any time.
- Only the adviser who conducts a session acts on it, at its desk. An interrupted one is taken over by closing it.
- The policies that decide something are compared with the log (`policy_versions`): an edited row or an old version is
  refused.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.domain.log.events import Event, EventKind, Facts, FactValue, Subject
from desktop.domain.office.people import Permission, Person
from desktop.domain.sessions.session import Session, State
from desktop.domain.shared.ids import DeskId, NoteId, PersonId, SessionId, new_id
from desktop.domain.shared.typed_text import SALT_BYTES, Note, hidden_in
from desktop.errors import FieldsError, NotAllowedError, RowRefusedError, WrongStateError

if TYPE_CHECKING:
    from desktop.application.ports.office import AnyPolicy
    from desktop.domain.office.policies import InForce
    from desktop.domain.requests.deadline import DeadlineRules


@dataclass(frozen=True)
class Actor:
    """The person who acts, and the desk where they do it."""

    by: PersonId
    desk: DeskId


def acting(
    actor: Actor,
    permission: Permission,
    uow: UnitOfWork,
    *,
    goes_on: bool = False,
    or_else: Permission | None = None,
) -> Person:
    """Return the person who acts. Raises NotAllowedError unless they may, and where the desk is locked.

    `goes_on`: it finishes something begun before. `or_else`: another permission that will do.
    """
    if uow.gate.locked and not goes_on:
        raise NotAllowedError("desk_locked")
    person = uow.proven.person(actor.by)
    if or_else is None or not person.may(or_else):
        person.must(permission)
    return person


def acting_here(actor: Actor, permission: Permission, uow: UnitOfWork) -> Person:
    """Return the person who begins something that not every PC is for. Raises NotAllowedError."""
    person = acting(actor, permission, uow)
    uow.proven.desk(actor.desk)
    uow.offices.desk(actor.desk).must_be_for(permission)
    return person


def conducting(actor: Actor, id: SessionId, uow: UnitOfWork, *, goes_on: bool = False) -> Session:
    """Return the session that this adviser conducts at this desk. Raises NotAllowedError for someone else's."""
    acting(actor, Permission.CONDUCT_SESSION, uow, goes_on=goes_on)
    session = uow.sessions.get(id)
    if session.adviser != actor.by or session.desk != actor.desk:
        raise NotAllowedError("not_your_session")
    return session


def closing(actor: Actor, id: SessionId, uow: UnitOfWork) -> Session:
    """Return the session that this adviser closes: their own, or an interrupted one, which they take over in doing so.

    An interrupted session may be too old to resume, and its adviser may be away; someone has to close it.
    """
    acting(actor, Permission.CONDUCT_SESSION, uow)
    session = uow.sessions.get(id)
    if session.state is State.INTERRUPTED:
        return replace(session, adviser=actor.by, desk=actor.desk)
    return conducting(actor, id, uow)


def office_day(uow: UnitOfWork, clock: Clock) -> date:
    """Return today, in the office's own zone: an approval ends with the office's day, not with UTC's."""
    return clock.now().astimezone(uow.offices.get().zone).date()


def event_of(
    kind: EventKind,
    actor: Actor,
    clock: Clock,
    subjects: Mapping[Subject, str] | None = None,
    **facts: FactValue,
) -> Event:
    """Return an event by this person at this desk, now."""
    return Event(kind, clock.now(), actor.desk, actor.by, subjects or {}, facts)


def with_note(event: Event, note: Note | None) -> Event:
    """Return the event with a note stored beside it: its identifier, and the salted digest of its words."""
    if note is None:
        return event
    subjects = {**event.subjects, Subject.NOTE: note.id}
    return replace(event, subjects=subjects, facts={**event.facts, "digest": note.digest})


def session_event(kind: EventKind, actor: Actor, clock: Clock, session: Session, **facts: FactValue) -> Event:
    """Return an event of a session, with the request it is for."""
    subjects = {Subject.SESSION: session.id, Subject.REQUEST: session.request}
    return event_of(kind, actor, clock, subjects, **facts)


def note_of(words: str, field: str = "words") -> Note | None:
    """Return a note of these words, or None where nothing was typed.

    Raises FieldsError, at that field, where they hold a hidden character.
    """
    words = words.strip()
    if problems := hidden_in(**{field: words}):
        raise FieldsError(problems)
    return Note(NoteId(new_id()), secrets.token_bytes(SALT_BYTES), words) if words else None


def needed_note(words: str, field: str, missing: str) -> Note:
    """Return a note of these words. Raises FieldsError, at that field: with the code `missing` without any."""
    note = note_of(words, field)
    if note is None:
        raise FieldsError({field: missing})
    return note


def policy_versions(uow: UnitOfWork, *policies: AnyPolicy | DeadlineRules) -> Facts:
    """Return what the event says: names and versions. Raises RowRefusedError, WrongStateError (`policy_changed`)."""
    said = []
    for policy in policies:
        ours, told = policy.in_force, uow.proven.policy(policy.POLICY)
        if told is not None and (ours is None or ours.version != told.version):
            raise WrongStateError("policy_changed")
        _compare(ours, told)
        if ours is not None:
            said.append([ours.name.value, ours.version])
    return {"policies": said} if said else {}


def must_be_as_logged(policy: AnyPolicy, uow: UnitOfWork) -> None:
    """Raise RowRefusedError where a policy's row, or this one as this PC has read it, is not what the log says.

    One that is not in force any more is none of that: whoever signs in meanwhile is not sent away.
    """
    uow.proven.policies()
    _compare(policy.in_force, uow.proven.policy(policy.POLICY))


def _compare(ours: InForce | None, told: InForce | None) -> None:
    if ours is not None and told is not None and ours.version == told.version and ours.digest != told.digest:
        key = f"{told.name.value}/{told.version}"
        raise RowRefusedError("row_refused", table="policy", key=key, column="content")
