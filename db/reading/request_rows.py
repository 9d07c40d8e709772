"""Rows of requests: those of given identifiers, in whatever list they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from db.requests.deadlines import extension_of
from db.schema import appointment_tables, copy_tables, recording_tables, request_tables, session_tables
from db.shared.values import day_in, day_out
from desktop.application.ports.reading import RequestRow, Which
from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.domain.requests.clock_facts import DeadlineFacts
from desktop.domain.requests.complaints import OpenComplaint
from desktop.domain.requests.follow_ups import FollowUp
from desktop.domain.requests.request import OFFICERS_ACT, OPEN, Status
from desktop.domain.sessions.session import HEARD, State
from desktop.domain.shared.ids import PersonId, RequestId
from desktop.domain.shared.kinds import Kind

NO_FACTS = DeadlineFacts()
_appointment = appointment_tables.appointment.c
_asker = request_tables.asker.c
_hold = recording_tables.retention_hold.c
_request = request_tables.request.c
_session = session_tables.session.c
NOT_CLOSED = _request.status != literal_column(f"'{Status.CLOSED.value}'")
CLOSED = _request.status == literal_column(f"'{Status.CLOSED.value}'")
"""Literals: SQLite uses a partial index only for the condition that it was created with."""
HAS_DEADLINE = and_(_request.status.in_([status.value for status in OPEN]), _request.due_on.is_not(None))
"""The columns that an awaited answer can change."""


def rows_of(connection: Connection, today: date, ids: Collection[RequestId]) -> dict[RequestId, RequestRow]:
    """Return the rows of these requests."""
    rows = connection.execute(rows_query(today).where(_request.id.in_(ids)))
    return {RequestId(row.id): named_row(row) for row in rows}


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


def was_heard() -> ColumnElement[bool]:
    """Return the condition that the call of the request of the row was heard in a session, as far as they wanted."""
    return exists().where(_session.request == _request.id, _heard())


def _heard() -> ColumnElement[bool]:
    return _session.outcome.in_(sorted(outcome.value for outcome in HEARD))


def _is_at_the_counter() -> ColumnElement[bool]:
    """Return the condition that it was heard, or that a session of it is not closed: invited or not, they have come."""
    unfinished = _session.state != State.CLOSED.value
    return exists().where(_session.request == _request.id, or_(unfinished, _heard()))


def status_of(which: Which) -> ColumnElement[bool]:
    """Return the condition for the requests that a list is of, apart from what it lists beside them."""
    match which:
        case Which.PREPARED:
            return _request.status == Status.PREPARED.value
        case Which.TO_INVITE:
            return and_(_request.status == Status.APPROVED.value, ~is_booked(), ~_is_at_the_counter())
        case Which.FOR_APPROVERS:
            return _request.status == Status.PREPARED.value
        case Which.FOR_OFFICERS:
            return _request.status.in_([status.value for status in OFFICERS_ACT])
        case _:
            return NOT_CLOSED


def named_row(row: Row[Any]) -> RequestRow:
    """Return the request of a row of `rows_query`."""
    made = request_row(row, f"{row.given_names} {row.surname}".strip(), bool(row.booked))
    return replace(made, heard=bool(row.heard))


def request_row(
    row: Any,
    shown_name: str = "",
    booked: bool = False,
    facts: DeadlineFacts = NO_FACTS,
    follow_ups: tuple[FollowUp, ...] = (),
    complaints: tuple[OpenComplaint, ...] = (),
) -> RequestRow:
    """Return the request of a row that has the columns of its place."""
    received, extension = day_out(row.received_on), extension_of(row)
    assert received is not None
    return RequestRow(
        RequestId(row.id),
        row.reference,
        Kind(row.kind),
        Status(row.status),
        received,
        day_out(row.due_on),
        shown_name,
        facts if extension is None else replace(facts, extension=extension),
        booked,
        follow_ups=follow_ups,
        complaints=complaints,
        hold_review_on=day_out(row.hold_review_on),
        taken_by=PersonId(row.taken_by),
    )


def place_columns(today: date) -> tuple[Any, ...]:
    """Return the columns that decide the place of a request, as of that day."""
    return (
        _request.id,
        _request.reference,
        _request.kind,
        _request.status,
        _request.received_on,
        _request.due_on,
        _request.extended_on,
        _request.extension_reason,
        hold_review_on(today).label("hold_review_on"),
        _request.taken_by,
    )


def rows_query(today: date) -> Select[Any]:
    """Return the query for rows of requests, as of that day; what chooses them is to be added."""
    names = _asker.given_names, _asker.surname
    columns = *place_columns(today), *names, is_booked().label("booked"), was_heard().label("heard")
    return select(*columns).join(request_tables.asker, _asker.request == _request.id)


def hold_review_on(today: date) -> ScalarSelect[Any]:
    """Return a query for the first day since when a hold of the request of the row is due for review."""
    due = _hold.request == _request.id, _hold.released_by.is_(None), _hold.review_on <= day_in(today)
    return select(func.min(_hold.review_on)).where(*due).correlate(request_tables.request).scalar_subquery()


def _sent_back() -> ScalarSelect[Any]:
    """Return a query for how often the request of the row was sent back."""
    decision = copy_tables.decision.c
    count = select(func.count()).where(decision.request == _request.id, decision.sent_back)
    return count.correlate(request_tables.request).scalar_subquery()
