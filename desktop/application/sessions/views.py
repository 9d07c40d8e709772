"""A day's appointments and a session as the screens show them: frozen data, put together from the aggregates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.reading import AppointmentRow
from desktop.application.shared.commands import Subjects
from desktop.domain.copies.copy import ApprovedCopy, Chapter
from desktop.domain.copies.marking import PublicReason, RemovedPart, public_wording
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.intake import comes_alone, compared_with
from desktop.domain.requests.request import Asker, Language, Representative, Request
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import CallKind
from desktop.domain.sessions.needs import Need, needs_of
from desktop.domain.sessions.session import Answers, Outcome, Party, Session, SightedDocument, State, propose
from desktop.domain.shared.ids import NoteId, RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span, gaps, intersect, total
from desktop.errors import CheckpointNotStoredError

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
    asker: Asker
    appointment_at: datetime | None
    adjustments: tuple[str, ...]
    call: CallView
    state: State
    interrupted_from: State | None
    parties: frozenset[Party]
    documents: tuple[SightedDocument, ...]
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
    def shown_name(self) -> str:
        """The name of the person whom the request concerns."""
        return self.asker.name

    @property
    def compared(self) -> Asker:
        """Whose details the documents are compared with."""
        return compared_with(self.parties, self.asker, self.representative)

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
    not_witnessed: CheckpointNotStoredError | None = None


def the_session(uow: UnitOfWork, subjects: Subjects) -> SessionView:
    """Return the session as it is now."""
    return view_of(uow.sessions.get(SessionId(subjects[Subject.SESSION])), uow)


def view_of(session: Session, uow: UnitOfWork) -> SessionView:
    """Return the view of a session; `uow` is open."""
    request, copy = uow.requests.get(session.request), uow.recordings.copy(session.copy)
    appointment = uow.requests.appointment(session.appointment) if session.appointment else None
    documents, marks = uow.sessions.documents(session.id), uow.sessions.exceptions(session.id)
    fraction = heard_fraction(session, copy)
    return SessionView(
        id=session.id,
        request=request.id,
        reference=request.reference,
        kind=request.kind,
        asker=replace(request.asker, contact=""),  # how to reach them is for letters
        appointment_at=appointment.starts_at if appointment else None,
        adjustments=request.adjustments,
        call=call_of(request, copy, uow),
        state=session.state,
        interrupted_from=session.interrupted_from,
        parties=session.parties,
        documents=tuple(documents),
        lesser_check=Exceptional.LESSER_CHECK in marks,
        heard=session.heard,
        heard_fraction=fraction,
        not_heard=not_heard(session, copy),
        at_frame=session.at_frame,
        notes=notes_of(session, uow),
        answers=session.answers,
        outcome=session.outcome,
        proposed=propose(session, fraction),
        possible=session.possible_outcomes(),
        may_listen=session.may_listen,
        identified=identified_in_sitting(session, uow),
        needs=request.needs,
        appointment_until=appointment.ends_at if appointment else None,
        language=request.language,
        representative=request.representative,
        has_transcript=approves_transcript(request, uow),
        shown_before=() if documents else shown_before(session, uow),
        distressed=Exceptional.DISTRESS in marks,
        unsaved_from=unsaved_from(session, uow) if Exceptional.INTERRUPTED in marks else None,
    )


_SITTINGS = frozenset({EventKind.SESSION_INTERRUPTED, EventKind.SESSION_RESUMED, EventKind.SESSION_TAKEN_OVER})


def identified_in_sitting(session: Session, uow: UnitOfWork) -> bool:
    """Return whether identity was confirmed in the session's sitting: an interruption ends one, and only the short
    check begins another. Of a session that was closed without it, nobody knows who was there."""
    if session.state is not State.CLOSED:
        return session.identified and session.state is not State.INTERRUPTED
    last = uow.reading.newest(_SITTINGS, {Subject.SESSION: session.id}) if session.identified else None
    return session.identified and (last is None or last.kind is not EventKind.SESSION_INTERRUPTED)


_PLAYING = frozenset({EventKind.PLAY_STARTED, EventKind.HEARD})
_SILENT = frozenset(
    {
        *(EventKind.PLAY_STOPPED, EventKind.LISTENING_FINISHED),
        *(EventKind.BREAK_STARTED, EventKind.DISTRESS_STOPPED, EventKind.BREAK_ENDED),
    }
)


def unsaved_from(session: Session, uow: UnitOfWork) -> int | None:
    """Return the frame from which the sound played when an interrupted session broke off, if it did.

    What was heard is saved once a minute: of what came after that frame nobody knows how much was heard.
    """
    last = uow.reading.newest(_PLAYING | _SILENT, {Subject.SESSION: session.id})
    frame = last.facts["frame"] if last is not None and last.kind in _PLAYING else None
    return frame if isinstance(frame, int) else None


def shown_before(session: Session, uow: UnitOfWork) -> tuple[str, ...]:
    """Return the codes of the documents on which the short check rests, where it identified them in this session."""
    if not session.identified:
        return ()
    made = [event for _, event in uow.reading.events_of(session.id) if event.kind is EventKind.SHORT_CHECK_MADE]
    kinds = made[-1].facts["kinds"] if made else ()
    return tuple(str(code) for code in kinds) if isinstance(kinds, Sequence) else ()


def approves_transcript(request: Request, uow: UnitOfWork) -> bool:
    """Return whether the request's approval is of a transcript, too."""
    decision = uow.requests.decision(request.id)
    return decision is not None and decision.approved and decision.transcript is not None


def call_of(request: Request, copy: ApprovedCopy, uow: UnitOfWork) -> CallView:
    """Return the call and its approved copy, with the removed parts in public words."""
    original = uow.recordings.get(copy.recording)
    return CallView(
        at=request.call.at,
        number=request.call.number,
        outbound=request.call.outbound,
        frames=copy.frames,
        rate=copy.rate,
        channels=copy.channels,
        removed=removed_of(copy),
        chapters=copy.chapters,
        agent_channel=original.agent_channel,
        ended_because=original.ended_because,
        kind=request.call.kind,
    )


def removed_of(copy: ApprovedCopy) -> tuple[RemovedView, ...]:
    """Return the removed parts as a listener sees them."""
    return tuple(removed_view(part) for part in copy.removed)


def removed_view(part: RemovedPart) -> RemovedView:
    """Return one removed part as a listener sees it."""
    return RemovedView(part.start, part.end, public_wording(part.reason), part.channel)


def notes_of(session: Session, uow: UnitOfWork) -> tuple[NoteView, ...]:
    """Return the notes of a session, in order."""
    return tuple(
        NoteView(found.kind.value, found.note.words, found.at_frame, found.correction_wanted, found.taken_at)
        for found in uow.sessions.notes(session.id)
    )


def heard_fraction(session: Session, copy: ApprovedCopy) -> float:
    """Return the part of the copy heard, 0 to 1; a removed part counts like any other, since its silence is played."""
    return total(intersect(session.heard, (Span(0, copy.frames),))) / copy.frames


def not_heard(session: Session, copy: ApprovedCopy) -> tuple[Span, ...]:
    """Return the unheard gaps worth offering: those of a quarter of a second or more."""
    return tuple(gap for gap in gaps(session.heard, copy.frames) if len(gap) * 4 >= copy.rate)
