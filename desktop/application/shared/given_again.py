"""Repeated commands: the result of one carried out before, whose answer was lost.

Rules:
- A unit of work that is in doubt looks first (`AlreadySavedError`). The use case then returns what it would have
  returned: read again, by the subjects of the command's event.
- A use case that opens something (`opened_again`) reads it again and returns it, under the event already there. Where
  that is older than `SAME_OPENING`, it is another opening, with an event of its own.
- Signing in takes no part in this: it is asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, Self, TypeVar

from desktop.application.ports.database import UnitOfWork
from desktop.domain.appointments.appointment import Appointment
from desktop.domain.copies.copy import ApprovedCopy, Recording
from desktop.domain.log.events import Event, Subject
from desktop.domain.office.people import Person
from desktop.domain.recordings.keeping import Hold
from desktop.domain.requests.request import Request
from desktop.domain.shared.ids import AppointmentId, CopyId, HoldId, PersonId, RecordingId, RequestId
from desktop.errors import AlreadySavedError

P = ParamSpec("P")
T = TypeVar("T")
Subjects = Mapping[str, str]


def given_again(read: Callable[[UnitOfWork, Subjects], T]) -> Callable[[Callable[P, T]], Callable[P, T]]:
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
                with unit.look() as uow:
                    return read(uow, saved.subjects)

        return once

    return decorate


OPEN_FOR = timedelta(hours=12)
"""For how long what someone opened is read again by its window, under the event of its opening."""
SAME_OPENING = timedelta(minutes=5)
"""How long an opening counts as the one already in the log."""


def opened_again(use_case: Callable[P, T]) -> Callable[P, T]:
    """Wrap a use case that changes nothing, and logs that it opened something (its `uow`, its `clock`)."""

    @wraps(use_case)
    def once(*arguments: P.args, **more: P.kwargs) -> T:
        given: Any = more
        try:
            return use_case(*arguments, **more)
        except AlreadySavedError as saved:
            if given["clock"].now() - saved.at <= SAME_OPENING:
                given["uow"] = _LoggedAlready(given["uow"])
        return use_case(*arguments, **more)

    return once


class _LoggedAlready:
    """A read-only unit of work whose one event is in the log already."""

    def __init__(self, unit: Any) -> None:
        self._unit = unit.look()

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
