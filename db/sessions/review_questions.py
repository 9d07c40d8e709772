"""Questions of supervisors to advisers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from db.log.notes import put_note
from db.schema.review_tables import review_question
from db.schema.session_tables import session
from db.shared.values import time_in, time_out, time_out_or_none
from desktop.domain.sessions.review_question import ReviewQuestion
from desktop.domain.shared.ids import NoteId, PersonId, SessionId
from desktop.domain.shared.notes import Note

_column = review_question.c


def add_question(connection: Connection, asked: ReviewQuestion, note: Note) -> None:
    """Save a new one with its words."""
    put_note(connection, note)
    connection.execute(
        insert(review_question).values(
            id=asked.id,
            session=asked.session,
            asked_by=asked.asked_by,
            asked_to=asked.asked_to,
            asked_at=time_in(asked.asked_at),
        )
    )


def save_answer(connection: Connection, asked: ReviewQuestion, note: Note) -> None:
    """Save its answer with its words."""
    put_note(connection, note)
    changed = {"answer": asked.answer, "answered_at": time_in(asked.answered_at)}
    connection.execute(update(review_question).where(_column.id == asked.id).values(**changed))


def question(connection: Connection, id: NoteId) -> ReviewQuestion:
    """Return one question, by its note."""
    return _question_of(connection.execute(select(review_question).where(_column.id == id)).one())


def of_session(connection: Connection, id: SessionId) -> Sequence[ReviewQuestion]:
    """Return those about a session, the earliest first."""
    return _found(connection, select(review_question).where(_column.session == id))


def to_answer(connection: Connection, adviser: PersonId) -> Sequence[ReviewQuestion]:
    """Return those put to that adviser and not answered, about sessions that still wait, the earliest first."""
    query = select(review_question).join(session, session.c.id == _column.session)
    return _found(connection, query.where(_column.asked_to == adviser, _column.answer.is_(None), session.c.waiting))


def _found(connection: Connection, query: Select[Any]) -> Sequence[ReviewQuestion]:
    return [_question_of(row) for row in connection.execute(query.order_by(_column.asked_at, _column.id))]


def _question_of(row: Row[Any]) -> ReviewQuestion:
    return ReviewQuestion(
        id=NoteId(row.id),
        session=SessionId(row.session),
        asked_by=PersonId(row.asked_by),
        asked_to=PersonId(row.asked_to),
        asked_at=time_out(row.asked_at),
        answer=None if row.answer is None else NoteId(row.answer),
        answered_at=time_out_or_none(row.answered_at),
    )
