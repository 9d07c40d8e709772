"""A session's view, put together from the aggregates. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.application.ports.database import UnitOfWork
from desktop.application.sessions.views import CallView, DocumentView, NoteView, RemovedView, SessionView
from desktop.application.shared.given_again import Subjects
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.removal import RemovedPart, public_wording
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.request import Request
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.session import Session, State, propose
from desktop.domain.shared.ids import SessionId
from desktop.domain.shared.spans import Span, gaps, intersect, total


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
        purpose=request.purpose,
        shown_name=request.asker.name,
        given_names=request.asker.given_names,
        surname=request.asker.surname,
        born=request.asker.born,
        address=request.asker.address,
        appointment_at=appointment.starts_at if appointment else None,
        adjustments=request.adjustments,
        call=call_of(request, copy, uow),
        state=session.state,
        interrupted_from=session.interrupted_from,
        parties=session.parties,
        copy_wanted=session.answers.copy_wanted,
        documents=tuple(DocumentView(found.slot, found.kind) for found in documents),
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
