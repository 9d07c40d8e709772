"""Rows of requests for lists, each with all that decides its date; and the result of a search.

What is open is read whole, in one statement, and sorted afterwards: facts and holidays move a date from day to day. A
fact is an awaited proof or question, an unanswered correction, or an open complaint; a request comes in as many rows.
A closed request is open for the list while something is due beside its answer.
A search finds identifiers, the newest first; its rows are read a page at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    Case,
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    SelectBase,
    and_,
    case,
    false,
    func,
    literal,
    literal_column,
    null,
    select,
    union,
    union_all,
)

from db.requests.complaints import open_complaint, open_ones
from db.requests.deadlines import awaiting, day_of, extension_of
from db.schema import recording_tables, request_tables, session_tables
from db.sessions import unanswered
from db.shared.values import decode_day, encode_day, time_in, time_out
from desktop.application.ports.reading import RequestRow
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.requests.deadline import Clarification, DeadlineFacts, ProofAsked, ProofOf
from desktop.domain.requests.follow_ups import FollowUp
from desktop.domain.requests.request import UNANSWERED, Status
from desktop.domain.sessions.session import HEARD, State
from desktop.domain.shared.ids import PersonId, RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.search_term import SearchTerm, TermKind

PROOF, QUESTION, CORRECTION, COMPLAINT = "proof", "question", "correction", "complaint"
_appointment = request_tables.appointment.c
_asker = request_tables.asker.c
_hold = recording_tables.retention_hold.c
_request = request_tables.request.c
_session = session_tables.session.c
_heard = _session.outcome.in_(sorted(outcome.value for outcome in HEARD))
_booked = _appointment.status == AppointmentStatus.BOOKED.value
_came = func.max(case((_heard, 2), (_session.state != State.CLOSED.value, 1), else_=0))
"""2: one of these sessions was heard. 1: none was, and one is not closed."""


def open_requests(connection: Connection, today: date, zone: ZoneInfo, status: Status | None) -> list[RequestRow]:
    """Return the requests with anything to be done (`Reading.open_requests`)."""
    facts = _facts()
    if status is not None:
        return _rows(connection, _query(today, facts, select(_request.id).where(_request.status == status.value)), zone)
    which = union(
        select(_request.id).where(_request.status.in_([status.value for status in UNANSWERED])),
        select(_hold.request).where(*_is_due(today)),
        select(facts.c.request).where(facts.c.what.in_((CORRECTION, COMPLAINT))),
    )
    return _rows(connection, _query(today, facts, which), zone)


def closed_requests(connection: Connection, limit: int, today: date, zone: ZoneInfo) -> list[RequestRow]:
    """Return the newest closed requests, in order."""
    newest = _request.received_on.desc(), _request.reference.desc()
    which = select(_request.id).where(_request.status == Status.CLOSED.value).order_by(*newest).limit(limit)
    which = which.with_hint(request_tables.request, "INDEXED BY ix_request_received", "sqlite")
    return _rows(connection, _query(today, _facts(), which).order_by(*newest), zone)


def named(connection: Connection, ids: Collection[RequestId], today: date, zone: ZoneInfo) -> list[RequestRow]:
    """Return these requests, in that order."""
    rows = {row.id: row for row in _rows(connection, _query(today, _facts(), ids), zone)}
    return [rows[id] for id in ids if id in rows]


def preparations_of(connection: Connection, ids: Collection[RequestId]) -> dict[RequestId, tuple[PersonId, int]]:
    """Return who prepared the copy of each of these requests, and how often it was sent back."""
    copy, decision = recording_tables.approved_copy.c, recording_tables.decision.c
    sent_back = _of_request(func.count(), decision.request, decision.sent_back).label("sent_back")
    query = select(_request.id, copy.prepared_by, sent_back).join(
        recording_tables.approved_copy, copy.id == _request.copy
    )
    rows = connection.execute(query.where(_request.id.in_(ids)))
    return {RequestId(row.id): (PersonId(row.prepared_by), row.sent_back) for row in rows}


def _query(today: date, facts: CTE, which: Any) -> Select[Any]:
    """Return the query for these requests (identifiers, or a query for them), with what the lists say of them."""
    columns = (
        _request.id,
        _request.reference,
        _request.kind,
        _request.status,
        _request.received_on,
        _request.due_on,
        _request.extended_on,
        _request.extension_reason,
        _request.taken_by,
        _asker.given_names,
        _asker.surname,
        _of_request(func.min(_hold.review_on), _hold.request, *_is_due(today)).label("hold_review_on"),
        _of_request(func.count(), _appointment.request, _booked).label("booked"),
        _of_request(_came, _session.request).label("came"),
        *(column for column in facts.c if column.name != "request"),
    )
    query = select(*columns).join(request_tables.asker, _asker.request == _request.id)
    return query.outerjoin(facts, facts.c.request == _request.id).where(_request.id.in_(which))


def _of_request(
    value: ColumnElement[Any], request: ColumnElement[Any], *which: ColumnElement[bool]
) -> ScalarSelect[Any]:
    """Return a query for that aggregate over what the request of the row has.

    For EXISTS PostgreSQL would read the whole table once, and it grows with the years.
    """
    return select(value).where(request == _request.id, *which).correlate(request_tables.request).scalar_subquery()


def _is_due(today: date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a hold is to be reviewed."""
    return _hold.released_by.is_(None), _hold.review_on <= encode_day(today)


def _facts() -> CTE:
    """Return the query for the facts of every request, one a row; what its columns hold depends on `what`."""
    proof, question = request_tables.request_proof.c, request_tables.request_clarification.c
    correction, complaint = unanswered().subquery("said").c, open_ones().subquery("complained").c
    is_over = correction.state == literal(State.CLOSED.value)
    each: tuple[tuple[Any, ...], ...] = (
        (PROOF, proof.request, proof.position, proof.proof, proof.asked_on, proof.arrived_on, proof.reason_logged),
        (QUESTION, question.request, question.position, null(), question.asked_on, question.answered_on, false()),
        (CORRECTION, correction.request, literal_column("0"), correction.id, correction.said_at, null(), is_over),
        (COMPLAINT, complaint.request, literal_column("0"), null(), complaint.said, null(), complaint.acknowledged),
    )
    parts = []
    for what, *values in each:
        named = zip(("request", "position", "code", "day", "until", "flag"), values, strict=True)
        query = select(literal_column(f"'{what}'").label("what"), *(value.label(name) for name, value in named))
        parts.append(query.where(values[0].in_(select(awaiting()))) if what in (PROOF, QUESTION) else query)
    return union_all(*parts).cte("fact")


def _rows(connection: Connection, query: Select[Any], zone: ZoneInfo) -> list[RequestRow]:
    of_each: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        of_each[row.id].append(row)
    return [_request_of(rows, zone) for rows in of_each.values()]


def _request_of(rows: list[Row[Any]], zone: ZoneInfo) -> RequestRow:
    """Return the request of these rows, which differ in their facts."""
    row = rows[0]
    made = RequestRow(
        RequestId(row.id),
        row.reference,
        Kind(row.kind),
        Status(row.status),
        day_of(row.received_on),
        decode_day(row.due_on),
        f"{row.given_names} {row.surname}".strip(),
        DeadlineFacts(extension=extension_of(row)),
        bool(row.booked),
        hold_review_on=decode_day(row.hold_review_on),
        taken_by=PersonId(row.taken_by),
        heard=row.came == 2,
        at_counter=row.came == 1,
    )
    return made if row.what is None else _with_facts(made, rows, zone)


def _with_facts(made: RequestRow, rows: list[Row[Any]], zone: ZoneInfo) -> RequestRow:
    rows = sorted(rows, key=lambda row: row.position)
    of_kind = {what: [row for row in rows if row.what == what] for what in (PROOF, QUESTION, CORRECTION, COMPLAINT)}
    proofs = (
        ProofAsked(ProofOf(row.code), day_of(row.day), decode_day(row.until), bool(row.flag)) for row in of_kind[PROOF]
    )
    questions = (Clarification(day_of(row.day), decode_day(row.until)) for row in of_kind[QUESTION])
    follow_ups = (_follow_up(made.id, row, zone) for row in of_kind[CORRECTION])
    complaints = (open_complaint(made.id, row.day, row.flag, zone) for row in of_kind[COMPLAINT])
    return replace(
        made,
        deadline_facts=replace(made.deadline_facts, proofs=tuple(proofs), clarifications=tuple(questions)),
        follow_ups=tuple(sorted(follow_ups, key=lambda each: (each.on, each.session))),
        complaints=tuple(sorted(complaints, key=lambda each: (each.on, each.acknowledged))),
    )


def _follow_up(request: RequestId, row: Row[Any], zone: ZoneInfo) -> FollowUp:
    on = time_out(row.day).astimezone(zone).date()
    return FollowUp(request, SessionId(row.code), on, bool(row.flag))


AFTER_ANY = "\U0010ffff"
"""Sorts after every letter: the end of a range of words with one beginning."""
RARE = 500
"""How far words are counted to find the rarest: counting as many takes less than a page."""
_word = request_tables.asker_word.c


def found_requests(
    connection: Connection, term: SearchTerm, status: Status | None, zone: ZoneInfo, limit: int
) -> list[RequestId]:
    """Return at most `limit` requests, with that status if one is named.

    Of a day those that came on it, and those whose call was on it.
    """
    query = select(_request.id).where(_request.id.in_(_of_requests(term, zone)))
    if status is not None:
        query = query.where(_request.status == status.value)
    query = query.order_by(_request.received_on.desc(), _request.reference.desc()).limit(limit)
    return [RequestId(id) for id in connection.execute(query).scalars()]


def found_sessions(connection: Connection, term: SearchTerm, zone: ZoneInfo, limit: int) -> list[SessionId]:
    """Return at most `limit` closed sessions; of a day those that began on it."""
    query = select(_session.id).where(_session.state == State.CLOSED.value)
    if term.by is TermKind.DATE:
        start, end = _day(term, zone)
        query = query.where(_session.opened_at >= start, _session.opened_at < end)
    else:
        query = query.where(_session.request.in_(_of_requests(term, zone)))
    query = query.order_by(_session.opened_at.desc(), _session.id).limit(limit)
    return [SessionId(id) for id in connection.execute(query).scalars()]


def of_appointments(term: SearchTerm, zone: ZoneInfo) -> ColumnElement[bool]:
    """Return the condition for the appointments that a search finds: by a date those on that day."""
    if term.by is TermKind.DATE:
        start, end = _day(term, zone)
        return and_(_appointment.starts_at >= start, _appointment.starts_at < end)
    return _appointment.request.in_(_of_requests(term, zone))


def _of_requests(term: SearchTerm, zone: ZoneInfo) -> Any:
    match term.by:
        case TermKind.REFERENCE:
            begins = _request.reference >= term.text, _request.reference < term.text + "~"
            return select(_request.id).where(*begins)
        case TermKind.NUMBER:
            return select(_word.request).where(_word.word == term.text)
        case TermKind.NAME:
            return _named(term.words)
        case _:
            start, end = _day(term, zone)
            called = select(_asker.request).where(_asker.call_at >= start, _asker.call_at < end)
            return union(select(_request.id).where(_request.received_on == encode_day(term.day)), called)


def _named(words: tuple[str, ...]) -> SelectBase:
    """Return the query for those who have all these words, or words that begin with them.

    It goes through those who have the rarest of them, by a count up to `RARE`; then the longest is taken. Each way is
    a part of the query, and for all but one its range of words is empty: SQLite would go through a range before it
    looks at a condition beside it.
    """
    if len(words) == 1:
        return _having(words[0], ())
    words = tuple(sorted(words, key=len, reverse=True))
    counts = [_how_many(word) for word in words]
    ways = []
    for place, word in enumerate(words):
        others = words[:place] + words[place + 1 :]
        is_rarest = [counts[place] < each for each in counts[:place]] + [
            counts[place] <= each for each in counts[place + 1 :]
        ]
        ways.append(_having(word, others, case((and_(*is_rarest), word), else_=AFTER_ANY)))
    return union_all(*ways)


def _having(word: str, others: tuple[str, ...], first: Case[str] | None = None) -> Select[Any]:
    """Return the query for those who have that word and the others, looked for in this order.

    `first`: where the range of words begins, if not with that word.
    """
    begin, end = _begins(_word.word, word)
    query = select(_word.request).where(begin if first is None else _word.word >= first, end)
    for number, each in enumerate(others):
        other = request_tables.asker_word.alias(f"other_{number}")
        here = select(other.c.request).where(other.c.request == _word.request, *_begins(other.c.word, each))
        query = query.where(here.exists())
    return query


def _how_many(word: str) -> ScalarSelect[int]:
    """Return a query for how many have that word, counted up to `RARE`."""
    counted = request_tables.asker_word.alias("counted")
    found = select(counted.c.request).where(*_begins(counted.c.word, word)).limit(RARE).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def _begins(column: ColumnElement[str], word: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= word, column < word + AFTER_ANY


def _day(term: SearchTerm, zone: ZoneInfo) -> tuple[str | None, str | None]:
    assert term.day is not None
    start = datetime.combine(term.day, time(), zone)
    return time_in(start), time_in(datetime.combine(term.day + timedelta(days=1), time(), zone))
