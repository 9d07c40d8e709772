"""Rows of requests: for their list, for the invitations, and for those who decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect, Select, Table, func, or_, select

from db.requests.deadlines import clarification_of, extension_of, proof_of
from db.schema import appointment_tables, copy_tables, deadline_tables, request_tables
from db.shared.values import day_out
from desktop.application.ports.reading import QueueRow, RequestRow
from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.domain.requests.clock_facts import DeadlineFacts
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import PersonId, RequestId
from desktop.domain.shared.kinds import Kind

T = TypeVar("T")

_appointment = appointment_tables.appointment.c
_asker = request_tables.asker.c
_request = request_tables.request.c
_BOOKED = _appointment.status == AppointmentStatus.BOOKED.value
_BY_DUE = (_request.due_on.is_(None), _request.due_on, _request.id)
"""By due date; requests without one (internal requests) last, on either database."""


def with_status(connection: Connection, statuses: Sequence[str], also: Collection[RequestId]) -> Sequence[RequestRow]:
    """Return the requests with these statuses, and those named (`Reading.requests`)."""
    open_ones: ColumnElement[bool] = _request.status.in_(statuses)
    which = or_(open_ones, _request.id.in_(sorted(also))) if also else open_ones
    rows = connection.execute(_requests().where(which).order_by(*_BY_DUE))
    return _with_clocks(connection, [_request_row(row) for row in rows], which)


def to_invite(connection: Connection) -> Sequence[RequestRow]:
    """Return approved requests without a booked appointment."""
    booked = select(_appointment.id).where(_appointment.request == _request.id, _BOOKED)
    query = _requests().where(_request.status == Status.APPROVED.value, ~booked.exists()).order_by(*_BY_DUE)
    return [_request_row(row) for row in connection.execute(query)]


def waiting_for_decision(connection: Connection) -> Sequence[QueueRow]:
    """Return prepared requests, with who prepared them and how often they were sent back."""
    which = _request.status == Status.PREPARED.value
    query = (
        _requests()
        .add_columns(copy_tables.approved_copy.c.prepared_by, _sent_back().label("sent_back"))
        .join(copy_tables.approved_copy, copy_tables.approved_copy.c.id == _request.copy)
        .where(which)
        .order_by(*_BY_DUE)
    )
    rows = connection.execute(query).all()
    requests = _with_clocks(connection, [_request_row(row) for row in rows], which)
    return [
        QueueRow(request, PersonId(row.prepared_by), row.sent_back) for request, row in zip(requests, rows, strict=True)
    ]


def _with_clocks(connection: Connection, rows: list[RequestRow], which: ColumnElement[bool]) -> list[RequestRow]:
    """Return the rows of those requests with what each person was asked; most were never asked anything."""
    proofs = _asked(connection, deadline_tables.request_proof, proof_of, which)
    asked = _asked(connection, deadline_tables.request_clarification, clarification_of, which)
    return [
        replace(
            row,
            deadline_facts=replace(
                row.deadline_facts, proofs=tuple(proofs[row.id]), clarifications=tuple(asked[row.id])
            ),
        )
        if row.id in proofs or row.id in asked
        else row
        for row in rows
    ]


def _asked(
    connection: Connection, table: Table, made_of: Callable[[Row[Any]], T], which: ColumnElement[bool]
) -> defaultdict[str, list[T]]:
    query = select(table).join(request_tables.request, _request.id == table.c.request).where(which)
    found: defaultdict[str, list[T]] = defaultdict(list)
    for row in connection.execute(query.order_by(table.c.request, table.c.position)):
        found[row.request].append(made_of(row))
    return found


def _requests() -> Select[Any]:
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
        _request.id.in_(select(_appointment.request).where(_BOOKED)).label("booked"),
    ).join(request_tables.asker, _asker.request == _request.id)


def _sent_back() -> ScalarSelect[Any]:
    """Return a query for how often the request of the row was sent back."""
    decision = copy_tables.decision.c
    count = select(func.count()).where(decision.request == _request.id, decision.sent_back)
    return count.correlate(request_tables.request).scalar_subquery()


def _request_row(row: Row[Any]) -> RequestRow:
    received = day_out(row.received_on)
    assert received is not None
    name = f"{row.given_names} {row.surname}".strip()
    return RequestRow(
        RequestId(row.id),
        row.reference,
        Kind(row.kind),
        Status(row.status),
        received,
        day_out(row.due_on),
        name,
        DeadlineFacts(extension=extension_of(row)),
        row.booked,
    )
