"""A session's records: documents shown, lesser checks, notes, its outcome and its follow-ups.

- A lesser check that was asked for is answered at another desk, by someone other than the session's adviser, while the
  session is as it was. An allowing repeats the documents and what is missing; another list is another check.
- An event that allows one and names none that was asked for is of a supervisor at the session's own desk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.ledger import (
    About,
    Entry,
    Ledger,
    MalformedError,
    OutOfOrderError,
    Replayed,
    day,
    digest,
    flag,
    follows,
    identifier,
    moment,
    number,
    or_none,
    several,
    text,
)
from desktop.domain.log.replay.office import Note, new, note_of
from desktop.domain.log.replay.requests import of
from desktop.domain.log.replay.sessions import (
    BY_MISTAKE,
    MARKED_OUTCOMES,
    NOBODY_CAME,
    Session,
    begun,
    came,
    marked,
    marked_with,
    moved_on,
    session_of,
)
from desktop.domain.log.replay.sessions import checked_in as begin
from desktop.domain.shared.ids import DeskId, NoteId, PersonId, SessionId


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
    """How the corrections from a session were answered."""

    session: SessionId
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
    ledger.add(*shown)
    ledger.change(entry, session, slots=tuple(each.slot for each in shown), asked=None)


def shown_of(entry: Entry, session: Session) -> list[SightedDocument]:
    """Return the documents that an event names, as they are saved."""
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
    changes = moved_on(entry, session) | marked_with(session, entry.fact("exceptions", several(text)))
    confirmed = entry.kind is EventKind.IDENTITY_CONFIRMED
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
    add_note(entry, ledger, "outcome")
    ledger.change(entry, request, copy_wanted=changes["copy_wanted"])
    ledger.change(entry, session, outcome=outcome, closed_at=entry.about, **changes)
    if outcome == BY_MISTAKE:
        came(entry, ledger, session, "booked")
    return None


@follows(EventKind.CORRECTION_ANSWERED)
def follow_up_answered(entry: Entry, ledger: Ledger) -> None:
    """Record an answer to a follow-up."""
    session = session_of(entry, ledger)
    answer = FollowUpAnswered(
        id=session.id,
        since=entry.seq,
        session=SessionId(session.id),
        answer=entry.fact("answer", text),
        answered_on=entry.fact("answered_on", day),
        answered_by=entry.actor,
        answered_at=entry.about,
    )
    ledger.add(answer)


@follows(EventKind.ANSWER_TAKEN_BACK)
def answer_taken_back(entry: Entry, ledger: Ledger) -> None:
    """Withdraw an answer recorded by mistake."""
    ledger.drop(FollowUpAnswered, entry.subject(Subject.SESSION))


Row = tuple[int, str, str, bool, int, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class AskedCheck(Replayed):
    """One that was asked for. `asked_at` is exact: the event says it."""

    session: SessionId
    asked_by: PersonId
    desk: DeskId
    asked_at: object
    documents: tuple[Row, ...]
    missing: tuple[str, ...]
    standing: str = "waiting"
    ended_by: PersonId | None = None
    ended_at: About | None = None


@follows(EventKind.LESSER_CHECK_ASKED)
def lesser_check_asked(entry: Entry, ledger: Ledger) -> None:
    """Ask for one, in place of an earlier one of the session."""
    session = session_of(entry, ledger)
    if session.state != "checked_in" or (session.adviser, session.desk) != (entry.actor, entry.desk):
        raise OutOfOrderError("wrong_order")
    asked = AskedCheck(
        id=entry.subject(Subject.NOTE),
        since=entry.seq,
        session=SessionId(session.id),
        asked_by=entry.actor,
        desk=entry.desk,
        asked_at=entry.fact("asked_at", moment),
        documents=_documents(entry, session),
        missing=entry.fact("missing", several(text)),
    )
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
    if (asked.session, asked.asked_by, asked.desk) != (session.id, entry.actor, entry.desk):
        raise OutOfOrderError("wrong_order")
    entry.fact("because", text)
    _end(entry, ledger, session, asked, "withdrawn")


def _allowed_elsewhere(entry: Entry, ledger: Ledger) -> None:
    session, asked = _answered(entry, ledger)
    note = ledger.get(Note, asked.id)
    same = (asked.id, note.words, asked.documents, asked.missing)
    said = entry.subject(Subject.NOTE), entry.fact("digest", digest), _documents(entry, session)
    if (*said, entry.fact("missing", several(text))) != same:
        raise OutOfOrderError("said_otherwise")
    documents_sighted(entry, ledger)
    marked(entry, ledger)
    _end(entry, ledger, session_of(entry, ledger), asked, "allowed")


def _answered(entry: Entry, ledger: Ledger) -> tuple[Session, AskedCheck]:
    """Return what is answered, and its session. Raises OutOfOrderError where it is over, or by the wrong person."""
    session, asked = session_of(entry, ledger), _waiting(entry, ledger)
    if session.asked != asked.id or entry.actor == session.adviser or entry.desk == session.desk:
        raise OutOfOrderError("wrong_order")
    return session, asked


def _waiting(entry: Entry, ledger: Ledger) -> AskedCheck:
    asked = ledger.get(AskedCheck, entry.fact("asked_check", identifier))
    if asked.standing != "waiting":
        raise OutOfOrderError("wrong_order")
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
