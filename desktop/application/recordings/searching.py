"""The search that runs for a request, over the recordings that are still there (rules: `domain.recordings.finding`).

It is the one way to a recording that nobody has named yet. Its results open nothing: no key, no digest. It reads rows;
that nothing is left is said by the log (`is_left`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import NormalForms, Numbers
from desktop.application.shared.authorisation import Actor, acting
from desktop.domain.office.people import Permission
from desktop.domain.recordings.finding import Found, Step, Window, by_time, could_be, names_a_number, steps_of, window
from desktop.domain.requests.request import WITHHELD, Call, Request, Status
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.domain.shared.written_numbers import UNREADABLE


def to_find(actor: Actor, id: RequestId, uow: UnitOfWork, numbers: Numbers) -> tuple[Request, Call]:
    """Return the request to search for, and its call with the number in normal form."""
    acting(actor, Permission.PREPARE_COPY, uow)
    request = uow.requests.get(id)
    request.must_be(Status.TAKEN)
    return request, asked_call(request.call, numbers)


def asked_call(call: Call, numbers: NormalForms) -> Call:
    """Return the call with its number in normal form, however it was typed; a text that is no number is not known."""
    if call.number == WITHHELD:
        return call
    return replace(call, number=numbers.normal(call.number) or "")


@dataclass(frozen=True)
class SearchResult:
    """Search results: recordings that match the number, and those that match by time alone."""

    by_number: tuple[Found, ...] = ()
    by_time: tuple[Found, ...] = ()

    @property
    def all(self) -> tuple[Found, ...]:
        """Both, the earliest first."""
        return tuple(sorted((*self.by_number, *self.by_time), key=lambda each: (each.call_at, each.id)))


def search(call: Call, step: Step, uow: UnitOfWork, limit: int | None = None) -> SearchResult:
    """Search for that call (its number in normal form) at that step; of each kind at most `limit`."""
    zone = uow.offices.get().zone
    within, near = window(call, step, zone), window(call, by_time(step), zone)
    if call.number == "":
        return SearchResult(by_time=tuple(uow.recordings.search_by_time(near, outbound=call.outbound, limit=limit)))
    nameless = uow.recordings.search(None, near, outbound=call.outbound, limit=limit)
    named: Sequence[Found] = ()
    if names_a_number(call):
        named = uow.recordings.search(call.number, within, outbound=call.outbound, limit=limit)
    return SearchResult(tuple(named), tuple(nameless))


def unread_near(call: Call, step: Step, uow: UnitOfWork) -> int:
    """Count the recordings at that step's time with an unreadable number."""
    if call.number == WITHHELD:
        return 0
    near = window(call, by_time(step), uow.offices.get().zone)
    return len(uow.recordings.search(UNREADABLE, near, outbound=call.outbound))


def search_widest(call: Call, uow: UnitOfWork, limit: int | None = None) -> SearchResult:
    """Return all recordings that could be that call."""
    return search(call, steps_of(call)[-1], uow, limit)


def is_left(call: Call, told: Iterable[RecordingId], uow: UnitOfWork) -> bool:
    """Return whether a recording is left that could be that call, by rows or among those that the log tells of."""
    zone = uow.offices.get().zone
    there = (uow.recordings.get(id) for id in told)
    if any(could_be(call, each.call_at, each.number, each.outbound, zone) for each in there):
        return True
    return bool(search_widest(call, uow, 1).all)


def widest(call: Call, uow: UnitOfWork) -> Window:
    """Return when a recording of that call may have begun, at the widest step."""
    return window(call, steps_of(call)[-1], uow.offices.get().zone)
