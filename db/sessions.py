"""Sessions with their heard spans, documents, notes and sign-off; lesser checks, review questions, and follow-ups.

Follow-ups are read from notes and answers; only their own answers are stored.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, delete, exists, func, insert, select, update

from db.log.notes import put_note, words_of
from db.schema import office_tables, request_tables, session_tables
from db.schema.session_tables import asked_check, review_question, session
from db.shared.transactions import at_once
from db.shared.values import decode_day, encode_day, list_in, list_out, time_in, time_out, time_out_or_none
from desktop.domain.requests.follow_ups import FollowUp, FollowUpAnswer
from desktop.domain.reviews.review import Exceptional, ReviewQuestion
from desktop.domain.sessions.identity import Check, Kept, Missing
from desktop.domain.sessions.lesser_check import AskedCheck, Standing
from desktop.domain.sessions.session import (
    UNDER_WAY,
    Answers,
    NoteKind,
    Outcome,
    Party,
    Session,
    SessionNote,
    SightedDocument,
    State,
)
from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, NoteId, PersonId, RequestId, SessionId
from desktop.domain.shared.spans import Span
from desktop.domain.shared.typed_text import Note

_asked_column = asked_check.c


def add_asked(connection: Connection, asked: AskedCheck) -> None:
    """Save a new one; its note is saved already."""
    row = {
        "id": asked.id,
        "session": asked.session,
        "asked_by": asked.asked_by,
        "desk": asked.desk,
        "asked_at": time_in(asked.asked_at),
        "documents": _documents_in(asked.documents),
        "missing": list_in(code.value for code in asked.missing),
    }
    connection.execute(insert(asked_check).values(**row, **_ending(asked)))


def save_asked(connection: Connection, asked: AskedCheck) -> None:
    """Save what became of it."""
    connection.execute(update(asked_check).where(_asked_column.id == asked.id).values(**_ending(asked)))


def asked_of(connection: Connection, id: NoteId) -> AskedCheck:
    """Return one asked check, by the note that asked for it."""
    return _asked_of(connection.execute(select(asked_check).where(_asked_column.id == id)).one())


def waiting_checks(connection: Connection) -> Sequence[AskedCheck]:
    """Return those of sessions at the ID step that were neither answered nor withdrawn, the earliest first."""
    here = _asked_column.standing == Standing.WAITING.value, session.c.state == State.CHECKED_IN.value
    query = select(asked_check).join(session, session.c.id == _asked_column.session).where(*here)
    return [_asked_of(row) for row in connection.execute(query.order_by(_asked_column.asked_at, _asked_column.id))]


def _ending(asked: AskedCheck) -> dict[str, Any]:
    return {"standing": asked.standing.value, "ended_by": asked.ended_by, "ended_at": time_in(asked.ended_at)}


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


def _asked_of(row: Row[Any]) -> AskedCheck:
    return AskedCheck(
        id=NoteId(row.id),
        session=SessionId(row.session),
        asked_by=PersonId(row.asked_by),
        desk=DeskId(row.desk),
        asked_at=time_out(row.asked_at),
        documents=_documents_out(row.documents),
        missing=tuple(Missing(code) for code in list_out(row.missing)),
        standing=Standing(row.standing),
        ended_by=None if row.ended_by is None else PersonId(row.ended_by),
        ended_at=time_out_or_none(row.ended_at),
    )


_answer = request_tables.follow_up_answer.c
_note = session_tables.session_note.c
_session = session_tables.session.c


def follow_ups(connection: Connection, zone: ZoneInfo, request: RequestId) -> Sequence[FollowUp]:
    """Return all follow-ups of that request, the earliest first."""
    rows = connection.execute(_corrections().where(_session.request == request))
    return sorted((_follow_up_of(row, zone) for row in rows), key=lambda each: (each.on, each.session))


def unanswered() -> Select[Any]:
    """Return the query for the unanswered ones of every session.

    Its columns are those of `_COLUMNS`, with `said_at`.
    """
    return _corrections().where(_answer.session.is_(None))


def answer_follow_up(connection: Connection, answered: FollowUp, by: PersonId, at: datetime) -> None:
    """Save its answer."""
    assert answered.answer is not None
    connection.execute(
        insert(request_tables.follow_up_answer).values(
            session=answered.session,
            answer=answered.answer.value,
            answered_on=encode_day(answered.answered_on),
            answered_by=by,
            answered_at=time_in(at),
        )
    )


def drop_answer(connection: Connection, taken_back: FollowUp) -> None:
    """Delete its answer."""
    connection.execute(delete(request_tables.follow_up_answer).where(_answer.session == taken_back.session))


_COLUMNS = (_session.request, _session.id, _session.state, _answer.answer, _answer.answered_on)


def _corrections() -> Select[Any]:
    """Return one row for each session, with the time of its first note that requests a correction."""
    query = select(*_COLUMNS, func.min(_note.taken_at).label("said_at"))
    query = query.join(session_tables.session_note, _note.session == _session.id)
    query = query.outerjoin(request_tables.follow_up_answer, _answer.session == _session.id)
    return query.where(_note.correction_wanted).group_by(*_COLUMNS)


def _follow_up_of(row: Row[Any], zone: ZoneInfo) -> FollowUp:
    return FollowUp(
        request=RequestId(row.request),
        session=SessionId(row.id),
        on=time_out(row.said_at).astimezone(zone).date(),
        over=row.state == State.CLOSED.value,
        answer=None if row.answer is None else FollowUpAnswer(row.answer),
        answered_on=decode_day(row.answered_on),
    )


_question_column = review_question.c


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
    connection.execute(update(review_question).where(_question_column.id == asked.id).values(**changed))


def question_of(connection: Connection, id: NoteId) -> ReviewQuestion:
    """Return one question, by its note."""
    return _question_of(connection.execute(select(review_question).where(_question_column.id == id)).one())


def questions_of(connection: Connection, id: SessionId) -> Sequence[ReviewQuestion]:
    """Return those about a session, the earliest first."""
    return _found(connection, select(review_question).where(_question_column.session == id))


def questions_to_answer(connection: Connection, adviser: PersonId) -> Sequence[ReviewQuestion]:
    """Return those put to that adviser and not answered, about sessions that still wait, the earliest first."""
    query = select(review_question).join(session, session.c.id == _question_column.session)
    return _found(
        connection,
        query.where(_question_column.asked_to == adviser, _question_column.answer.is_(None), session.c.waiting),
    )


def _found(connection: Connection, query: Select[Any]) -> Sequence[ReviewQuestion]:
    return [
        _question_of(row) for row in connection.execute(query.order_by(_question_column.asked_at, _question_column.id))
    ]


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


class SessionsTable:
    """The port `Sessions` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: SessionId) -> Session:
        query = select(session_tables.session).where(_session.id == id)
        at_once(self._connection, [query, _heard_of(id)])
        return session_of(self._connection.execute(query).one(), self._heard(id))

    def open_at(self, desk: DeskId) -> Sequence[Session]:
        return self._sessions(_session.state.in_([s.value for s in UNDER_WAY]), _session.desk == desk)

    def interrupted(self) -> Sequence[Session]:
        return self._sessions(_session.state == State.INTERRUPTED.value)

    def of_request(self, request: RequestId) -> Sequence[Session]:
        return self._sessions(_session.request == request)

    def _sessions(self, *which: Any) -> list[Session]:
        query = select(session_tables.session).where(*which).order_by(_session.opened_at)
        return [session_of(row, self._heard(row.id)) for row in self._connection.execute(query).all()]

    def _heard(self, id: str) -> tuple[Span, ...]:
        return tuple(Span(row.start_frame, row.end_frame) for row in self._connection.execute(_heard_of(id)))

    def add(self, session: Session, exceptions: Sequence[Exceptional] = ()) -> None:
        self._connection.execute(
            insert(session_tables.session).values(
                id=session.id,
                request=session.request,
                copy=session.copy,
                appointment=session.appointment,
                opened_at=time_in(session.opened_at),
                **_marks(exceptions),
                **_standing(session),
            )
        )
        self._add_heard(session)

    def save(self, session: Session, exceptions: Sequence[Exceptional] = ()) -> None:
        marks = _marks((*self.exceptions(session.id), *exceptions)) if exceptions else {}
        here = _session.id == session.id
        self._connection.execute(update(session_tables.session).where(here).values(**_standing(session), **marks))
        if session.heard != self._heard(session.id):
            table = session_tables.heard_span
            self._connection.execute(delete(table).where(table.c.session == session.id))
            self._add_heard(session)

    def _add_heard(self, session: Session) -> None:
        rows = [{"session": session.id, "start_frame": each.start, "end_frame": each.end} for each in session.heard]
        if rows:
            self._connection.execute(insert(session_tables.heard_span), rows)

    def exceptions(self, id: SessionId) -> tuple[Exceptional, ...]:
        text = self._connection.execute(_exceptions_of(id)).scalar_one()
        return tuple(Exceptional(code) for code in list_out(text))

    def documents(self, id: SessionId) -> Sequence[SightedDocument]:
        query = _documents_of(id)
        at_once(self._connection, [query, _exceptions_of(id), _notes_of(id)])  # a view of a session shows them all
        return [_document_of(row) for row in self._connection.execute(query)]

    def put_document(self, id: SessionId, document: SightedDocument) -> None:
        self.drop_document(id, document.slot)
        self._connection.execute(
            insert(session_tables.sighted_document).values(
                session=id,
                slot=document.slot,
                kind=document.kind,
                group=document.group,
                in_date=document.in_date,
                age_months=document.age_months,
                checks=list_in(document.checks),
                sighted_by=document.sighted_by,
                sighted_at=time_in(document.sighted_at),
            )
        )

    def drop_document(self, id: SessionId, slot: int) -> None:
        table = session_tables.sighted_document
        self._connection.execute(delete(table).where(table.c.session == id, table.c.slot == slot))

    def notes(self, id: SessionId) -> Sequence[SessionNote]:
        rows = self._connection.execute(_notes_of(id))
        return [
            SessionNote(
                Note(NoteId(row.note), row.salt, row.words),
                NoteKind(row.kind),
                row.at_frame,
                row.correction_wanted,
                time_out(row.taken_at),
            )
            for row in rows
        ]

    def add_note(self, id: SessionId, note: SessionNote) -> None:
        put_note(self._connection, note.note)
        self._connection.execute(
            insert(session_tables.session_note).values(
                session=id,
                note=note.note.id,
                kind=note.kind.value,
                at_frame=note.at_frame,
                correction_wanted=note.correction_wanted,
                taken_at=time_in(note.taken_at),
            )
        )

    def add_asked(self, asked: AskedCheck) -> None:
        add_asked(self._connection, asked)

    def save_asked(self, asked: AskedCheck) -> None:
        save_asked(self._connection, asked)

    def asked(self, id: NoteId) -> AskedCheck:
        return asked_of(self._connection, id)

    def asked_waiting(self) -> Sequence[AskedCheck]:
        return waiting_checks(self._connection)

    def follow_ups(self, zone: ZoneInfo, request: RequestId) -> Sequence[FollowUp]:
        return follow_ups(self._connection, zone, request)

    def answer_follow_up(self, answered: FollowUp, by: PersonId, at: datetime) -> None:
        answer_follow_up(self._connection, answered, by, at)

    def drop_answer(self, taken_back: FollowUp) -> None:
        drop_answer(self._connection, taken_back)

    def sign_off(self, id: SessionId, by: PersonId, at: datetime, note: Note | None) -> None:
        if note is not None:
            put_note(self._connection, note)
        row = {
            "session": id,
            "signed_off_by": by,
            "signed_off_at": time_in(at),
            "note": note.id if note else None,
        }
        self._connection.execute(insert(session_tables.review).values(**row))
        self._connection.execute(update(session_tables.session).where(_session.id == id).values(waiting=False))

    def take_sign_off_back(self, id: SessionId) -> None:
        table = session_tables.review
        self._connection.execute(delete(table).where(table.c.session == id))
        self._connection.execute(update(session_tables.session).where(_session.id == id).values(waiting=True))

    def add_question(self, asked: ReviewQuestion, note: Note) -> None:
        add_question(self._connection, asked, note)

    def save_answer(self, asked: ReviewQuestion, note: Note) -> None:
        save_answer(self._connection, asked, note)

    def question(self, id: NoteId) -> ReviewQuestion:
        return question_of(self._connection, id)

    def questions(self, session: SessionId) -> Sequence[ReviewQuestion]:
        return questions_of(self._connection, session)

    def questions_to(self, adviser: PersonId) -> Sequence[ReviewQuestion]:
        return questions_to_answer(self._connection, adviser)

    def signed_off(self, id: SessionId) -> tuple[PersonId, datetime, str | None] | None:
        table = session_tables.review
        row = self._connection.execute(select(table).where(table.c.session == id)).one_or_none()
        if row is None:
            return None
        words = words_of(self._connection, row.note)
        return PersonId(row.signed_off_by), time_out(row.signed_off_at), words


def _standing(session: Session) -> dict[str, Any]:
    """Return the columns that change as a session progresses.

    A closed one waits for a signature: a column, so that the list of those has an index.
    """
    unsigned = ~exists().where(session_tables.review.c.session == session.id)
    return {
        "adviser": session.adviser,
        "desk": session.desk,
        "state": session.state.value,
        "interrupted_from": session.interrupted_from.value if session.interrupted_from else None,
        "parties": list_in(sorted(session.parties)),
        "identified": session.identified,
        "briefed": session.briefed,
        "at_frame": session.at_frame,
        "copy_wanted": session.answers.copy_wanted,
        "complaint": session.answers.complaint,
        "acknowledged": session.answers.acknowledged,
        "outcome": session.outcome.value if session.outcome else None,
        "closed_at": time_in(session.closed_at),
        "waiting": unsigned if session.state is State.CLOSED else False,
    }


def _marks(exceptions: Sequence[Exceptional]) -> dict[str, Any]:
    return {"exceptions": list_in(dict.fromkeys(exceptions)), "exceptional": bool(exceptions)}


def _heard_of(id: str) -> Select[Any]:
    table = session_tables.heard_span
    return select(table).where(table.c.session == id).order_by(table.c.start_frame)


def _exceptions_of(id: SessionId) -> Select[Any]:
    return select(_session.exceptions).where(_session.id == id)


def _documents_of(id: SessionId) -> Select[Any]:
    table = session_tables.sighted_document
    return select(table).where(table.c.session == id).order_by(table.c.slot)


def _notes_of(id: SessionId) -> Select[Any]:
    table, note = session_tables.session_note, office_tables.note
    query = select(table, note.c.salt, note.c.words).join(note, note.c.id == table.c.note)
    return query.where(table.c.session == id).order_by(table.c.taken_at)


def session_of(row: Row[Any], heard: tuple[Span, ...]) -> Session:
    """Return the session in a row of `session`, with its heard spans."""
    return Session(
        id=SessionId(row.id),
        request=RequestId(row.request),
        copy=CopyId(row.copy),
        adviser=PersonId(row.adviser),
        desk=DeskId(row.desk),
        opened_at=time_out(row.opened_at),
        appointment=None if row.appointment is None else AppointmentId(row.appointment),
        state=State(row.state),
        interrupted_from=None if row.interrupted_from is None else State(row.interrupted_from),
        parties=frozenset(Party(code) for code in list_out(row.parties)),
        identified=row.identified,
        briefed=row.briefed,
        heard=heard,
        at_frame=row.at_frame,
        answers=Answers(row.copy_wanted, row.complaint, row.acknowledged),
        outcome=None if row.outcome is None else Outcome(row.outcome),
        closed_at=None if row.closed_at is None else time_out(row.closed_at),
    )


def _document_of(row: Row[Any]) -> SightedDocument:
    return SightedDocument(
        row.slot,
        row.kind,
        row.group,
        row.in_date,
        row.age_months,
        list_out(row.checks),
        PersonId(row.sighted_by),
        time_out(row.sighted_at),
    )
