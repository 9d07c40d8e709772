"""The database port for requests, their decisions and their appointments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from datetime import datetime

    from desktop.domain.appointments.appointment import Appointment
    from desktop.domain.copies.decision import Decision
    from desktop.domain.requests.clock_days import DayCorrected
    from desktop.domain.requests.letters import LetterKind
    from desktop.domain.requests.request import Call, Request
    from desktop.domain.shared.ids import AppointmentId, DeskId, NoteId, PersonId, RequestId, SessionId
    from desktop.domain.shared.notes import Note


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
        ...

    def get(self, id: RequestId) -> Request: ...

    def of_number(self, number: str) -> Sequence[Request]:
        """Return the requests for all calls under that number, in the order of their references."""
        ...

    def add(self, request: Request, reason: Note | None) -> None: ...

    def save(self, request: Request) -> None: ...

    def next_reference(self, kind: str, year: int) -> int:
        """Return the next number of that kind in that year, without gaps: if nothing is committed, it is used again."""
        ...

    def add_decision(self, decision: Decision) -> None: ...

    def decision(self, request: RequestId) -> Decision | None:
        """Return the newest decision on that request."""
        ...

    def letters_made(self, request: RequestId) -> Mapping[LetterKind, datetime]:
        """Return the letters about it that were printed or saved, each with when it was last, as the log has them.

        Of those that answer it, after the last decision; of a response letter, after the last session too; of an
        invitation, for the appointment as it is.
        """
        ...

    def corrections_told(self, request: RequestId, letter: LetterKind) -> Set[SessionId]:
        """Return the sessions about whose correction that letter was made, as the log has them."""
        ...

    def looked_at(self, request: RequestId) -> datetime | None:
        """Return when its recording was first searched for, or came, as the log has it; None where it did not say."""
        ...

    def correctors(self, number: str) -> Set[PersonId]:
        """Return who corrected the name or the date of birth of whoever asks under that number, as the log has it."""
        ...

    def asked_digest(self, request: RequestId) -> str:
        """Return the salted digest of who asks and of what call, as stored, for the event; it changes with these."""
        ...

    def reason(self, request: RequestId) -> str | None: ...

    def add_correction(self, request: RequestId, correction: DayCorrected) -> None:
        """Save a corrected day of its clock; the note is saved separately (`keep_note`)."""
        ...

    def corrections(self, request: RequestId) -> Sequence[DayCorrected]:
        """Return the corrected days of its clock, in order of correction."""
        ...

    def keep_note(self, note: Note) -> None:
        """Save the words of a note that the clock's facts name."""
        ...

    def words(self, note: NoteId) -> str | None:
        """Return the words of that note, or None where they are destroyed."""
        ...

    def appointment(self, id: AppointmentId) -> Appointment: ...

    def appointments_of(self, request: RequestId) -> Sequence[Appointment]: ...

    def booked_at(self, desk: DeskId, start: datetime, end: datetime) -> Sequence[Appointment]:
        """Return the appointments at that desk that overlap these times. Locks out other bookings meanwhile."""
        ...

    def add_appointment(self, appointment: Appointment) -> None: ...

    def save_appointment(self, appointment: Appointment) -> None: ...
