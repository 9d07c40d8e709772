"""A question of a supervisor to the adviser of a closed session, and the answer. It stands on the review.

Rules:
- It is put to whoever closed the session, by someone else, while the session waits for its signature. A signature
  ends it: what nobody answered is answered no more.
- Whoever it was put to answers it, once.
- Its words and those of the answer are notes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from desktop.domain.shared.ids import NoteId, PersonId, SessionId
from desktop.errors import NotAllowedError, WrongStateError


@dataclass(frozen=True)
class ReviewQuestion:
    """One question. `id`: of the note with its words; `answer`: of the note with the answer's. Times are aware, UTC."""

    id: NoteId
    session: SessionId
    asked_by: PersonId
    asked_to: PersonId
    asked_at: datetime
    answer: NoteId | None = None
    answered_at: datetime | None = None

    def answered(self, by: PersonId, answer: NoteId, at: datetime) -> Self:
        """Return it with its answer. Raises NotAllowedError for anybody else, WrongStateError once it is answered."""
        if by != self.asked_to:
            raise NotAllowedError("not_your_question")
        if self.answer is not None:
            raise WrongStateError("question_answered")
        return replace(self, answer=answer, answered_at=at)
