"""Pages of requests by keyset (never OFFSET), each part of the list by an index of its own.

Rules:
- The keys of a page come from indexes, a page's length of each part; its rows are read for these keys and no others, in
  one statement with them: over a slow line each statement is waited for.
- The parts, in the order of `Part`: requests with a date to act by, the earliest first; open ones without a date, the
  earliest received first; closed ones, the newest first.
- A request with something due beside its answer is listed until that is done, whatever its status. A hold that is due
  for review gives the request its date, where that is before the answer's.
- Requests whose date depends on rules that the database does not know come whole, beside the pages (`apart`): those
  that wait for the person, and those with an unanswered follow-up or an open complaint.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    case,
    distinct,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from db.reading.request_rows import AT_ONCE, Beside, is_booked, rows_of, rows_query, with_facts
from db.requests.complaints import has_open_complaint, open_complaints
from db.requests.deadlines import awaited_facts, awaits, day_of
from db.schema import recording_tables, request_tables
from db.sessions.follow_ups import has_unanswered, unanswered
from db.shared.values import day_in
from desktop.application.ports.reading import (
    PageOfRequests,
    Part,
    RequestCounts,
    RequestKey,
    RequestRow,
    RequestsAsked,
    Which,
)
from desktop.domain.requests.clock_facts import DeadlineFacts
from desktop.domain.requests.request import OFFICERS_ACT, OPEN, Status
from desktop.domain.shared.ids import RequestId

_hold = recording_tables.retention_hold.c
_request = request_tables.request.c
_NOT_CLOSED = _request.status != literal_column(f"'{Status.CLOSED.value}'")
_CLOSED = _request.status == literal_column(f"'{Status.CLOSED.value}'")
"""Literals: SQLite uses a partial index only for the condition that it was created with."""
_AWAITS = and_(_request.status.in_([status.value for status in OPEN]), _request.due_on.is_not(None), awaits())

_APART = -1
"""The part of those that stand apart."""


def page(connection: Connection, asked: RequestsAsked, after: RequestKey | None, limit: int) -> PageOfRequests:
    """Return the next `limit` requests of that list, with the key of each, and those that stand apart."""
    beside = Beside()
    facts: Mapping[RequestId, DeadlineFacts] = {}
    if after is None or after.part is Part.DATED:
        beside = _beside(connection, asked.zone) if asked.which.has_beside else beside
        facts = awaited_facts(connection, _status_of(asked.which)) if asked.which is not Which.TO_INVITE else {}
    apart = sorted(beside.requests | {RequestId(id) for id in facts})
    listed = _listed(asked, after, limit, apart[:AT_ONCE])
    query = rows_query(asked.today).add_columns(listed.c.part, listed.c.day).join(listed, listed.c.id == _request.id)
    found = connection.execute(query).all()
    rows = {row.id: row for row in with_facts(found, beside, facts)}
    rows |= rows_of(connection, asked.today, apart[AT_ONCE:], beside, facts)
    keyed = [
        (RequestKey(Part(row.part), day_of(row.day), row.reference), rows[RequestId(row.id)])
        for row in found
        if row.part != _APART
    ]
    return PageOfRequests(
        tuple(sorted(keyed, key=lambda each: each[0].order)), tuple(rows[id] for id in apart if id in rows)
    )


def named(connection: Connection, ids: Collection[RequestId], today: date, zone: ZoneInfo) -> list[RequestRow]:
    """Return the rows of these requests, in that order, with all that the lists say of them."""
    beside = _beside(connection, zone)
    facts = awaited_facts(connection, _request.id.in_(ids))
    rows = rows_of(connection, today, ids, beside, facts)
    return [rows[id] for id in ids if id in rows]


def _beside(connection: Connection, zone: ZoneInfo) -> Beside:
    return Beside(unanswered(connection, zone), open_complaints(connection, zone))


def _has_beside() -> ColumnElement[bool]:
    return or_(has_unanswered(_request.id), has_open_complaint(_request.id))


def counts(connection: Connection, today: date) -> RequestCounts:
    """Count open requests and what is due, by the stored dates: those that stand apart are counted like the others."""
    late, soon = day_in(today), day_in(today + RequestCounts.SOON)
    acts = _request.status.in_([status.value for status in OFFICERS_ACT])
    found = connection.execute(
        select(
            _number(_NOT_CLOSED),
            _number(_NOT_CLOSED, _request.due_on < late),
            _number(_NOT_CLOSED, _request.due_on <= soon),
            _number(acts),
            _held(_hold.review_on < late, or_(_CLOSED, _request.due_on.is_(None), _request.due_on >= late)),
            _held(_hold.review_on <= late, or_(_CLOSED, _request.due_on.is_(None), _request.due_on > soon)),
            _held(_hold.review_on <= late, ~acts),
        )
    ).one()
    unanswered_ones, overdue, pressing, officers, held_late, held_pressing, held = found
    return RequestCounts(unanswered_ones, overdue + held_late, pressing + held_pressing, officers + held)


def prepared_count(connection: Connection) -> int:
    """Count the requests that wait for a decision."""
    return int(connection.execute(select(_number(_request.status == Status.PREPARED.value))).scalar_one())


def _number(*which: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(request_tables.request).where(*which).scalar_subquery()


def _held(*which: ColumnElement[bool]) -> Any:
    joined = recording_tables.retention_hold.join(request_tables.request, _request.id == _hold.request)
    count = select(func.count(distinct(_hold.request))).select_from(joined)
    return count.where(_hold.released_by.is_(None), *which).scalar_subquery()


def _status_of(which: Which) -> ColumnElement[bool]:
    match which:
        case Which.PREPARED:
            return _request.status == Status.PREPARED.value
        case Which.TO_INVITE:
            return and_(_request.status == Status.APPROVED.value, ~is_booked())
        case _:
            return _NOT_CLOSED


def _listed(asked: RequestsAsked, after: RequestKey | None, limit: int, apart: Sequence[RequestId]) -> Subquery:
    """Return a query for the page's requests, each with its part and day, and those that stand apart (`_APART`)."""
    parts = [_part(part, asked, after) for part in Part if after is None or part >= after.part]
    streams = [stream.limit(limit).subquery() for part in parts for stream in part]
    each = union_all(*(select(stream) for stream in streams)).subquery()
    down = each.c.part == int(Part.CLOSED)
    order = (each.c.part, *_either_way(down, each.c.day), *_either_way(down, each.c.reference))
    page = select(each.c.id, each.c.part, each.c.day).order_by(*order).limit(limit).subquery()
    beside = select(_request.id, literal_column(str(_APART)), null()).where(_request.id.in_(apart))
    return (union_all(select(page), beside) if apart else select(page)).subquery("listed")


def _either_way(down: ColumnElement[bool], column: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    """Return the orders that sort rows by that column: backwards where `down`."""
    return case((down, None), else_=column), case((down, column)).desc()


def _part(part: Part, asked: RequestsAsked, after: RequestKey | None) -> list[Select[Any]]:
    """Return the queries of one part, each in its order and after that key.

    SQLite gets a hint where it would read all that are closed to find the newest.
    """
    after = after if after is not None and after.part is part else None
    which, beside = asked.which, asked.which.has_beside
    apart = [] if which is Which.TO_INVITE else [~_AWAITS, *([~_has_beside()] if beside else [])]
    due_hold = _due_hold(asked.today) if beside else None
    match part:
        case Part.DATED:
            first = [] if due_hold is None else [~due_hold.where(_hold.review_on < _request.due_on).exists()]
            dated = _up(part, _request.due_on, after).where(_status_of(which), *apart, *first)
            return [dated] if due_hold is None else [dated, _by_holds(asked.today, after).where(*apart)]
        case Part.UNDATED:
            own = [_request.due_on.is_(None), *([] if due_hold is None else [~due_hold.exists()])]
            return [_up(part, _request.received_on, after).where(_status_of(which), *apart, *own)]
        case _:
            if which is not Which.ALL or due_hold is None:
                return []
            query = _down(part, _request.received_on, after)
            query = query.where(_CLOSED, ~due_hold.exists(), ~_has_beside())
            return [query.with_hint(request_tables.request, "INDEXED BY ix_request_received", "sqlite")]


def _due_hold(today: date) -> Select[Any]:
    """Return a query for the holds of the request of the row that are due for review."""
    due = select(_hold.id).where(
        _hold.request == _request.id, _hold.released_by.is_(None), _hold.review_on <= day_in(today)
    )
    return due.correlate(request_tables.request)


def _by_holds(today: date, after: RequestKey | None) -> Select[Any]:
    """Return the query for requests whose date is that of their first hold to review."""
    earlier = recording_tables.retention_hold.alias("earlier")
    before = or_(
        earlier.c.review_on < _hold.review_on, and_(earlier.c.review_on == _hold.review_on, earlier.c.id < _hold.id)
    )
    is_first = ~exists().where(earlier.c.request == _hold.request, earlier.c.released_by.is_(None), before)
    decides = or_(_CLOSED, _request.due_on.is_(None), _hold.review_on < _request.due_on)
    query = (
        _up(Part.DATED, _hold.review_on, after)
        .select_from(request_tables.request)
        .join(recording_tables.retention_hold, _hold.request == _request.id)
    )
    return query.where(_hold.released_by.is_(None), _hold.review_on <= day_in(today), decides, is_first)


def _up(part: Part, day: ColumnElement[Any], after: RequestKey | None) -> Select[Any]:
    return _stream(part, day, after, up=True).order_by(day, _request.reference)


def _down(part: Part, day: ColumnElement[Any], after: RequestKey | None) -> Select[Any]:
    return _stream(part, day, after, up=False).order_by(day.desc(), _request.reference.desc())


def _stream(part: Part, day: ColumnElement[Any], after: RequestKey | None, *, up: bool) -> Select[Any]:
    columns: tuple[Any, ...] = (
        _request.id,
        literal_column(str(int(part))).label("part"),
        day.label("day"),
        _request.reference,
    )
    query = select(*columns)
    if after is None:
        return query.where(day.is_not(None))
    at, reference = day_in(after.day), after.reference
    if up:
        return query.where(day >= at, or_(day > at, _request.reference > reference))
    return query.where(day <= at, or_(day < at, _request.reference < reference))
