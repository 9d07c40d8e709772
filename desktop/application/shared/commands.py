"""How use cases are called: by their commands, bound to the ports of a desk, and again where an answer was lost.

- A command is declared in the module of its use case, as its only positional argument; a use case that only reads has
  none. Outside dependencies are keyword-only and named as what a desk has (`port`). Tests hold every use case to both.
- Each call has a unit of work of its own. Where policies are out of date they are read again, and some retried
  (`retry_on_new_policy`).
- A unit of work in doubt looks first (AlreadySavedError): the result is read again by the subjects of the event.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache, partial, wraps
from typing import Any, ClassVar, Generic, ParamSpec, Protocol, Self, TypeVar

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Desk
from desktop.domain.appointments import Appointment
from desktop.domain.copies.copy import ApprovedCopy, Recording
from desktop.domain.log.events import Event, Subject
from desktop.domain.office.people import Person
from desktop.domain.recordings.retention import Hold
from desktop.domain.requests.request import Request
from desktop.domain.shared.ids import AppointmentId, CopyId, HoldId, PersonId, RecordingId, RequestId
from desktop.errors import AlreadySavedError, DatabaseError, ListeningRoomError, WrongStateError

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
P = ParamSpec("P")


class Command(Generic[R_co]):
    """Something that a person wants done. `R_co`: what its use case returns."""

    use_case: ClassVar[Callable[..., Any]]


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
    """Have it called once more where this PC's policies were out of date: whoever asked has seen nothing of them."""
    _AGAIN.add(use_case)
    return use_case


class Bound(partial[Any]):
    """A use case with its arguments and its ports. `desk`: whose ports these are, but for those that were `given`."""

    desk: Desk
    given: Mapping[str, object]

    def __call__(self, /, *more: Any, **others: Any) -> Any:
        try:
            return super().__call__(*more, **others)
        except WrongStateError as error:
            changed = error.code == "policy_changed" and self.desk.policies.look_again()
            if not changed or self.func not in _AGAIN:
                raise
        except ListeningRoomError:
            raise
        except Exception as error:
            with suppress(DatabaseError), self.desk.uow().read_only():
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


def idempotent(read: Callable[[UnitOfWork, Subjects], T]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return the result of `read` where the command of the use case (its `uow`) had been carried out already."""

    def decorate(use_case: Callable[P, T]) -> Callable[P, T]:
        @wraps(use_case)
        def once(*arguments: P.args, **more: P.kwargs) -> T:
            try:
                return use_case(*arguments, **more)
            except AlreadySavedError as saved:
                if saved.not_witnessed is not None:
                    raise saved.not_witnessed from None
                unit: Any = more["uow"]
                with unit.read_only() as uow:
                    return read(uow, saved.subjects)

        return once

    return decorate


def carries_out(
    command: type[Command[R]], again: Callable[[UnitOfWork, Subjects], R] | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the use case that carries out a command. `again`: as `idempotent` reads its result."""

    def declared(use_case: Callable[P, R]) -> Callable[P, R]:
        once = use_case if again is None else idempotent(again)(use_case)
        command.use_case = staticmethod(once)
        return once

    return declared


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
        except AlreadySavedError as saved:
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
    return uow.people.get(PersonId(subjects[Subject.PERSON]))


def the_request(uow: UnitOfWork, subjects: Subjects) -> Request:
    """Return the request as it is now."""
    return uow.requests.get(RequestId(subjects[Subject.REQUEST]))


def the_requests(uow: UnitOfWork, subjects: Subjects) -> tuple[Request, ...]:
    """Return all requests of its number."""
    return tuple(uow.requests.of_number(the_request(uow, subjects).number))


def the_hold(uow: UnitOfWork, subjects: Subjects) -> Hold:
    """Return the hold as it is now."""
    return uow.keeping.hold(HoldId(subjects[Subject.HOLD]))


def the_appointment(uow: UnitOfWork, subjects: Subjects) -> Appointment:
    """Return the appointment as it is now."""
    return uow.requests.appointment(AppointmentId(subjects[Subject.APPOINTMENT]))


def the_copy(uow: UnitOfWork, subjects: Subjects) -> ApprovedCopy:
    """Return the copy that was made."""
    return uow.recordings.copy(CopyId(subjects[Subject.COPY]))


def the_recording(uow: UnitOfWork, subjects: Subjects) -> Recording:
    """Return the recording that was imported, or was there already."""
    return uow.recordings.get(RecordingId(subjects[Subject.RECORDING]))


class HandOver(Protocol):
    """A way to run a call where the database is used, and wait for its result or error. From any thread."""

    def __call__(self, call: Callable[[], T], /) -> T: ...


def directly(call: Callable[[], T]) -> T:
    """Call it here, where the database may be used from any thread."""
    return call()
