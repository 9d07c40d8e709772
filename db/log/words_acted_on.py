"""The notes of a session whose words someone acts on."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.domain.log.replay.counter import SessionNote
from desktop.domain.log.replay.ledger import Facts
from desktop.domain.log.replay.reviews import ReviewQuestion
from desktop.domain.log.replay.sessions import Session


def words_of(session: Session, facts: Facts) -> Iterator[str]:
    """Yield the notes whose words someone acts on: the reason of a lesser check; and all, where it is reviewed."""
    if session.state != "closed":
        yield from () if session.asked is None else (session.asked,)
        return
    yield from (each.note for each in facts.of(SessionNote).values() if each.session == session.id)
    for question in facts.of(ReviewQuestion).values():
        if question.session == session.id:
            yield from (question.id, *(() if question.answer is None else (question.answer,)))
