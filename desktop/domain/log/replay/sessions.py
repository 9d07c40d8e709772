"""Sessions: where each stands, and what was heard.

Rules:
- `MOVES` says from which states an event may come and where it leads. Another order is a finding, and changes nothing.
- The recording is opened with the approval in force, and the copy that it binds; whatever else was opened is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.appointments import Appointment
from desktop.domain.log.replay.copies import Copy
from desktop.domain.log.replay.ledger import Facts, Ledger
from desktop.domain.log.replay.requests import Approval, of
from desktop.domain.log.replay.told import (
    NOT_SAID,
    About,
    Maybe,
    NotSaid,
    OddError,
    Replayed,
    Told,
    digest,
    flag,
    number,
    several,
    span,
    text,
)
from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, PersonId, RequestId, SessionId
from desktop.domain.shared.spans import Span, union

BEFORE = ("checked_in", "identified", "briefed")


UNDER_WAY = (*BEFORE, "listening", "on_break", "closing")


MOVES: dict[EventKind, tuple[tuple[str, ...], str]] = {
    EventKind.IDENTITY_CONFIRMED: (("checked_in",), "identified"),
    EventKind.IDENTITY_NOT_ENOUGH: (("checked_in",), "closing"),
    EventKind.CALLER_NOT_MATCHED: (("checked_in",), "closing"),
    EventKind.BRIEFED: (("identified",), "briefed"),
    EventKind.RECORDING_OPENED: (("briefed", "closing", "listening"), "listening"),
    EventKind.BREAK_ENDED: (("on_break",), "listening"),
    EventKind.PLAY_STOPPED: (("listening",), "listening"),
    EventKind.HEARD: (("listening",), "listening"),
    EventKind.BREAK_STARTED: (("listening",), "on_break"),
    EventKind.DISTRESS_STOPPED: (("listening",), "on_break"),
    EventKind.LISTENING_FINISHED: ((*BEFORE, "listening", "on_break"), "closing"),
    EventKind.SESSION_INTERRUPTED: (UNDER_WAY, "interrupted"),
    EventKind.SESSION_CLOSED: (("closing", "interrupted"), "closed"),
}


MARKS = {
    EventKind.IDENTITY_NOT_ENOUGH: "not_enough_evidence",
    EventKind.LESSER_CHECK_ALLOWED: "lesser_check",
    EventKind.LOCKDOWN_DEGRADED: "lockdown_degraded",
    EventKind.SESSION_INTERRUPTED: "interrupted",
    EventKind.DISTRESS_STOPPED: "distress",
}


MARKED_OUTCOMES = ("not_enough_evidence", "stopped_by_staff", "technical_fault")


NOBODY_CAME = ("no_show", "cancelled")


@dataclass(frozen=True, kw_only=True)
class Session(Replayed):
    """A session. `heard`: frames of the copy; `reviewed`: whether it is signed off; `slots`: of its documents."""

    request: RequestId
    copy: Maybe[CopyId]
    adviser: PersonId
    desk: DeskId
    appointment: Maybe[AppointmentId]
    opened_at: About
    parties: tuple[str, ...] = ()
    state: str = "checked_in"
    interrupted_from: str | None = None
    identified: bool = False
    briefed: bool = False
    heard: tuple[Span, ...] = ()
    at_frame: int = 0
    copy_wanted: bool = False
    complaint: bool = False
    acknowledged: bool = False
    outcome: str | None = None
    closed_at: About | None = None
    exceptions: Maybe[tuple[str, ...]] = ()
    reviewed: bool = False
    slots: tuple[int, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether it waits for a signature."""
        return self.state == "closed" and not self.reviewed

    @property
    def exceptional(self) -> Maybe[bool]:
        """Whether a supervisor looks at it first."""
        return NOT_SAID if isinstance(self.exceptions, NotSaid) else bool(self.exceptions)


@dataclass(frozen=True, kw_only=True)
class HeardSpan(Replayed):
    """A part that was heard."""

    session: SessionId
    start_frame: int
    end_frame: int


def heard_spans(facts: Facts) -> Iterable[HeardSpan]:
    """Yield what was heard in each session."""
    for session in facts.of(Session).values():
        for found in session.heard:
            yield HeardSpan(
                id=f"{session.id}/{found.start}",
                since=session.event_of("heard"),
                session=SessionId(session.id),
                start_frame=found.start,
                end_frame=found.end,
            )


def checked_in(told: Told, ledger: Ledger) -> None:
    """Begin a session, in its appointment."""
    session = begun(told, ledger)
    parties, wanted = told.fact("parties", several(text)), told.fact("copy_wanted", flag)
    ledger.add(replace(session, parties=parties, copy_wanted=wanted, exceptions=told.said("exceptions", several(text))))
    came(told, ledger, session, "attended")


def begun(told: Told, ledger: Ledger) -> Session:
    """Return a new session. Raises OddError where its appointment is not booked."""
    request = of(told, ledger)
    if told.names(Subject.APPOINTMENT):
        appointment = ledger.get(Appointment, told.subject(Subject.APPOINTMENT))
        if appointment.status not in ("booked", NOT_SAID) or appointment.request != request.id:
            raise OddError("wrong_order")
    copy, slot = told.subject_or(Subject.COPY, NOT_SAID), told.subject_or(Subject.APPOINTMENT, NOT_SAID)
    return Session(
        id=told.subject(Subject.SESSION),
        since=told.seq,
        request=RequestId(request.id),
        copy=copy if isinstance(copy, NotSaid) else CopyId(copy),
        adviser=told.actor,
        desk=told.desk,
        appointment=slot if isinstance(slot, NotSaid) else AppointmentId(slot),
        opened_at=told.about,
    )


def came(told: Told, ledger: Ledger, session: Session, status: str) -> None:
    """Say how the appointment turned out; where an older event names none, that of none of the request is known."""
    if not isinstance(session.appointment, NotSaid):
        return ledger.change(told, ledger.get(Appointment, session.appointment), status=status)
    for each in [each for each in ledger.of(Appointment).values() if each.request == session.request]:
        ledger.change(told, each, status=NOT_SAID)
    return None


def session_of(told: Told, ledger: Ledger) -> Session:
    """Return the session that the event is about. Raises OddError (`not_told_of`)."""
    return ledger.get(Session, told.subject(Subject.SESSION))


def moved_on(told: Told, session: Session) -> dict[str, object]:
    """Return the session's new state, and the exceptions that the event adds. Raises OddError (`wrong_order`)."""
    before, after = MOVES[told.kind]
    if session.state not in before:
        raise OddError("wrong_order")
    was = session.state if after == "interrupted" else None
    return {"state": after, "interrupted_from": was}


def marked_with(session: Session, codes: Maybe[Iterable[str]]) -> dict[str, object]:
    """Return the exceptions with these added; none is known once an older event did not say its own."""
    if isinstance(codes, NotSaid) or isinstance(session.exceptions, NotSaid):
        return {"exceptions": NOT_SAID}
    return {"exceptions": tuple(dict.fromkeys((*session.exceptions, *codes)))}


def _listened(told: Told, session: Session) -> dict[str, object]:
    """Return where it stands in the sound, and what has been heard."""
    spans = told.fact("heard", several(span)) if told.says("heard") else ()
    return {"at_frame": told.fact("frame", number), "heard": union((*session.heard, *spans))}


def marked(told: Told, ledger: Ledger) -> None:
    """Follow an event that is an exception by itself, and moves nothing; of staff it marks no session."""
    if told.names(Subject.SESSION):
        session = session_of(told, ledger)
        ledger.change(told, session, **marked_with(session, [MARKS[told.kind]]))


def identity_not_enough(told: Told, ledger: Ledger) -> None:
    """End without a confirmed identity."""
    session = session_of(told, ledger)
    ledger.change(told, session, **moved_on(told, session), **marked_with(session, [MARKS[told.kind]]))


def briefed(told: Told, ledger: Ledger) -> None:
    """Follow the brief."""
    session = session_of(told, ledger)
    ledger.change(told, session, briefed=True, **moved_on(told, session))


def party_left(told: Told, ledger: Ledger) -> None:
    """Follow somebody who leaves."""
    session, party = session_of(told, ledger), told.fact("party", text)
    if session.state not in UNDER_WAY or party not in session.parties:
        raise OddError("wrong_order")
    ledger.change(told, session, parties=tuple(each for each in session.parties if each != party))


def opened(told: Told, ledger: Ledger) -> None:
    """Open the copy, or return to it after a break."""
    session = session_of(told, ledger)
    changes = moved_on(told, session) | {"at_frame": told.fact("frame", number)}
    if not (session.identified and session.briefed):
        raise OddError("opened_too_soon")
    if not _is_approved(told, ledger, session):
        ledger.odd(told, "opened_without_approval")
    ledger.change(told, session, **changes)


def _is_approved(told: Told, ledger: Ledger, session: Session) -> bool:
    """Return whether what was read is what an approval in force binds."""
    approval, copy = ledger.of(Approval).get(session.request), told.subject(Subject.COPY)
    if approval is None or approval.withdrawn or copy not in ledger.of(Copy):
        return False
    read = told.said("sha256", digest)
    return approval.copy == copy and session.copy in (copy, NOT_SAID) and read in (approval.sha256, NOT_SAID)


def heard(told: Told, ledger: Ledger) -> None:
    """Add what was heard; what staff heard before the decision belongs to no session."""
    if not told.names(Subject.SESSION):
        return
    session = session_of(told, ledger)
    ledger.change(told, session, **moved_on(told, session), **_listened(told, session))


def paused(told: Told, ledger: Ledger) -> None:
    """Take a break, or stop in distress."""
    session = session_of(told, ledger)
    marks = [MARKS[told.kind]] if told.kind in MARKS else []
    ledger.change(told, session, **moved_on(told, session), **_listened(told, session), **marked_with(session, marks))


def finished(told: Told, ledger: Ledger) -> None:
    """End listening."""
    session = session_of(told, ledger)
    marks = ["technical_fault"] if told.fact("because", text) == "fault" else []
    ledger.change(told, session, **moved_on(told, session), **_listened(told, session), **marked_with(session, marks))


def interrupted(told: Told, ledger: Ledger) -> None:
    """Interrupt a session under way, in whatever state it is."""
    session = session_of(told, ledger)
    frame = told.fact("frame", number)
    marks = marked_with(session, [MARKS[told.kind]])
    ledger.change(told, session, at_frame=frame, **moved_on(told, session), **marks)


def resumed(told: Told, ledger: Ledger) -> None:
    """Resume it where it was, from a break where it was listening; by whoever does."""
    session = session_of(told, ledger)
    if session.state != "interrupted":
        raise OddError("wrong_order")
    state = "on_break" if session.interrupted_from == "listening" else session.interrupted_from
    ledger.change(told, session, state=state, interrupted_from=None, adviser=told.actor, desk=told.desk)
