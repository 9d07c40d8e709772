"""The port for reading lists and figures, with their rows: requests, appointments, reviews, and the page Health."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from desktop.domain.requests.deadline import DeadlineFacts, DeadlineState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence, Set
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from desktop.application.ports.sound import StoredFile
    from desktop.domain.appointments import AppointmentStatus
    from desktop.domain.log.events import Event, EventKind
    from desktop.domain.office.clock_doubt import ClockDoubt
    from desktop.domain.office.people import Person
    from desktop.domain.recordings.retention import NightTask
    from desktop.domain.requests.complaints import OpenComplaint
    from desktop.domain.requests.follow_ups import FollowUp, FollowUpKind
    from desktop.domain.requests.request import Representative, Request, Status
    from desktop.domain.reviews.review import Exceptional
    from desktop.domain.reviews.statistics import ClosedRequest, HeldSession
    from desktop.domain.sessions.needs import Need
    from desktop.domain.sessions.session import Outcome, State
    from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, PersonId, RequestId, SessionId
    from desktop.domain.shared.kinds import Kind
    from desktop.domain.shared.search_term import SearchTerm
    from desktop.domain.shared.spans import Span


@dataclass(frozen=True)
class ReviewFilter:
    """A filter for closed sessions: date, adviser, outcome, words in notes; after the last row of the page before.

    `only`: what a search found. `late`: a session closed before it and not signed off has waited too long, which makes
    it an exception.
    """

    start: datetime | None = None
    end: datetime | None = None
    adviser: PersonId | None = None
    outcome: Outcome | None = None
    waiting_only: bool = True
    after: tuple[int, str, str] | None = None
    late: datetime | None = None
    words: str = ""
    only: tuple[SessionId, ...] | None = None

    def meets(self, row: ReviewRow) -> bool:
        """Return whether that row is asked for, as far as rows say; none has words."""
        in_time = (self.start is None or row.opened_at >= self.start) and (self.end is None or row.opened_at < self.end)
        chosen = self.adviser in (None, row.adviser) and self.outcome in (None, row.outcome)
        return in_time and chosen and not self.words and (self.only is None or row.id in self.only)


@dataclass(frozen=True)
class ReviewRow:
    """A session in the supervisor's list. `key` continues the list after this row.

    `unanswered`, `answered`: how many questions its adviser has still to answer, and has answered.
    """

    id: SessionId
    reference: str
    kind: Kind
    opened_at: datetime
    adviser: PersonId
    adviser_name: str
    outcome: Outcome
    exceptions: tuple[Exceptional, ...]
    signed_off: bool
    key: tuple[int, str, str]
    unanswered: int = 0
    answered: int = 0


@dataclass(frozen=True)
class ReviewCounts:
    """How many closed sessions wait for a signature: those to look at, and ordinary ones.

    `last_night`: when the last nightly run was, or the office was made, read in the same moment.
    """

    to_look_at: int
    ordinary: int
    last_night: datetime


@dataclass(frozen=True)
class VaultLooked:
    """How far the vault has been looked through, at the end of the newest look.

    `began`: the round under way, or the last one where `up_to` is ""; else that is the name of the file up to which it
    got: `looked_at` files of `of`. `ended`: when the last whole round did, None where none has. `damaged`: all files
    that are.
    """

    at: datetime
    up_to: str
    began: datetime
    ended: datetime | None
    looked_at: int
    of: int
    damaged: tuple[StoredFile, ...]


@dataclass(frozen=True)
class PcReported:
    """The last report of a PC. `clock_ahead`: its clock's lead over the server's in seconds, None without one."""

    at: datetime
    version: str
    clock_ahead: int | None
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class NightStopped:
    """A nightly run that destroyed nothing, and none has gone through since: at which desk, and why.

    `log_changed`: log or rows were not as they were written.
    """

    desk: DeskId
    doubts: tuple[ClockDoubt, ...]
    log_changed: bool


@dataclass(frozen=True)
class HealthRows:
    """Figures of how the office does. `begun_at`: when it was made. `events`: how many the log has. `anchored_at`: by
    desk, when it last signed a checkpoint. `copied`: the desks of which a copy was seen, and
    whose keys were not restored since. `open_desks`: those at which the program is open, as far as is known.
    `left`: what the newest nightly run left to people.
    `looked`: None where nobody has looked through the vault. `reported`: by desk. `newest_anchor`: when the newest
    checkpoint was signed that covers no more than the witness has; None without one. `backed_up_at`: when the newest
    back-up was made. `refused_at`: when a row was last not believed.
    `logins_left`: how many PCs that were withdrawn the database server still lets in.
    `stopped`: None where the newest nightly run went through.
    """

    begun_at: datetime
    events: int
    nightly_at: datetime | None
    overdue: int
    oldest_due: date | None
    unfinished: int
    keys_to_renew: int
    left: Mapping[NightTask, int]
    anchored_at: Mapping[DeskId, datetime]
    copied: Set[DeskId]
    open_desks: Set[DeskId]
    looked: VaultLooked | None = None
    stopped: NightStopped | None = None
    reported: Mapping[DeskId, PcReported] = field(default_factory=dict)
    newest_anchor: datetime | None = None
    backed_up_at: datetime | None = None
    refused_at: datetime | None = None
    logins_left: int = 0


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
    and `state` as they were when its deadline last changed; `deadlines.as_of` brings them up to date.
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

    @classmethod
    def of(cls, request: Request) -> RequestRow:
        """Return the row of that request, as far as it says it itself."""
        about = request.id, request.reference, request.kind, request.status
        return cls(*about, request.received_on, request.due_on, request.asker.name)


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
        """Return the sessions without an appointment that were opened from `start` on and before `end`, and earlier
        ones that are not closed.
        """

    def unfinished(self, before: datetime) -> Sequence[AppointmentRow]:
        """Return those whose session was interrupted, or is from before `before` and still under way."""

    def open_requests(self, today: date, zone: ZoneInfo, status: Status | None = None) -> Sequence[RequestRow]:
        """Return every request with anything still to be done, its answer or anything beside it, in no order.

        `status`: those with that status alone.
        """

    def closed_requests(self, limit: int, today: date, zone: ZoneInfo) -> Sequence[RequestRow]:
        """Return the newest closed requests by receipt, also those with anything still to be done beside the answer."""

    def requests_named(self, ids: Collection[RequestId], today: date, zone: ZoneInfo) -> Sequence[RequestRow]:
        """Return the rows of these requests, in that order; who is not there is left out."""

    def find_requests(self, term: SearchTerm, status: Status | None, zone: ZoneInfo, limit: int) -> Sequence[RequestId]:
        """Return the newest requests that a search finds: of all, or of those with that status."""

    def find_sessions(self, term: SearchTerm, zone: ZoneInfo, limit: int) -> Sequence[SessionId]:
        """Return the newest closed sessions that a search finds."""

    def find_appointments(self, term: SearchTerm, zone: ZoneInfo, limit: int) -> Sequence[AppointmentRow]:
        """Return the newest appointments that a search finds; by a date those on that day."""

    def preparations_of(self, ids: Collection[RequestId]) -> Mapping[RequestId, tuple[PersonId, int]]:
        """Return who prepared the copy of each of these requests, and how often it was sent back."""

    def reviews(self, by: ReviewFilter, limit: int) -> Sequence[ReviewRow]:
        """Return a page, by keyset: exceptions first, then the oldest."""

    def missing_reviews(self, late: datetime | None = None) -> Sequence[ReviewRow]:
        """Return the sessions that by the log wait for a signature, and that no row says so of; a few, if several."""

    def review_counts(self, late: datetime | None = None) -> ReviewCounts:
        """Count closed sessions waiting for a signature (`late`: ReviewFilter)."""

    def review_place(self, id: SessionId, late: datetime | None) -> tuple[int, int]:
        """Return the place of a waiting session among those that wait, from 1, and how many wait."""

    def events_of(self, session: SessionId) -> Sequence[tuple[int, Event]]: ...

    def newest(self, kinds: Collection[EventKind], about: Mapping[str, str]) -> Event | None:
        """Return the newest event of these kinds that names all of that, as subjects or facts; None where there is
        none, or none of late.
        """

    def heard_by_staff(self, by: PersonId, copy: CopyId, request: RequestId) -> tuple[Span, ...]:
        """Return the spans that person heard of that request's copy before it was decided; from the log."""

    def has_read_transcript(self, by: PersonId, copy: CopyId, request: RequestId) -> bool:
        """Return whether that person opened the transcript of that request's copy; from the log."""

    def security_code_flagged(self, request: RequestId) -> datetime | None:
        """Return when someone last flagged that the recording of that request holds a card's security code; from the
        log.
        """

    def request_opened(self, request: RequestId, by: PersonId) -> datetime | None:
        """Return when that person last opened that request; from the log. None: not, or long ago."""

    def deciders(self, request: RequestId) -> frozenset[PersonId]:
        """Return everybody who has ever decided on that request."""

    def people(self) -> Mapping[PersonId, Person]: ...

    def desks(self) -> Mapping[DeskId, str]: ...

    def checkpoints(self) -> Iterator[str]:
        """Yield every checkpoint, as signed text."""

    def lost(self) -> Collection[tuple[int, str]]:
        """Return the checkpoints that the log states to be lost: sizes, and roots in base64."""

    def checkpoint_covering(self, seq: int) -> str | None:
        """Return the first checkpoint whose tree holds the event of that number."""

    def event(self, seq: int) -> Event | None:
        """Return the event of that number; None where there is none yet."""

    def health(self, today: date, anchored: int | None = None) -> HealthRows:
        """Return the figures of how the office does, as of that day. `anchored`: how many events the witness has."""

    def vault_looked(self) -> VaultLooked | None:
        """Return how far the vault has been looked through; None where nobody has begun."""

    def pc_reported(self, desk: DeskId) -> PcReported | None:
        """Return what that PC last told of itself."""

    def log_size(self) -> int: ...


class Statistics(Protocol):
    """Both days are the office's own in that zone, and included."""

    def closed_requests(self, first: date, last: date, zone: ZoneInfo) -> Sequence[ClosedRequest]:
        """Return the requests of persons that were closed then, as the log has it."""

    def received_requests(self, first: date, last: date) -> int:
        """Return how many requests of persons arrived then."""

    def held_sessions(self, first: date, last: date, zone: ZoneInfo) -> Sequence[HeldSession]:
        """Return the closed sessions that were opened then."""
