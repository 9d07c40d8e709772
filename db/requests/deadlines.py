"""Rows of the deadline: proofs and questions, asked and answered, and the corrected days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
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
from db.shared.values import decode_day, encode_day, time_in, time_out
from desktop.domain.requests.deadline import (
    Clarification,
    DeadlineFacts,
    Extension,
    ExtensionReason,
    ProofAsked,
    ProofOf,
    QuestionAbout,
)
from desktop.domain.requests.deadline_days import DayCorrected, DayOf, NotedDay
from desktop.domain.shared.ids import NoteId, PersonId, RequestId

_request = request_tables.request.c


def put_deadline_facts(connection: Connection, request: RequestId, deadline_facts: DeadlineFacts) -> None:
    """Save the proofs and the questions, replacing others; the extension is the request's own."""
    if asked_of(connection, request) == (deadline_facts.proofs, deadline_facts.clarifications):
        return
    for table in (request_tables.request_proof, request_tables.request_clarification):
        connection.execute(delete(table).where(table.c.request == request))
    for position, proof in enumerate(deadline_facts.proofs):
        connection.execute(
            insert(request_tables.request_proof).values(
                request=request,
                position=position,
                proof=proof.proof.value,
                asked_on=encode_day(proof.asked),
                arrived_on=encode_day(proof.arrived),
                reason_logged=proof.reason_logged,
                note=proof.note,
            )
        )
    for position, asked in enumerate(deadline_facts.clarifications):
        connection.execute(
            insert(request_tables.request_clarification).values(
                request=request,
                position=position,
                asked_on=encode_day(asked.asked),
                answered_on=encode_day(asked.answered),
                about=asked.about.value if asked.about else None,
            )
        )


def asked_of(connection: Connection, request: RequestId) -> tuple[tuple[ProofAsked, ...], tuple[Clarification, ...]]:
    """Return the proofs and the questions, each in the order of recording."""
    return (
        tuple(proof_of(row) for row in connection.execute(proofs_of(request))),
        tuple(clarification_of(row) for row in connection.execute(clarifications_of(request))),
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
    connection.execute(
        insert(table).values(
            request=request,
            order=connection.execute(earlier).scalar_one(),
            day_of=noted.of.value,
            position=noted.position,
            proof=noted.proof.value if noted.proof else None,
            was=encode_day(noted.day),
            became=encode_day(correction.became),
            corrected_by=correction.by,
            corrected_at=time_in(correction.at),
            note=correction.note.id if correction.note else None,
        )
    )


def corrections_of(connection: Connection, request: RequestId) -> Sequence[DayCorrected]:
    """Return the corrected days, in order of correction."""
    table = request_tables.deadline_correction
    query = select(table).where(table.c.request == request).order_by(table.c.order)
    return [_correction_of(connection, row) for row in connection.execute(query).all()]


def _correction_of(connection: Connection, row: Row[Any]) -> DayCorrected:
    proof = None if row.proof is None else ProofOf(row.proof)
    noted = NotedDay(DayOf(row.day_of), day_of(row.was), row.position, proof)
    by, at = PersonId(row.corrected_by), time_out(row.corrected_at)
    return DayCorrected(noted, day_of(row.became), by, at, note_of(connection, row.note))


def proof_of(row: Row[Any]) -> ProofAsked:
    """Return the proof in a row of `request_proof`."""
    note = None if row.note is None else NoteId(row.note)
    return ProofAsked(ProofOf(row.proof), day_of(row.asked_on), decode_day(row.arrived_on), row.reason_logged, note)


def clarification_of(row: Row[Any]) -> Clarification:
    """Return the clarification in a row of `request_clarification`."""
    about = None if row.about is None else QuestionAbout(row.about)
    return Clarification(day_of(row.asked_on), decode_day(row.answered_on), about)


def extension_of(row: Row[Any]) -> Extension | None:
    """Return the extension in a row of `request`."""
    told_on = decode_day(row.extended_on)
    return None if told_on is None else Extension(told_on, ExtensionReason(row.extension_reason))


def day_of(text: str) -> date:
    """Return the date of a column that always has one."""
    day = decode_day(text)
    assert day is not None
    return day
