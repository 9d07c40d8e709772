"""Closed sessions as they are read for supervisors: what is asked for, a row of the list, and its counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.reviews.exceptions import Exceptional
    from desktop.domain.sessions.session import Outcome
    from desktop.domain.shared.ids import PersonId, SessionId
    from desktop.domain.shared.kinds import Kind


@dataclass(frozen=True)
class ReviewFilter:
    """A filter for closed sessions: date, adviser, outcome, words in notes; after the last row of the page before.

    `only`: what a search found. `late`: a session closed before it and not signed off has waited too long, which makes
    it an exception.
    """

    start: datetime | None = None
    end: datetime | None = None
    adviser: PersonId | None = None
    outcome: Outcome | None = None
    waiting_only: bool = True
    after: tuple[int, str, str] | None = None
    late: datetime | None = None
    words: str = ""
    only: tuple[SessionId, ...] | None = None

    def meets(self, row: ReviewRow) -> bool:
        """Return whether that row is asked for, as far as rows say; none has words."""
        in_time = (self.start is None or row.opened_at >= self.start) and (self.end is None or row.opened_at < self.end)
        chosen = self.adviser in (None, row.adviser) and self.outcome in (None, row.outcome)
        return in_time and chosen and not self.words and (self.only is None or row.id in self.only)


@dataclass(frozen=True)
class ReviewRow:
    """A session in the supervisor's list. `key` continues the list after this row.

    `unanswered`, `answered`: how many questions its adviser has still to answer, and has answered.
    """

    id: SessionId
    reference: str
    kind: Kind
    opened_at: datetime
    adviser: PersonId
    adviser_name: str
    outcome: Outcome
    exceptions: tuple[Exceptional, ...]
    signed_off: bool
    key: tuple[int, str, str]
    unanswered: int = 0
    answered: int = 0


@dataclass(frozen=True)
class ReviewCounts:
    """How many closed sessions wait for a signature: those to look at, and ordinary ones.

    `last_night`: when the last nightly run was, or the office was made, read in the same moment.
    """

    to_look_at: int
    ordinary: int
    last_night: datetime
