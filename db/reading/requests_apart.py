"""Requests that stand apart: their place in a list depends on rules that the database does not know.

Rules:
- They are those that wait for the person, and, in a list that has them, those with an unanswered follow-up or an open
  complaint.
- All of a list come in one statement, with what decides their place and no more: one row for each proof, question,
  follow-up and complaint, with the columns of its request beside it. Names are read for a page alone (`request_pages`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    false,
    literal,
    literal_column,
    null,
    select,
    union_all,
)

from db.reading.request_rows import HAS_DEADLINE, place_columns, request_row, status_of
from db.requests.complaints import open_complaint, open_ones
from db.requests.deadlines import awaiting, day_of
from db.schema import deadline_tables, request_tables, session_tables
from db.sessions.follow_ups import unanswered
from db.shared.values import day_out, time_out
from desktop.application.ports.reading import KEPT_APART, Part, RequestKey, RequestRow, RequestsAsked, Which
from desktop.domain.requests.clock_facts import DeadlineFacts
from desktop.domain.requests.deadline import Clarification, ProofAsked, ProofOf
from desktop.domain.requests.follow_ups import FollowUp, FollowUpKind
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import NoteId, RequestId, SessionId

PROOF, QUESTION, CORRECTION, COMPLAINT = "proof", "question", "correction", "complaint"
_request = request_tables.request.c
_session = session_tables.session.c


def of_list(connection: Connection, asked: RequestsAsked, after: RequestKey | None) -> list[RequestRow]:
    """Return those of a list, without names; none among the closed ones (`Reading.requests_apart`)."""
    if asked.which is Which.TO_INVITE or (after is not None and after.part is Part.CLOSED):
        return []
    if asked.which.has_beside:  # all that are open, and what has a date beside them
        query = _query(asked.today, _Said(unanswered(), open_ones(connection.dialect.name)))
    else:
        query = _query(asked.today, None, status_of(asked.which))
    return _rows(connection.execute(query).all(), asked.zone)


def of_requests(
    connection: Connection, ids: Collection[RequestId], today: date, zone: ZoneInfo
) -> dict[RequestId, RequestRow]:
    """Return those of these requests that stand apart, without names."""
    said = _Said(unanswered(_session.request.in_(ids)), open_ones(connection.dialect.name, ids))
    query = _query(today, said, _request.id.in_(ids))
    return {row.id: row for row in _rows(connection.execute(query).all(), zone)}


class _Said(NamedTuple):
    """The queries for unanswered corrections, and for open complaints."""

    corrections: Select[Any]
    complaints: CompoundSelect[Any]


def _query(today: date, said: _Said | None, *which: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Return the query for the facts of these requests that await something, and for what was `said`."""
    proof, question = deadline_tables.request_proof.c, deadline_tables.request_clarification.c
    proofs = _of_requests(
        today,
        literal_column(f"'{PROOF}'").label("what"),
        proof.position.label("position"),
        proof.proof.label("code"),
        proof.asked_on.label("day"),
        proof.arrived_on.label("until"),
        proof.reason_logged.label("flag"),
        proof.note.label("note"),
    )
    asked: Any = literal_column(f"'{QUESTION}'"), question.position, null(), question.asked_on, question.answered_on
    questions = _of_requests(today, *asked, false(), null())
    of_table = (proofs, deadline_tables.request_proof), (questions, deadline_tables.request_clarification)
    parts = [
        query.join(table, table.c.request == _request.id).where(
            table.c.request.in_(select(awaiting())), HAS_DEADLINE, *which
        )
        for query, table in of_table
    ]
    if said is not None:
        each = said.corrections.subquery("said")
        over = each.c.state == literal(State.CLOSED.value)
        what: Any = (
            literal_column(f"'{CORRECTION}'"),
            literal_column("0"),
            each.c.id,
            each.c.said_at,
            null(),
            over,
            null(),
        )
        parts.append(_of_requests(today, *what).join(each, each.c.request == _request.id))
        one = said.complaints.subquery("complained")
        what = literal_column(f"'{COMPLAINT}'"), literal_column("0"), one.c.id, one.c.said, null(), one.c.acknowledged
        parts.append(_of_requests(today, *what, null()).join(one, one.c.request == _request.id))
    return union_all(*parts)


def _of_requests(today: date, *facts: Any) -> Select[Any]:
    """Return the columns of requests that decide their place, with those of a fact.

    SQLite gets a hint: it would go through every open request to find those few.
    """
    query = select(*place_columns(today), *facts)
    return query.with_hint(request_tables.request, "INDEXED BY sqlite_autoindex_request_1", "sqlite")


class _Row(NamedTuple):
    """A row of the query: a request, and one of its facts, of the kind that `what` says."""

    id: str
    reference: str
    kind: str
    status: str
    received_on: str
    due_on: str | None
    extended_on: str | None
    extension_reason: str | None
    hold_review_on: str | None
    taken_by: str
    what: str
    position: int
    code: str
    day: str
    until: str | None
    flag: bool
    note: str | None


def _rows(rows: Iterable[Any], zone: ZoneInfo) -> list[RequestRow]:
    of_each: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in map(_Row._make, rows):
        of_each[row.id].append(row)
    return [_request_of(tuple(said), zone) for said in of_each.values()]


@lru_cache(KEPT_APART)
def _request_of(rows: tuple[_Row, ...], zone: ZoneInfo) -> RequestRow:
    """Return the request that these rows say, the same object for the same rows."""
    rows = tuple(sorted(rows, key=_position))
    proofs = tuple(_proof_of(row) for row in rows if row.what == PROOF)
    questions = tuple(_question_of(row) for row in rows if row.what == QUESTION)
    said = [_follow_up(row, zone) for row in rows if row.what == CORRECTION]
    follow_ups = tuple(sorted(said, key=lambda each: (each.on, each.session)))
    open_now = [open_complaint(row.id, row.day, row.flag, zone) for row in rows if row.what == COMPLAINT]
    complaints = tuple(sorted(open_now, key=lambda each: (each.on, each.acknowledged)))
    facts = DeadlineFacts(proofs, questions)
    return request_row(rows[0], facts=facts, follow_ups=follow_ups, complaints=complaints)


def _position(row: _Row) -> int:
    return row.position


def _proof_of(row: _Row) -> ProofAsked:
    note = None if row.note is None else NoteId(row.note)
    return ProofAsked(ProofOf(row.code), day_of(row.day), day_out(row.until), row.flag, note)


def _question_of(row: _Row) -> Clarification:
    return Clarification(day_of(row.day), day_out(row.until))


def _follow_up(row: _Row, zone: ZoneInfo) -> FollowUp:
    on = time_out(row.day).astimezone(zone).date()
    return FollowUp(RequestId(row.id), SessionId(row.code), FollowUpKind.CORRECTION, on, row.flag)
