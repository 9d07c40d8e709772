"""Sessions with their heard spans, documents, notes and sign-off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, delete, exists, insert, select, update

from db.log.notes import put_note, words_of
from db.schema import office_tables, review_tables, session_tables
from db.sessions import asked_checks, review_questions
from db.sessions.follow_ups import answer_follow_up, drop_answer, follow_ups
from db.shared.transactions import at_once
from db.shared.values import list_in, list_out, time_in, time_out
from desktop.domain.requests.follow_ups import FollowUp
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.asked_check import AskedCheck
from desktop.domain.sessions.counter import NoteKind, SessionNote, SightedDocument
from desktop.domain.sessions.review_question import ReviewQuestion
from desktop.domain.sessions.session import UNDER_WAY, Answers, Outcome, Party, Session, State
from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, NoteId, PersonId, RequestId, SessionId
from desktop.domain.shared.notes import Note
from desktop.domain.shared.spans import Span

_session = session_tables.session.c


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
        asked_checks.add_asked(self._connection, asked)

    def save_asked(self, asked: AskedCheck) -> None:
        asked_checks.save_asked(self._connection, asked)

    def asked(self, id: NoteId) -> AskedCheck:
        return asked_checks.asked_of(self._connection, id)

    def asked_waiting(self, session: SessionId) -> Sequence[AskedCheck]:
        return asked_checks.waiting_of(self._connection, session)

    def asked_since(self, since: datetime) -> Sequence[AskedCheck]:
        return asked_checks.waiting_since(self._connection, since)

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
        self._connection.execute(insert(review_tables.review).values(**row))
        self._connection.execute(update(session_tables.session).where(_session.id == id).values(waiting=False))

    def take_sign_off_back(self, id: SessionId) -> None:
        table = review_tables.review
        self._connection.execute(delete(table).where(table.c.session == id))
        self._connection.execute(update(session_tables.session).where(_session.id == id).values(waiting=True))

    def add_question(self, asked: ReviewQuestion, note: Note) -> None:
        review_questions.add_question(self._connection, asked, note)

    def save_answer(self, asked: ReviewQuestion, note: Note) -> None:
        review_questions.save_answer(self._connection, asked, note)

    def question(self, id: NoteId) -> ReviewQuestion:
        return review_questions.question(self._connection, id)

    def questions(self, session: SessionId) -> Sequence[ReviewQuestion]:
        return review_questions.of_session(self._connection, session)

    def questions_to(self, adviser: PersonId) -> Sequence[ReviewQuestion]:
        return review_questions.to_answer(self._connection, adviser)

    def signed_off(self, id: SessionId) -> tuple[PersonId, datetime, str | None] | None:
        table = review_tables.review
        row = self._connection.execute(select(table).where(table.c.session == id)).one_or_none()
        if row is None:
            return None
        words = words_of(self._connection, row.note)
        return PersonId(row.signed_off_by), time_out(row.signed_off_at), words


def _standing(session: Session) -> dict[str, Any]:
    """Return the columns that change as a session progresses.

    A closed one waits for a signature: a column, so that the list of those has an index.
    """
    unsigned = ~exists().where(review_tables.review.c.session == session.id)
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
