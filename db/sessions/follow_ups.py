"""Follow-ups from sessions: read from notes and answers, with their own answers stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
)

from db.schema import deadline_tables, session_tables
from db.shared.values import day_in, day_out, time_in, time_out
from desktop.domain.requests.follow_ups import FollowUp, FollowUpAnswer, FollowUpKind
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import PersonId, RequestId, SessionId

_answer = deadline_tables.follow_up_answer.c
_note = session_tables.session_note.c
_session = session_tables.session.c


def follow_ups(connection: Connection, zone: ZoneInfo, request: RequestId) -> Sequence[FollowUp]:
    """Return all follow-ups of that request, the earliest first.

    A complaint without an answer is none of them (`db.requests.complaints`).
    """
    found = [
        _follow_up_of(row, kind, zone)
        for kind, query in ((FollowUpKind.CORRECTION, _corrections()), (FollowUpKind.COMPLAINT, _complaints()))
        for row in connection.execute(query.where(_session.request == request))
    ]
    return sorted(found, key=lambda each: (each.on, each.session))


def unanswered() -> Select[Any]:
    """Return the query for the unanswered ones of every session, which are corrections.

    Its columns are those of `_COLUMNS`, with `said_at`.
    """
    return _corrections().where(_answer.session.is_(None))


def answer_follow_up(connection: Connection, answered: FollowUp, by: PersonId, at: datetime) -> None:
    """Save its answer."""
    assert answered.answer is not None
    connection.execute(
        insert(deadline_tables.follow_up_answer).values(
            session=answered.session,
            follow_up=answered.kind.value,
            answer=answered.answer.value,
            answered_on=day_in(answered.answered_on),
            answered_by=by,
            answered_at=time_in(at),
        )
    )


def drop_answer(connection: Connection, taken_back: FollowUp) -> None:
    """Delete its answer."""
    here = (_answer.session == taken_back.session) & (_answer.follow_up == taken_back.kind.value)
    connection.execute(delete(deadline_tables.follow_up_answer).where(here))


_COLUMNS = (_session.request, _session.id, _session.state, _answer.answer, _answer.answered_on)


def _corrections() -> Select[Any]:
    """Return one row for each session, with the time of its first note that requests a correction."""
    query = select(*_COLUMNS, func.min(_note.taken_at).label("said_at")).join(
        session_tables.session_note, _note.session == _session.id
    )
    return _with_answers(query, FollowUpKind.CORRECTION).where(_note.correction_wanted).group_by(*_COLUMNS)


def _complaints() -> Select[Any]:
    """Return those that were ended by an answer, before a complaint had a life of its own."""
    query = _with_answers(select(*_COLUMNS, _session.closed_at.label("said_at")), FollowUpKind.COMPLAINT)
    return query.where(_session.complaint, _session.closed_at.is_not(None), _answer.session.is_not(None))


def _with_answers(query: Select[Any], kind: FollowUpKind) -> Select[Any]:
    here = and_(_answer.session == _session.id, _answer.follow_up == literal(kind.value))
    return query.outerjoin(deadline_tables.follow_up_answer, here)


def _follow_up_of(row: Row[Any], kind: FollowUpKind, zone: ZoneInfo) -> FollowUp:
    return FollowUp(
        request=RequestId(row.request),
        session=SessionId(row.id),
        kind=kind,
        on=time_out(row.said_at).astimezone(zone).date(),
        over=row.state == State.CLOSED.value,
        answer=None if row.answer is None else FollowUpAnswer(row.answer),
        answered_on=day_out(row.answered_on),
    )
