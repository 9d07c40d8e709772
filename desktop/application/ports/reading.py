"""The port for reading lists, and the rows of these lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Protocol

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


KEPT_APART = 4096
"""Of how many requests that stand apart the place is kept: it follows from what is read of them, and from the day."""


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

    `follow_ups`: unanswered ones; `complaints`: open ones. `follow_up_due`: what of these is due first, and when;
    `complaint_open`: one has no date any more. `hold_review_on`: since when a hold of it is due for review. `due_on`
    and `state` as they were when its deadline last changed; `clock_keeping.as_of` brings them up to date.

    Of a request that stands apart (`Reading.requests_apart`) there is first all that decides its place, without name
    and booking.
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

    def __hash__(self) -> int:
        """Return that of its identifier, in no time: places are kept by their rows."""
        return hash(self.id)


class Which(StrEnum):
    """The lists of requests.

    `ALL`: with the closed ones. Of those that are listed without them: `OVERDUE`: with anything overdue. `MINE`: taken
    by one person. `FOR_OFFICERS`: an information officer acts next, on the answer or on anything beside it.
    `FOR_APPROVERS`: to decide on. `PREPARED`: the approver's own list. `TO_INVITE`: approved,
    nobody is invited yet, and nobody has come.
    """

    UNANSWERED = "unanswered"
    ALL = "all"
    OVERDUE = "overdue"
    MINE = "mine"
    FOR_OFFICERS = "for_officers"
    FOR_APPROVERS = "for_approvers"
    PREPARED = "prepared"
    TO_INVITE = "to_invite"

    @property
    def has_beside(self) -> bool:
        """Whether it also lists requests for what is due beside their answer."""
        return self not in (Which.PREPARED, Which.TO_INVITE)


@dataclass(frozen=True)
class RequestsAsked:
    """A list of requests, as of that day in the office's zone. `by`: whose, of those that one person took."""

    which: Which
    today: date
    zone: ZoneInfo
    by: PersonId | None = None


class Part(IntEnum):
    """The parts of a list of requests, in their order: with a date to act by, without one, closed (newest first)."""

    DATED = 0
    UNDATED = 1
    CLOSED = 2


@dataclass(frozen=True)
class RequestKey:
    """The place of a request in a list: the day is the date to act by, and in the other parts that of receipt."""

    part: Part
    day: date
    reference: str

    @property
    def order(self) -> tuple[int, int, tuple[int, ...]]:
        """The sort key of the list."""
        down = -1 if self.part is Part.CLOSED else 1
        letters = [down * ord(letter) for letter in self.reference]
        return self.part, down * self.day.toordinal(), (*letters, 0 if down > 0 else 1)


@dataclass(frozen=True)
class RequestCounts:
    """Requests with anything overdue; overdue or due soon; those an information officer acts on.

    `due_soon` counts the overdue ones too. `listed`: those still to be answered, and those with anything beside it;
    `mine`: those of them that one person took. `for_approvers`: those to decide on.
    """

    SOON: ClassVar = timedelta(days=7)

    overdue: int
    due_soon: int
    for_officers: int
    listed: int = 0
    mine: int = 0
    for_approvers: int = 0


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

    def requests_apart(self, asked: RequestsAsked, after: RequestKey | None) -> Sequence[RequestRow]:
        """Return the requests of a list that stand apart: their place follows from rules, not from rows.

        None where the pages after that key have no dates any more. No names, and nothing about bookings.
        """
        ...

    def requests(
        self,
        asked: RequestsAsked,
        after: RequestKey | None,
        limit: int,
        apart: Mapping[RequestId, RequestKey | None] = MappingProxyType({}),
    ) -> Sequence[tuple[RequestKey, RequestRow]]:
        """Return the page of a list after that key, in order.

        `apart`: all that stand apart. Those that are listed after that key have their place, a page's length of them:
        their rows are without what `requests_apart` has said. The others, with None, are left out.
        """
        ...

    def requests_named(self, ids: Collection[RequestId], today: date, zone: ZoneInfo) -> Sequence[RequestRow]:
        """Return the rows of these requests, in that order; who is not there is left out."""
        ...

    def request_counts(self, today: date, by: PersonId | None = None) -> RequestCounts:
        """Count requests by their stored dates; `by`: who took those that are counted as one's own."""
        ...

    def find_requests(self, term: SearchTerm, which: Which, zone: ZoneInfo, limit: int) -> Sequence[RequestId]:
        """Return the newest requests that a search finds: of all, or of those that wait for a decision."""
        ...

    def find_sessions(self, term: SearchTerm, zone: ZoneInfo, limit: int) -> Sequence[SessionId]:
        """Return the newest closed sessions that a search finds."""
        ...

    def find_appointments(self, term: SearchTerm, zone: ZoneInfo, limit: int) -> Sequence[AppointmentRow]:
        """Return the newest appointments that a search finds; by a date those on that day."""
        ...

    def prepared_count(self) -> int:
        """Count the requests that wait for a decision."""
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
