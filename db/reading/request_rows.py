"""Rows of requests and of appointments for lists, each with all that decides its date; and the result of a search.

What is open is read whole, in one statement, and sorted afterwards: facts and holidays move a date from day to day. A
fact is an awaited proof or question, an unanswered correction, or an open complaint; a request comes in as many rows.
A closed request is open for the list while something is due beside its answer.
A search finds identifiers, the newest first; its rows are read a page at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from db.requests import EXTENSION, REPRESENTATIVE, awaiting, day_of, needs_out, open_complaint, open_ones
from db.schema import office_tables, recording_tables, request_tables, session_tables
from db.sessions import unanswered
from db.shared.transactions import OnConnection
from db.shared.values import decode_day, encode_day, list_or_nothing, time_in, time_out
from desktop.application.ports.reading import AppointmentRow, RequestRow
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.office.office_policy import LONGEST, SHORTEST
from desktop.domain.requests.deadline import Clarification, DeadlineFacts, ProofAsked, ProofOf
from desktop.domain.requests.follow_ups import FollowUp
from desktop.domain.requests.request import UNANSWERED, Status
from desktop.domain.sessions.session import HEARD, UNDER_WAY, Outcome, State
from desktop.domain.shared.ids import AppointmentId, DeskId, PersonId, RequestId, SessionId
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
_came = sa.func.max(sa.case((_heard, 2), (_session.state != State.CLOSED.value, 1), else_=0))
"""2: one of these sessions was heard. 1: none was, and one is not closed."""


class RequestRows(OnConnection):
    """The lists of requests of the port `Reading`, and what is found by a search."""

    def open_requests(self, today: date, zone: ZoneInfo, status: Status | None = None) -> list[RequestRow]:
        """Return the requests with anything to be done (`Reading.open_requests`)."""
        facts = _facts()
        if status is not None:
            of_status = sa.select(_request.id).where(_request.status == status.value)
            return _rows(self._connection, _query(today, facts, of_status), zone)
        which = sa.union(
            sa.select(_request.id).where(_request.status.in_([status.value for status in UNANSWERED])),
            sa.select(_hold.request).where(*_is_due(today)),
            sa.select(facts.c.request).where(facts.c.what.in_((CORRECTION, COMPLAINT))),
        )
        return _rows(self._connection, _query(today, facts, which), zone)

    def closed_requests(self, limit: int, today: date, zone: ZoneInfo) -> list[RequestRow]:
        """Return the newest closed requests, in order."""
        newest = _request.received_on.desc(), _request.reference.desc()
        which = sa.select(_request.id).where(_request.status == Status.CLOSED.value).order_by(*newest).limit(limit)
        which = which.with_hint(request_tables.request, "INDEXED BY ix_request_received", "sqlite")
        return _rows(self._connection, _query(today, _facts(), which).order_by(*newest), zone)

    def requests_named(self, ids: Collection[RequestId], today: date, zone: ZoneInfo) -> list[RequestRow]:
        """Return these requests, in that order."""
        rows = {row.id: row for row in _rows(self._connection, _query(today, _facts(), ids), zone)}
        return [rows[id] for id in ids if id in rows]

    def preparations_of(self, ids: Collection[RequestId]) -> dict[RequestId, tuple[PersonId, int]]:
        """Return who prepared the copy of each of these requests, and how often it was sent back."""
        copy, decision = recording_tables.approved_copy.c, recording_tables.decision.c
        sent_back = _of_request(sa.func.count(), decision.request, decision.sent_back).label("sent_back")
        query = sa.select(_request.id, copy.prepared_by, sent_back).where(_request.id.in_(ids))
        query = query.join(recording_tables.approved_copy, copy.id == _request.copy)
        return {RequestId(row.id): (PersonId(row.prepared_by), row.sent_back) for row in self._rows(query)}

    def find_requests(self, term: SearchTerm, status: Status | None, zone: ZoneInfo, limit: int) -> list[RequestId]:
        """Return at most `limit` requests, with that status if one is named.

        Of a day those that came on it, and those whose call was on it.
        """
        query = sa.select(_request.id).where(_request.id.in_(_of_requests(term, zone)))
        if status is not None:
            query = query.where(_request.status == status.value)
        query = query.order_by(_request.received_on.desc(), _request.reference.desc()).limit(limit)
        return [RequestId(id) for id in self._values(query)]

    def find_sessions(self, term: SearchTerm, zone: ZoneInfo, limit: int) -> list[SessionId]:
        """Return at most `limit` closed sessions; of a day those that began on it."""
        query = sa.select(_session.id).where(_session.state == State.CLOSED.value)
        if term.by is TermKind.DATE:
            start, end = _day(term, zone)
            query = query.where(_session.opened_at >= start, _session.opened_at < end)
        else:
            query = query.where(_session.request.in_(_of_requests(term, zone)))
        query = query.order_by(_session.opened_at.desc(), _session.id).limit(limit)
        return [SessionId(id) for id in self._values(query)]


def _query(today: date, facts: sa.CTE, which: Any) -> sa.Select[Any]:
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
        _of_request(sa.func.min(_hold.review_on), _hold.request, *_is_due(today)).label("hold_review_on"),
        _of_request(sa.func.count(), _appointment.request, _booked).label("booked"),
        _of_request(_came, _session.request).label("came"),
        *(column for column in facts.c if column.name != "request"),
    )
    query = sa.select(*columns).join(request_tables.asker, _asker.request == _request.id)
    return query.outerjoin(facts, facts.c.request == _request.id).where(_request.id.in_(which))


def _of_request(
    value: sa.ColumnElement[Any], request: sa.ColumnElement[Any], *which: sa.ColumnElement[bool]
) -> sa.ScalarSelect[Any]:
    """Return a query for that aggregate over what the request of the row has.

    For EXISTS PostgreSQL would read the whole table once, and it grows with the years.
    """
    return sa.select(value).where(request == _request.id, *which).correlate(request_tables.request).scalar_subquery()


def _is_due(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions that a hold is to be reviewed."""
    return _hold.released_by.is_(None), _hold.review_on <= encode_day(today)


def _facts() -> sa.CTE:
    """Return the query for the facts of every request, one a row; what its columns hold depends on `what`."""
    proof, question = request_tables.request_proof.c, request_tables.request_clarification.c
    correction, complaint = unanswered().subquery("said").c, open_ones().subquery("complained").c
    is_over = correction.state == sa.literal(State.CLOSED.value)
    each: tuple[tuple[Any, ...], ...] = (
        (PROOF, proof.request, proof.position, proof.proof, proof.asked_on, proof.arrived_on, proof.reason_logged),
        (QUESTION, question.request, question.position, sa.null(), question.asked_on, question.answered_on, sa.false()),
        (CORRECTION, correction.request, sa.literal_column("0"), correction.id, correction.said_at, sa.null(), is_over),
        (
            COMPLAINT,
            complaint.request,
            sa.literal_column("0"),
            sa.null(),
            complaint.said,
            sa.null(),
            complaint.acknowledged,
        ),
    )
    parts = []
    for what, *values in each:
        named = zip(("request", "position", "code", "day", "until", "flag"), values, strict=True)
        query = sa.select(sa.literal_column(f"'{what}'").label("what"), *(value.label(name) for name, value in named))
        parts.append(query.where(values[0].in_(sa.select(awaiting()))) if what in (PROOF, QUESTION) else query)
    return sa.union_all(*parts).cte("fact")


def _rows(connection: sa.Connection, query: sa.Select[Any], zone: ZoneInfo) -> list[RequestRow]:
    of_each: defaultdict[str, list[sa.Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        of_each[row.id].append(row)
    return [_request_of(rows, zone) for rows in of_each.values()]


def _request_of(rows: list[sa.Row[Any]], zone: ZoneInfo) -> RequestRow:
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
        DeadlineFacts(extension=EXTENSION.perhaps(row)),
        bool(row.booked),
        hold_review_on=decode_day(row.hold_review_on),
        taken_by=PersonId(row.taken_by),
        heard=row.came == 2,
        at_counter=row.came == 1,
    )
    return made if row.what is None else _with_facts(made, rows, zone)


def _with_facts(made: RequestRow, rows: list[sa.Row[Any]], zone: ZoneInfo) -> RequestRow:
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


def _follow_up(request: RequestId, row: sa.Row[Any], zone: ZoneInfo) -> FollowUp:
    on = time_out(row.day).astimezone(zone).date()
    return FollowUp(request, SessionId(row.code), on, bool(row.flag))


AFTER_ANY = "\U0010ffff"
"""Sorts after every letter: the end of a range of words with one beginning."""
RARE = 500
"""How far words are counted to find the rarest: counting as many takes less than a page."""
_word = request_tables.asker_word.c


def of_appointments(term: SearchTerm, zone: ZoneInfo) -> sa.ColumnElement[bool]:
    """Return the condition for the appointments that a search finds: by a date those on that day."""
    if term.by is TermKind.DATE:
        start, end = _day(term, zone)
        return sa.and_(_appointment.starts_at >= start, _appointment.starts_at < end)
    return _appointment.request.in_(_of_requests(term, zone))


def _of_requests(term: SearchTerm, zone: ZoneInfo) -> Any:
    match term.by:
        case TermKind.REFERENCE:
            begins = _request.reference >= term.text, _request.reference < term.text + "~"
            return sa.select(_request.id).where(*begins)
        case TermKind.NUMBER:
            return sa.select(_word.request).where(_word.word == term.text)
        case TermKind.NAME:
            return _named(term.words)
        case _:
            start, end = _day(term, zone)
            called = sa.select(_asker.request).where(_asker.call_at >= start, _asker.call_at < end)
            return sa.union(sa.select(_request.id).where(_request.received_on == encode_day(term.day)), called)


def _named(words: tuple[str, ...]) -> sa.SelectBase:
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
        ways.append(_having(word, others, sa.case((sa.and_(*is_rarest), word), else_=AFTER_ANY)))
    return sa.union_all(*ways)


def _having(word: str, others: tuple[str, ...], first: sa.Case[str] | None = None) -> sa.Select[Any]:
    """Return the query for those who have that word and the others, looked for in this order.

    `first`: where the range of words begins, if not with that word.
    """
    begin, end = _begins(_word.word, word)
    query = sa.select(_word.request).where(begin if first is None else _word.word >= first, end)
    for number, each in enumerate(others):
        other = request_tables.asker_word.alias(f"other_{number}")
        here = sa.select(other.c.request).where(other.c.request == _word.request, *_begins(other.c.word, each))
        query = query.where(here.exists())
    return query


def _how_many(word: str) -> sa.ScalarSelect[int]:
    """Return a query for how many have that word, counted up to `RARE`."""
    counted = request_tables.asker_word.alias("counted")
    found = sa.select(counted.c.request).where(*_begins(counted.c.word, word)).limit(RARE).subquery()
    return sa.select(sa.func.count()).select_from(found).scalar_subquery()


def _begins(column: sa.ColumnElement[str], word: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return column >= word, column < word + AFTER_ANY


def _day(term: SearchTerm, zone: ZoneInfo) -> tuple[str | None, str | None]:
    assert term.day is not None
    start = datetime.combine(term.day, time(), zone)
    return time_in(start), time_in(datetime.combine(term.day + timedelta(days=1), time(), zone))


_desk = office_tables.desk.c

_ABOUT = (
    _desk.name.label("desk_name"),
    _request.reference,
    _request.kind,
    _request.status.label("request_status"),
    _request.approved_until,
    _request.adjustments,
    _request.needs,
    _asker.representative,
    _asker.authority,
    _asker.authority_scope,
    _asker.authority_seen_on,
    _asker.representative_address,
    _asker.given_names,
    _asker.surname,
    _session.id.label("session"),
    _session.state,
    _session.outcome,
)
"""The columns about the desk, the request and the session, of both kinds of row."""
_by_mistake = sa.func.coalesce(_session.outcome, "") == Outcome.OPENED_BY_MISTAKE.value
"""Of a session that is none of its appointment any more."""


class AppointmentRows(OnConnection):
    """The lists of appointments of the port `Reading`."""

    def appointments(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]:
        """Return the appointments that start from `start` up to, not including, `end`."""
        query = _appointments().where(_appointment.starts_at >= time_in(start), _appointment.starts_at < time_in(end))
        return self._in_order(query)

    def unfinished(self, before: datetime) -> Sequence[AppointmentRow]:
        """Return appointments whose session was interrupted or left under way (`Reading.unfinished`)."""
        begun = [State.INTERRUPTED.value, *(state.value for state in UNDER_WAY)]
        found = sa.select(_session.appointment).where(_session.state.in_(begun))  # few: the rest are closed
        found = found.with_hint(session_tables.session, "INDEXED BY ix_session_state_desk", "sqlite")
        which = sa.or_(_session.state == State.INTERRUPTED.value, _appointment.starts_at < time_in(before))
        return self._in_order(_appointments().where(_appointment.id.in_(found), _session.state.in_(begun), which))

    def _in_order(self, query: sa.Select[Any]) -> list[AppointmentRow]:
        return [_appointment_row(row) for row in self._rows(query.order_by(_appointment.starts_at, _appointment.id))]

    def unbooked(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]:
        """Return the sessions without an appointment that were opened from `start` on and before `end`, and earlier
        ones that are not closed.

        It is one statement: each costs a round trip, which is long over a slow line.
        """
        begun = [State.INTERRUPTED.value, *(state.value for state in UNDER_WAY)]
        at = _session.opened_at
        which = sa.or_(
            sa.and_(at >= time_in(start), at < time_in(end)), sa.and_(at < time_in(start), _session.state.in_(begun))
        )
        query: sa.Select[Any] = (
            sa.select(
                _session.id,
                _session.opened_at.label("starts_at"),
                _session.desk,
                _session.request,
                *_ABOUT,
            )
            .join(office_tables.desk, _desk.id == _session.desk)
            .join(request_tables.request, _request.id == _session.request)
            .join(request_tables.asker, _asker.request == _request.id)
            .where(_session.appointment.is_(None), which)
            .order_by(_session.opened_at, _session.id)
        )
        return [_row(row, 0, AppointmentStatus.ATTENDED, booked=False) for row in self._rows(query)]

    def _among(self, which: sa.ColumnElement[bool], limit: int) -> Sequence[AppointmentRow]:
        """Return the newest appointments of which that is true."""
        query = _appointments().where(which).order_by(_appointment.starts_at.desc(), _appointment.id).limit(limit)
        return [_appointment_row(row) for row in self._rows(query)]


def _appointments() -> sa.Select[Any]:
    return (
        sa.select(
            request_tables.appointment,
            *_ABOUT,
        )
        .join(office_tables.desk, _desk.id == _appointment.desk)
        .join(request_tables.request, _request.id == _appointment.request)
        .join(request_tables.asker, _asker.request == _request.id)
        .outerjoin(session_tables.session, sa.and_(_session.appointment == _appointment.id, ~_by_mistake))
    )


def _appointment_row(row: sa.Row[Any]) -> AppointmentRow:
    if not SHORTEST <= row.minutes <= LONGEST:
        raise ValueError("an appointment's length")
    return _row(row, row.minutes, AppointmentStatus(row.status))


def _row(row: sa.Row[Any], minutes: int, status: AppointmentStatus, *, booked: bool = True) -> AppointmentRow:
    return AppointmentRow(
        id=AppointmentId(row.id),
        starts_at=time_out(row.starts_at),
        minutes=minutes,
        desk=DeskId(row.desk),
        desk_name=row.desk_name,
        status=status,
        request=RequestId(row.request),
        reference=row.reference,
        kind=Kind(row.kind),
        request_status=Status(row.request_status),
        approved_until=decode_day(row.approved_until),
        shown_name=f"{row.given_names} {row.surname}".strip(),
        adjustments=list_or_nothing(row.adjustments),
        needs=needs_out(row.needs),
        representative=REPRESENTATIVE.perhaps(row),
        session=None if row.session is None else SessionId(row.session),
        session_state=None if row.state is None else State(row.state),
        session_outcome=None if row.outcome is None else Outcome(row.outcome),
        booked=booked,
    )
