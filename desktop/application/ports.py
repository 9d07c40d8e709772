"""What the use cases need from the outside: one Protocol for each, and the bundle that a desk is made of.

Rules:
- `UnitOfWork.commit` is the only commit there is, and it takes the event of what was done. Leaving undoes the rest.
- Nothing here returns the bytes of a recording. `SoundDesk.open` takes a copy whose key is sealed, and gives back the
  shape of its waveform; `Player` moves and stops the sound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from desktop.application.playing import Ear, PlayerStatus, SoundDevice
from desktop.application.views import AppointmentRow, QueueRow, RequestRow, ReviewFilter, ReviewRow
from desktop.domain.copy import ApprovedCopy, Recording
from desktop.domain.counter import Appointment, Note, SessionNote, SightedDocument
from desktop.domain.events import Event
from desktop.domain.exceptions import Exceptional
from desktop.domain.identity import IdPolicy
from desktop.domain.ids import (
    AppointmentId,
    CopyId,
    DeskId,
    OfficeId,
    PersonId,
    RecordingId,
    RequestId,
    RetentionKeyId,
    SessionId,
)
from desktop.domain.people import Person
from desktop.domain.policy import OfficePolicy
from desktop.domain.request import RemovedPart, Request
from desktop.domain.session import Session
from desktop.domain.throttle import Tries


class Clock(Protocol):
    """Time comes in by parameter."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump."""
        ...


class Passwords(Protocol):
    """Argon2id; a stored value of None (an unknown name) costs one verification too."""

    def hash(self, password: str) -> str: ...

    def verify(self, stored: str | None, password: str) -> bool: ...


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

    def add_desk(self, id: DeskId, name: str, recipient: str, opens_originals: bool, at: datetime) -> None: ...

    def desk(self, id: DeskId) -> tuple[str, bool]:
        """Its name, and whether it opens originals."""
        ...


class People(Protocol):
    """Who can sign in, and how often they failed to."""

    def get(self, id: PersonId) -> Person: ...

    def find(self, sign_in_name: str) -> tuple[Person, str] | None:
        """The person of that name and their password's hash, or None."""
        ...

    def add(self, person: Person, password_hash: str) -> None: ...

    def tries(self, scope: str, key: str) -> Tries: ...

    def save_tries(self, scope: str, key: str, tries: Tries) -> None: ...


class Requests(Protocol):
    """Requests with who asked, decisions, appointments."""

    def get(self, id: RequestId) -> Request: ...

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

    def appointment(self, id: AppointmentId) -> Appointment: ...

    def appointments_of(self, request: RequestId) -> Sequence[Appointment]: ...

    def add_appointment(self, appointment: Appointment) -> None: ...

    def save_appointment(self, appointment: Appointment) -> None: ...


@dataclass(frozen=True)
class Decision:
    """An approver's decision. It binds the digest of the copy that was decided on."""

    id: str
    request: RequestId
    copy: CopyId | None
    copy_digest: str | None
    decided_by: PersonId
    decided_at: datetime
    approved: bool
    refusal: str | None = None
    until: date | None = None
    note: Note | None = None


class Recordings(Protocol):
    """Originals and approved copies, and the retention keys that seal them."""

    def get(self, id: RecordingId) -> Recording: ...

    def add(self, recording: Recording) -> None: ...

    def by_digest(self, digest: str) -> Recording | None: ...

    def copy(self, id: CopyId) -> ApprovedCopy: ...

    def add_copy(self, copy: ApprovedCopy) -> None: ...

    def retention_key(self, source: str, month: str, kind: str) -> tuple[RetentionKeyId, bytes] | None:
        """The key of that source, month (`2026-11`) and kind, wrapped to the desks; or None."""
        ...

    def add_retention_key(self, id: RetentionKeyId, source: str, month: str, kind: str, wrapped: bytes) -> None: ...


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

    def documents(self, id: SessionId) -> Sequence[SightedDocument]: ...

    def put_document(self, id: SessionId, document: SightedDocument) -> None: ...

    def drop_document(self, id: SessionId, slot: int) -> None: ...

    def notes(self, id: SessionId) -> Sequence[SessionNote]: ...

    def add_note(self, id: SessionId, note: SessionNote) -> None: ...

    def sign_off(self, id: SessionId, by: PersonId, at: datetime, note: Note | None) -> None: ...

    def signed_off(self, id: SessionId) -> tuple[PersonId, datetime, str | None] | None: ...


class Reading(Protocol):
    """Rows for lists, and the events of one session."""

    def appointments(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]: ...

    def requests(self, statuses: Sequence[str]) -> Sequence[RequestRow]: ...

    def decisions_waiting(self) -> Sequence[QueueRow]: ...

    def reviews(self, by: ReviewFilter, limit: int) -> Sequence[ReviewRow]:
        """A page, by keyset: exceptions first, then the oldest."""
        ...

    def review_counts(self) -> tuple[int, int]:
        """How many closed sessions wait for a signature: those to look at, and ordinary ones."""
        ...

    def events_of(self, session: SessionId) -> Sequence[tuple[int, Event]]: ...

    def people(self) -> Mapping[PersonId, Person]: ...

    def desks(self) -> Mapping[DeskId, str]: ...

    def desk_recipients(self, kind: str) -> Sequence[str]:
        """Whom a retention key of that kind (`original` or `approved`) is wrapped to: desks, then recovery."""
        ...

    def latest_checkpoint(self) -> str | None: ...

    def log_size(self) -> int: ...


@dataclass(frozen=True)
class Recorded:
    """What a commit left in the log: the event's number, and the checkpoint's text if one was asked for."""

    seq: int
    checkpoint: str | None = None


class UnitOfWork(Protocol):
    """One transaction. See the module's rules."""

    @property
    def offices(self) -> Offices: ...

    @property
    def people(self) -> People: ...

    @property
    def requests(self) -> Requests: ...

    @property
    def recordings(self) -> Recordings: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def reading(self) -> Reading: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self, event: Event, *, checkpoint: bool = False) -> Recorded:
        """Append the event, and sign the log's head if asked, in the one transaction; then make it last."""
        ...

    def look(self) -> Self:
        """Use the transaction for reading alone (it does not lock out writers)."""
        ...


class Player(Protocol):
    """Moves and stops the sound of what a SoundDesk has opened. Commands return at once; `status` never blocks."""

    def play(self) -> None: ...

    def pause(self) -> None: ...

    def stop(self) -> None: ...

    def fade_out(self, milliseconds: int = 200) -> None: ...

    def seek(self, frame: int) -> None: ...

    def set_rate(self, rate: float) -> None: ...

    def set_volume(self, volume: int) -> None: ...

    def set_ear(self, ear: Ear) -> None: ...

    def set_device(self, id: str) -> None: ...

    def devices(self) -> tuple[SoundDevice, ...]: ...

    def status(self) -> PlayerStatus: ...


@dataclass(frozen=True)
class Waveform:
    """The shape of an approved copy, for drawing: for each channel, buckets of (low, high), -1.0 to 1.0."""

    frames: int
    rate: int
    channels: tuple[tuple[tuple[float, float], ...], ...]


class SoundDesk(Protocol):
    """Opens an approved copy into the player, and shuts it. No key is unwrapped before `open`."""

    def open(self, copy: ApprovedCopy) -> Waveform:
        """Unwrap, check, load. Raises VaultDamagedError. Long work: not on the GUI thread."""
        ...

    def open_sound_check(self) -> None:
        """Load the neutral voice."""
        ...

    def shut(self) -> None:
        """Silence, unload, forget the key."""
        ...


@dataclass(frozen=True)
class Prepared:
    """An approved copy's facts after rendering, before it is kept."""

    id: CopyId
    rate: int
    channels: int
    frames: int
    digest: str
    data_key_wrapped: bytes


@dataclass(frozen=True)
class Imported:
    """An original's facts after decoding and locking it away, before it is kept."""

    id: RecordingId
    format: str
    rate: int
    channels: int
    frames: int
    digest: str
    data_key_wrapped: bytes


class Strongroom(Protocol):
    """Brings sound into the vault, at a desk that may. Long work: touches no database."""

    def new_retention_key(self, recipients: Sequence[str]) -> bytes:
        """A fresh retention key, wrapped to these recipients."""
        ...

    def lock_away(self, id: RecordingId, data: bytes, retention_key_wrapped: bytes) -> Imported:
        """Decode in the child process, store encrypted as it came. Raises MediaRefusedError."""
        ...

    def digest(self, data: bytes) -> str: ...

    def render(
        self, id: CopyId, original: Recording, removed: Sequence[RemovedPart], retention_key_wrapped: bytes
    ) -> Prepared:
        """The approved copy of an original: parts removed, encrypted under the copies' key."""
        ...


class Lockdown(Protocol):
    """What the PC can be kept from doing during listening. Begins in order, ends in reverse."""

    def begin(self, window: int) -> tuple[str, ...]:
        """Apply to the window of that handle; codes of restrictions that this PC does not offer."""
        ...

    def end(self) -> None: ...


class Witness(Protocol):
    """The file outside the database."""

    def add(self, checkpoint: str) -> None: ...

    def text(self) -> str: ...


@dataclass(frozen=True)
class Proof:
    """What a verification of the log found."""

    whole: bool
    events: int
    anchored: int
    newest_anchor: datetime | None
    findings: tuple[str, ...] = ()


class LogVerifier(Protocol):
    """The independent verifier, over the office's database and witness. Long work."""

    def verify(self) -> Proof: ...


@dataclass(frozen=True)
class Desk:
    """Everything that the screens of one desk need, wired once (`bootstrap`)."""

    office: OfficeFacts
    id: DeskId
    name: str
    uow: Callable[[], UnitOfWork]
    clock: Clock
    passwords: Passwords
    policy: OfficePolicy
    id_policy: IdPolicy
    player: Player
    sound: SoundDesk
    lockdown: Lockdown
    witness: Witness
    verifier: LogVerifier
    is_holiday: Callable[[date], bool]
    close: Callable[[], None] = field(default=lambda: None)
