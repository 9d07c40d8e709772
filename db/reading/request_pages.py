"""Pages of requests by keyset (never OFFSET), each part of the list by an index of its own.

Rules:
- The keys of a page come from indexes, a page's length of each part; its rows are read for these keys and no others, in
  one statement with them: over a slow line each statement is waited for.
- The parts, in the order of `Part`: requests with a date to act by, the earliest first; open ones without a date, the
  earliest received first; closed ones, the newest first.
- A request with something due beside its answer is listed until that is done, whatever its status. A hold that is due
  for review gives the request its date, where that is before the answer's.
- Requests whose date depends on rules that the database does not know stand apart (`requests_apart`): those that wait
  for the person, and those with an unanswered follow-up or an open complaint. They are one more stream, by the places
  given for them, and the others leave them out by their identifiers: to ask of each request once more what it waits for
  costs more. It is asked of closed ones alone, whose pages do without what stands apart.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from db.reading import requests_apart
from db.reading.request_rows import (
    CLOSED,
    NOT_CLOSED,
    hold_review_on,
    named_row,
    rows_of,
    rows_query,
    status_of,
)
from db.requests.complaints import has_open_complaint
from db.requests.deadlines import day_of
from db.schema import recording_tables, request_tables
from db.sessions.follow_ups import has_unanswered
from db.shared.values import day_in
from desktop.application.ports.reading import (
    Part,
    RequestCounts,
    RequestKey,
    RequestRow,
    RequestsAsked,
    Which,
)
from desktop.domain.requests.request import OFFICERS_ACT, UNANSWERED, Status
from desktop.domain.shared.ids import PersonId, RequestId

_hold = recording_tables.retention_hold.c
_request = request_tables.request.c
OWN_INDEX = {Which.MINE: "ix_request_mine", Which.FOR_OFFICERS: "ix_request_status_due"}


def page(
    connection: Connection,
    asked: RequestsAsked,
    after: RequestKey | None,
    limit: int,
    apart: Mapping[RequestId, RequestKey | None],
) -> list[tuple[RequestKey, RequestRow]]:
    """Return the next `limit` requests of that list, in order, with the key of each (`Reading.requests`)."""
    listed = _listed(asked, after, limit, _apart(connection, apart), _others(connection, apart))
    query = rows_query(asked.today).add_columns(listed.c.part, listed.c.day).join(listed, listed.c.id == _request.id)
    found = connection.execute(query).all()
    keyed = [(RequestKey(Part(row.part), day_of(row.day), row.reference), named_row(row)) for row in found]
    return sorted(keyed, key=lambda each: each[0].order)


def named(connection: Connection, ids: Collection[RequestId], today: date, zone: ZoneInfo) -> list[RequestRow]:
    """Return the rows of these requests, in that order, with all that the lists say of them."""
    rows, apart = rows_of(connection, today, ids), requests_apart.of_requests(connection, ids, today, zone)
    for id, beside in apart.items():
        row = replace(rows[id], deadline_facts=beside.deadline_facts)
        rows[id] = replace(row, follow_ups=beside.follow_ups, complaints=beside.complaints)
    return [rows[id] for id in ids if id in rows]


def counts(connection: Connection, today: date, by: PersonId | None) -> RequestCounts:
    """Count open requests and what is due, by the stored dates: those that stand apart are counted like the others.

    Each number is a range of an index that has open requests alone, or holds that are due: never all that there are.
    """
    late, soon = day_in(today), day_in(today + RequestCounts.SOON)
    rest = [status for status in UNANSWERED if status not in OFFICERS_ACT and status is not Status.PREPARED]
    numbers = (
        _number(_request.status.in_([status.value for status in OFFICERS_ACT])),
        _number(_request.status.in_([status.value for status in rest])),
        _number(_request.status == Status.PREPARED.value),
        _number(NOT_CLOSED, _request.due_on < late),
        _number(NOT_CLOSED, _request.due_on <= soon),
        _number(NOT_CLOSED, _request.taken_by == by),
    )
    found = connection.execute(select(*numbers, *_held(today, by).c)).one()
    officers, others, prepared, overdue, pressing, mine, *held_of = found
    late_by_hold, pressing_by_hold, others_held, closed_held, own_held = held_of
    return RequestCounts(
        overdue + late_by_hold,
        pressing + pressing_by_hold,
        officers + others_held,
        listed=officers + others + prepared + closed_held,
        mine=mine + own_held,
        for_approvers=prepared,
    )


def prepared_count(connection: Connection) -> int:
    """Count the requests that wait for a decision."""
    return int(connection.execute(select(_number(_request.status == Status.PREPARED.value))).scalar_one())


def _number(*which: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(request_tables.request).where(*which).scalar_subquery()


def _held(today: date, by: PersonId | None) -> Subquery:
    """Return a query for how many requests with a hold to review there are beside those that count by their answer."""
    joined = recording_tables.retention_hold.join(request_tables.request, _request.id == _hold.request)
    columns = _request.status, _request.due_on, _request.taken_by, func.min(_hold.review_on).label("first")
    due = _hold.released_by.is_(None), _hold.review_on <= day_in(today)
    held = select(*columns).select_from(joined).where(*due).group_by(_request.id).subquery("held").c
    late, soon, closed = day_in(today), day_in(today + RequestCounts.SOON), held.status == Status.CLOSED.value
    no_answer = or_(closed, held.due_on.is_(None))
    beside = (
        and_(held.first < late, or_(no_answer, held.due_on >= late)),
        or_(no_answer, held.due_on > soon),
        held.status.not_in([status.value for status in OFFICERS_ACT]),
        closed,
        and_(closed, held.taken_by == by),
    )
    counts = (func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in beside)
    return select(*(count.label(f"beside_{n}") for n, count in enumerate(counts))).subquery("beside")


def _apart(connection: Connection, apart: Mapping[RequestId, RequestKey | None]) -> Select[Any] | None:
    """Return the query for those that stand apart and have a place: as JSON, so that it is the same for any number."""
    places = [[id, key.day.isoformat(), int(key.part)] for id, key in apart.items() if key is not None]
    if not places:
        return None
    is_sqlite, text = connection.dialect.name == "sqlite", literal(json.dumps(places))
    each = (func.json_each(text) if is_sqlite else func.json_array_elements(cast(text, JSON))).table_valued("value")
    id, day, part = (each.c.value.op("->>")(literal_column(place)) for place in ("0", "1", "2"))
    query = select(*_columns(cast(part, Integer), day)).select_from(request_tables.request)
    return query.join(each, _request.id == id)


def _others(connection: Connection, apart: Mapping[RequestId, RequestKey | None]) -> list[ColumnElement[bool]]:
    """Return the condition for those that do not stand apart."""
    if not apart:
        return []
    is_sqlite, text = connection.dialect.name == "sqlite", literal(json.dumps(list(apart)))
    each = func.json_each(text) if is_sqlite else func.json_array_elements_text(cast(text, JSON))
    return [_request.id.not_in(select(each.table_valued("value").c.value))]


def _listed(
    asked: RequestsAsked,
    after: RequestKey | None,
    limit: int,
    apart: Select[Any] | None,
    others: list[ColumnElement[bool]],
) -> Subquery:
    """Return a query for the page's requests, each with its part and day."""
    parts = [_part(part, asked, after, others) for part in Part if after is None or part >= after.part]
    streams = [stream.limit(limit).subquery() for part in parts for stream in part]
    each = union_all(*map(select, streams), *([] if apart is None else [apart])).subquery()
    down = each.c.part == int(Part.CLOSED)
    order = (each.c.part, *_either_way(down, each.c.day), *_either_way(down, each.c.reference))
    return select(each.c.id, each.c.part, each.c.day).order_by(*order).limit(limit).subquery("listed")


def _either_way(down: ColumnElement[bool], column: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    """Return the orders that sort rows by that column: backwards where `down`."""
    return case((down, None), else_=column), case((down, column)).desc()


def _nothing_beside() -> list[ColumnElement[bool]]:
    return [~has_unanswered(_request.id), ~has_open_complaint(_request.id)]


def _part(
    part: Part, asked: RequestsAsked, after: RequestKey | None, others: list[ColumnElement[bool]]
) -> list[Select[Any]]:
    """Return the queries of one part, each in its order and after that key.

    SQLite gets a hint where it would read all that are closed to find the newest, and see `_of_statuses`.
    """
    after = after if after is not None and after.part is part else None
    which, beside = asked.which, asked.which.has_beside
    due_hold = hold_review_on(asked.today) if beside else None
    others = [*others, *_own(asked)]
    match part:
        case Part.DATED:
            first = [] if due_hold is None else [func.coalesce(due_hold, _request.due_on) >= _request.due_on]
            conditions = *others, *first, *_late(asked, _request.due_on)
            dated = _of_statuses(which, _up(part, _request.due_on, after).where(*conditions))
            return dated if due_hold is None else [*dated, *_held_streams(asked, after, others)]
        case Part.UNDATED if which is not Which.OVERDUE:
            own = [_request.due_on.is_(None), *([] if due_hold is None else [due_hold.is_(None)])]
            return _of_statuses(which, _up(part, _request.received_on, after).where(*others, *own))
        case _:
            if which is not Which.ALL or due_hold is None:
                return []
            query = _down(part, _request.received_on, after)
            query = query.where(CLOSED, due_hold.is_(None), *_nothing_beside())
            return [query.with_hint(request_tables.request, "INDEXED BY ix_request_received", "sqlite")]


def _of_statuses(which: Which, query: Select[Any]) -> list[Select[Any]]:
    """Return the query for the statuses of a list; one for each where they are several, so that each has an index.

    SQLite is told the index: it knows no numbers of rows, and would go through the whole table.
    """
    index = OWN_INDEX.get(which)
    query = query if index is None else query.with_hint(request_tables.request, f"INDEXED BY {index}", "sqlite")
    if which is not Which.FOR_OFFICERS:
        return [query.where(status_of(which))]
    return [query.where(_request.status == status.value) for status in OFFICERS_ACT]


def _own(asked: RequestsAsked) -> list[ColumnElement[bool]]:
    """Return the condition for those that one person took, in a list of these."""
    return [_request.taken_by == asked.by] if asked.which is Which.MINE else []


def _late(asked: RequestsAsked, day: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """Return the condition for what is overdue, in a list of these."""
    return [day < day_in(asked.today)] if asked.which is Which.OVERDUE else []


def _held_streams(
    asked: RequestsAsked, after: RequestKey | None, conditions: list[ColumnElement[bool]]
) -> list[Select[Any]]:
    """Return the queries for the requests with a hold to review that are not listed for their answer alone."""
    by_hold = _by_holds(asked.today, after).where(*conditions, *_late(asked, _hold.review_on))
    if asked.which is Which.FOR_APPROVERS:
        return [by_hold.where(status_of(asked.which))]
    if asked.which is not Which.FOR_OFFICERS:
        return [by_hold]
    due_hold = hold_review_on(asked.today)
    held = select(_hold.request).where(_hold.released_by.is_(None), _hold.review_on <= day_in(asked.today))
    others = and_(NOT_CLOSED, ~status_of(asked.which), _request.due_on <= due_hold, _request.id.in_(held))
    return [by_hold, _up(Part.DATED, _request.due_on, after).where(*conditions, others)]


def _by_holds(today: date, after: RequestKey | None) -> Select[Any]:
    """Return the query for requests whose date is that of their first hold to review."""
    earlier = recording_tables.retention_hold.alias("earlier")
    before = or_(
        earlier.c.review_on < _hold.review_on, and_(earlier.c.review_on == _hold.review_on, earlier.c.id < _hold.id)
    )
    is_first = ~exists().where(earlier.c.request == _hold.request, earlier.c.released_by.is_(None), before)
    decides = or_(CLOSED, _request.due_on.is_(None), _hold.review_on < _request.due_on)
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
    query = select(*_columns(literal_column(str(int(part))), day))
    if after is None:
        return query.where(day.is_not(None))
    at, reference = day_in(after.day), after.reference
    if up:
        return query.where(day >= at, or_(day > at, _request.reference > reference))
    return query.where(day <= at, or_(day < at, _request.reference < reference))


def _columns(part: ColumnElement[Any], day: ColumnElement[Any]) -> tuple[Any, ...]:
    return _request.id, part.label("part"), day.label("day"), _request.reference
