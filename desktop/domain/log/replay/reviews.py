"""The reviews of supervisors: sessions signed off, questions to their advisers, and the acts of administrators.

- A session's signature is taken back by whoever gave it, within `LONGEST` seconds. Then the session waits again.
- A question is to the adviser who closed the session, and asked and answered while it waits for its signature. The
  first answer counts.
- Whoever can write to the database can hide an administrator's act while a supervisor looks, and put it back
  afterwards. So a sign-off says of which kinds of act it is, and has the digest of the numbers of those that were
  seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from desktop.domain.log.events import EventKind, Trait, kinds
from desktop.domain.log.replay.ledger import (
    About,
    Entry,
    Ledger,
    Replayed,
    digest,
    follows,
    identifier,
    must_follow,
    or_none,
)
from desktop.domain.log.replay.office import words_of
from desktop.domain.log.replay.sessions import Session, session_of
from desktop.domain.shared.ids import NoteId, PersonId, SessionId

LONGEST = 130
"""The seconds for which a signature can be taken back (`SECONDS` of `domain.reviews.review`, above this wing; a
test compares)."""


class Review(Replayed):
    """The review of the session with that identifier."""

    signed_off_by: PersonId
    signed_off_at: About
    note: NoteId | None


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
    session = session_of(entry, ledger)
    must_follow(session.state == "closed")
    note = None if entry.fact("digest", or_none(digest)) is None else words_of(entry)
    ledger.add(entry.told(Review, session.id, note=note and note.id), note)
    ledger.change(entry, session, reviewed=True)


@follows(EventKind.SIGN_OFF_TAKEN_BACK)
def sign_off_taken_back(entry: Entry, ledger: Ledger) -> None:
    """Take the signature back: the session waits again. Its comment stays a note."""
    session = session_of(entry, ledger)
    review = ledger.get(Review, session.id)
    must_follow(review.signed_off_by == entry.actor and 0 <= entry.fact("seconds", int) <= LONGEST)
    ledger.drop(Review, review.id)
    ledger.change(entry, session, reviewed=False)


@follows(EventKind.REVIEW_QUESTION_ASKED)
def question_asked(entry: Entry, ledger: Ledger) -> None:
    """Ask the adviser of a session that waits for its signature."""
    session, note = _waiting_session(entry, ledger), words_of(entry)
    must_follow(entry.fact("asked_to", identifier) == session.adviser != entry.actor)
    ledger.add(entry.told(ReviewQuestion, note.id, asked_to=session.adviser), note)


@follows(EventKind.REVIEW_QUESTION_ANSWERED)
def question_answered(entry: Entry, ledger: Ledger) -> None:
    """Answer it, by whoever it was put to."""
    session, note = _waiting_session(entry, ledger), words_of(entry)
    question = ledger.get(ReviewQuestion, entry.fact("question", identifier))
    must_follow((question.session, question.asked_to, question.answer) == (session.id, entry.actor, None))
    ledger.add(note)
    ledger.change(entry, question, answer=NoteId(note.id), answered_at=entry.about)


def _waiting_session(entry: Entry, ledger: Ledger) -> Session:
    """Return the session, which waits for its signature."""
    session = session_of(entry, ledger)
    must_follow(session.waiting)
    return session


ACTS = kinds(Trait.ADMINISTRATION)
NO_ACT = -1
ACTS_UP_TO, ACTS_OF, ACTS_SEEN = "up_to", "of", "seen"
"""The facts of a sign-off: the number of the last act, the kinds of act, the digest of the numbers of all."""


class Act(Replayed):
    """An act; its identifier is the number of its event."""

    kind: str


class Reviewed(Replayed):
    """The newest sign-off, which is the only one. `up_to`: the number of the last act in it."""

    up_to: int


_NEWEST = "newest"


def digest_of_acts(numbers: Iterable[int]) -> str:
    """Return the digest of the numbers of some acts, in their order."""
    return sha256(",".join(map(str, numbers)).encode()).hexdigest()


def look_at_act(entry: Entry, ledger: Ledger) -> None:
    """Follow an act, or a sign-off of some; note a finding where others were seen than there are (`acts_unseen`)."""
    if entry.kind in ACTS:
        ledger.add(Act(id=str(entry.seq), since=entry.seq, kind=entry.kind.value))
    elif entry.kind is EventKind.ADMINISTRATION_REVIEWED:
        before, up_to = ledger.of(Reviewed).get(_NEWEST), entry.event.facts.get(ACTS_UP_TO, NO_ACT)
        if not isinstance(up_to, int):
            up_to = NO_ACT
        if _others(entry, ledger, NO_ACT if before is None else before.up_to, up_to):
            ledger.note_finding(entry, "acts_unseen")
        ledger.put(Reviewed(id=_NEWEST, since=entry.seq, up_to=up_to))
    else:
        return
    ledger.keep()


def _others(entry: Entry, ledger: Ledger, after: int, up_to: int) -> bool:
    """Return whether the log has others between these numbers than the sign-off says."""
    kinds, seen = entry.event.facts.get(ACTS_OF), entry.event.facts.get(ACTS_SEEN)
    if not isinstance(kinds, Sequence):
        return True
    acts = ledger.of(Act).values()
    return digest_of_acts(act.since for act in acts if after < act.since <= up_to and act.kind in kinds) != seen
