"""The rows behind the office's figures.

Rules:
- When and how a request was closed is in the log alone; its event counts by its bytes. Events are found by their UTC
  day, a day more on both sides, and those outside of the office's own days are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, literal_column, select

from db.log.office_state import events_in
from db.schema import request_tables, session_tables
from db.schema.audit_tables import audit_event
from db.shared.transactions import OnConnection
from db.shared.values import decode_day, encode_day, list_out
from desktop.domain.log.events import EventKind, time_text
from desktop.domain.requests.request import Answered
from desktop.domain.reviews.review import Exceptional
from desktop.domain.reviews.statistics import ClosedRequest, HeldSession
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.kinds import Kind

_event, _request, _session = audit_event.c, request_tables.request.c, session_tables.session.c
_note, _review = session_tables.session_note.c, session_tables.review.c
_ANSWERS = {answered.value: answered for answered in Answered}
_CLOSED = _event.kind == literal_column(f"'{EventKind.REQUEST_CLOSED.value}'")
"""A literal: SQLite uses a partial index only for the condition that it was created with."""
_DAY = timedelta(days=1)


class StatisticsTable(OnConnection):
    """The port `Statistics` over a connection."""

    def closed_requests(self, first: date, last: date, zone: ZoneInfo) -> Sequence[ClosedRequest]:
        query = (
            select(_event.seq, _event.body, _request.received_on, _request.due_on, _request.extended_on)
            .join(request_tables.request, _request.id == _event.request)
            .where(_CLOSED, _event.day >= encode_day(first - _DAY), _event.day <= encode_day(last + _DAY))
            .where(_request.kind == Kind.SUBJECT_ACCESS.value)
        )
        found = []
        for row in self._connection.execute(query.order_by(_event.seq)):
            for _, _, event in events_in([(row.seq, row.body)]):
                closed_on, answered = event.at.astimezone(zone).date(), _ANSWERS.get(str(event.facts.get("answered")))
                received = decode_day(row.received_on)
                told = event.kind is EventKind.REQUEST_CLOSED and answered is not None and received is not None
                if told and first <= closed_on <= last:
                    assert answered is not None and received is not None
                    extended = row.extended_on is not None
                    found.append(ClosedRequest(received, decode_day(row.due_on), closed_on, answered, extended))
        return found

    def received_requests(self, first: date, last: date) -> int:
        query = (
            select(func.count())
            .select_from(request_tables.request)
            .where(_request.received_on >= encode_day(first), _request.received_on <= encode_day(last))
            .where(_request.kind == Kind.SUBJECT_ACCESS.value)
        )
        return int(self._connection.execute(query).scalar_one())

    def held_sessions(self, first: date, last: date, zone: ZoneInfo) -> Sequence[HeldSession]:
        wanted = (
            select(func.count())
            .where(_note.session == _session.id, _note.correction_wanted)
            .correlate(session_tables.session)
            .scalar_subquery()
        )
        query = (
            select(
                _session.outcome,
                _session.exceptions,
                wanted.label("corrections"),
                _review.session.is_not(None).label("signed_off"),
            )
            .join(session_tables.review, _review.session == _session.id, isouter=True)
            .where(_session.opened_at >= _begin(first, zone), _session.opened_at < _begin(last + _DAY, zone))
            .where(_session.state == literal_column(f"'{State.CLOSED.value}'"), _session.outcome.is_not(None))
        )
        return [
            HeldSession(
                Outcome(row.outcome),
                tuple(Exceptional(mark) for mark in list_out(row.exceptions)),
                bool(row.signed_off),
                row.corrections,
            )
            for row in self._connection.execute(query)
        ]


def _begin(day: date, zone: ZoneInfo) -> str:
    """Return when the office's day begins, as times are stored."""
    return time_text(datetime.combine(day, time(), zone))
