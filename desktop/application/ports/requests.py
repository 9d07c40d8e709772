"""The database ports for requests: decisions, appointments, sessions, complaints, and disclosures to the police."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from desktop.domain.appointments import Appointment
    from desktop.domain.copies.decision import Decision
    from desktop.domain.requests.complaints import Complaint
    from desktop.domain.requests.deadline_days import DayCorrected
    from desktop.domain.requests.follow_ups import FollowUp
    from desktop.domain.requests.letters import LetterKind
    from desktop.domain.requests.request import Call, Disclosure, Request
    from desktop.domain.reviews.review import Exceptional, ReviewQuestion
    from desktop.domain.sessions.lesser_check import AskedCheck
    from desktop.domain.sessions.session import Session, SessionNote, SightedDocument
    from desktop.domain.shared.ids import AppointmentId, DeskId, NoteId, PersonId, RequestId, SessionId
    from desktop.domain.shared.typed_text import Note


@dataclass(frozen=True)
class AskedCall:
    """The call that an open request asks for."""

    request: RequestId
    reference: str
    call: Call = field(repr=False)


class Requests(Protocol):
    """Requests with their askers, decisions and appointments."""

    def open_calls(self) -> Sequence[AskedCall]:
        """Return the calls of requests that are not closed, numbers as they were typed."""

    def get(self, id: RequestId) -> Request: ...

    def of_number(self, number: str) -> Sequence[Request]:
        """Return the requests for all calls under that number, in the order of their references."""

    def add(self, request: Request, reason: Note | None) -> None: ...

    def save(self, request: Request) -> None: ...

    def next_reference(self, kind: str, year: int) -> int:
        """Return the next number of that kind in that year, without gaps: if nothing is committed, it is used again."""

    def add_decision(self, decision: Decision) -> None: ...

    def decision(self, request: RequestId) -> Decision | None:
        """Return the newest decision on that request."""

    def letters_made(self, request: RequestId) -> Mapping[LetterKind, datetime]:
        """Return the letters about it that were printed or saved, each with when it was last, as the log has them.

        Of those that answer it, after the last decision; of a response letter, after the last session too; of an
        invitation, for the appointment as it is.
        """

    def corrections_told(self, request: RequestId, letter: LetterKind) -> Set[SessionId]:
        """Return the sessions about whose correction that letter was made, as the log has them."""

    def looked_at(self, request: RequestId) -> datetime | None:
        """Return when its recording was first searched for, or came, as the log has it; None where it did not say."""

    def correctors(self, number: str) -> Set[PersonId]:
        """Return who corrected the name or the date of birth of whoever asks under that number, as the log has it."""

    def asked_digest(self, request: RequestId) -> str:
        """Return the salted digest of who asks and of what call, as stored, for the event; it changes with these."""

    def reason(self, request: RequestId) -> str | None: ...

    def add_correction(self, request: RequestId, correction: DayCorrected) -> None:
        """Save a corrected day of its clock; the note is saved separately (`keep_note`)."""

    def corrections(self, request: RequestId) -> Sequence[DayCorrected]:
        """Return the corrected days of its clock, in order of correction."""

    def keep_note(self, note: Note) -> None:
        """Save the words of a note that the clock's facts name."""

    def words(self, note: NoteId) -> str | None:
        """Return the words of that note, or None where they are destroyed."""

    def appointment(self, id: AppointmentId) -> Appointment: ...

    def appointments_of(self, request: RequestId) -> Sequence[Appointment]: ...

    def booked_at(self, desk: DeskId, start: datetime, end: datetime) -> Sequence[Appointment]:
        """Return the appointments at that desk that overlap these times. Locks out other bookings meanwhile."""

    def add_appointment(self, appointment: Appointment) -> None: ...

    def save_appointment(self, appointment: Appointment) -> None: ...


class Sessions(Protocol):
    """Sessions with their spans, documents and notes."""

    def get(self, id: SessionId) -> Session: ...

    def add(self, session: Session, exceptions: Sequence[Exceptional] = ()) -> None: ...

    def save(self, session: Session, exceptions: Sequence[Exceptional] = ()) -> None:
        """Save; `exceptions` are added to those already known."""

    def exceptions(self, id: SessionId) -> tuple[Exceptional, ...]: ...

    def open_at(self, desk: DeskId) -> Sequence[Session]:
        """Return sessions under way at that desk."""

    def of_request(self, request: RequestId) -> Sequence[Session]: ...

    def documents(self, id: SessionId) -> Sequence[SightedDocument]: ...

    def put_document(self, id: SessionId, document: SightedDocument) -> None: ...

    def drop_document(self, id: SessionId, slot: int) -> None: ...

    def notes(self, id: SessionId) -> Sequence[SessionNote]: ...

    def add_note(self, id: SessionId, note: SessionNote) -> None: ...

    def add_asked(self, asked: AskedCheck) -> None:
        """Save a lesser check that is asked for; its note was added before."""

    def save_asked(self, asked: AskedCheck) -> None:
        """Save what became of it."""

    def asked(self, id: NoteId) -> AskedCheck: ...

    def asked_waiting(self) -> Sequence[AskedCheck]:
        """Return those of sessions at the ID step that were neither answered nor withdrawn, the earliest first."""

    def follow_ups(self, zone: ZoneInfo, request: RequestId) -> Sequence[FollowUp]:
        """Return the follow-ups that came out of a request's sessions, earliest first, with their days in `zone`."""

    def answer_follow_up(self, answered: FollowUp, by: PersonId, at: datetime) -> None: ...

    def drop_answer(self, taken_back: FollowUp) -> None: ...

    def sign_off(self, id: SessionId, by: PersonId, at: datetime, note: Note | None) -> None: ...

    def take_sign_off_back(self, id: SessionId) -> None:
        """Delete the signature: the session waits again. The note of its comment stays."""

    def add_question(self, asked: ReviewQuestion, note: Note) -> None: ...

    def save_answer(self, asked: ReviewQuestion, note: Note) -> None: ...

    def question(self, id: NoteId) -> ReviewQuestion: ...

    def questions(self, session: SessionId) -> Sequence[ReviewQuestion]:
        """Return the questions about that session, the earliest first."""

    def questions_to(self, adviser: PersonId) -> Sequence[ReviewQuestion]:
        """Return those that this adviser has not answered, about sessions that wait, the earliest first."""

    def signed_off(self, id: SessionId) -> tuple[PersonId, datetime, str | None] | None: ...


class Complaints(Protocol):
    """Complaints, from closed sessions and taken outside of one, with what the people were told."""

    def of_request(self, request: RequestId, zone: ZoneInfo) -> Sequence[Complaint]:
        """Return those about that request, the earliest first; days of sessions are those of `zone`."""

    def every_one(self, zone: ZoneInfo) -> Sequence[Complaint]:
        """Return every complaint there is."""

    def add(self, complaint: Complaint, by: PersonId, at: datetime) -> None:
        """Save one taken outside of a session; its note is saved before (`Requests.keep_note`)."""

    def add_told(self, complaint: Complaint, by: PersonId, at: datetime) -> None:
        """Save what was told last; its note is saved before."""

    def drop_last(self, complaint: Complaint) -> None:
        """Delete what was told last, or the complaint itself where nothing was."""


class Disclosures(Protocol):
    """Files that were disclosed to the police."""

    def of_request(self, request: RequestId) -> Sequence[Disclosure]:
        """Return those of that request, in the order in which they were recorded."""

    def count(self, first: date, last: date) -> int:
        """Return how many files went on these days, both included."""

    def add(self, disclosure: Disclosure, at: datetime) -> None:
        """Save one that was recorded at that time; its notes are saved before (`Requests.keep_note`)."""
