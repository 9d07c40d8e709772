"""Sessions and their appointments: where each stands, what was heard, documents, lesser checks, notes and follow-ups.

- `MOVES` says from which states an event may come and where it leads. Another order is a finding, and changes nothing.
- The recording is opened with the approval in force, which its event names, on a day of it, and the copy that it binds;
  whatever else was opened is a finding.
- A short check (`domain.sessions.identity`) needs an earlier session of the same request that is closed, with an
  outcome that leaves no doubt, in which the customer who is here was identified by the whole check. Nothing was
  checked in the new session before it.
- A lesser check that was asked for is answered at another desk, by someone other than the session's adviser, while the
  session is as it was. An allowing repeats the documents and what is missing; another list is another check.
- An event that allows one and names none that was asked for is of a supervisor at the session's own desk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.ledger import (
    About,
    Entry,
    Facts,
    Ledger,
    MalformedError,
    OutOfOrderError,
    Replayed,
    digest,
    follows,
    identifier,
    must_follow,
    or_none,
    several,
    span,
)
from desktop.domain.log.replay.office import Note, days_of, note_of
from desktop.domain.log.replay.recordings import Copy
from desktop.domain.log.replay.requests import Approval, Request, of
from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, NoteId, PersonId, RequestId, SessionId
from desktop.domain.shared.spans import Span, union


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
    slot = {"request": of(entry, ledger).id, "desk": _desk(entry), "starts_at": entry.fact("starts", datetime)}
    ledger.add(entry.told(Appointment, entry.subject(Subject.APPOINTMENT), **slot))


@follows(EventKind.APPOINTMENT_MOVED)
def appointment_moved(entry: Entry, ledger: Ledger) -> None:
    """Move it to another slot."""
    starts, minutes = entry.fact("starts", datetime), entry.fact("minutes", int)
    ledger.change(entry, booked(entry, ledger), desk=_desk(entry), starts_at=starts, minutes=minutes)


@follows(EventKind.APPOINTMENT_CALLED_OFF)
def appointment_called_off(entry: Entry, ledger: Ledger) -> None:
    """Take an appointment as cancelled."""
    ledger.change(entry, booked(entry, ledger), status=entry.fact("outcome", str))


def booked(entry: Entry, ledger: Ledger) -> Appointment:
    """Return the appointment of the event. Raises OutOfOrderError (`wrong_order`) where it is not booked (any more)."""
    appointment = ledger.get(Appointment, entry.subject(Subject.APPOINTMENT))
    must_follow(appointment.status == "booked")
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
    state: str = "checked_in"
    interrupted_from: str | None = None
    parties: tuple[str, ...] = ()
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


def begun(entry: Entry, ledger: Ledger) -> Session:
    """Return a new session. Raises OutOfOrderError where its appointment is not booked."""
    request = of(entry, ledger)
    if not entry.names(Subject.APPOINTMENT):
        entry.fact("unbooked", str)
    elif booked(entry, ledger).request != request.id:
        raise OutOfOrderError("wrong_order")
    return entry.told(Session, entry.subject(Subject.SESSION))


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
    must_follow(session.state in before)
    was = session.state if after == "interrupted" else None
    return {"state": after, "interrupted_from": was, "asked": None}


def marked_with(session: Session, codes: Iterable[str]) -> dict[str, object]:
    """Return the exceptions with these added."""
    return {"exceptions": tuple(dict.fromkeys((*session.exceptions, *codes)))}


def _move(entry: Entry, ledger: Ledger, *marks: str, **changes: object) -> None:
    """Move the event's session on, with these changes and exceptions."""
    session = session_of(entry, ledger)
    changes |= moved_on(entry, session) | (marked_with(session, marks) if marks else {})
    ledger.change(entry, session, **changes)


def _listened(entry: Entry, ledger: Ledger, *marks: str) -> None:
    """Move the event's session on, with where it stands in the sound and what has been heard."""
    heard = union((*session_of(entry, ledger).heard, *entry.fact("heard", several(span))))
    _move(entry, ledger, *marks, at_frame=entry.fact("frame", int), heard=heard)


@follows(EventKind.LOCKDOWN_DEGRADED)
def marked(entry: Entry, ledger: Ledger) -> None:
    """Follow an event that is an exception by itself, and moves nothing; of staff it marks no session."""
    if entry.names(Subject.SESSION):
        session = session_of(entry, ledger)
        ledger.change(entry, session, **marked_with(session, [MARKS[entry.kind]]))


@follows(EventKind.IDENTITY_NOT_ENOUGH)
def identity_not_enough(entry: Entry, ledger: Ledger) -> None:
    """End without a confirmed identity."""
    _move(entry, ledger, MARKS[entry.kind])


@follows(EventKind.BRIEFED)
def briefed(entry: Entry, ledger: Ledger) -> None:
    """Follow the brief."""
    _move(entry, ledger, briefed=True)


@follows(EventKind.PARTY_LEFT)
def party_left(entry: Entry, ledger: Ledger) -> None:
    """Follow someone who leaves, and whoever hears nothing more without them."""
    session = session_of(entry, ledger)
    gone = {entry.fact("party", str), *entry.fact_or("with_them", several(str), ())}
    must_follow(session.state in UNDER_WAY and gone <= set(session.parties))
    ledger.change(entry, session, parties=tuple(each for each in session.parties if each not in gone))


@follows(EventKind.RECORDING_OPENED, EventKind.BREAK_ENDED)
def opened(entry: Entry, ledger: Ledger) -> None:
    """Open the copy, or return to it after a break."""
    session = session_of(entry, ledger)
    changes = moved_on(entry, session) | {"at_frame": entry.fact("frame", int)}
    if not (session.identified and session.briefed):
        raise OutOfOrderError("opened_too_soon")
    if not _is_approved(entry, ledger, session):
        ledger.note_finding(entry, "opened_without_approval")
    ledger.change(entry, session, **changes)


def _is_approved(entry: Entry, ledger: Ledger, session: Session) -> bool:
    """Return whether what was read is what an approval in force binds, on that day, and as the event says."""
    copy, read = entry.subject(Subject.COPY), entry.fact("sha256", digest)
    said = entry.fact("status", str), entry.fact("until", or_none(date))
    request, approval = ledger.get(Request, session.request), ledger.of(Approval).get(session.request)
    if approval is None or approval.withdrawn or said != (request.status, approval.until):
        return False
    is_in_time = approval.until is None or min(days_of(entry, ledger)) <= approval.until
    is_there = copy in ledger.of(Copy) and ledger.get(Copy, copy).destroyed_at is None
    binds = approval.copy == session.copy == copy and read == approval.sha256
    return request.status == "approved" and is_in_time and is_there and binds


@follows(EventKind.PLAY_STOPPED, EventKind.HEARD)
def heard(entry: Entry, ledger: Ledger) -> None:
    """Add what was heard; what staff heard before the decision belongs to no session."""
    if entry.names(Subject.SESSION):
        _listened(entry, ledger)


@follows(EventKind.BREAK_STARTED, EventKind.DISTRESS_STOPPED)
def paused(entry: Entry, ledger: Ledger) -> None:
    """Take a break, or stop in distress."""
    _listened(entry, ledger, *([MARKS[entry.kind]] if entry.kind in MARKS else []))


@follows(EventKind.LISTENING_FINISHED)
def finished(entry: Entry, ledger: Ledger) -> None:
    """End listening."""
    _listened(entry, ledger, *(["technical_fault"] if entry.fact("because", str) == "fault" else []))


@follows(EventKind.SESSION_INTERRUPTED)
def interrupted(entry: Entry, ledger: Ledger) -> None:
    """Interrupt a session under way, in whatever state it is."""
    _move(entry, ledger, MARKS[entry.kind], at_frame=entry.fact("frame", int))


@follows(EventKind.SESSION_RESUMED, EventKind.SESSION_TAKEN_OVER)
def resumed(entry: Entry, ledger: Ledger) -> None:
    """Resume it where it was, from a break where it was listening; by whoever does."""
    session = session_of(entry, ledger)
    must_follow(session.state == "interrupted")
    state = "on_break" if session.interrupted_from == "listening" else session.interrupted_from
    ledger.change(entry, session, state=state, interrupted_from=None, adviser=entry.actor, desk=entry.desk)


LEAVE_NO_DOUBT = ("heard_in_full", "heard_in_part", "customer_left", "technical_fault")
LESS = ("lesser_check", "near_enough", "answers_not_seen")


@follows(EventKind.SHORT_CHECK_MADE)
def short_check_made(entry: Entry, ledger: Ledger) -> None:
    """Confirm the identity as it was confirmed before. Raises OutOfOrderError where that was not wholly."""
    session, earlier = session_of(entry, ledger), ledger.get(Session, entry.fact("earlier", identifier))
    must_follow((session.adviser, session.desk) == (entry.actor, entry.desk))
    must_follow(not session.slots and session.lesser_by is None)
    closed = (earlier.request, earlier.state, earlier.identified) == (session.request, "closed", True)
    wholly = not earlier.short and earlier.lesser_by is None and set(LESS).isdisjoint(earlier.exceptions)
    must_follow(closed and wholly and earlier.outcome in LEAVE_NO_DOUBT and _customer(session) and _customer(earlier))
    ledger.change(entry, session, identified=True, short=True, **moved_on(entry, session))


def _customer(session: Session) -> bool:
    return "customer" in session.parties and "representative" not in session.parties


class SightedDocument(Replayed):
    """A document that was shown and accepted."""

    session: SessionId
    slot: int
    kind: str
    group: str
    in_date: bool
    age_months: int | None
    checks: tuple[str, ...]
    sighted_by: PersonId
    sighted_at: About


class SessionNote(Replayed):
    """A note taken in a session."""

    session: SessionId
    note: NoteId
    kind: str
    at_frame: int | None
    correction_wanted: bool
    taken_at: About


class FollowUpAnswered(Replayed):
    """How the corrections from a session were answered."""

    session: SessionId
    answer: str
    answered_on: date
    answered_by: PersonId
    answered_at: About


@follows(EventKind.DOCUMENTS_SIGHTED)
def documents_sighted(entry: Entry, ledger: Ledger) -> None:
    """Save what was shown, in place of what was shown before."""
    session = session_of(entry, ledger)
    must_follow(session.state == "checked_in")
    shown = shown_of(entry, session)
    for slot in session.slots:
        ledger.drop(SightedDocument, f"{session.id}/{slot}")
    ledger.add(*shown)
    ledger.change(entry, session, slots=tuple(each.slot for each in shown), asked=None)


def shown_of(entry: Entry, session: Session) -> list[SightedDocument]:
    """Return the documents that an event names, as they are saved."""
    lists = (
        entry.fact("slots", several(int)),
        entry.fact("kinds", several(str)),
        entry.fact("groups", several(str)),
        entry.fact("in_date", several(bool)),
        entry.fact("ages", several(or_none(int, -1))),
        entry.fact("checks", several(several(str))),
    )
    if len({len(each) for each in lists}) != 1:
        raise MalformedError("slots")
    return [
        entry.told(
            SightedDocument,
            f"{session.id}/{slot}",
            slot=slot,
            kind=kind,
            group=group,
            in_date=in_date,
            age_months=age,
            checks=checks,
            sighted_by=session.adviser,
        )
        for slot, kind, group, in_date, age, checks in zip(*lists, strict=True)
    ]


def add_note(entry: Entry, ledger: Ledger, kind: str) -> None:
    """Add the note beside an event, where the event names one."""
    note = note_of(entry)
    if note is not None:
        ledger.add(entry.told(SessionNote, note.id, kind=kind, at_frame=None, correction_wanted=False), note)


@follows(EventKind.CHECKED_IN)
def checked_in(entry: Entry, ledger: Ledger) -> None:
    """Begin a session; without an appointment the reason can have words, which are a note of it."""
    session = begun(entry, ledger)
    parties, wanted = entry.fact("parties", several(str)), entry.fact("copy_wanted", bool)
    exceptions = entry.fact("exceptions", several(str))
    ledger.add(replace(session, parties=parties, copy_wanted=wanted, exceptions=exceptions))
    came(entry, ledger, session, "attended")
    add_note(entry, ledger, "unbooked")


@follows(EventKind.NOTE_TAKEN)
def note_taken(entry: Entry, ledger: Ledger) -> None:
    """Add a note taken while listening."""
    session, note = session_of(entry, ledger), note_of(entry)
    if session.state not in ("listening", "on_break", "closing") or note is None:
        raise OutOfOrderError("wrong_order")
    kind, frame = entry.fact("note_kind", str), entry.fact("frame", or_none(int, -1))
    ledger.add(entry.told(SessionNote, note.id, kind=kind, at_frame=frame), note)


@follows(EventKind.IDENTITY_CONFIRMED, EventKind.CALLER_NOT_MATCHED)
def identity_checked(entry: Entry, ledger: Ledger) -> None:
    """Confirm the identity, or end without it."""
    session = session_of(entry, ledger)
    changes = moved_on(entry, session) | marked_with(session, entry.fact("exceptions", several(str)))
    confirmed = entry.kind is EventKind.IDENTITY_CONFIRMED
    add_note(entry, ledger, "remark")
    ledger.change(entry, session, identified=confirmed, **changes)


@follows(EventKind.SESSION_CLOSED)
def session_closed(entry: Entry, ledger: Ledger) -> None:
    """Close a session; or one that never began, since nobody came."""
    outcome = entry.fact("outcome", str)
    if entry.subject(Subject.SESSION) not in ledger.of(Session):
        if outcome not in NOBODY_CAME:
            raise OutOfOrderError("not_added")
        session = replace(begun(entry, ledger), state="closed", outcome=outcome, closed_at=entry.about)
        ledger.add(session)
        return came(entry, ledger, session, outcome)
    session, request = session_of(entry, ledger), of(entry, ledger)
    must_follow(not (outcome == BY_MISTAKE and session.identified))
    mistaken = outcome == BY_MISTAKE and session.state == "checked_in"
    moved = {"state": "closed", "interrupted_from": None, "asked": None} if mistaken else moved_on(entry, session)
    changes = moved | marked_with(session, [outcome] if outcome in MARKED_OUTCOMES else [])
    if session.state == "interrupted":
        changes |= {"adviser": entry.actor, "desk": entry.desk}
    for name in ("copy_wanted", "complaint", "acknowledged"):
        changes[name] = entry.fact(name, bool)
    add_note(entry, ledger, "outcome")
    ledger.change(entry, request, copy_wanted=changes["copy_wanted"])
    ledger.change(entry, session, outcome=outcome, closed_at=entry.about, **changes)
    if outcome == BY_MISTAKE:
        came(entry, ledger, session, "booked")
    return None


@follows(EventKind.CORRECTION_ANSWERED)
def follow_up_answered(entry: Entry, ledger: Ledger) -> None:
    """Record an answer to a follow-up."""
    ledger.add(entry.told(FollowUpAnswered, session_of(entry, ledger).id))


@follows(EventKind.ANSWER_TAKEN_BACK)
def answer_taken_back(entry: Entry, ledger: Ledger) -> None:
    """Withdraw an answer recorded by mistake."""
    ledger.drop(FollowUpAnswered, entry.subject(Subject.SESSION))


Row = tuple[int, str, str, bool, int, tuple[str, ...]]


class AskedCheck(Replayed):
    """One that was asked for. `asked_at` is exact: the event says it."""

    session: SessionId
    asked_by: PersonId
    desk: DeskId
    asked_at: datetime
    documents: tuple[Row, ...]
    missing: tuple[str, ...]
    standing: str = "waiting"
    ended_by: PersonId | None = None
    ended_at: About | None = None


@follows(EventKind.LESSER_CHECK_ASKED)
def lesser_check_asked(entry: Entry, ledger: Ledger) -> None:
    """Ask for one, in place of an earlier one of the session."""
    session = session_of(entry, ledger)
    must_follow(session.state == "checked_in" and (session.adviser, session.desk) == (entry.actor, entry.desk))
    asked = entry.told(AskedCheck, entry.subject(Subject.NOTE), documents=_documents(entry, session))
    entry.fact("digest", digest)
    add_note(entry, ledger, "lesser_check")
    ledger.add(asked)
    ledger.change(entry, session, asked=asked.id)


@follows(EventKind.LESSER_CHECK_ALLOWED)
def lesser_check_allowed(entry: Entry, ledger: Ledger) -> None:
    """Follow a supervisor who accepts less, at the counter or at their own desk."""
    if entry.says("asked_check"):
        _allowed_elsewhere(entry, ledger)
    else:
        documents_sighted(entry, ledger)
        add_note(entry, ledger, "lesser_check")
        marked(entry, ledger)
    ledger.change(entry, session_of(entry, ledger), lesser_by=entry.actor, lesser_at=entry.about)


@follows(EventKind.LESSER_CHECK_DECLINED)
def lesser_check_declined(entry: Entry, ledger: Ledger) -> None:
    """Decline one; its reason is a note of the session."""
    session, asked = _answered(entry, ledger)
    entry.fact("digest", digest)
    add_note(entry, ledger, "lesser_check_declined")
    _end(entry, ledger, session, asked, "declined")


@follows(EventKind.LESSER_CHECK_WITHDRAWN)
def lesser_check_withdrawn(entry: Entry, ledger: Ledger) -> None:
    """Withdraw one, also after its session moved on."""
    session, asked = session_of(entry, ledger), _waiting(entry, ledger)
    must_follow((asked.session, asked.asked_by, asked.desk) == (session.id, entry.actor, entry.desk))
    entry.fact("because", str)
    _end(entry, ledger, session, asked, "withdrawn")


def _allowed_elsewhere(entry: Entry, ledger: Ledger) -> None:
    session, asked = _answered(entry, ledger)
    note = ledger.get(Note, asked.id)
    same = (asked.id, note.words, asked.documents, asked.missing)
    said = entry.subject(Subject.NOTE), entry.fact("digest", digest), _documents(entry, session)
    if (*said, entry.fact("missing", several(str))) != same:
        raise OutOfOrderError("said_otherwise")
    documents_sighted(entry, ledger)
    marked(entry, ledger)
    _end(entry, ledger, session_of(entry, ledger), asked, "allowed")


def _answered(entry: Entry, ledger: Ledger) -> tuple[Session, AskedCheck]:
    """Return what is answered, and its session. Raises OutOfOrderError where it is over, or by the wrong person."""
    session, asked = session_of(entry, ledger), _waiting(entry, ledger)
    must_follow(session.asked == asked.id and entry.actor != session.adviser and entry.desk != session.desk)
    return session, asked


def _waiting(entry: Entry, ledger: Ledger) -> AskedCheck:
    asked = ledger.get(AskedCheck, entry.fact("asked_check", identifier))
    must_follow(asked.standing == "waiting")
    return asked


def _end(entry: Entry, ledger: Ledger, session: Session, asked: AskedCheck, standing: str) -> None:
    ledger.change(entry, asked, standing=standing, ended_by=entry.actor, ended_at=entry.about)
    if session.asked == asked.id:
        ledger.change(entry, session, asked=None)


def _documents(entry: Entry, session: Session) -> tuple[Row, ...]:
    """Return the documents that the event names, as one row of values each. Raises MalformedError."""
    return tuple(_row(each) for each in shown_of(entry, session))


def _row(one: SightedDocument) -> Row:
    return one.slot, one.kind, one.group, one.in_date, -1 if one.age_months is None else one.age_months, one.checks
