"""The lists of requests: all that are open, what each filter leaves of them, and those to decide on or to invite for.

Rules:
- A large council has a thousand open requests. They are read whole, dated by the rules as of today, and sorted here;
  the counts of all filters follow from the same rows. A list shows the first of them, and more when asked.
- Closed ones come after them, the newest first, as many as are to be shown: their number grows for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.reading import QueueRow, RequestRow
from desktop.application.requests.acting_by import is_overdue, officers_act, row_presses, urgency
from desktop.application.requests.clock_keeping import as_of
from desktop.application.shared.authorisation import Actor, acting
from desktop.domain.office.people import Permission
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import PersonId, RequestId

PAGE = 50
"""How many rows a list begins with, and how many more are shown when asked."""


class RequestFilter(StrEnum):
    """Which requests a list shows.

    `UNANSWERED`: all that are open. `ALL`: with the closed ones. Of the open ones: `OVERDUE`: with anything overdue.
    `MINE`: taken by whoever looks. `FOR_OFFICERS`: an information officer acts next, on the answer or on anything
    beside it. `FOR_APPROVERS`: to decide on.
    """

    UNANSWERED = "unanswered"
    ALL = "all"
    OVERDUE = "overdue"
    MINE = "mine"
    FOR_OFFICERS = "for_officers"
    FOR_APPROVERS = "for_approvers"


@dataclass(frozen=True)
class RequestCounts:
    """How many open requests each filter leaves, and how urgent they are.

    `listed`: all of them. `due_soon`: overdue or due soon. `mine`: taken by whoever looks.
    """

    overdue: int
    due_soon: int
    for_officers: int
    listed: int = 0
    mine: int = 0
    for_approvers: int = 0


@dataclass(frozen=True)
class RequestsPage:
    """The first rows of a list, as of today, in order. `more`: whether it goes on."""

    rows: tuple[RequestRow, ...]
    more: bool
    counts: RequestCounts


@dataclass(frozen=True)
class WaitingPage:
    """The first requests that wait for a decision. `waiting`: how many there are."""

    rows: tuple[QueueRow, ...]
    waiting: int


def requests(
    actor: Actor,
    which: RequestFilter,
    shown: int = PAGE,
    *,
    uow: UnitOfWork,
    clock: Clock,
    rules: DeadlineRules,
    zone: ZoneInfo,
) -> RequestsPage:
    """Return the first rows of a list, `shown` at most, by the date to act by. Raises NotAllowedError."""
    today = clock.now().astimezone(zone).date()
    with uow.look():
        acting(actor, Permission.SEE_REQUESTS, uow)
        rows = _in_order(uow.reading.open_requests(today, zone), rules, today)
        listed = [row for row in rows if _belongs(row, which, actor.by, today)]
        if which is RequestFilter.ALL and len(listed) <= shown:
            still_open = {row.id for row in rows if row.status is Status.CLOSED}
            closed = uow.reading.closed_requests(shown + 1 - len(listed) + len(still_open), today, zone)
            listed += [row for row in closed if row.id not in still_open]
    return RequestsPage(tuple(listed[:shown]), len(listed) > shown, _counted(rows, actor.by, today))


def requests_named(
    actor: Actor, ids: Sequence[RequestId], *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules, zone: ZoneInfo
) -> tuple[RequestRow, ...]:
    """Return the rows of those requests, in that order: what a search found. Raises NotAllowedError."""
    today = clock.now().astimezone(zone).date()
    with uow.look():
        acting(actor, Permission.SEE_REQUESTS, uow)
        rows = uow.reading.requests_named(ids, today, zone)
    return tuple(as_of(row, rules, today) for row in rows)


def decisions_waiting(
    actor: Actor, shown: int = PAGE, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules, zone: ZoneInfo
) -> WaitingPage:
    """Return the first of the requests that wait for a decision, `shown` at most. Raises NotAllowedError."""
    today = clock.now().astimezone(zone).date()
    with uow.look():
        acting(actor, Permission.DECIDE, uow)
        rows = _in_order(uow.reading.open_requests(today, zone, Status.PREPARED), rules, today)
        return WaitingPage(_queue(rows[:shown], uow), len(rows))


def decisions_named(
    actor: Actor, ids: Sequence[RequestId], *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules, zone: ZoneInfo
) -> tuple[QueueRow, ...]:
    """Return those of them that still wait for a decision. Raises NotAllowedError."""
    today = clock.now().astimezone(zone).date()
    with uow.look():
        acting(actor, Permission.DECIDE, uow)
        rows = [row for row in uow.reading.requests_named(ids, today, zone) if row.status is Status.PREPARED]
        return _queue([as_of(row, rules, today) for row in rows], uow)


def to_invite(
    actor: Actor, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules, zone: ZoneInfo
) -> tuple[RequestRow, ...]:
    """Return the approved requests for which nobody is invited yet, by the date to act by. Raises NotAllowedError.

    Whoever has heard their call, or has come without an appointment, is not invited.
    """
    today = clock.now().astimezone(zone).date()
    with uow.look():
        acting(actor, Permission.BOOK_APPOINTMENT, uow)
        rows = uow.reading.open_requests(today, zone, Status.APPROVED)
    return tuple(_in_order((row for row in rows if not (row.booked or row.heard or row.at_counter)), rules, today))


def _in_order(rows: Iterable[RequestRow], rules: DeadlineRules, today: date) -> list[RequestRow]:
    return sorted((as_of(row, rules, today) for row in rows), key=urgency)


def _belongs(row: RequestRow, which: RequestFilter, by: PersonId, today: date) -> bool:
    """Return whether an open request belongs to that list."""
    match which:
        case RequestFilter.OVERDUE:
            return is_overdue(row, today)
        case RequestFilter.MINE:
            return row.taken_by == by
        case RequestFilter.FOR_OFFICERS:
            return officers_act(row)
        case RequestFilter.FOR_APPROVERS:
            return row.status is Status.PREPARED
        case _:
            return True


def _counted(rows: Sequence[RequestRow], by: PersonId, today: date) -> RequestCounts:
    def count(which: RequestFilter) -> int:
        return sum(_belongs(row, which, by, today) for row in rows)

    return RequestCounts(
        overdue=count(RequestFilter.OVERDUE),
        due_soon=sum(row_presses(row, today) for row in rows),
        for_officers=count(RequestFilter.FOR_OFFICERS),
        listed=len(rows),
        mine=count(RequestFilter.MINE),
        for_approvers=count(RequestFilter.FOR_APPROVERS),
    )


def _queue(rows: Sequence[RequestRow], uow: UnitOfWork) -> tuple[QueueRow, ...]:
    prepared = uow.reading.preparations_of([row.id for row in rows])
    return tuple(QueueRow(row, *prepared[row.id]) for row in rows)
