"""Sessions and the appointments they are booked for: where each stands, and what was heard.

- `MOVES` says from which states an event may come and where it leads. Another order is a finding, and changes nothing.
- The recording is opened with the approval in force, and the copy that it binds; whatever else was opened is a finding.
- A short check (`domain.sessions.identity`) needs an earlier session of the same request that is closed, with an
  outcome that leaves no doubt, in which the customer who is here was identified by the whole check. Nothing was
  checked in the new session before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.copies import Copy
from desktop.domain.log.replay.ledger import (
    About,
    Entry,
    Facts,
    Ledger,
    OutOfOrderError,
    Replayed,
    digest,
    flag,
    follows,
    identifier,
    moment,
    number,
    several,
    spans,
    text,
)
from desktop.domain.log.replay.requests import Approval, of
from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, PersonId, RequestId, SessionId
from desktop.domain.shared.spans import Span, union


@dataclass(frozen=True, kw_only=True)
class Appointment(Replayed):
    """An appointment: its slot, and how it turned out."""

    request: RequestId
    desk: DeskId
    starts_at: datetime
    minutes: int
    status: str = "booked"


@follows(EventKind.APPOINTMENT_BOOKED)
def appointment_booked(entry: Entry, ledger: Ledger) -> None:
    """Book a slot."""
    appointment = Appointment(
        id=entry.subject(Subject.APPOINTMENT),
        since=entry.seq,
        request=RequestId(of(entry, ledger).id),
        desk=_desk(entry),
        starts_at=entry.fact("starts", moment),
        minutes=entry.fact("minutes", number),
    )
    ledger.add(appointment)


@follows(EventKind.APPOINTMENT_MOVED)
def appointment_moved(entry: Entry, ledger: Ledger) -> None:
    """Move it to another slot."""
    starts, minutes = entry.fact("starts", moment), entry.fact("minutes", number)
    ledger.change(entry, booked(entry, ledger), desk=_desk(entry), starts_at=starts, minutes=minutes)


@follows(EventKind.APPOINTMENT_CALLED_OFF)
def appointment_called_off(entry: Entry, ledger: Ledger) -> None:
    """Take an appointment as cancelled."""
    ledger.change(entry, booked(entry, ledger), status=entry.fact("outcome", text))


def booked(entry: Entry, ledger: Ledger) -> Appointment:
    """Return the appointment of the event. Raises OutOfOrderError (`wrong_order`) where it is not booked (any more)."""
    appointment = ledger.get(Appointment, entry.subject(Subject.APPOINTMENT))
    if appointment.status != "booked":
        raise OutOfOrderError("wrong_order")
    return appointment


def _desk(entry: Entry) -> DeskId:
    return DeskId(entry.fact("desk", identifier))


BEFORE = ("checked_in", "identified", "briefed")


UNDER_WAY = (*BEFORE, "listening", "on_break", "closing")


MOVES: dict[EventKind, tuple[tuple[str, ...], str]] = {
    EventKind.IDENTITY_CONFIRMED: (("checked_in",), "identified"),
    EventKind.SHORT_CHECK_MADE: (("checked_in",), "identified"),
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


MARKED_OUTCOMES = ("not_enough_evidence", "stopped_by_staff", "technical_fault", "opened_by_mistake")


BY_MISTAKE = "opened_by_mistake"
"""The outcome of a session that may be closed straight from check-in, and whose appointment is booked again."""


NOBODY_CAME = ("no_show", "cancelled")


@dataclass(frozen=True, kw_only=True)
class Session(Replayed):
    """A session. `heard`: frames of the copy; `reviewed`: whether it is signed off; `slots`: of its documents.

    `asked`: the lesser check asked for that can still be answered; `lesser_by`, `lesser_at`: who allowed one, and when.
    `short`: whether the short check after an earlier session identified them.
    """

    request: RequestId
    copy: CopyId
    adviser: PersonId
    desk: DeskId
    appointment: AppointmentId | None
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
    exceptions: tuple[str, ...] = ()
    reviewed: bool = False
    slots: tuple[int, ...] = ()
    asked: str | None = None
    lesser_by: PersonId | None = None
    lesser_at: About | None = None
    short: bool = False

    @property
    def waiting(self) -> bool:
        """Whether it waits for a signature."""
        return self.state == "closed" and not self.reviewed

    @property
    def exceptional(self) -> bool:
        """Whether a supervisor looks at it first."""
        return bool(self.exceptions)


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


def checked_in(entry: Entry, ledger: Ledger) -> None:
    """Begin a session, in its appointment or without one."""
    session = begun(entry, ledger)
    parties, wanted = entry.fact("parties", several(text)), entry.fact("copy_wanted", flag)
    exceptions = entry.fact("exceptions", several(text))
    ledger.add(replace(session, parties=parties, copy_wanted=wanted, exceptions=exceptions))
    came(entry, ledger, session, "attended")


def begun(entry: Entry, ledger: Ledger) -> Session:
    """Return a new session. Raises OutOfOrderError where its appointment is not booked."""
    request = of(entry, ledger)
    slot = booked(entry, ledger) if entry.names(Subject.APPOINTMENT) else None
    if slot is None:
        entry.fact("unbooked", text)
    elif slot.request != request.id:
        raise OutOfOrderError("wrong_order")
    return Session(
        id=entry.subject(Subject.SESSION),
        since=entry.seq,
        request=RequestId(request.id),
        copy=CopyId(entry.subject(Subject.COPY)),
        adviser=entry.actor,
        desk=entry.desk,
        appointment=None if slot is None else AppointmentId(slot.id),
        opened_at=entry.about,
    )


def came(entry: Entry, ledger: Ledger, session: Session, status: str) -> None:
    """Say how the session's appointment turned out, where it has one."""
    if session.appointment is not None:
        ledger.change(entry, ledger.get(Appointment, session.appointment), status=status)


def session_of(entry: Entry, ledger: Ledger) -> Session:
    """Return the session that the event is about. Raises OutOfOrderError (`not_added`)."""
    return ledger.get(Session, entry.subject(Subject.SESSION))


def moved_on(entry: Entry, session: Session) -> dict[str, object]:
    """Return the session's new state, in which no lesser check is asked for any more. Raises OutOfOrderError."""
    before, after = MOVES[entry.kind]
    if session.state not in before:
        raise OutOfOrderError("wrong_order")
    was = session.state if after == "interrupted" else None
    return {"state": after, "interrupted_from": was, "asked": None}


def marked_with(session: Session, codes: Iterable[str]) -> dict[str, object]:
    """Return the exceptions with these added."""
    return {"exceptions": tuple(dict.fromkeys((*session.exceptions, *codes)))}


def _listened(entry: Entry, session: Session) -> dict[str, object]:
    """Return where it stands in the sound, and what has been heard."""
    return {"at_frame": entry.fact("frame", number), "heard": union((*session.heard, *entry.fact("heard", spans)))}


@follows(EventKind.LOCKDOWN_DEGRADED)
def marked(entry: Entry, ledger: Ledger) -> None:
    """Follow an event that is an exception by itself, and moves nothing; of staff it marks no session."""
    if entry.names(Subject.SESSION):
        session = session_of(entry, ledger)
        ledger.change(entry, session, **marked_with(session, [MARKS[entry.kind]]))


@follows(EventKind.IDENTITY_NOT_ENOUGH)
def identity_not_enough(entry: Entry, ledger: Ledger) -> None:
    """End without a confirmed identity."""
    session = session_of(entry, ledger)
    ledger.change(entry, session, **moved_on(entry, session), **marked_with(session, [MARKS[entry.kind]]))


@follows(EventKind.BRIEFED)
def briefed(entry: Entry, ledger: Ledger) -> None:
    """Follow the brief."""
    session = session_of(entry, ledger)
    ledger.change(entry, session, briefed=True, **moved_on(entry, session))


@follows(EventKind.PARTY_LEFT)
def party_left(entry: Entry, ledger: Ledger) -> None:
    """Follow someone who leaves, and whoever hears nothing more without them."""
    session = session_of(entry, ledger)
    gone = {entry.fact("party", text), *entry.fact_or("with_them", several(text), ())}
    if session.state not in UNDER_WAY or not gone <= set(session.parties):
        raise OutOfOrderError("wrong_order")
    ledger.change(entry, session, parties=tuple(each for each in session.parties if each not in gone))


@follows(EventKind.RECORDING_OPENED, EventKind.BREAK_ENDED)
def opened(entry: Entry, ledger: Ledger) -> None:
    """Open the copy, or return to it after a break."""
    session = session_of(entry, ledger)
    changes = moved_on(entry, session) | {"at_frame": entry.fact("frame", number)}
    if not (session.identified and session.briefed):
        raise OutOfOrderError("opened_too_soon")
    if not _is_approved(entry, ledger, session):
        ledger.note_finding(entry, "opened_without_approval")
    ledger.change(entry, session, **changes)


def _is_approved(entry: Entry, ledger: Ledger, session: Session) -> bool:
    """Return whether what was read is what an approval in force binds."""
    copy, read = entry.subject(Subject.COPY), entry.fact("sha256", digest)
    approval = ledger.of(Approval).get(session.request)
    if approval is None or approval.withdrawn or copy not in ledger.of(Copy):
        return False
    return approval.copy == session.copy == copy and read == approval.sha256


@follows(EventKind.PLAY_STOPPED, EventKind.HEARD)
def heard(entry: Entry, ledger: Ledger) -> None:
    """Add what was heard; what staff heard before the decision belongs to no session."""
    if not entry.names(Subject.SESSION):
        return
    session = session_of(entry, ledger)
    ledger.change(entry, session, **moved_on(entry, session), **_listened(entry, session))


@follows(EventKind.BREAK_STARTED, EventKind.DISTRESS_STOPPED)
def paused(entry: Entry, ledger: Ledger) -> None:
    """Take a break, or stop in distress."""
    session = session_of(entry, ledger)
    marks = [MARKS[entry.kind]] if entry.kind in MARKS else []
    ledger.change(
        entry, session, **moved_on(entry, session), **_listened(entry, session), **marked_with(session, marks)
    )


@follows(EventKind.LISTENING_FINISHED)
def finished(entry: Entry, ledger: Ledger) -> None:
    """End listening."""
    session = session_of(entry, ledger)
    marks = ["technical_fault"] if entry.fact("because", text) == "fault" else []
    ledger.change(
        entry, session, **moved_on(entry, session), **_listened(entry, session), **marked_with(session, marks)
    )


@follows(EventKind.SESSION_INTERRUPTED)
def interrupted(entry: Entry, ledger: Ledger) -> None:
    """Interrupt a session under way, in whatever state it is."""
    session = session_of(entry, ledger)
    frame = entry.fact("frame", number)
    marks = marked_with(session, [MARKS[entry.kind]])
    ledger.change(entry, session, at_frame=frame, **moved_on(entry, session), **marks)


@follows(EventKind.SESSION_RESUMED, EventKind.SESSION_TAKEN_OVER)
def resumed(entry: Entry, ledger: Ledger) -> None:
    """Resume it where it was, from a break where it was listening; by whoever does."""
    session = session_of(entry, ledger)
    if session.state != "interrupted":
        raise OutOfOrderError("wrong_order")
    state = "on_break" if session.interrupted_from == "listening" else session.interrupted_from
    ledger.change(entry, session, state=state, interrupted_from=None, adviser=entry.actor, desk=entry.desk)


LEAVE_NO_DOUBT = ("heard_in_full", "heard_in_part", "customer_left", "technical_fault")
LESS = ("lesser_check", "near_enough", "answers_not_seen")


@follows(EventKind.SHORT_CHECK_MADE)
def short_check_made(entry: Entry, ledger: Ledger) -> None:
    """Confirm the identity as it was confirmed before. Raises OutOfOrderError where that was not wholly."""
    session, earlier = session_of(entry, ledger), ledger.get(Session, entry.fact("earlier", identifier))
    if (session.adviser, session.desk) != (entry.actor, entry.desk) or session.slots or session.lesser_by is not None:
        raise OutOfOrderError("wrong_order")
    closed = (earlier.request, earlier.state, earlier.identified) == (session.request, "closed", True)
    wholly = not earlier.short and earlier.lesser_by is None and set(LESS).isdisjoint(earlier.exceptions)
    if not (closed and wholly and earlier.outcome in LEAVE_NO_DOUBT and _customer(session) and _customer(earlier)):
        raise OutOfOrderError("wrong_order")
    ledger.change(entry, session, identified=True, short=True, **moved_on(entry, session))


def _customer(session: Session) -> bool:
    return "customer" in session.parties and "representative" not in session.parties
