"""What the use cases need of the database about requests, their decisions and their appointments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from desktop.domain.appointments.appointment import Appointment
from desktop.domain.copies.decision import Decision
from desktop.domain.requests.clock_days import DayCorrected
from desktop.domain.requests.request import Call, Request
from desktop.domain.shared.ids import AppointmentId, DeskId, NoteId, RequestId
from desktop.domain.shared.notes import Note


@dataclass(frozen=True)
class AskedCall:
    """The call that an open request asks for."""

    request: RequestId
    reference: str
    call: Call = field(repr=False)


class Requests(Protocol):
    """Requests with who asked, decisions, appointments."""

    def open_calls(self) -> Sequence[AskedCall]:
        """What is asked for by requests that are not closed, numbers as they were typed."""
        ...

    def get(self, id: RequestId) -> Request: ...

    def of_number(self, number: str) -> Sequence[Request]:
        """The requests for all calls that were asked for under that number, in the order of their references."""
        ...

    def add(self, request: Request, reason: Note | None) -> None: ...

    def save(self, request: Request) -> None: ...

    def next_reference(self, kind: str, year: int) -> int:
        """The next number of that kind in that year, without gaps: it is taken back if nothing is committed."""
        ...

    def add_decision(self, decision: Decision) -> None: ...

    def decision(self, request: RequestId) -> Decision | None:
        """The newest decision on that request."""
        ...

    def reason(self, request: RequestId) -> str | None: ...

    def add_correction(self, request: RequestId, correction: DayCorrected) -> None:
        """Keep that a day of its clock was corrected; the note is kept by itself (`keep_note`)."""
        ...

    def corrections(self, request: RequestId) -> Sequence[DayCorrected]:
        """The days of its clock that were corrected, in that order."""
        ...

    def keep_note(self, note: Note) -> None:
        """Keep the words of a note that the clock's facts name."""
        ...

    def words(self, note: NoteId) -> str | None:
        """The words of that note, or None where they are destroyed."""
        ...

    def appointment(self, id: AppointmentId) -> Appointment: ...

    def appointments_of(self, request: RequestId) -> Sequence[Appointment]: ...

    def booked_at(self, desk: DeskId, start: datetime, end: datetime) -> Sequence[Appointment]:
        """What takes place at that desk between these times, in part at least. Nobody else books there meanwhile."""
        ...

    def add_appointment(self, appointment: Appointment) -> None: ...

    def save_appointment(self, appointment: Appointment) -> None: ...
