"""What the use cases need of the database: one Protocol for each aggregate, and the one transaction.

Rules:
- `UnitOfWork.commit` is the only commit there is, and it takes the event of what was done. Leaving undoes the rest.
- A method that names an identifier expects it to be there; what may be missing says so in its type.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from desktop.application.desk_gate import DeskGate
from desktop.application.ports_keeping import Keeping
from desktop.application.ports_log import Times
from desktop.application.ports_people import People
from desktop.application.views import AppointmentRow, QueueRow, RequestRow, ReviewFilter, ReviewRow
from desktop.domain.appointments.appointment import Appointment
from desktop.domain.copies.copy import ApprovedCopy, Recording
from desktop.domain.copies.decision import Decision
from desktop.domain.copies.draft import Draft
from desktop.domain.log.events import Event
from desktop.domain.office.people import Person
from desktop.domain.recordings.finding import Found, Window
from desktop.domain.requests.arising import Arisen
from desktop.domain.requests.clock_days import DayCorrected
from desktop.domain.requests.request import Call, Request
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.counter import SessionNote, SightedDocument
from desktop.domain.sessions.session import Session
from desktop.domain.shared.ids import (
    AppointmentId,
    CopyId,
    DeskId,
    NoteId,
    OfficeId,
    PersonId,
    RecordingId,
    RequestId,
    RetentionKeyId,
    SessionId,
)
from desktop.domain.shared.notes import Note
from desktop.domain.shared.spans import Span


@dataclass(frozen=True)
class OfficeFacts:
    """Which office this is. `demo` is shown on every screen."""

    id: OfficeId
    name: str
    place: str
    zone: ZoneInfo
    nation: str
    demo: bool


class Offices(Protocol):
    """The office's own facts, and its desks."""

    def add(self, office: OfficeFacts, recovery: Sequence[str], at: datetime) -> None: ...

    def get(self) -> OfficeFacts: ...

    def created_at(self) -> datetime: ...

    def add_desk(self, id: DeskId, name: str, recipient: str, opens_originals: bool, at: datetime) -> None: ...

    def desk(self, id: DeskId) -> tuple[str, bool]:
        """Its name, and whether it opens originals."""
        ...


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


class Recordings(Protocol):
    """Originals and approved copies, and the retention keys that seal them."""

    def get(self, id: RecordingId) -> Recording: ...

    def add(self, recording: Recording) -> None: ...

    def decoded_again(self, recording: Recording) -> None:
        """Keep its length, and the revision of the decoder that told it."""
        ...

    def by_digest(self, digest: str) -> Recording | None: ...

    def copy(self, id: CopyId) -> ApprovedCopy: ...

    def preparers(self, request: RequestId) -> frozenset[PersonId]:
        """Everybody who has ever prepared a copy for that request."""
        ...

    def add_copy(self, copy: ApprovedCopy) -> None: ...

    def retention_key(self, source: str, month: str, kind: str) -> tuple[RetentionKeyId, bytes] | None:
        """The key of that source, month (`2026-11`) and kind, wrapped to the desks; or None."""
        ...

    def tell_number(self, id: RecordingId, number: str | None) -> None:
        """Its number is that one, in normal form."""
        ...

    def add_retention_key(self, id: RetentionKeyId, source: str, month: str, kind: str, wrapped: bytes) -> None: ...

    def search(
        self, number: str | None, within: Window, *, outbound: bool, limit: int | None = None
    ) -> Sequence[Found]:
        """What is still there of that number, or without a number (None); the earliest first.

        `outbound`: the direction of the call that is asked for (`finding.may_go`).
        """
        ...

    def search_by_time(self, within: Window, *, outbound: bool, limit: int | None = None) -> Sequence[Found]:
        """The same, whatever their number, unless it was told and cannot be read."""
        ...

    def named_by(self, recordings: Sequence[RecordingId]) -> Mapping[RecordingId, frozenset[RequestId]]:
        """Which requests name each of these as their recording; those that none names are left out."""
        ...


class Drafts(Protocol):
    """What is being prepared for a request (`domain.copies.draft`)."""

    def get(self, request: RequestId) -> Draft:
        """The draft as it was saved last; an empty one of version 0 where there is none."""
        ...

    def save(self, request: RequestId, draft: Draft, by: PersonId, at: datetime) -> bool:
        """Keep it in place of the version before. Whether that one was the newest still; if not, nothing is kept."""
        ...

    def savers(self, request: RequestId) -> frozenset[PersonId]:
        """Everybody who has ever saved marks of that request."""
        ...


class Sessions(Protocol):
    """Sessions with what belongs to each."""

    def get(self, id: SessionId) -> Session: ...

    def add(self, session: Session) -> None: ...

    def save(self, session: Session, exceptions: Sequence[Exceptional] = ()) -> None:
        """Save; `exceptions` are added to those that are known."""
        ...

    def exceptions(self, id: SessionId) -> tuple[Exceptional, ...]: ...

    def open_at(self, desk: DeskId) -> Sequence[Session]:
        """Sessions under way at that desk."""
        ...

    def interrupted(self) -> Sequence[Session]: ...

    def of_request(self, request: RequestId) -> Sequence[Session]: ...

    def documents(self, id: SessionId) -> Sequence[SightedDocument]: ...

    def put_document(self, id: SessionId, document: SightedDocument) -> None: ...

    def drop_document(self, id: SessionId, slot: int) -> None: ...

    def notes(self, id: SessionId) -> Sequence[SessionNote]: ...

    def add_note(self, id: SessionId, note: SessionNote) -> None: ...

    def arisen(self, zone: ZoneInfo, request: RequestId | None = None) -> Sequence[Arisen]:
        """What was said in the sessions of that request and has a date of its own, the first first. Without a request
        all of it that is not answered. Days are those of `zone`."""
        ...

    def answer_arisen(self, answered: Arisen, by: PersonId, at: datetime) -> None: ...

    def drop_answer(self, taken_back: Arisen) -> None: ...

    def sign_off(self, id: SessionId, by: PersonId, at: datetime, note: Note | None) -> None: ...

    def signed_off(self, id: SessionId) -> tuple[PersonId, datetime, str | None] | None: ...


class Reading(Protocol):
    """Rows for lists, and the events of one session."""

    def appointments(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]: ...

    def unfinished(self, before: datetime) -> Sequence[AppointmentRow]:
        """Those whose session was interrupted, and those of before `before` whose session is still under way."""
        ...

    def requests(self, statuses: Sequence[str], also: Collection[RequestId] = ()) -> Sequence[RequestRow]:
        """Those of these statuses, and those that are named."""
        ...

    def requests_to_invite(self) -> Sequence[RequestRow]:
        """Approved ones for which no appointment is booked."""
        ...

    def decisions_waiting(self) -> Sequence[QueueRow]: ...

    def reviews(self, by: ReviewFilter, limit: int) -> Sequence[ReviewRow]:
        """A page, by keyset: exceptions first, then the oldest."""
        ...

    def review_counts(self, late: datetime | None = None) -> tuple[int, int]:
        """How many closed sessions wait for a signature: those to look at, and ordinary ones (`late`: ReviewFilter)."""
        ...

    def events_of(self, session: SessionId) -> Sequence[tuple[int, Event]]: ...

    def heard_by_staff(self, by: PersonId, copy: CopyId, request: RequestId) -> tuple[Span, ...]:
        """What that person has heard of that copy, of that request, before it was decided; from the log."""
        ...

    def deciders(self, request: RequestId) -> frozenset[PersonId]:
        """Everybody who has ever decided on that request."""
        ...

    def people(self) -> Mapping[PersonId, Person]: ...

    def desks(self) -> Mapping[DeskId, str]: ...

    def desk_recipients(self, kind: str) -> Sequence[str]:
        """Whom a retention key of that kind (`original` or `approved`) is wrapped to: desks, then recovery."""
        ...

    def latest_checkpoint(self) -> str | None: ...

    def checkpoint_covering(self, seq: int) -> str | None:
        """The first checkpoint whose tree holds the event of that number."""
        ...

    def log_size(self) -> int: ...


@dataclass(frozen=True)
class Recorded:
    """What a commit left in the log: the event's number, and the checkpoint's text if one was asked for."""

    seq: int
    checkpoint: str | None = None


class UnitOfWork(Protocol):
    """One transaction. See the module's rules."""

    @property
    def gate(self) -> DeskGate: ...

    @property
    def offices(self) -> Offices: ...

    @property
    def people(self) -> People: ...

    @property
    def requests(self) -> Requests: ...

    @property
    def recordings(self) -> Recordings: ...

    @property
    def drafts(self) -> Drafts: ...

    @property
    def keeping(self) -> Keeping: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def reading(self) -> Reading: ...

    @property
    def times(self) -> Times: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self, event: Event, *, checkpoint: bool = False) -> Recorded:
        """Append the event, and sign the log's head if asked, in the one transaction; then make it last.

        Raises NotWitnessedError where all of that is done, and only the witness file could not be written.
        """
        ...

    def look(self) -> Self:
        """Use the transaction for reading alone (it does not lock out writers)."""
        ...
