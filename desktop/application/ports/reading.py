"""The port for reading lists, and the rows of these lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from desktop.domain.requests.clock_facts import DeadlineFacts
from desktop.domain.requests.deadline import DeadlineState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from desktop.application.ports.health import HealthRows, PcReported, VaultLooked
    from desktop.application.ports.review_rows import ReviewCounts, ReviewFilter, ReviewRow
    from desktop.domain.appointments.appointment import AppointmentStatus
    from desktop.domain.log.events import Event, EventKind
    from desktop.domain.office.people import Person
    from desktop.domain.requests.complaints import OpenComplaint
    from desktop.domain.requests.follow_ups import FollowUp, FollowUpKind
    from desktop.domain.requests.request import Representative, Status
    from desktop.domain.sessions.needs import Need
    from desktop.domain.sessions.session import Outcome, State
    from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, PersonId, RequestId, SessionId
    from desktop.domain.shared.kinds import Kind
    from desktop.domain.shared.search_term import SearchTerm
    from desktop.domain.shared.spans import Span


@dataclass(frozen=True)
class AppointmentRow:
    """An appointment in the list of a day.

    `booked`: False for a session without one: it starts when it was opened, and `id` is the session's own.
    `representative`: who is named in the request to act for its person.
    """

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
    booked: bool = True
    needs: tuple[Need, ...] = ()
    representative: Representative | None = None


@dataclass(frozen=True)
class RequestRow:
    """A request in a list. `booked`: whether an appointment is to come; `heard`: whether its call was heard.
    `at_counter`: whether it was not, and a session of it is not closed: invited or not, they have come.

    `follow_ups`: unanswered ones; `complaints`: open ones. `follow_up_due`: what of these is due first, and when;
    `complaint_open`: one has no date any more. `hold_review_on`: since when a hold of it is due for review. `due_on`
    and `state` as they were when its deadline last changed; `clock_keeping.as_of` brings them up to date.
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
    complaints: tuple[OpenComplaint, ...] = ()
    follow_up_due: tuple[date, FollowUpKind] | None = None
    complaint_open: bool = False
    hold_review_on: date | None = None
    taken_by: PersonId | None = None
    heard: bool = False
    at_counter: bool = False


@dataclass(frozen=True)
class QueueRow:
    """A request that waits for a decision. `sent_back`: how often it was sent back before."""

    request: RequestRow
    prepared_by: PersonId
    sent_back: int = 0


class Reading(Protocol):
    """Rows for lists, and the events of one session."""

    def appointments(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]: ...

    def unbooked(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]:
        """Return the sessions without an appointment that were opened in that time, and those of before that are not
        closed.
        """
        ...

    def unfinished(self, before: datetime) -> Sequence[AppointmentRow]:
        """Return those whose session was interrupted, or is from before `before` and still under way."""
        ...

    def open_requests(self, today: date, zone: ZoneInfo, status: Status | None = None) -> Sequence[RequestRow]:
        """Return every request with anything still to be done, its answer or anything beside it, in no order.

        `status`: those with that status alone.
        """
        ...

    def closed_requests(self, limit: int, today: date, zone: ZoneInfo) -> Sequence[RequestRow]:
        """Return the newest closed requests by receipt, also those with anything still to be done beside the answer."""
        ...

    def requests_named(self, ids: Collection[RequestId], today: date, zone: ZoneInfo) -> Sequence[RequestRow]:
        """Return the rows of these requests, in that order; who is not there is left out."""
        ...

    def find_requests(self, term: SearchTerm, status: Status | None, zone: ZoneInfo, limit: int) -> Sequence[RequestId]:
        """Return the newest requests that a search finds: of all, or of those with that status."""
        ...

    def find_sessions(self, term: SearchTerm, zone: ZoneInfo, limit: int) -> Sequence[SessionId]:
        """Return the newest closed sessions that a search finds."""
        ...

    def find_appointments(self, term: SearchTerm, zone: ZoneInfo, limit: int) -> Sequence[AppointmentRow]:
        """Return the newest appointments that a search finds; by a date those on that day."""
        ...

    def preparations_of(self, ids: Collection[RequestId]) -> Mapping[RequestId, tuple[PersonId, int]]:
        """Return who prepared the copy of each of these requests, and how often it was sent back."""
        ...

    def reviews(self, by: ReviewFilter, limit: int) -> Sequence[ReviewRow]:
        """Return a page, by keyset: exceptions first, then the oldest."""
        ...

    def missing_reviews(self, late: datetime | None = None) -> Sequence[ReviewRow]:
        """Return the sessions that by the log wait for a signature, and that no row says so of; a few, if several."""
        ...

    def review_counts(self, late: datetime | None = None) -> ReviewCounts:
        """Count closed sessions waiting for a signature (`late`: ReviewFilter)."""
        ...

    def review_place(self, id: SessionId, late: datetime | None) -> tuple[int, int]:
        """Return the place of a waiting session among those that wait, from 1, and how many wait."""
        ...

    def events_of(self, session: SessionId) -> Sequence[tuple[int, Event]]: ...

    def newest(self, kinds: Collection[EventKind], about: Mapping[str, str]) -> Event | None:
        """Return the newest event of these kinds that names all of that, as subjects or facts; None where there is
        none, or none of late.
        """
        ...

    def heard_by_staff(self, by: PersonId, copy: CopyId, request: RequestId) -> tuple[Span, ...]:
        """Return the spans that person heard of that request's copy before it was decided; from the log."""
        ...

    def has_read_transcript(self, by: PersonId, copy: CopyId, request: RequestId) -> bool:
        """Return whether that person opened the transcript of that request's copy; from the log."""
        ...

    def security_code_flagged(self, request: RequestId) -> datetime | None:
        """Return when someone last flagged that the recording of that request holds a card's security code; from the
        log.
        """
        ...

    def request_opened(self, request: RequestId, by: PersonId) -> datetime | None:
        """Return when that person last opened that request; from the log. None: not, or long ago."""
        ...

    def deciders(self, request: RequestId) -> frozenset[PersonId]:
        """Return everybody who has ever decided on that request."""
        ...

    def people(self) -> Mapping[PersonId, Person]: ...

    def desks(self) -> Mapping[DeskId, str]: ...

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

    def health(self, today: date, anchored: int | None = None) -> HealthRows:
        """Return the figures of how the office does, as of that day. `anchored`: how many events the witness has."""
        ...

    def vault_looked(self) -> VaultLooked | None:
        """Return how far the vault has been looked through; None where nobody has begun."""
        ...

    def pc_reported(self, desk: DeskId) -> PcReported | None:
        """Return what that PC last told of itself."""
        ...

    def log_size(self) -> int: ...
