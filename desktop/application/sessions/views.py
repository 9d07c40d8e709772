"""Views of a day's appointments and of a session: frozen data for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desktop.application.ports.reading import AppointmentRow
from desktop.domain.copies.chapters import Chapter
from desktop.domain.copies.removal import PublicReason
from desktop.domain.requests.representing import comes_alone, compared_with
from desktop.domain.requests.request import Asker, Language, Purpose, Representative
from desktop.domain.sessions.caller import CallKind
from desktop.domain.sessions.needs import Need, needs_of
from desktop.domain.sessions.session import Answers, Outcome, Party, State
from desktop.domain.shared.ids import NoteId, RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span
from desktop.errors import NotWitnessedError

NEAR_SECONDS = 300
"""How long before its start an appointment is the one of now, in seconds."""


class Readiness(StrEnum):
    """Whether an appointment can begin, and if not, why."""

    READY = "ready"
    NO_HEADPHONES = "no_headphones"
    UNDER_WAY = "under_way"
    INTERRUPTED = "interrupted"
    ABANDONED = "abandoned"
    NOT_APPROVED = "not_approved"
    APPROVAL_ENDED = "approval_ended"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


FINISHED = frozenset({Readiness.DONE, Readiness.NO_SHOW, Readiness.CANCELLED})
"""The appointments of the day that are over."""


@dataclass(frozen=True)
class TodayRow:
    """An appointment with its readiness."""

    row: AppointmentRow
    readiness: Readiness

    def minutes_late(self, now: datetime) -> int | None:
        """Return for how many minutes its person has been awaited, 0 from five minutes before its start; None where
        nobody is."""
        if not self.row.booked or self.readiness in FINISHED or self.row.session is not None:
            return None
        seconds = (now - self.row.starts_at).total_seconds()
        return None if seconds < -NEAR_SECONDS else max(0, int(seconds // 60))


@dataclass(frozen=True)
class QuestionView:
    """A question with its words, its answer and the names of both."""

    id: NoteId
    session: SessionId
    reference: str
    opened_at: datetime
    words: str
    asked_by: str
    asked_to: str
    asked_at: datetime
    answer: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class TodayView:
    """Today's appointments, in order, and the day. `unfinished`: those of any day with a session still to close.

    `questions`: those that the viewer, an adviser, has still to answer.
    """

    day: date
    rows: tuple[TodayRow, ...]
    unfinished: tuple[TodayRow, ...] = ()
    questions: tuple[QuestionView, ...] = ()


@dataclass(frozen=True)
class RemovedView:
    """A part that cannot be heard, with the public wording's code; frames [start, end).

    `channel`: the one voice that is removed, while the other continues; None where nothing can be heard.
    """

    start: int
    end: int
    reason: PublicReason
    channel: int | None = None


@dataclass(frozen=True)
class CallView:
    """The call that the session is about. `agent_channel`: that of the member of staff, from 0, if known.

    `ended_because`: a code for why the recording ends before the call did, where that is known. `kind`: which questions
    and words it has at the counter.
    """

    at: datetime
    number: str
    outbound: bool
    frames: int
    rate: int
    channels: int
    removed: tuple[RemovedView, ...]
    chapters: tuple[Chapter, ...] = ()
    agent_channel: int | None = None
    ended_because: str | None = None
    kind: CallKind = CallKind.INBOUND


@dataclass(frozen=True)
class DocumentView:
    """A sighted document in its slot."""

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
    """A session for its pages.

    `proposed`, `possible`: the outcome that fits what happened, and those that can be chosen. `has_transcript`: the
    transcript of its copy is approved. `shown_before`: the codes of the documents of an earlier session, where the
    short check identified them in this one. `representative`: who is named in the request to act for its person.
    `distressed`: the sound was stopped at once, by Stop or Esc twice. `unsaved_from`: the frame from which the sound
    played when the session broke off, without what was heard being saved; None where it did not play then.
    `identified`: whether their identity was confirmed in this sitting; until then nothing of the call is shown.
    """

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
    needs: tuple[Need, ...] = ()
    has_transcript: bool = False
    shown_before: tuple[str, ...] = ()
    appointment_until: datetime | None = None
    language: Language | None = None
    representative: Representative | None = None
    distressed: bool = False
    unsaved_from: int | None = None
    identified: bool = False

    @property
    def compared(self) -> Asker:
        """Whose details the documents are compared with."""
        asker = Asker(self.given_names, self.surname, self.born, self.address)
        return compared_with(self.parties, asker, self.representative)

    @property
    def own_call(self) -> bool:
        """Whether the person of the request listens themself, and was in the call."""
        return self.concerns_them and self.call.kind is not CallKind.BY_SOMEBODY_ELSE

    @property
    def concerns_them(self) -> bool:
        """Whether the person whom the request concerns listens themself."""
        return self.kind is not Kind.INTERNAL and not comes_alone(self.parties)

    @property
    def to_meet(self) -> frozenset[Need]:
        """Their needs, as they were chosen and in plain words."""
        return needs_of(self.adjustments, self.needs)


@dataclass(frozen=True)
class ReceiptView:
    """The listener's receipt: facts of the playing and of the log, no content.

    `own_call`: the person of the request was in the call. `identified`: whether their identity was confirmed in the
    sitting that was closed; else the receipt does not say when the call was.
    """

    office: str
    place: str
    reference: str
    kind: Kind
    call_at: datetime
    opened_at: datetime
    closed_at: datetime
    outcome: Outcome
    identified: bool
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
    language: Language | None = None
    own_call: bool = True


@dataclass(frozen=True)
class ClosedView:
    """A closed session and its receipt, if there is one.

    `not_witnessed`: it is closed, but the witness file could not be written; someone must see to that.
    """

    session: SessionView
    receipt: ReceiptView
    not_witnessed: NotWitnessedError | None = None
