"""A session's other records: documents shown, notes, its outcome and its follow-ups."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.entry import (
    NOT_SAID,
    About,
    Entry,
    MalformedError,
    Maybe,
    NotSaid,
    OutOfOrderError,
    Replayed,
    day,
    flag,
    number,
    or_none,
    several,
    text,
)
from desktop.domain.log.replay.ledger import Ledger, follows
from desktop.domain.log.replay.office import new, note_of
from desktop.domain.log.replay.requests import of
from desktop.domain.log.replay.sessions import (
    BY_MISTAKE,
    MARKED_OUTCOMES,
    NOBODY_CAME,
    Session,
    begun,
    came,
    marked_with,
    moved_on,
    session_of,
)
from desktop.domain.log.replay.sessions import checked_in as begin
from desktop.domain.shared.ids import NoteId, PersonId, SessionId


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class SessionNote(Replayed):
    """A note taken in a session."""

    session: SessionId
    note: NoteId
    kind: str
    at_frame: int | None
    correction_wanted: bool
    taken_at: About


@dataclass(frozen=True, kw_only=True)
class FollowUpAnswered(Replayed):
    """How a correction or a complaint from a session was answered."""

    session: SessionId
    follow_up: str
    answer: str
    answered_on: object
    answered_by: PersonId
    answered_at: About


@follows(EventKind.DOCUMENTS_SIGHTED)
def documents_sighted(entry: Entry, ledger: Ledger) -> None:
    """Save what was shown, in place of what was shown before."""
    session = session_of(entry, ledger)
    if session.state != "checked_in":
        raise OutOfOrderError("wrong_order")
    shown = shown_of(entry, session)
    for slot in session.slots:
        ledger.drop(SightedDocument, f"{session.id}/{slot}")
    if isinstance(shown, NotSaid):
        ledger.leave_open(SightedDocument)
        shown = []
    ledger.add(*shown)
    ledger.change(entry, session, slots=tuple(each.slot for each in shown), asked=None)


def shown_of(entry: Entry, session: Session) -> Maybe[list[SightedDocument]]:
    """Return the documents that an event names, as they are saved."""
    if not entry.says("slots"):
        return NOT_SAID
    lists = (
        entry.fact("slots", several(number)),
        entry.fact("kinds", several(text)),
        entry.fact("groups", several(text)),
        entry.fact("in_date", several(flag)),
        entry.fact("ages", several(or_none(number, -1))),
        entry.fact("checks", several(several(text))),
    )
    if len({len(each) for each in lists}) != 1:
        raise MalformedError("slots")
    return [
        SightedDocument(
            id=f"{session.id}/{slot}",
            since=entry.seq,
            session=SessionId(session.id),
            slot=slot,
            kind=kind,
            group=group,
            in_date=in_date,
            age_months=age,
            checks=checks,
            sighted_by=session.adviser,
            sighted_at=entry.about,
        )
        for slot, kind, group, in_date, age, checks in zip(*lists, strict=True)
    ]


def add_note(entry: Entry, ledger: Ledger, kind: str) -> None:
    """Add the note beside an event, where the event names one."""
    note = note_of(entry)
    if note is not None:
        ledger.add(_note(entry, note.id, kind, None, wanted=False), note)


def _note(entry: Entry, note: str, kind: str, frame: int | None, *, wanted: bool) -> SessionNote:
    session = SessionId(entry.subject(Subject.SESSION))
    about = {"session": session, "note": NoteId(note), "kind": kind, "at_frame": frame}
    return SessionNote(id=note, since=entry.seq, correction_wanted=wanted, taken_at=entry.about, **about)  # type: ignore[arg-type]


@follows(EventKind.CHECKED_IN)
def checked_in(entry: Entry, ledger: Ledger) -> None:
    """Begin a session; without an appointment the reason can have words, which are a note of it."""
    begin(entry, ledger)
    add_note(entry, ledger, "unbooked")


@follows(EventKind.NOTE_TAKEN)
def note_taken(entry: Entry, ledger: Ledger) -> None:
    """Add a note taken while listening."""
    session, note = session_of(entry, ledger), note_of(entry)
    if session.state not in ("listening", "on_break", "closing") or note is None:
        raise OutOfOrderError("wrong_order")
    kind, frame = entry.fact("note_kind", text), entry.fact("frame", or_none(number, -1))
    wanted = entry.fact("correction_wanted", flag)
    ledger.add(_note(entry, note.id, kind, frame, wanted=wanted), *new(note))


@follows(EventKind.IDENTITY_CONFIRMED, EventKind.CALLER_NOT_MATCHED)
def identity_checked(entry: Entry, ledger: Ledger) -> None:
    """Confirm the identity, or end without it."""
    session = session_of(entry, ledger)
    changes = moved_on(entry, session) | marked_with(session, entry.said("exceptions", several(text)))
    confirmed = entry.kind is EventKind.IDENTITY_CONFIRMED
    if not entry.says("exceptions"):
        ledger.leave_open(SessionNote)
    add_note(entry, ledger, "remark")
    ledger.change(entry, session, identified=confirmed, **changes)


@follows(EventKind.SESSION_CLOSED)
def session_closed(entry: Entry, ledger: Ledger) -> None:
    """Close a session; or one that never began, since nobody came."""
    outcome = entry.fact("outcome", text)
    if entry.subject(Subject.SESSION) not in ledger.of(Session):
        if outcome not in NOBODY_CAME:
            raise OutOfOrderError("not_added")
        session = replace(begun(entry, ledger), state="closed", outcome=outcome, closed_at=entry.about)
        ledger.add(session)
        return came(entry, ledger, session, outcome)
    session, request = session_of(entry, ledger), of(entry, ledger)
    if outcome == BY_MISTAKE and session.identified:
        raise OutOfOrderError("wrong_order")
    mistaken = outcome == BY_MISTAKE and session.state == "checked_in"
    moved = {"state": "closed", "interrupted_from": None, "asked": None} if mistaken else moved_on(entry, session)
    changes = moved | marked_with(session, [outcome] if outcome in MARKED_OUTCOMES else [])
    if session.state == "interrupted":
        changes |= {"adviser": entry.actor, "desk": entry.desk}
    for name in ("copy_wanted", "complaint", "acknowledged"):
        changes[name] = entry.fact(name, flag)
    if outcome in ("stopped_by_staff", "technical_fault") and not entry.names(Subject.NOTE):
        ledger.leave_open(SessionNote)
    add_note(entry, ledger, "outcome")
    ledger.change(entry, request, copy_wanted=changes["copy_wanted"])
    ledger.change(entry, session, outcome=outcome, closed_at=entry.about, **changes)
    if outcome == BY_MISTAKE and session.appointment is not None:
        came(entry, ledger, session, "booked")
    return None


@follows(EventKind.CORRECTION_ANSWERED, EventKind.COMPLAINT_ANSWERED)
def follow_up_answered(entry: Entry, ledger: Ledger) -> None:
    """Record an answer to a follow-up."""
    follow_up = "correction" if entry.kind is EventKind.CORRECTION_ANSWERED else "complaint"
    session = session_of(entry, ledger)
    answer = FollowUpAnswered(
        id=f"{session.id}/{follow_up}",
        since=entry.seq,
        session=SessionId(session.id),
        follow_up=follow_up,
        answer=entry.fact("answer", text),
        answered_on=entry.fact("answered_on", day),
        answered_by=entry.actor,
        answered_at=entry.about,
    )
    ledger.add(answer)


@follows(EventKind.ANSWER_TAKEN_BACK)
def answer_taken_back(entry: Entry, ledger: Ledger) -> None:
    """Withdraw an answer recorded by mistake."""
    ledger.drop(FollowUpAnswered, f"{entry.subject(Subject.SESSION)}/{entry.fact('follow_up', text)}")
