"""Rows of the deadline: proofs and questions, asked and answered, and the corrected days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    union_all,
)

from db.log.notes import note_of
from db.schema import request_tables
from db.shared.columns import Columns
from db.shared.values import decode_day
from desktop.domain.requests.deadline import (
    Clarification,
    DeadlineFacts,
    Extension,
    ProofAsked,
)
from desktop.domain.requests.deadline_days import DayCorrected, NotedDay
from desktop.domain.shared.ids import RequestId

_CORRECTED = Columns(DayCorrected, without="noted", by="corrected_by", at="corrected_at")
_NOTED = Columns(NotedDay, of="day_of", day="was")
_PROOF = Columns(ProofAsked, asked="asked_on", arrived="arrived_on")
_QUESTION = Columns(Clarification, asked="asked_on", answered="answered_on")
EXTENSION = Columns(Extension, told_on="extended_on", reason="extension_reason")
"""The columns of a request that say whether it was extended."""
_request = request_tables.request.c


def put_deadline_facts(connection: Connection, request: RequestId, deadline_facts: DeadlineFacts) -> None:
    """Save the proofs and the questions, replacing others; the extension is the request's own."""
    if asked_of(connection, request) == (deadline_facts.proofs, deadline_facts.clarifications):
        return
    for table in (request_tables.request_proof, request_tables.request_clarification):
        connection.execute(delete(table).where(table.c.request == request))
    for table, asked in (
        (request_tables.request_proof, map(_PROOF.add, deadline_facts.proofs)),
        (request_tables.request_clarification, map(_QUESTION.add, deadline_facts.clarifications)),
    ):
        if rows := [{"request": request, "position": at, **values} for at, values in enumerate(asked)]:
            connection.execute(insert(table), rows)


def asked_of(connection: Connection, request: RequestId) -> tuple[tuple[ProofAsked, ...], tuple[Clarification, ...]]:
    """Return the proofs and the questions, each in the order of recording."""
    return (
        tuple(_PROOF.of(row) for row in connection.execute(proofs_of(request))),
        tuple(_QUESTION.of(row) for row in connection.execute(clarifications_of(request))),
    )


def proofs_of(request: RequestId) -> Select[Any]:
    """Return the query for the proofs asked for, in the order of recording."""
    table = request_tables.request_proof
    return select(table).where(table.c.request == request).order_by(table.c.position)


def clarifications_of(request: RequestId) -> Select[Any]:
    """Return the query for the questions to the person, in the order of recording."""
    table = request_tables.request_clarification
    return select(table).where(table.c.request == request).order_by(table.c.position)


def awaits() -> ColumnElement[bool]:
    """Return the condition that the person of the request of the row has still to answer or to prove something."""
    proof, asked = request_tables.request_proof.c, request_tables.request_clarification.c
    return or_(
        exists().where(proof.request == _request.id, proof.arrived_on.is_(None)),
        exists().where(asked.request == _request.id, asked.answered_on.is_(None)),
    )


def awaiting() -> Subquery:
    """Return a query for the requests that await something: its column `request`."""
    proof, asked = request_tables.request_proof.c, request_tables.request_clarification.c
    return union_all(
        select(proof.request).where(proof.arrived_on.is_(None)),
        select(asked.request).where(asked.answered_on.is_(None)),
    ).subquery("awaiting")


def add_correction(connection: Connection, request: RequestId, correction: DayCorrected) -> None:
    """Save a corrected day."""
    table, noted = request_tables.deadline_correction, correction.noted
    earlier = select(func.count()).select_from(table).where(table.c.request == request)
    values = {**_NOTED.add(noted), **_CORRECTED.add(correction), "request": request}
    values["order"] = connection.execute(earlier).scalar_one()
    connection.execute(insert(table).values(values))


def corrections_of(connection: Connection, request: RequestId) -> Sequence[DayCorrected]:
    """Return the corrected days, in order of correction."""
    table = request_tables.deadline_correction
    query = select(table).where(table.c.request == request).order_by(table.c.order)
    rows = connection.execute(query).all()
    return [_CORRECTED.of(row, noted=_NOTED.of(row), note=note_of(connection, row.note)) for row in rows]


def day_of(text: str) -> date:
    """Return the date of a column that always has one."""
    day = decode_day(text)
    assert day is not None
    return day
