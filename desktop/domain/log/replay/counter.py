"""What is kept beside a session's state: documents shown, notes, how it ended, its review, its follow-ups."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.ledger import Ledger
from desktop.domain.log.replay.office import new, note_of
from desktop.domain.log.replay.requests import of
from desktop.domain.log.replay.sessions import (
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
from desktop.domain.log.replay.told import (
    NOT_SAID,
    About,
    MalformedError,
    Maybe,
    NotSaid,
    OddError,
    Replayed,
    Told,
    day,
    digest,
    flag,
    number,
    or_none,
    several,
    text,
)
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
class Review(Replayed):
    """The review of the session with that identifier."""

    signed_off_by: PersonId
    signed_off_at: About
    note: Maybe[NoteId | None]


@dataclass(frozen=True, kw_only=True)
class ArisenAnswer(Replayed):
    """How a correction or a complaint from a session was answered."""

    session: SessionId
    arising: str
    answer: str
    answered_on: object
    answered_by: PersonId
    answered_at: About


def documents_sighted(told: Told, ledger: Ledger) -> None:
    """Save what was shown, in place of what was shown before."""
    session = session_of(told, ledger)
    if session.state != "checked_in":
        raise OddError("wrong_order")
    shown = _shown(told, session)
    for slot in session.slots:
        ledger.drop(SightedDocument, f"{session.id}/{slot}")
    if isinstance(shown, NotSaid):
        ledger.leave_open(SightedDocument)
        shown = []
    ledger.add(*shown)
    ledger.change(told, session, slots=tuple(each.slot for each in shown))


def _shown(told: Told, session: Session) -> Maybe[list[SightedDocument]]:
    if not told.says("slots"):
        return NOT_SAID
    lists = (
        told.fact("slots", several(number)),
        told.fact("kinds", several(text)),
        told.fact("groups", several(text)),
        told.fact("in_date", several(flag)),
        told.fact("ages", several(or_none(number, -1))),
        told.fact("checks", several(several(text))),
    )
    if len({len(each) for each in lists}) != 1:
        raise MalformedError("slots")
    return [
        SightedDocument(
            id=f"{session.id}/{slot}",
            since=told.seq,
            session=SessionId(session.id),
            slot=slot,
            kind=kind,
            group=group,
            in_date=in_date,
            age_months=age,
            checks=checks,
            sighted_by=session.adviser,
            sighted_at=told.about,
        )
        for slot, kind, group, in_date, age, checks in zip(*lists, strict=True)
    ]


def lesser_check_allowed(told: Told, ledger: Ledger) -> None:
    """Follow a supervisor who accepts less."""
    documents_sighted(told, ledger)
    _add_note(told, ledger, "lesser_check")
    marked(told, ledger)


def _add_note(told: Told, ledger: Ledger, kind: str) -> None:
    """Add the note beside an event, where it has one that it names."""
    note = note_of(told)
    if note is not None:
        ledger.add(_note(told, note.id, kind, None, wanted=False), note)


def _note(told: Told, note: str, kind: str, frame: int | None, *, wanted: bool) -> SessionNote:
    session = SessionId(told.subject(Subject.SESSION))
    about = {"session": session, "note": NoteId(note), "kind": kind, "at_frame": frame}
    return SessionNote(id=note, since=told.seq, correction_wanted=wanted, taken_at=told.about, **about)  # type: ignore[arg-type]


def note_taken(told: Told, ledger: Ledger) -> None:
    """Add a note taken while listening."""
    session, note = session_of(told, ledger), note_of(told)
    if session.state not in ("listening", "on_break", "closing") or note is None:
        raise OddError("wrong_order")
    kind, frame = told.fact("note_kind", text), told.fact("frame", or_none(number, -1))
    wanted = told.fact("correction_wanted", flag)
    ledger.add(_note(told, note.id, kind, frame, wanted=wanted), *new(note))


def identity_checked(told: Told, ledger: Ledger) -> None:
    """Confirm the identity, or end without it."""
    session = session_of(told, ledger)
    changes = moved_on(told, session) | marked_with(session, told.said("exceptions", several(text)))
    confirmed = told.kind is EventKind.IDENTITY_CONFIRMED
    if not told.says("exceptions"):
        ledger.leave_open(SessionNote)
    _add_note(told, ledger, "remark")
    ledger.change(told, session, identified=confirmed, **changes)


def session_closed(told: Told, ledger: Ledger) -> None:
    """Close a session; or one that never began, since nobody came."""
    outcome = told.fact("outcome", text)
    if told.subject(Subject.SESSION) not in ledger.of(Session):
        if outcome not in NOBODY_CAME:
            raise OddError("not_told_of")
        session = replace(begun(told, ledger), state="closed", outcome=outcome, closed_at=told.about)
        ledger.add(session)
        return came(told, ledger, session, outcome)
    session, request = session_of(told, ledger), of(told, ledger)
    changes = moved_on(told, session) | marked_with(session, [outcome] if outcome in MARKED_OUTCOMES else [])
    if session.state == "interrupted":
        changes |= {"adviser": told.actor, "desk": told.desk}
    for name in ("copy_wanted", "complaint", "acknowledged"):
        changes[name] = told.fact(name, flag)
    if outcome in ("stopped_by_staff", "technical_fault") and not told.names(Subject.NOTE):
        ledger.leave_open(SessionNote)
    _add_note(told, ledger, "outcome")
    ledger.change(told, request, copy_wanted=changes["copy_wanted"])
    ledger.change(told, session, outcome=outcome, closed_at=told.about, **changes)
    return None


def review_signed_off(told: Told, ledger: Ledger) -> None:
    """Sign a closed session off."""
    session, note = session_of(told, ledger), note_of(told)
    if session.state != "closed":
        raise OddError("wrong_order")
    has_words = told.fact("digest", or_none(digest)) is not None
    noted = NoteId(note.id) if note else NOT_SAID if has_words else None
    review = Review(id=session.id, since=told.seq, signed_off_by=told.actor, signed_off_at=told.about, note=noted)
    ledger.add(review, *new(note if has_words else None))
    ledger.change(told, session, reviewed=True)


def arisen_answered(told: Told, ledger: Ledger) -> None:
    """Record an answer to a follow-up."""
    arising = "correction" if told.kind is EventKind.CORRECTION_ANSWERED else "complaint"
    session = session_of(told, ledger)
    answer = ArisenAnswer(
        id=f"{session.id}/{arising}",
        since=told.seq,
        session=SessionId(session.id),
        arising=arising,
        answer=told.fact("answer", text),
        answered_on=told.fact("answered_on", day),
        answered_by=told.actor,
        answered_at=told.about,
    )
    ledger.add(answer)


def answer_taken_back(told: Told, ledger: Ledger) -> None:
    """Withdraw an answer recorded by mistake."""
    ledger.drop(ArisenAnswer, f"{told.subject(Subject.SESSION)}/{told.fact('arising', text)}")
