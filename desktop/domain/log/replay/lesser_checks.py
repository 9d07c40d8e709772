"""Lesser checks: asked for, allowed, declined, withdrawn (`domain.sessions.asked_check`).

Rules:
- One that was asked for is answered at another desk, by someone other than the session's adviser, while the session is
  as it was. An allowing repeats the documents and what is missing; another list is another check.
- An event that allows one and names none that was asked for is of a supervisor at the session's own desk.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.counter import SightedDocument, add_note, documents_sighted, shown_of
from desktop.domain.log.replay.entry import (
    About,
    Entry,
    MalformedError,
    NotSaid,
    OutOfOrderError,
    Replayed,
    digest,
    identifier,
    moment,
    several,
    text,
)
from desktop.domain.log.replay.ledger import Ledger, follows
from desktop.domain.log.replay.office import Note
from desktop.domain.log.replay.sessions import Session, marked, session_of
from desktop.domain.shared.ids import DeskId, PersonId, SessionId

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
    shown = shown_of(entry, session)
    if isinstance(shown, NotSaid):
        raise MalformedError("slots")
    return tuple(_row(each) for each in shown)


def _row(one: SightedDocument) -> Row:
    return one.slot, one.kind, one.group, one.in_date, -1 if one.age_months is None else one.age_months, one.checks
