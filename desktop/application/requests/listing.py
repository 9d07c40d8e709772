"""The lists of requests, a page at a time: all that are open (with the closed ones, if asked), and those to decide on.

Rules:
- A page begins after the last row of the one before, by its place and not by its number: what is taken or closed
  meanwhile neither repeats a row nor hides one.
- Requests that stand apart (`Reading.requests_apart`) get their date here, and their place among the others: what that
  takes is read of all of them, the rest only of those on the page.
- The counts are of every list of open requests, as of today, whichever is shown. They come with the first page, and
  follow from ranges of indexes and from those that stand apart, which the page reads anyway: no table is gone through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from heapq import nsmallest
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.reading import (
    KEPT_APART,
    QueueRow,
    RequestCounts,
    RequestKey,
    RequestRow,
    RequestsAsked,
    Which,
)
from desktop.application.requests.acting_by import is_listed, is_overdue, key_of, officers_act, row_presses, urgency
from desktop.application.requests.clock_keeping import as_of
from desktop.application.shared.authorisation import Actor, acting
from desktop.domain.office.people import Permission
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import PersonId, RequestId

PAGE = 50


@dataclass(frozen=True)
class PageAsked:
    """A page of a list: of `count` rows, after that key (None: the first)."""

    after: RequestKey | None = None
    count: int = PAGE


FIRST = PageAsked()


@dataclass(frozen=True)
class RequestsPage:
    """Rows as of today, in order. `next`: the key that the next page comes after; None at the end.

    `counts`: of the whole list, with its first page.
    """

    asked: PageAsked
    rows: tuple[RequestRow, ...]
    next: RequestKey | None
    counts: RequestCounts | None = None


@dataclass(frozen=True)
class WaitingPage:
    """The same of requests that wait for a decision. `waiting`: how many there are, with the first page."""

    asked: PageAsked
    rows: tuple[QueueRow, ...]
    next: RequestKey | None
    waiting: int | None = None


def requests(
    actor: Actor,
    which: Which,
    asked: PageAsked = FIRST,
    *,
    uow: UnitOfWork,
    clock: Clock,
    rules: DeadlineRules,
    zone: ZoneInfo,
) -> RequestsPage:
    """Return a page of requests, by the date to act by. Raises NotAllowedError."""
    today = clock.now().astimezone(zone).date()
    listed = RequestsAsked(which, today, zone, actor.by)
    with uow.look():
        acting(actor, Permission.SEE_REQUESTS, uow)
        apart = _placed(listed, asked, rules, uow)
        rows, following = _page(listed, asked, apart, uow)
        counted = uow.reading.request_counts(today, actor.by) if asked.after is None else None
    return RequestsPage(asked, rows, following, counted and _corrected(counted, apart, actor.by))


def _belongs(row: RequestRow, listed: RequestsAsked) -> bool:
    """Return whether a request that stands apart, as of today, belongs to that list."""
    match listed.which:
        case Which.OVERDUE:
            return is_overdue(row, listed.today)
        case Which.MINE:
            return row.taken_by == listed.by and is_listed(row)
        case Which.FOR_OFFICERS:
            return officers_act(row)
        case Which.FOR_APPROVERS:
            return row.status is Status.PREPARED
        case _:
            return True


def decisions_waiting(
    actor: Actor,
    asked: PageAsked = FIRST,
    *,
    uow: UnitOfWork,
    clock: Clock,
    rules: DeadlineRules,
    zone: ZoneInfo,
) -> WaitingPage:
    """Return a page of the requests that wait for a decision. Raises NotAllowedError."""
    today = clock.now().astimezone(zone).date()
    listed = RequestsAsked(Which.PREPARED, today, zone)
    with uow.look():
        acting(actor, Permission.DECIDE, uow)
        rows, following = _page(listed, asked, _placed(listed, asked, rules, uow), uow)
        prepared = uow.reading.preparations_of([row.id for row in rows])
        waiting = uow.reading.prepared_count() if asked.after is None else None
        return WaitingPage(asked, tuple(QueueRow(row, *prepared[row.id]) for row in rows), following, waiting)


def requests_named(
    actor: Actor, ids: Sequence[RequestId], *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules, zone: ZoneInfo
) -> tuple[RequestRow, ...]:
    """Return the rows of those requests, in that order: what a search found. Raises NotAllowedError."""
    today = clock.now().astimezone(zone).date()
    with uow.look():
        acting(actor, Permission.SEE_REQUESTS, uow)
        rows = uow.reading.requests_named(ids, today, zone)
    return tuple(as_of(row, rules, today) for row in rows)


def decisions_named(
    actor: Actor, ids: Sequence[RequestId], *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules, zone: ZoneInfo
) -> tuple[QueueRow, ...]:
    """Return those of them that still wait for a decision. Raises NotAllowedError."""
    today = clock.now().astimezone(zone).date()
    with uow.look():
        acting(actor, Permission.DECIDE, uow)
        rows = [row for row in uow.reading.requests_named(ids, today, zone) if row.status is Status.PREPARED]
        prepared = uow.reading.preparations_of([row.id for row in rows])
        return tuple(QueueRow(as_of(row, rules, today), *prepared[row.id]) for row in rows)


def to_invite(
    actor: Actor,
    asked: PageAsked = FIRST,
    *,
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
) -> RequestsPage:
    """Return a page of approved requests for which nobody is invited yet, by due date. Raises NotAllowedError.

    Whoever has heard their call, also without an appointment, is not invited again.
    """
    today = clock.now().astimezone(zone).date()
    with uow.look():
        acting(actor, Permission.BOOK_APPOINTMENT, uow)
        rows, following = _page(RequestsAsked(Which.TO_INVITE, today, zone), asked, (), uow)
    return RequestsPage(asked, rows, following)


class _Placed(NamedTuple):
    """A request that stands apart, as of a day. `more`: what it counts for more than its stored dates do."""

    order: tuple[object, ...]
    key: RequestKey
    row: RequestRow
    more: tuple[int, ...]


def _placed(listed: RequestsAsked, asked: PageAsked, rules: DeadlineRules, uow: UnitOfWork) -> Sequence[_Placed]:
    return [_place(row, rules, listed.today) for row in uow.reading.requests_apart(listed, asked.after)]


@lru_cache(KEPT_APART)
def _place(stored: RequestRow, rules: DeadlineRules, today: date) -> _Placed:
    """Return its place. It is kept: the rules are immutable, and change with the policy by others in their place."""
    row = as_of(stored, rules, today)
    key = key_of(row)
    more = tuple(now - before for now, before in zip(_counts(row, today), _counts(stored, today), strict=True))
    return _Placed(key.order, key, row, more)


def _page(
    listed: RequestsAsked, asked: PageAsked, apart: Sequence[_Placed], uow: UnitOfWork
) -> tuple[tuple[RequestRow, ...], RequestKey | None]:
    """Return the rows of the page, with those that stand apart in their places, and what the next page comes after."""
    limit = asked.count + 1
    ours = [each for each in apart if _belongs(each.row, listed)]
    if asked.after is not None:
        begin = asked.after.order
        ours = [each for each in ours if each.order > begin]
    first = {each.row.id: each for each in nsmallest(limit, ours, key=attrgetter("order"))}
    places = {each.row.id: each.key if each.row.id in first else None for each in apart}
    found = uow.reading.requests(listed, asked.after, limit, places)
    page, more = found[: asked.count], len(found) > asked.count
    rows = (_whole(first[row.id].row, row) if row.id in first else row for _, row in page)
    return tuple(sorted(rows, key=urgency)), page[-1][0] if more else None


def _whole(apart: RequestRow, row: RequestRow) -> RequestRow:
    """Return the row of a request that stands apart, with what is only read of those on the page."""
    return replace(apart, shown_name=row.shown_name, booked=row.booked, heard=row.heard)


def _corrected(counted: RequestCounts, apart: Sequence[_Placed], by: PersonId) -> RequestCounts:
    """Return the counts with the dates of today for those that stand apart, instead of the stored ones."""
    none = (0, 0, 0, 0)
    overdue, soon, officers, listed = (sum(n) for n in zip(*(each.more for each in apart), none, strict=True))
    return replace(
        counted,
        overdue=counted.overdue + overdue,
        due_soon=counted.due_soon + soon,
        for_officers=counted.for_officers + officers,
        listed=counted.listed + listed,
        mine=counted.mine + sum(each.more[-1] for each in apart if each.row.taken_by == by),
    )


def _counts(row: RequestRow, today: date) -> tuple[bool, bool, bool, bool]:
    return is_overdue(row, today), row_presses(row, today), officers_act(row), is_listed(row)
