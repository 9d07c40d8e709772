"""The lists of requests: all that are open, what each filter leaves of them, and those to decide on or to invite for.

- Open ones are read whole, dated by the rules as of today, and sorted here: all counts follow from the same rows.
- Their order is by when someone acts: a follow-up or a hold's review counts where it is due before the answer.
- Closed ones come last, the newest first, as many as are shown. With a complaint's outcome untold they are listed, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.reading import QueueRow, RequestRow
from desktop.application.requests.deadlines import as_of
from desktop.application.shared.commands import Actor
from desktop.domain.office.people import Permission
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import OFFICERS_ACT, UNANSWERED, Status
from desktop.domain.shared.ids import PersonId, RequestId

SOON = timedelta(days=7)
"""How near a date is that is due soon."""


def beside(row: RequestRow) -> list[date]:
    """Return the dates of what is due beside the answer, the earliest first."""
    found = [] if row.follow_up_due is None else [row.follow_up_due[0]]
    return sorted(found if row.hold_review_on is None else [*found, row.hold_review_on])


def nearest(row: RequestRow) -> date | None:
    """Return the earlier of the answer's date and that of anything beside it."""
    first = next(iter(beside(row)), None)
    return row.due_on if first is None or answer_is_first(row, first) else first


def answer_is_first(row: RequestRow, other: date) -> bool:
    """Return whether there is an answer to give, not later than that other date."""
    return row.status in UNANSWERED and row.due_on is not None and row.due_on <= other


def presses(due: date | None, status: Status, today: date) -> bool:
    """Return whether the answer is overdue or due soon."""
    return due is not None and status in UNANSWERED and due - today <= SOON


def row_presses(row: RequestRow, today: date) -> bool:
    """Return whether the answer, or anything beside it, is overdue or due soon."""
    return any(due - today <= SOON for due in beside(row)) or presses(row.due_on, row.status, today)


def is_overdue(row: RequestRow, today: date) -> bool:
    """Return whether one of them is overdue."""
    late = row.status in UNANSWERED and row.due_on is not None and row.due_on < today
    return late or any(due < today for due in beside(row))


def officers_act(row: RequestRow) -> bool:
    """Return whether an information officer acts next on the request, or on anything beside it."""
    return row.status in OFFICERS_ACT or row.complaint_open or bool(beside(row))


def urgency(row: RequestRow) -> tuple[object, ...]:
    """Return what open requests are sorted by: the date to act by, then those without one by their receipt.

    The calls of one number are counted up.
    """
    over = row.status is Status.CLOSED and not beside(row)
    due = None if over else nearest(row)
    number = row.reference.partition("/")[0]
    return due is None, due or row.received_on, number, len(row.reference), row.reference


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
    with uow.read_only():
        actor.acting(Permission.SEE_REQUESTS, uow)
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
    with uow.read_only():
        actor.acting(Permission.SEE_REQUESTS, uow)
        rows = uow.reading.requests_named(ids, today, zone)
    return tuple(as_of(row, rules, today) for row in rows)


def decisions_waiting(
    actor: Actor, shown: int = PAGE, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules, zone: ZoneInfo
) -> WaitingPage:
    """Return the first of the requests that wait for a decision, `shown` at most. Raises NotAllowedError."""
    today = clock.now().astimezone(zone).date()
    with uow.read_only():
        actor.acting(Permission.DECIDE, uow)
        rows = _in_order(uow.reading.open_requests(today, zone, Status.PREPARED), rules, today)
        return WaitingPage(_queue(rows[:shown], uow), len(rows))


def decisions_named(
    actor: Actor, ids: Sequence[RequestId], *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules, zone: ZoneInfo
) -> tuple[QueueRow, ...]:
    """Return those of them that still wait for a decision. Raises NotAllowedError."""
    today = clock.now().astimezone(zone).date()
    with uow.read_only():
        actor.acting(Permission.DECIDE, uow)
        rows = [row for row in uow.reading.requests_named(ids, today, zone) if row.status is Status.PREPARED]
        return _queue([as_of(row, rules, today) for row in rows], uow)


def to_invite(
    actor: Actor, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules, zone: ZoneInfo
) -> tuple[RequestRow, ...]:
    """Return the approved requests for which nobody is invited yet, by the date to act by. Raises NotAllowedError.

    Whoever has heard their call, or has come without an appointment, is not invited.
    """
    today = clock.now().astimezone(zone).date()
    with uow.read_only():
        actor.acting(Permission.BOOK_APPOINTMENT, uow)
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
