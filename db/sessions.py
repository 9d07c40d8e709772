"""Sessions with their heard spans, documents, notes and sign-off; lesser checks, review questions, and follow-ups.

Follow-ups are read from notes and answers; only their own answers are stored.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from db.log.notes import put_note, words_of
from db.schema import office_tables, request_tables, session_tables
from db.schema.session_tables import asked_check, review_question, session
from db.shared.transactions import OnConnection, at_once
from db.shared.values import Columns, list_in, list_out, time_in, time_out
from desktop.domain.requests.follow_ups import FollowUp
from desktop.domain.reviews.review import Exceptional, ReviewQuestion
from desktop.domain.sessions.identity import Check, Kept
from desktop.domain.sessions.lesser_check import AskedCheck, Standing
from desktop.domain.sessions.session import (
    UNDER_WAY,
    Answers,
    Session,
    SessionNote,
    SightedDocument,
    State,
)
from desktop.domain.shared.ids import DeskId, NoteId, PersonId, RequestId, SessionId
from desktop.domain.shared.spans import Span
from desktop.domain.shared.typed_text import Note

_ANSWERS = Columns(Answers)
_ASKED = Columns(AskedCheck, without="documents", fixed="id session asked_by desk asked_at missing")
_DOCUMENT = Columns(SightedDocument)
_FOLLOW_UP = Columns(FollowUp, without="request on over")
_NOTE = Columns(SessionNote)
_QUESTION = Columns(ReviewQuestion, fixed="id session asked_by asked_to asked_at")
_SESSION = Columns(Session, without="heard answers", fixed="id request copy appointment opened_at")
_asked = asked_check.c
_question = review_question.c


def _documents_in(documents: Sequence[Kept]) -> str:
    """Return accepted documents as the column holds them, an age of -1 where none was asked."""
    rows = [
        [one.slot, one.kind, one.group, one.in_date, -1 if one.age_months is None else one.age_months, [*one.checks]]
        for one in documents
    ]
    return json.dumps(rows)


def _documents_out(text: str) -> tuple[Kept, ...]:
    return tuple(
        Kept(slot, kind, group, in_date, None if age < 0 else age, tuple(Check(code) for code in checks))
        for slot, kind, group, in_date, age, checks in json.loads(text)
    )


def _asked_of(row: sa.Row[Any]) -> AskedCheck:
    return _ASKED.of(row, documents=_documents_out(row.documents))


_answer = request_tables.follow_up_answer.c
_note = session_tables.session_note.c
_session = session_tables.session.c


def unanswered() -> sa.Select[Any]:
    """Return the query for the unanswered ones of every session.

    Its columns are those of `_COLUMNS`, with `said_at`.
    """
    return _corrections().where(_answer.session.is_(None))


_COLUMNS = (_session.request, _session.id, _session.state, _answer.answer, _answer.answered_on)


def _corrections() -> sa.Select[Any]:
    """Return one row for each session, with the time of its first note that requests a correction."""
    query = sa.select(*_COLUMNS, sa.func.min(_note.taken_at).label("said_at"))
    query = query.join(session_tables.session_note, _note.session == _session.id)
    query = query.outerjoin(request_tables.follow_up_answer, _answer.session == _session.id)
    return query.where(_note.correction_wanted).group_by(*_COLUMNS)


def _follow_up_of(row: sa.Row[Any], zone: ZoneInfo) -> FollowUp:
    on = time_out(row.said_at).astimezone(zone).date()
    given = {"request": row.request, "session": row.id, "on": on, "over": row.state == State.CLOSED.value}
    return _FOLLOW_UP.of(row, **given)


class SessionsTable(OnConnection):
    """The port `Sessions` over a connection."""

    def get(self, id: SessionId) -> Session:
        query = sa.select(session_tables.session).where(_session.id == id)
        at_once(self._connection, [query, _heard_of(id)])
        return _session_of(self._row(query), self._heard(id))

    def open_at(self, desk: DeskId) -> Sequence[Session]:
        return self._sessions(_session.state.in_([s.value for s in UNDER_WAY]), _session.desk == desk)

    def of_request(self, request: RequestId) -> Sequence[Session]:
        return self._sessions(_session.request == request)

    def _sessions(self, *which: Any) -> list[Session]:
        query = sa.select(session_tables.session).where(*which).order_by(_session.opened_at)
        return [_session_of(row, self._heard(row.id)) for row in self._rows(query)]

    def _heard(self, id: str) -> tuple[Span, ...]:
        return tuple(Span(row.start_frame, row.end_frame) for row in self._rows(_heard_of(id)))

    def add(self, session: Session, exceptions: Sequence[Exceptional] = ()) -> None:
        self._insert(session_tables.session, **_SESSION.add(session), **_more(session), **_marks(exceptions))
        self._add_heard(session)

    def save(self, session: Session, exceptions: Sequence[Exceptional] = ()) -> None:
        marks = _marks((*self.exceptions(session.id), *exceptions)) if exceptions else {}
        values = _SESSION.save(session) | _more(session) | marks
        self._update(session_tables.session, _session.id == session.id, **values)
        if session.heard != self._heard(session.id):
            self._delete(session_tables.heard_span, session_tables.heard_span.c.session == session.id)
            self._add_heard(session)

    def _add_heard(self, session: Session) -> None:
        rows = [{"session": session.id, "start_frame": each.start, "end_frame": each.end} for each in session.heard]
        self._insert_all(session_tables.heard_span, rows)

    def exceptions(self, id: SessionId) -> tuple[Exceptional, ...]:
        return tuple(Exceptional(code) for code in list_out(self._value(_exceptions_of(id))))

    def documents(self, id: SessionId) -> Sequence[SightedDocument]:
        query = _documents_of(id)
        at_once(self._connection, [query, _exceptions_of(id), _notes_of(id)])  # a view of a session shows them all
        return [_DOCUMENT.of(row) for row in self._rows(query)]

    def put_document(self, id: SessionId, document: SightedDocument) -> None:
        self.drop_document(id, document.slot)
        self._insert(session_tables.sighted_document, session=id, **_DOCUMENT.add(document))

    def drop_document(self, id: SessionId, slot: int) -> None:
        table = session_tables.sighted_document
        self._delete(table, table.c.session == id, table.c.slot == slot)

    def notes(self, id: SessionId) -> Sequence[SessionNote]:
        rows = self._rows(_notes_of(id))
        return [_NOTE.of(row, note=Note(NoteId(row.note), row.salt, row.words)) for row in rows]

    def add_note(self, id: SessionId, note: SessionNote) -> None:
        put_note(self._connection, note.note)
        self._insert(session_tables.session_note, session=id, **_NOTE.add(note))

    def add_asked(self, asked: AskedCheck) -> None:
        self._insert(asked_check, **_ASKED.add(asked), documents=_documents_in(asked.documents))

    def save_asked(self, asked: AskedCheck) -> None:
        self._update(asked_check, _asked.id == asked.id, **_ASKED.save(asked))

    def asked(self, id: NoteId) -> AskedCheck:
        return _asked_of(self._row(sa.select(asked_check).where(_asked.id == id)))

    def asked_waiting(self) -> Sequence[AskedCheck]:
        here = _asked.standing == Standing.WAITING.value, _session.state == State.CHECKED_IN.value
        query = sa.select(asked_check).join(session, _session.id == _asked.session).where(*here)
        return [_asked_of(row) for row in self._rows(query.order_by(_asked.asked_at, _asked.id))]

    def follow_ups(self, zone: ZoneInfo, request: RequestId) -> Sequence[FollowUp]:
        found = [_follow_up_of(row, zone) for row in self._rows(_corrections().where(_session.request == request))]
        return sorted(found, key=lambda each: (each.on, each.session))

    def answer_follow_up(self, answered: FollowUp, by: PersonId, at: datetime) -> None:
        assert answered.answer is not None
        table = request_tables.follow_up_answer
        self._insert(table, **_FOLLOW_UP.add(answered), answered_by=by, answered_at=time_in(at))

    def drop_answer(self, taken_back: FollowUp) -> None:
        self._delete(request_tables.follow_up_answer, _answer.session == taken_back.session)

    def sign_off(self, id: SessionId, by: PersonId, at: datetime, note: Note | None) -> None:
        put_note(self._connection, note)
        signed = {"signed_off_by": by, "signed_off_at": time_in(at), "note": note.id if note else None}
        self._insert(session_tables.review, session=id, **signed)
        self._update(session_tables.session, _session.id == id, waiting=False)

    def take_sign_off_back(self, id: SessionId) -> None:
        self._delete(session_tables.review, session_tables.review.c.session == id)
        self._update(session_tables.session, _session.id == id, waiting=True)

    def add_question(self, asked: ReviewQuestion, note: Note) -> None:
        put_note(self._connection, note)
        self._insert(review_question, **_QUESTION.add(asked))

    def save_answer(self, asked: ReviewQuestion, note: Note) -> None:
        put_note(self._connection, note)
        self._update(review_question, _question.id == asked.id, **_QUESTION.save(asked))

    def question(self, id: NoteId) -> ReviewQuestion:
        return _QUESTION.of(self._row(sa.select(review_question).where(_question.id == id)))

    def questions(self, session: SessionId) -> Sequence[ReviewQuestion]:
        return self._questions(sa.select(review_question).where(_question.session == session))

    def questions_to(self, adviser: PersonId) -> Sequence[ReviewQuestion]:
        query = sa.select(review_question).join(session, _session.id == _question.session)
        return self._questions(query.where(_question.asked_to == adviser, _question.answer.is_(None), _session.waiting))

    def _questions(self, query: sa.Select[Any]) -> list[ReviewQuestion]:
        return [_QUESTION.of(row) for row in self._rows(query.order_by(_question.asked_at, _question.id))]

    def signed_off(self, id: SessionId) -> tuple[PersonId, datetime, str | None] | None:
        table = session_tables.review
        row = self._row_or_none(sa.select(table).where(table.c.session == id))
        if row is None:
            return None
        words = words_of(self._connection, row.note)
        return PersonId(row.signed_off_by), time_out(row.signed_off_at), words


def _more(session: Session) -> dict[str, Any]:
    """Return the other columns that change as a session progresses.

    A closed one waits for a signature: a column, so that the list of those has an index.
    """
    unsigned = ~sa.exists().where(session_tables.review.c.session == session.id)
    return {**_ANSWERS.add(session.answers), "waiting": unsigned if session.state is State.CLOSED else False}


def _marks(exceptions: Sequence[Exceptional]) -> dict[str, Any]:
    return {"exceptions": list_in(dict.fromkeys(exceptions)), "exceptional": bool(exceptions)}


def _heard_of(id: str) -> sa.Select[Any]:
    table = session_tables.heard_span
    return sa.select(table).where(table.c.session == id).order_by(table.c.start_frame)


def _exceptions_of(id: SessionId) -> sa.Select[Any]:
    return sa.select(_session.exceptions).where(_session.id == id)


def _documents_of(id: SessionId) -> sa.Select[Any]:
    table = session_tables.sighted_document
    return sa.select(table).where(table.c.session == id).order_by(table.c.slot)


def _notes_of(id: SessionId) -> sa.Select[Any]:
    table, note = session_tables.session_note, office_tables.note
    query = sa.select(table, note.c.salt, note.c.words).join(note, note.c.id == table.c.note)
    return query.where(table.c.session == id).order_by(table.c.taken_at)


def _session_of(row: sa.Row[Any], heard: tuple[Span, ...]) -> Session:
    return _SESSION.of(row, heard=heard, answers=_ANSWERS.of(row))
