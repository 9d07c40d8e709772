"""Lists: searching one, and taking one to paper or into a file, by those whose role may see it.

- Each search is an event: which list, and by what. What was typed is in no event, nor what stood on a printed list.
- Where more than `MOST` (`FEW` of appointments) are found none is shown: the person is asked to type more.
- Pages of what was found are read by identifiers (`requests.listing`), and are no search.
- A list is saved by those alone whose work makes files: an adviser makes none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.reading import AppointmentRow, Reading
from desktop.application.shared.commands import Actor, Command, carries_out, idempotent_open, nothing
from desktop.domain.log.events import EventKind, Facts
from desktop.domain.office.people import Permission
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import PersonId, RequestId, SessionId
from desktop.domain.shared.paper import PaperList, Way
from desktop.domain.shared.search_term import FIELD, SearchTerm, TermKind, read_term
from desktop.errors import FieldsError

MOST, FEW = 500, 50

T = TypeVar("T")


@idempotent_open
def search_requests(
    actor: Actor, typed: str, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo
) -> tuple[RequestId, ...]:
    """Return the requests that were found, the newest first. Raises FieldsError, NotAllowedError."""

    def look(reading: Reading, term: SearchTerm) -> Sequence[RequestId]:
        return reading.find_requests(term, None, zone, MOST + 1)

    return _searched(actor, typed, Permission.SEE_REQUESTS, "requests", look, uow, clock)


@idempotent_open
def search_decisions(
    actor: Actor, typed: str, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo
) -> tuple[RequestId, ...]:
    """Return those found of the requests that wait for a decision. Raises FieldsError, NotAllowedError."""

    def look(reading: Reading, term: SearchTerm) -> Sequence[RequestId]:
        return reading.find_requests(term, Status.PREPARED, zone, MOST + 1)

    return _searched(actor, typed, Permission.DECIDE, "decisions", look, uow, clock)


@idempotent_open
def search_reviews(actor: Actor, typed: str, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> tuple[SessionId, ...]:
    """Return the closed sessions that were found, signed off or not. Raises FieldsError, NotAllowedError."""

    def look(reading: Reading, term: SearchTerm) -> Sequence[SessionId]:
        return reading.find_sessions(term, zone, MOST + 1)

    return _searched(actor, typed, Permission.REVIEW, "reviews", look, uow, clock)


@idempotent_open
def search_appointments(
    actor: Actor, typed: str, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo
) -> tuple[AppointmentRow, ...]:
    """Return the appointments that were found, the newest first: at most `FEW`, shown on one page. Raises as the
    others.
    """

    def look(reading: Reading, term: SearchTerm) -> Sequence[AppointmentRow]:
        return reading.find_appointments(term, zone, FEW + 1)

    return _searched(actor, typed, Permission.BOOK_APPOINTMENT, "appointments", look, uow, clock, most=FEW)


@idempotent_open
def search_visitors(
    actor: Actor, typed: str, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo
) -> tuple[RequestId, ...]:
    """Return the requests that were found for someone at the counter, the newest first: at most `FEW`. Whoever shows
    them leaves out what is not approved (`sessions.checking_in`). Raises as the others.
    """

    def look(reading: Reading, term: SearchTerm) -> Sequence[RequestId]:
        return reading.find_requests(term, None, zone, FEW + 1)

    return _searched(actor, typed, Permission.CONDUCT_SESSION, "today", look, uow, clock, most=FEW)


@idempotent_open
def search_people(actor: Actor, typed: str, *, uow: UnitOfWork, clock: Clock) -> tuple[PersonId, ...]:
    """Return the people with that name, or that sign-in name: each word may be cut short. Raises as the others."""

    def look(reading: Reading, term: SearchTerm) -> Sequence[PersonId]:
        return [person.id for person in reading.people().values() if term.names(person.shown_name, person.sign_in_name)]

    if read_term(typed).by is not TermKind.NAME:
        raise FieldsError({FIELD: "term_no_name"})
    return _searched(actor, typed, Permission.ADMINISTER, "people", look, uow, clock)


def _searched(
    actor: Actor,
    typed: str,
    permission: Permission,
    where: str,
    look: Callable[[Reading, SearchTerm], Sequence[T]],
    uow: UnitOfWork,
    clock: Clock,
    most: int | None = None,
) -> tuple[T, ...]:
    term = read_term(typed)
    with uow:
        actor.acting(permission, uow)
        found = tuple(look(uow.reading, term))
        uow.commit(actor.event(EventKind.LIST_SEARCHED, clock, list=where, by=term.by.value))
    if len(found) > (most or MOST):
        raise FieldsError({FIELD: "term_too_many"})
    return found


SEES = {
    PaperList.DAY: Permission.SEE_APPOINTMENTS,
    PaperList.REQUESTS: Permission.SEE_REQUESTS,
    PaperList.ROLES: Permission.ADMINISTER,
    PaperList.REMOVALS: Permission.SEE_REQUESTS,
}
SAVES = SEES | {PaperList.DAY: Permission.BOOK_APPOINTMENT}


class MakeList(Command[None]):
    """A list that is about to be printed or saved, of so many lines."""

    actor: Actor
    list: PaperList
    way: Way
    lines: int


@carries_out(MakeList, again=nothing)
def make_list(command: MakeList, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log the list. Raises NotAllowedError."""
    with uow:
        command.actor.acting((SEES if command.way is Way.PRINTED else SAVES)[command.list], uow)
        facts: Facts = {"list": command.list.value, "way": command.way.value, "lines": command.lines}
        uow.commit(command.actor.event(EventKind.LIST_MADE, clock, {}, **facts))
