"""The lists of requests, a page at a time: all that are open (with the closed ones, if asked), and those to decide on.

Rules:
- A page begins after the last row of the one before, by its place and not by its number: what is taken or closed
  meanwhile neither repeats a row nor hides one.
- Requests that stand apart (`ports.reading.PageOfRequests`) get their date here, and their place among the others.
- The counts are of the whole list, as of today. They come with the first page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.reading import (
    PageOfRequests,
    QueueRow,
    RequestCounts,
    RequestKey,
    RequestRow,
    RequestsAsked,
    Which,
)
from desktop.application.requests.acting_by import is_overdue, key_of, officers_act, row_presses, urgency
from desktop.application.requests.clock_keeping import as_of
from desktop.application.shared.authorisation import Actor, acting
from desktop.domain.office.people import Permission
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import RequestId

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
    with uow.look():
        acting(actor, Permission.SEE_REQUESTS, uow)
        found = uow.reading.requests(RequestsAsked(which, today, zone), asked.after, asked.count + 1)
        counted = uow.reading.request_counts(today) if asked.after is None else None
    apart = [as_of(row, rules, today) for row in found.apart]
    rows, following = _merged(found, apart, asked)
    return RequestsPage(asked, rows, following, counted and _corrected(counted, found.apart, apart, today))


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
    with uow.look():
        acting(actor, Permission.DECIDE, uow)
        found = uow.reading.requests(RequestsAsked(Which.PREPARED, today, zone), asked.after, asked.count + 1)
        rows, following = _merged(found, [as_of(row, rules, today) for row in found.apart], asked)
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
    """Return a page of approved requests for which nobody is invited yet, by due date. Raises NotAllowedError."""
    today = clock.now().astimezone(zone).date()
    with uow.look():
        acting(actor, Permission.BOOK_APPOINTMENT, uow)
        found = uow.reading.requests(RequestsAsked(Which.TO_INVITE, today, zone), asked.after, asked.count + 1)
    rows, following = _merged(found, (), asked)
    return RequestsPage(asked, rows, following)


def _merged(
    found: PageOfRequests, apart: Sequence[RequestRow], asked: PageAsked
) -> tuple[tuple[RequestRow, ...], RequestKey | None]:
    """Return the rows of the page, with those that stand apart in their places, and what the next page comes after."""
    later = [(key_of(row), row) for row in apart]
    if asked.after is not None:
        later = [each for each in later if each[0].order > asked.after.order]
    every = sorted([*found.rows, *later], key=lambda each: each[0].order)
    page, more = every[: asked.count], len(every) > asked.count
    return tuple(sorted((row for _, row in page), key=urgency)), page[-1][0] if more else None


def _corrected(
    counted: RequestCounts, stored: Sequence[RequestRow], apart: Sequence[RequestRow], today: date
) -> RequestCounts:
    """Return the counts with the dates of today for those that stand apart, instead of the stored ones."""
    before, now = ([_counts(row, today) for row in rows] for rows in (stored, apart))
    overdue, soon, officers = (sum(n) - sum(b) for n, b in zip(_columns(now), _columns(before), strict=True))
    return replace(
        counted,
        overdue=counted.overdue + overdue,
        due_soon=counted.due_soon + soon,
        for_officers=counted.for_officers + officers,
    )


def _counts(row: RequestRow, today: date) -> tuple[bool, bool, bool]:
    return is_overdue(row, today), row_presses(row, today), officers_act(row)


def _columns(counts: Sequence[tuple[bool, bool, bool]]) -> tuple[Sequence[bool], ...]:
    return tuple(zip(*counts, strict=True)) if counts else ((), (), ())
