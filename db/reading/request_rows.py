"""Rows of requests: those of given identifiers, in whatever list they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect, Select, exists, func, select

from db.requests.deadlines import extension_of
from db.schema import appointment_tables, copy_tables, recording_tables, request_tables
from db.shared.values import day_in, day_out
from desktop.application.ports.reading import RequestRow
from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.domain.requests.clock_facts import DeadlineFacts
from desktop.domain.requests.complaints import OpenComplaint
from desktop.domain.requests.follow_ups import FollowUp
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import PersonId, RequestId
from desktop.domain.shared.kinds import Kind

AT_ONCE = 5000
"""The most identifiers in one statement."""
_appointment = appointment_tables.appointment.c
_asker = request_tables.asker.c
_hold = recording_tables.retention_hold.c
_request = request_tables.request.c


@dataclass(frozen=True)
class Beside:
    """What is due, or open, beside the answers of requests."""

    follow_ups: Sequence[FollowUp] = ()
    complaints: Sequence[OpenComplaint] = ()

    @property
    def requests(self) -> frozenset[RequestId]:
        """The requests that have any of it."""
        return frozenset(each.request for each in self.follow_ups) | {each.request for each in self.complaints}


def rows_of(
    connection: Connection,
    today: date,
    ids: Collection[RequestId],
    beside: Beside,
    facts: Mapping[RequestId, DeadlineFacts] | None = None,
) -> dict[RequestId, RequestRow]:
    """Return the rows of these requests, with what is beside their answer and the facts of their deadline, as given."""
    found: dict[RequestId, RequestRow] = {}
    rest = iter(dict.fromkeys(ids))
    while some := list(islice(rest, AT_ONCE)):
        rows = connection.execute(rows_query(today).where(_request.id.in_(some)))
        found |= {row.id: row for row in with_facts(rows, beside, facts or {})}
    return found


def with_facts(
    rows: Iterable[Row[Any]], beside: Beside, facts: Mapping[RequestId, DeadlineFacts]
) -> Iterator[RequestRow]:
    """Yield the requests of rows of `rows_query`, with what is beside their answer and the facts of their deadline."""
    said: defaultdict[RequestId, list[FollowUp]] = defaultdict(list)
    complained: defaultdict[RequestId, list[OpenComplaint]] = defaultdict(list)
    for each in beside.follow_ups:
        said[each.request].append(each)
    for one in beside.complaints:
        complained[one.request].append(one)
    for row in rows:
        id = RequestId(row.id)
        found = request_row(row, facts.get(id, DeadlineFacts()))
        yield replace(found, follow_ups=tuple(said.get(id, ())), complaints=tuple(complained.get(id, ())))


def preparations_of(connection: Connection, ids: Collection[RequestId]) -> dict[RequestId, tuple[PersonId, int]]:
    """Return who prepared the copy of each of these requests, and how often it was sent back."""
    copy = copy_tables.approved_copy.c
    query = select(_request.id, copy.prepared_by, _sent_back().label("sent_back")).join(
        copy_tables.approved_copy, copy.id == _request.copy
    )
    rows = connection.execute(query.where(_request.id.in_(ids)))
    return {RequestId(row.id): (PersonId(row.prepared_by), row.sent_back) for row in rows}


def is_booked() -> ColumnElement[bool]:
    """Return the condition that an appointment of the request of the row is to come."""
    booked = _appointment.status == AppointmentStatus.BOOKED.value
    return exists().where(_appointment.request == _request.id, booked)


def request_row(row: Row[Any], facts: DeadlineFacts) -> RequestRow:
    """Return the request of a row of `rows_query`."""
    received, extension = day_out(row.received_on), extension_of(row)
    assert received is not None
    return RequestRow(
        RequestId(row.id),
        row.reference,
        Kind(row.kind),
        Status(row.status),
        received,
        day_out(row.due_on),
        f"{row.given_names} {row.surname}".strip(),
        facts if extension is None else replace(facts, extension=extension),
        bool(row.booked),
        hold_review_on=day_out(row.hold_review_on),
    )


def rows_query(today: date) -> Select[Any]:
    """Return the query for rows of requests, as of that day; what chooses them is to be added."""
    return select(
        _request.id,
        _request.reference,
        _request.kind,
        _request.status,
        _request.received_on,
        _request.due_on,
        _request.extended_on,
        _request.extension_reason,
        _asker.given_names,
        _asker.surname,
        is_booked().label("booked"),
        _hold_review_on(today).label("hold_review_on"),
    ).join(request_tables.asker, _asker.request == _request.id)


def _hold_review_on(today: date) -> ScalarSelect[Any]:
    """Return a query for the first day since when a hold of the request of the row is due for review."""
    due = _hold.request == _request.id, _hold.released_by.is_(None), _hold.review_on <= day_in(today)
    return select(func.min(_hold.review_on)).where(*due).correlate(request_tables.request).scalar_subquery()


def _sent_back() -> ScalarSelect[Any]:
    """Return a query for how often the request of the row was sent back."""
    decision = copy_tables.decision.c
    count = select(func.count()).where(decision.request == _request.id, decision.sent_back)
    return count.correlate(request_tables.request).scalar_subquery()
