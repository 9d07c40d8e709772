"""The port for reading lists, and the rows of these lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from desktop.domain.requests.clock_facts import DeadlineFacts
from desktop.domain.requests.deadline import DeadlineState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from desktop.domain.appointments.appointment import AppointmentStatus
    from desktop.domain.log.events import Event
    from desktop.domain.office.people import Person
    from desktop.domain.requests.follow_ups import FollowUp, FollowUpKind
    from desktop.domain.requests.request import Status
    from desktop.domain.reviews.exceptions import Exceptional
    from desktop.domain.sessions.session import Outcome, State
    from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, PersonId, RequestId, SessionId
    from desktop.domain.shared.kinds import Kind
    from desktop.domain.shared.spans import Span


@dataclass(frozen=True)
class AppointmentRow:
    """An appointment in the list of a day."""

    id: AppointmentId
    starts_at: datetime
    minutes: int
    desk: DeskId
    desk_name: str
    status: AppointmentStatus
    request: RequestId
    reference: str
    kind: Kind
    request_status: Status
    approved_until: date | None
    shown_name: str
    adjustments: tuple[str, ...]
    session: SessionId | None
    session_state: State | None
    session_outcome: Outcome | None


@dataclass(frozen=True)
class RequestRow:
    """A request in a list. `booked`: whether an appointment is to come.

    `follow_ups`: unanswered follow-ups from its sessions; `follow_up_due`: which is due first, and when.
    `hold_review_on`: since when a hold of it is due for review; None where none is. `due_on` and `state` as they were
    when its deadline last changed. `clock_keeping.as_of` brings them up to date: where an answer is awaited the date
    moves with every day.
    """

    id: RequestId
    reference: str
    kind: Kind
    status: Status
    received_on: date
    due_on: date | None
    shown_name: str
    deadline_facts: DeadlineFacts = field(default_factory=DeadlineFacts)
    booked: bool = False
    state: DeadlineState = DeadlineState.RUNNING
    follow_ups: tuple[FollowUp, ...] = ()
    follow_up_due: tuple[date, FollowUpKind] | None = None
    hold_review_on: date | None = None


@dataclass(frozen=True)
class QueueRow:
    """A request that waits for a decision. `sent_back`: how often it was sent back before."""

    request: RequestRow
    prepared_by: PersonId
    sent_back: int = 0


@dataclass(frozen=True)
class ReviewFilter:
    """A filter for closed sessions: date, adviser, outcome, words in notes; after the last row of the page before.

    `late`: a session closed before it and not signed off has waited too long, which makes it an exception.
    """

    start: datetime | None = None
    end: datetime | None = None
    adviser: PersonId | None = None
    outcome: Outcome | None = None
    waiting_only: bool = True
    after: tuple[bool, str, str] | None = None
    late: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class ReviewRow:
    """A session in the supervisor's list. `key` continues the list after this row."""

    id: SessionId
    reference: str
    kind: Kind
    opened_at: datetime
    adviser: PersonId
    adviser_name: str
    outcome: Outcome
    exceptions: tuple[Exceptional, ...]
    signed_off: bool
    key: tuple[bool, str, str]


class Reading(Protocol):
    """Rows for lists, and the events of one session."""

    def appointments(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]: ...

    def unfinished(self, before: datetime) -> Sequence[AppointmentRow]:
        """Return appointments whose session was interrupted, or is from before `before` and still under way."""
        ...

    def requests(self, statuses: Sequence[str], also: Collection[RequestId] = ()) -> Sequence[RequestRow]:
        """Return the requests with these statuses, and those named."""
        ...

    def requests_to_invite(self) -> Sequence[RequestRow]:
        """Return approved requests without a booked appointment."""
        ...

    def decisions_waiting(self) -> Sequence[QueueRow]: ...

    def reviews(self, by: ReviewFilter, limit: int) -> Sequence[ReviewRow]:
        """Return a page, by keyset: exceptions first, then the oldest."""
        ...

    def review_counts(self, late: datetime | None = None) -> tuple[int, int]:
        """Count closed sessions waiting for a signature: those to look at, and ordinary ones (`late`: ReviewFilter)."""
        ...

    def events_of(self, session: SessionId) -> Sequence[tuple[int, Event]]: ...

    def heard_by_staff(self, by: PersonId, copy: CopyId, request: RequestId) -> tuple[Span, ...]:
        """Return the spans that person heard of that request's copy before it was decided; from the log."""
        ...

    def deciders(self, request: RequestId) -> frozenset[PersonId]:
        """Return everybody who has ever decided on that request."""
        ...

    def people(self) -> Mapping[PersonId, Person]: ...

    def desks(self) -> Mapping[DeskId, str]: ...

    def latest_checkpoint(self) -> str | None: ...

    def checkpoints(self) -> Iterator[str]:
        """Yield every checkpoint, as signed text."""
        ...

    def lost(self) -> Collection[tuple[int, str]]:
        """Return the checkpoints that the log states to be lost: sizes, and roots in base64."""
        ...

    def checkpoint_covering(self, seq: int) -> str | None:
        """Return the first checkpoint whose tree holds the event of that number."""
        ...

    def event(self, seq: int) -> Event | None:
        """Return the event of that number; None where there is none yet."""
        ...

    def log_size(self) -> int: ...
