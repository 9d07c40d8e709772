"""Whether this PC's clock can be trusted, before anything is destroyed by it.

Rules:
- The clock of another machine, the database server, settles it: within a day of it this PC's clock is right.
- Otherwise the log and the witness are asked. A clock more than a day behind their times is wrong, or theirs was. One
  more than a day ahead is wrong, or nobody was there. Days on which the office is closed do not count, for a fortnight
  at most: after a weekend or a public holiday nothing is doubted.
- The days of the log are compared in the same way, since the clock was last found right. So entries written under a
  wrong clock vouch for nothing, and a step stays visible until an administrator has confirmed the clock.
- A log that is shorter than the witness knows was restored from a backup, or cut: what it lacks may be a hold.
- Where over a tenth of all recordings would be destroyed in one night, the clock is doubted however right it seems.
- In doubt, nothing is destroyed. The doubt ends when the evidence fits again, or an administrator confirms the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from desktop.domain.log.events import EventKind

FOUND_RIGHT = (EventKind.RETENTION_RUN, EventKind.CLOCK_CONFIRMED)
"""Events that record that the clock was found right, and when."""

A_DAY = timedelta(days=1)
LONGEST_CLOSED = timedelta(days=14)
MOST = 10
"""At most one in this many is destroyed in one night."""


class ClockDoubt(StrEnum):
    """Why nothing is destroyed."""

    SERVER_DIFFERS = "server_differs"
    BEHIND = "behind"
    AHEAD = "ahead"
    STEPPED = "stepped"
    LOG_SHORTER = "log_shorter"
    WITNESS_UNREADABLE = "witness_unreadable"
    TOO_MANY = "too_many"


NOT_OF_THE_TIME = frozenset({ClockDoubt.LOG_SHORTER, ClockDoubt.WITNESS_UNREADABLE, ClockDoubt.TOO_MANY})
"""Those in which nothing says that this PC's clock is wrong."""


@dataclass(frozen=True)
class Witnessed:
    """The newest checkpoint of the witness: how many events the log had, and when."""

    size: int
    at: datetime


@dataclass(frozen=True)
class ClockEvidence:
    """This PC's clock and the evidence to compare it with. Times are aware and in UTC; None where there is none.

    `log_days`: the dates of the log's events in their order since the clock was last found right (`found_right`).
    `readable`: whether the witness could be read.
    """

    now: datetime
    log_days: tuple[date, ...] = ()
    log_size: int = 0
    newest: datetime | None = None
    found_right: datetime | None = None
    witnessed: Witnessed | None = None
    readable: bool = True
    server: datetime | None = None


def doubts_of(evidence: ClockEvidence, is_open: Callable[[date], bool]) -> tuple[ClockDoubt, ...]:
    """Return the doubts about the clock. `is_open`: whether the office opens on that day."""
    doubts = [] if evidence.readable else [ClockDoubt.WITNESS_UNREADABLE]
    if _is_shorter(evidence):
        doubts.append(ClockDoubt.LOG_SHORTER)
    if evidence.server is not None:
        wrong = abs(evidence.now - evidence.server) > A_DAY
        return (*doubts, *([ClockDoubt.SERVER_DIFFERS] if wrong else []))
    witnessed = None if evidence.witnessed is None else evidence.witnessed.at
    known = [at for at in (evidence.newest, witnessed) if at is not None]
    if any(at - evidence.now > A_DAY for at in known):
        doubts.append(ClockDoubt.BEHIND)
    if any(_is_far(at.date(), evidence.now.date(), is_open) for at in known):
        doubts.append(ClockDoubt.AHEAD)
    if _has_stepped(evidence.log_days, is_open):
        doubts.append(ClockDoubt.STEPPED)
    return tuple(doubts)


def too_many(due: int, kept: int) -> bool:
    """Return whether more than a tenth of all recordings would be destroyed."""
    return due * MOST > kept


def _is_shorter(evidence: ClockEvidence) -> bool:
    """Return whether the witness knows of more events than the log has; not where that was confirmed since."""
    witnessed, right = evidence.witnessed, evidence.found_right
    if witnessed is None or witnessed.size <= evidence.log_size:
        return False
    return right is None or witnessed.at > right


def _has_stepped(days: Iterable[date], is_open: Callable[[date], bool]) -> bool:
    return any(_is_far(day, after, is_open) or day - after > A_DAY for day, after in pairwise(days))


def _is_far(day: date, after: date, is_open: Callable[[date], bool]) -> bool:
    """Return whether a whole day passed between the two on which someone would have been there."""
    between = (after - day).days - 1
    if between > LONGEST_CLOSED.days:
        return True
    return any(is_open(day + timedelta(days=number)) for number in range(1, between + 1))
