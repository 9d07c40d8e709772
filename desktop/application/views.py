"""Frozen data for screens. No rule, no widget, no row of a database; codes where words are the screen's business."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from desktop.application.clock_views import CorrectionView, ProofView
from desktop.application.hold_views import HoldView
from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.domain.copies.chapters import Chapter
from desktop.domain.copies.removal import PublicReason
from desktop.domain.copies.weighing import Ruling, Weighing
from desktop.domain.log.events import Event
from desktop.domain.office.people import Person
from desktop.domain.recordings.keeping import Protection, StopDeletion
from desktop.domain.requests.arising import Arisen, Arising
from desktop.domain.requests.clock_facts import ClockFacts
from desktop.domain.requests.deadline import ClockState
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Purpose, RefusalReason, Representative, Status
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.identity import Assessment
from desktop.domain.sessions.session import Answers, Outcome, Party, State
from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, PersonId, RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span
from desktop.errors import NotWitnessedError


class Readiness(StrEnum):
    """Whether an appointment can begin, and if not, what is in the way."""

    READY = "ready"
    NO_HEADPHONES = "no_headphones"
    UNDER_WAY = "under_way"
    INTERRUPTED = "interrupted"
    NOT_APPROVED = "not_approved"
    APPROVAL_ENDED = "approval_ended"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class SignedIn:
    """Who is at the desk."""

    person: Person


@dataclass(frozen=True)
class AppointmentRow:
    """An appointment as the list of a day shows it."""

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
class TodayRow:
    """An appointment with its readiness."""

    row: AppointmentRow
    readiness: Readiness


@dataclass(frozen=True)
class TodayView:
    """Today's appointments, in order, and the day. `unfinished`: of any day, whose session has to be closed yet."""

    day: date
    rows: tuple[TodayRow, ...]
    unfinished: tuple[TodayRow, ...] = ()


@dataclass(frozen=True)
class RemovedView:
    """A part that cannot be heard, with the public wording's code; frames [start, end).

    `channel`: the one voice that is removed, under which the other goes on; None where nothing can be heard.
    """

    start: int
    end: int
    reason: PublicReason
    channel: int | None = None


@dataclass(frozen=True)
class CallView:
    """The call that the session is about. `agent_channel`: that of the member of staff, from 0, if it is known."""

    at: datetime
    number: str
    outbound: bool
    frames: int
    rate: int
    channels: int
    removed: tuple[RemovedView, ...]
    chapters: tuple[Chapter, ...] = ()
    agent_channel: int | None = None


@dataclass(frozen=True)
class DocumentView:
    """A sighted document as its slot shows it."""

    slot: int
    kind: str


@dataclass(frozen=True)
class NoteView:
    """A note of a session."""

    kind: str
    words: str
    at_frame: int | None
    correction_wanted: bool
    taken_at: datetime


@dataclass(frozen=True)
class SessionView:
    """A session as its pages show it. `missing` is what identity still needs."""

    id: SessionId
    request: RequestId
    reference: str
    kind: Kind
    purpose: Purpose | None
    shown_name: str
    given_names: str
    surname: str
    born: date | None
    address: str
    appointment_at: datetime | None
    adjustments: tuple[str, ...]
    call: CallView
    state: State
    interrupted_from: State | None
    parties: frozenset[Party]
    copy_wanted: bool
    documents: tuple[DocumentView, ...]
    lesser_check: bool
    heard: tuple[Span, ...]
    heard_fraction: float
    not_heard: tuple[Span, ...]
    at_frame: int
    notes: tuple[NoteView, ...]
    answers: Answers
    outcome: Outcome | None
    proposed: Outcome
    possible: tuple[Outcome, ...]
    may_listen: bool


@dataclass(frozen=True)
class IdentityView:
    """What the two documents amount to so far."""

    assessment: Assessment


@dataclass(frozen=True)
class ReceiptView:
    """What the listener takes home: facts of the playing and of the log, no content."""

    office: str
    place: str
    reference: str
    kind: Kind
    call_at: datetime
    opened_at: datetime
    closed_at: datetime
    outcome: Outcome
    heard_fraction: float
    frames: int
    rate: int
    not_heard: tuple[Span, ...]
    removed: tuple[RemovedView, ...]
    copy_wanted: bool
    complaint: bool
    disputes: tuple[int, ...]
    checkpoint: str
    demo: bool


@dataclass(frozen=True)
class ClosedView:
    """A closed session and its receipt, where there is something to receive.

    `not_witnessed`: it is closed, but the witness file could not be written; somebody has to see to that.
    """

    session: SessionView
    receipt: ReceiptView
    not_witnessed: NotWitnessedError | None = None


@dataclass(frozen=True)
class RequestRow:
    """A request in a list. `booked`: whether an appointment is to come.

    `arisen`: what was said in its sessions and is not answered; `arisen_due`: which is due first, and when.
    `hold_review_on`: since when a hold of it is due for review; None where none is.
    `due_on` and `state` as they were when its clock was last noted. `clock_keeping.as_of` brings them to a day: where
    an answer is awaited the date moves with every day.
    """

    id: RequestId
    reference: str
    kind: Kind
    status: Status
    received_on: date
    due_on: date | None
    shown_name: str
    clock: ClockFacts = field(default_factory=ClockFacts)
    booked: bool = False
    state: ClockState = ClockState.RUNNING
    arisen: tuple[Arisen, ...] = ()
    arisen_due: tuple[date, Arising] | None = None
    hold_review_on: date | None = None


@dataclass(frozen=True)
class DecisionView:
    """The newest decision on a request. `ruling` is None where it withdraws an approval; `weighed` as it was asked."""

    ruling: Ruling | None
    by_name: str
    at: datetime
    refusal: RefusalReason | None
    weighing: Weighing
    words: str


@dataclass(frozen=True)
class RequestView:
    """A request on its own page.

    `to_stop`: where deletion has still to be stopped. `may_act`: whether the one who looks works on requests.
    `answers`: how it can be closed. `may_hear`, `heard`: its copy, before it is decided, and how much of it they have.
    `may_withdraw`: whether they can withdraw its approval. `may_invite`: whether they can book an appointment.
    `letters`: those that they can write now. `together`: the references of the other calls that were asked for with it.
    `arisen`: what was said at the counter, answered or not. `corrected`: the days of its clock that were corrected.
    `newer_marks`: something was marked after its copy was made. `copy_in_doubt`: its copy may have been made
    of sound that was decoded wrongly (`domain.recordings.decoding`).
    """

    row: RequestRow
    address: str
    born: date | None
    purpose: Purpose | None
    reason: str | None
    call_at: datetime
    call_number: str
    call_outbound: bool
    adjustments: tuple[str, ...]
    copy_wanted: bool
    contact: str
    representative: Representative | None
    together: tuple[str, ...]
    asked: tuple[ProofView, ...]
    arisen: tuple[Arisen, ...]
    approved_until: date | None
    call: CallView | None
    copy: CopyId | None
    prepared_by: str | None
    removed_internal: tuple[tuple[int, int, int | None, str], ...]
    appointments: tuple[tuple[datetime, AppointmentStatus], ...]
    protection: Protection
    to_stop: tuple[StopDeletion, ...]
    holds: tuple[HoldView, ...]
    may_act: bool
    answers: tuple[Answered, ...]
    decision: DecisionView | None = None
    may_hear: bool = False
    may_withdraw: bool = False
    may_invite: bool = False
    letters: tuple[LetterKind, ...] = ()
    newer_marks: bool = False
    heard: tuple[Span, ...] = ()
    corrected: tuple[CorrectionView, ...] = ()
    copy_in_doubt: bool = False


@dataclass(frozen=True)
class QueueRow:
    """A request that waits for a decision. `sent_back`: how often it was sent back before."""

    request: RequestRow
    prepared_by: PersonId
    sent_back: int = 0


@dataclass(frozen=True)
class ReviewFilter:
    """Which closed sessions: by date, adviser, outcome, words in its notes; after the last row of the page before.

    `late`: what was closed before it and is not signed off has waited too long, and is an exception by that.
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


@dataclass(frozen=True)
class ReviewsView:
    """A page of the supervisor's list, with what waits in all."""

    rows: tuple[ReviewRow, ...]
    to_look_at: int
    ordinary: int
    advisers: tuple[tuple[PersonId, str], ...]
    more: bool


@dataclass(frozen=True)
class TimelineRow:
    """One event, for a row of words: the screen's wording is chosen by its kind."""

    seq: int
    event: Event
    actor_name: str


@dataclass(frozen=True)
class ReviewView:
    """A session on the supervisor's page."""

    session: SessionView
    adviser_name: str
    desk_name: str
    opened_at: datetime
    closed_at: datetime
    document_kinds: tuple[str, ...]
    id_step_seconds: int | None
    exceptions: tuple[Exceptional, ...]
    timeline: tuple[TimelineRow, ...]
    signed_off: tuple[str, datetime, str | None] | None
    may_sign_off: bool


@dataclass(frozen=True)
class LogView:
    """The log's size and its newest outside anchor."""

    events: int
    anchored_at: datetime | None
