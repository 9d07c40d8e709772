"""The review of a session: its signature, that signature taken back, and questions to the adviser.

Rules:
- A signature is taken back by whoever gave it, at once: within `LONGEST` seconds. Then the session waits again, and
  can be signed off again.
- A question is to the adviser who closed the session, and asked and answered while it waits for its signature. The
  first answer counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.entry import (
    NOT_SAID,
    About,
    Entry,
    MalformedError,
    Maybe,
    OutOfOrderError,
    Replayed,
    digest,
    identifier,
    number,
    or_none,
)
from desktop.domain.log.replay.ledger import Ledger, follows
from desktop.domain.log.replay.office import Note, new, note_of
from desktop.domain.log.replay.sessions import Session, session_of
from desktop.domain.shared.ids import NoteId, PersonId, SessionId

LONGEST = 130
"""The seconds for which a signature can be taken back (`SECONDS` of `domain.reviews.taking_back`, above this wing; a
test compares)."""


@dataclass(frozen=True, kw_only=True)
class Review(Replayed):
    """The review of the session with that identifier."""

    signed_off_by: PersonId
    signed_off_at: About
    note: Maybe[NoteId | None]


@dataclass(frozen=True, kw_only=True)
class ReviewQuestion(Replayed):
    """A question of a supervisor. Its identifier is that of the note with its words."""

    session: SessionId
    asked_by: PersonId
    asked_to: PersonId
    asked_at: About
    answer: NoteId | None = None
    answered_at: About | None = None


@follows(EventKind.REVIEW_SIGNED_OFF)
def review_signed_off(entry: Entry, ledger: Ledger) -> None:
    """Sign a closed session off."""
    session, note = session_of(entry, ledger), note_of(entry)
    if session.state != "closed":
        raise OutOfOrderError("wrong_order")
    has_words = entry.fact("digest", or_none(digest)) is not None
    noted = NoteId(note.id) if note else NOT_SAID if has_words else None
    review = Review(id=session.id, since=entry.seq, signed_off_by=entry.actor, signed_off_at=entry.about, note=noted)
    ledger.add(review, *new(note if has_words else None))
    ledger.change(entry, session, reviewed=True)


@follows(EventKind.SIGN_OFF_TAKEN_BACK)
def sign_off_taken_back(entry: Entry, ledger: Ledger) -> None:
    """Take the signature back: the session waits again. Its comment stays a note."""
    session = session_of(entry, ledger)
    review = ledger.get(Review, session.id)
    if review.signed_off_by != entry.actor or not 0 <= entry.fact("seconds", number) <= LONGEST:
        raise OutOfOrderError("wrong_order")
    ledger.drop(Review, review.id)
    ledger.change(entry, session, reviewed=False)


@follows(EventKind.REVIEW_QUESTION_ASKED)
def question_asked(entry: Entry, ledger: Ledger) -> None:
    """Ask the adviser of a session that waits for its signature."""
    session, note = _waiting(entry, ledger), _words(entry)
    if entry.fact("asked_to", identifier) != session.adviser or entry.actor == session.adviser:
        raise OutOfOrderError("wrong_order")
    question = ReviewQuestion(
        id=note.id,
        since=entry.seq,
        session=SessionId(session.id),
        asked_by=entry.actor,
        asked_to=session.adviser,
        asked_at=entry.about,
    )
    ledger.add(question, *new(note))


@follows(EventKind.REVIEW_QUESTION_ANSWERED)
def question_answered(entry: Entry, ledger: Ledger) -> None:
    """Answer it, by whoever it was put to."""
    session, note = _waiting(entry, ledger), _words(entry)
    question = ledger.get(ReviewQuestion, entry.fact("question", identifier))
    if (question.session, question.asked_to, question.answer) != (session.id, entry.actor, None):
        raise OutOfOrderError("wrong_order")
    ledger.add(*new(note))
    ledger.change(entry, question, answer=NoteId(note.id), answered_at=entry.about)


def _waiting(entry: Entry, ledger: Ledger) -> Session:
    """Return the session, which waits for its signature."""
    session = session_of(entry, ledger)
    if not session.waiting:
        raise OutOfOrderError("wrong_order")
    return session


def _words(entry: Entry) -> Note:
    note = note_of(entry)
    if note is None:
        raise MalformedError(Subject.NOTE.value)
    return note
