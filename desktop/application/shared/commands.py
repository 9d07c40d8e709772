"""The parts of every use case: who acts, the command that it carries out, and the event that it leaves.

- A use case names its actor by identifier; the person is read again, so a revoked role is gone at once.
- A locked desk acts for nobody. Long work begun before goes on; sound can be stopped, and heard spans saved, any time.
- Only the adviser who conducts a session acts on it, at its desk. An interrupted one is taken over by closing it.
- The policies that decide something are compared with the log (`policy_versions`): an edited row or an old version is
  refused.
- A command is declared in the module of its use case, as its only positional argument; a use case that only reads has
  none. Outside dependencies are keyword-only and named as what a desk has (`port`). Tests hold every use case to both.
- Each call has a unit of work of its own. Where policies are out of date they are read again, and some retried
  (`retry_on_new_policy`).
- A unit of work in doubt looks first (AlreadySavedError): the result is read again by the subjects of the event.
"""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, partial, wraps
from typing import TYPE_CHECKING, Any, ClassVar, Generic, ParamSpec, Protocol, Self, TypeVar, dataclass_transform

from desktop import errors
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Desk
from desktop.domain.log.events import Event, EventKind, Facts, FactValue, Subject
from desktop.domain.office.people import Permission, Person
from desktop.domain.sessions.session import Session, State
from desktop.domain.shared import ids
from desktop.domain.shared.typed_text import SALT_BYTES, Note, hidden_in

if TYPE_CHECKING:
    from desktop.application.ports.office import AnyPolicy
    from desktop.domain.appointments import Appointment
    from desktop.domain.copies.copy import ApprovedCopy, Recording
    from desktop.domain.office.policies import InForce
    from desktop.domain.recordings.retention import Hold
    from desktop.domain.requests.deadline import DeadlineRules
    from desktop.domain.requests.request import Request


@dataclass(frozen=True)
class Actor:
    """The person who acts, and the desk where they do it."""

    by: ids.PersonId
    desk: ids.DeskId

    def acting(
        self, permission: Permission, uow: UnitOfWork, *, goes_on: bool = False, or_else: Permission | None = None
    ) -> Person:
        """Return the person. Raises NotAllowedError unless they may do it, and where the desk is locked.

        `goes_on`: it finishes something begun before. `or_else`: another permission that will do.
        """
        if uow.gate.locked and not goes_on:
            raise errors.NotAllowedError("desk_locked")
        person = uow.proven.person(self.by)
        if or_else is None or not person.may(or_else):
            person.must(permission)
        return person

    def acting_here(self, permission: Permission, uow: UnitOfWork) -> Person:
        """Return the person who begins something that not every PC is for. Raises NotAllowedError."""
        person = self.acting(permission, uow)
        uow.proven.desk(self.desk)
        uow.offices.desk(self.desk).must_be_for(permission)
        return person

    def conducting(self, id: ids.SessionId, uow: UnitOfWork, *, goes_on: bool = False) -> Session:
        """Return the session that they conduct at this desk. Raises NotAllowedError for someone else's."""
        self.acting(Permission.CONDUCT_SESSION, uow, goes_on=goes_on)
        session = uow.sessions.get(id)
        if session.adviser != self.by or session.desk != self.desk:
            raise errors.NotAllowedError("not_your_session")
        return session

    def closing(self, id: ids.SessionId, uow: UnitOfWork) -> Session:
        """Return the session that they close: their own, or an interrupted one, which they take over in doing so.

        An interrupted session may be too old to resume, and its adviser may be away; someone has to close it.
        """
        self.acting(Permission.CONDUCT_SESSION, uow)
        session = uow.sessions.get(id)
        if session.state is State.INTERRUPTED:
            return replace(session, adviser=self.by, desk=self.desk)
        return self.conducting(id, uow)

    def event(
        self, kind: EventKind, clock: Clock, subjects: Mapping[Subject, str] | None = None, **facts: FactValue
    ) -> Event:
        """Return an event by them at this desk, now."""
        return Event(kind, clock.now(), self.desk, self.by, subjects or {}, facts)

    def session_event(self, kind: EventKind, clock: Clock, session: Session, **facts: FactValue) -> Event:
        """Return an event of a session, with the request it is for."""
        return self.event(kind, clock, {Subject.SESSION: session.id, Subject.REQUEST: session.request}, **facts)


def office_day(uow: UnitOfWork, clock: Clock) -> date:
    """Return today, in the office's own zone: an approval ends with the office's day, not with UTC's."""
    return clock.now().astimezone(uow.offices.get().zone).date()


def with_note(event: Event, note: Note | None) -> Event:
    """Return the event with a note stored beside it: its identifier, and the salted digest of its words."""
    if note is None:
        return event
    subjects = {**event.subjects, Subject.NOTE: note.id}
    return replace(event, subjects=subjects, facts={**event.facts, "digest": note.digest})


def note_of(words: str, field: str = "words") -> Note | None:
    """Return a note of these words, or None where nothing was typed.

    Raises FieldsError, at that field, where they hold a hidden character.
    """
    words = words.strip()
    refuse_fields(hidden_in(**{field: words}))
    return Note(ids.NoteId(ids.new_id()), secrets.token_bytes(SALT_BYTES), words) if words else None


def refuse_fields(problems: Mapping[str, str]) -> None:
    """Raise FieldsError where there are problems, by field."""
    if problems:
        raise errors.FieldsError(dict(problems))


def needed_note(words: str, field: str, missing: str) -> Note:
    """Return a note of these words. Raises FieldsError, at that field: with the code `missing` without any."""
    note = note_of(words, field)
    if note is None:
        raise errors.FieldsError({field: missing})
    return note


def policy_versions(uow: UnitOfWork, *policies: AnyPolicy | DeadlineRules) -> Facts:
    """Return what the event says: names and versions. Raises RowRefusedError, WrongStateError (`policy_changed`)."""
    said = []
    for policy in policies:
        ours, told = policy.in_force, uow.proven.policy(policy.POLICY)
        if told is not None and (ours is None or ours.version != told.version):
            raise errors.WrongStateError("policy_changed")
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
        raise errors.RowRefusedError("row_refused", table="policy", key=key, column="content")


R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
P = ParamSpec("P")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Command(Generic[R_co]):
    """Something that a person wants done: each is a frozen dataclass. `R_co`: what its use case returns."""

    use_case: ClassVar[Callable[..., Any]]

    def __init_subclass__(cls, kw_only: bool = False) -> None:
        super().__init_subclass__()
        dataclass(frozen=True, kw_only=kw_only)(cls)


class RequestCommand(Command[R_co]):
    """Something that a person wants done about a request."""

    actor: Actor
    request: ids.RequestId


class SessionCommand(Command[R_co]):
    """Something that a person wants done in a session, or about one."""

    actor: Actor
    session: ids.SessionId


def port(name: str, desk: Desk) -> object:
    """Return what a use case asks for by that name: a fresh unit of work, or what the desk has."""
    match name:
        case "uow":
            return desk.uow()
        case "units":
            return desk.uow
        case "rules":
            return desk.deadline_rules
        case "zone":
            return desk.office.zone
    return getattr(desk, name)


_AGAIN: set[Callable[..., Any]] = set()
_UseCase = TypeVar("_UseCase", bound=Callable[..., Any])


def retry_on_new_policy(use_case: _UseCase) -> _UseCase:
    """Retry once where this PC's policies were out of date. Only safe for use cases that have shown nothing yet."""
    _AGAIN.add(use_case)
    return use_case


class Bound(partial[Any]):
    """A use case with its arguments and its ports. `desk`: whose ports these are, but for those that were `given`."""

    desk: Desk
    given: Mapping[str, object]

    def __call__(self, /, *more: Any, **others: Any) -> Any:
        try:
            return super().__call__(*more, **others)
        except errors.WrongStateError as error:
            changed = error.code == "policy_changed" and self.desk.policies.look_again()
            if not changed or self.func not in _AGAIN:
                raise
        except errors.ListeningRoomError:
            raise
        except Exception as error:
            with suppress(errors.DatabaseError), self.desk.uow().read_only():
                raise error
            raise
        return super(Bound, bound(self.func, self.desk, *self.args, **self.given)).__call__(*more, **others)


def bound(use_case: Callable[..., Any], desk: Desk, *given: object, **ports: object) -> Bound:
    """Bind `use_case` to its arguments and its ports; equal calls have equal parts but for `uow`.

    `ports`: instead of the desk's, which are not looked at.
    """
    of_desk = {name: port(name, desk) for name in ports_of(use_case) if name not in ports}
    call = Bound(use_case, *given, **of_desk, **ports)
    call.desk, call.given = desk, ports
    return call


@cache
def ports_of(use_case: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of its keyword-only parameters, all of them ports."""
    kinds = inspect.signature(use_case).parameters.values()
    return tuple(each.name for each in kinds if each.kind is inspect.Parameter.KEYWORD_ONLY)


T = TypeVar("T")
Subjects = Mapping[str, str]


def carries_out(
    command: type[Command[R]] | None = None, again: Callable[[UnitOfWork, Subjects], R] | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the use case that carries out a command; without one, its arguments say all that is wanted.

    `again`: reads the result where it had been carried out before (by its `uow`), and the answer was lost.
    """

    def declared(use_case: Callable[P, R]) -> Callable[P, R]:
        once = use_case if again is None else _read_again(use_case, again)
        if command is not None:
            command.use_case = staticmethod(once)
        return once

    return declared


def _read_again(use_case: Callable[P, R], read: Callable[[UnitOfWork, Subjects], R]) -> Callable[P, R]:
    @wraps(use_case)
    def once(*arguments: P.args, **more: P.kwargs) -> R:
        try:
            return use_case(*arguments, **more)
        except errors.AlreadySavedError as saved:
            if saved.not_witnessed is not None:
                raise saved.not_witnessed from None
            unit: Any = more["uow"]
            with unit.read_only() as uow:
                return read(uow, saved.subjects)

    return once


OPEN_FOR = timedelta(hours=12)
"""For how long what someone opened is read again by its window, under the event of its opening."""
SAME_OPENING = timedelta(minutes=5)
"""How long an opening counts as the one already in the log."""


def idempotent_open(use_case: Callable[P, T], same: timedelta = SAME_OPENING) -> Callable[P, T]:
    """Wrap a use case that changes nothing, and logs that it opened something (its `uow`, its `clock`)."""

    @wraps(use_case)
    def once(*arguments: P.args, **more: P.kwargs) -> T:
        given: Any = more
        try:
            return use_case(*arguments, **more)
        except errors.AlreadySavedError as saved:
            if given["clock"].now() - saved.at <= same:
                given["uow"] = _LoggedAlready(given["uow"])
        return use_case(*arguments, **more)

    return once


def logged_once(use_case: Callable[P, T]) -> Callable[P, T]:
    """Wrap a use case that changes nothing, and logs that something was made or saved: it is logged once, for good."""
    return idempotent_open(use_case, timedelta.max)


class _LoggedAlready:
    """A read-only unit of work whose one event is in the log already."""

    def __init__(self, unit: Any) -> None:
        self._unit = unit.read_only()

    def __enter__(self) -> Self:
        self._unit.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._unit.__exit__(*error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    def commit(self, event: Event) -> None:
        """Do nothing: it was committed before."""


def nothing(uow: UnitOfWork, subjects: Subjects) -> None:
    """Return nothing: the command is done."""


def the_person(uow: UnitOfWork, subjects: Subjects) -> Person:
    """Return the person added."""
    return uow.people.get(ids.PersonId(subjects[Subject.PERSON]))


def the_request(uow: UnitOfWork, subjects: Subjects) -> Request:
    """Return the request as it is now."""
    return uow.requests.get(ids.RequestId(subjects[Subject.REQUEST]))


def the_requests(uow: UnitOfWork, subjects: Subjects) -> tuple[Request, ...]:
    """Return all requests of its number."""
    return tuple(uow.requests.of_number(the_request(uow, subjects).number))


def the_hold(uow: UnitOfWork, subjects: Subjects) -> Hold:
    """Return the hold as it is now."""
    return uow.keeping.hold(ids.HoldId(subjects[Subject.HOLD]))


def the_appointment(uow: UnitOfWork, subjects: Subjects) -> Appointment:
    """Return the appointment as it is now."""
    return uow.requests.appointment(ids.AppointmentId(subjects[Subject.APPOINTMENT]))


def the_copy(uow: UnitOfWork, subjects: Subjects) -> ApprovedCopy:
    """Return the copy that was made."""
    return uow.recordings.copy(ids.CopyId(subjects[Subject.COPY]))


def the_recording(uow: UnitOfWork, subjects: Subjects) -> Recording:
    """Return the recording that was imported, or was there already."""
    return uow.recordings.get(ids.RecordingId(subjects[Subject.RECORDING]))


class HandOver(Protocol):
    """A way to run a call where the database is used, and wait for its result or error. From any thread."""

    def __call__(self, call: Callable[[], T], /) -> T: ...


def directly(call: Callable[[], T]) -> T:
    """Call it here, where the database may be used from any thread."""
    return call()
