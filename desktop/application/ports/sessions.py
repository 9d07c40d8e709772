"""The database port for sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from desktop.domain.requests.follow_ups import FollowUp
    from desktop.domain.reviews.exceptions import Exceptional
    from desktop.domain.sessions.asked_check import AskedCheck
    from desktop.domain.sessions.counter import SessionNote, SightedDocument
    from desktop.domain.sessions.review_question import ReviewQuestion
    from desktop.domain.sessions.session import Session
    from desktop.domain.shared.ids import DeskId, NoteId, PersonId, RequestId, SessionId
    from desktop.domain.shared.notes import Note


class Sessions(Protocol):
    """Sessions with their spans, documents and notes."""

    def get(self, id: SessionId) -> Session: ...

    def add(self, session: Session, exceptions: Sequence[Exceptional] = ()) -> None: ...

    def save(self, session: Session, exceptions: Sequence[Exceptional] = ()) -> None:
        """Save; `exceptions` are added to those already known."""
        ...

    def exceptions(self, id: SessionId) -> tuple[Exceptional, ...]: ...

    def open_at(self, desk: DeskId) -> Sequence[Session]:
        """Return sessions under way at that desk."""
        ...

    def interrupted(self) -> Sequence[Session]: ...

    def of_request(self, request: RequestId) -> Sequence[Session]: ...

    def documents(self, id: SessionId) -> Sequence[SightedDocument]: ...

    def put_document(self, id: SessionId, document: SightedDocument) -> None: ...

    def drop_document(self, id: SessionId, slot: int) -> None: ...

    def notes(self, id: SessionId) -> Sequence[SessionNote]: ...

    def add_note(self, id: SessionId, note: SessionNote) -> None: ...

    def add_asked(self, asked: AskedCheck) -> None:
        """Save a lesser check that is asked for; its note was added before."""
        ...

    def save_asked(self, asked: AskedCheck) -> None:
        """Save what became of it."""
        ...

    def asked(self, id: NoteId) -> AskedCheck: ...

    def asked_waiting(self, session: SessionId) -> Sequence[AskedCheck]:
        """Return those of that session that were neither answered nor withdrawn."""
        ...

    def asked_since(self, since: datetime) -> Sequence[AskedCheck]:
        """Return those of all sessions asked for since then that were neither answered nor withdrawn."""
        ...

    def follow_ups(self, zone: ZoneInfo, request: RequestId) -> Sequence[FollowUp]:
        """Return the follow-ups from the sessions of that request, the earliest first; days are those of `zone`.

        Of complaints only those that were answered before they had a life (`Complaints`).
        """
        ...

    def answer_follow_up(self, answered: FollowUp, by: PersonId, at: datetime) -> None: ...

    def drop_answer(self, taken_back: FollowUp) -> None: ...

    def sign_off(self, id: SessionId, by: PersonId, at: datetime, note: Note | None) -> None: ...

    def take_sign_off_back(self, id: SessionId) -> None:
        """Delete the signature: the session waits again. The note of its comment stays."""
        ...

    def add_question(self, asked: ReviewQuestion, note: Note) -> None: ...

    def save_answer(self, asked: ReviewQuestion, note: Note) -> None: ...

    def question(self, id: NoteId) -> ReviewQuestion: ...

    def questions(self, session: SessionId) -> Sequence[ReviewQuestion]:
        """Return the questions about that session, the earliest first."""
        ...

    def questions_to(self, adviser: PersonId) -> Sequence[ReviewQuestion]:
        """Return those that this adviser has not answered, about sessions that wait, the earliest first."""
        ...

    def signed_off(self, id: SessionId) -> tuple[PersonId, datetime, str | None] | None: ...
