"""The office's figures of a quarter, for its own returns: counts and lengths of time, and nothing about anybody.

Rules:
- A request counts in the quarter in which it was closed, a session in that in which it was opened; each by the office's
  own days. Requests from inside the office are not counted: the law's month is not theirs. Files for the police are,
  each in the quarter in which it went. A session opened by mistake counts nowhere.
- A request is answered if it was listened to, copied or refused. One that the person withdrew or never answered is
  counted by its outcome alone.
- It was answered on time if it was closed by the date by law as it stood then. How long it took counts from the day of
  receipt to that of closing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from desktop.domain.requests.request import Answered
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import Outcome

QUARTERS = 6
"""How many quarters are compared, the one that is looked at included."""
NOT_HELD = frozenset({Outcome.NO_SHOW, Outcome.CANCELLED})
COUNTS = frozenset({Answered.LISTENED, Answered.COPY_SENT, Answered.REFUSAL_SENT})
"""Closed like this, a request was answered."""


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year; `number` from 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter of that day."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.after.first - timedelta(days=1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> Quarter:
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    def back(self, count: int) -> tuple[Quarter, ...]:
        """Return so many quarters up to this one, the earliest first."""
        found = [self]
        while len(found) < count:
            found.insert(0, found[0].before)
        return tuple(found)


@dataclass(frozen=True)
class ClosedRequest:
    """A person's request that was closed on that day of the office. `due_on`: by law, as it stood then."""

    received_on: date
    due_on: date | None
    closed_on: date
    answered: Answered
    extended: bool

    @property
    def counts(self) -> bool:
        """Whether it was answered."""
        return self.answered in COUNTS

    @property
    def on_time(self) -> bool:
        return self.due_on is None or self.closed_on <= self.due_on

    @property
    def days(self) -> int:
        """How many days it took."""
        return (self.closed_on - self.received_on).days


@dataclass(frozen=True)
class HeldSession:
    """A closed session. `corrections`: how many corrections the person asked for in it."""

    outcome: Outcome
    exceptions: tuple[Exceptional, ...]
    signed_off: bool
    corrections: int


class Took(StrEnum):
    """How long an answer took, in days, both included; an extended or a late one is in its own group."""

    TO_7 = "to_7"
    TO_14 = "to_14"
    TO_21 = "to_21"
    LONGER = "longer"
    EXTENDED = "extended"
    LATE = "late"


_UP_TO = ((Took.TO_7, 7), (Took.TO_14, 14), (Took.TO_21, 21))


def took(request: ClosedRequest) -> Took:
    """Return how long its answer took."""
    if not request.on_time:
        return Took.LATE
    if request.extended:
        return Took.EXTENDED
    return next((group for group, most in _UP_TO if request.days <= most), Took.LONGER)


@dataclass(frozen=True)
class OnTime:
    """How many requests were answered in that quarter, and how many of them on time."""

    quarter: Quarter
    answered: int
    on_time: int

    @property
    def percent(self) -> int | None:
        """In whole per cent, rounded down: all is said only of all. None where none was answered."""
        return None if not self.answered else 100 * self.on_time // self.answered


@dataclass(frozen=True)
class Figures:
    """The figures of the last quarter of `on_time`. `median_days` and `median_before`: None where none was answered.

    `exceptions` counts sessions by each of their marks; `exceptional`, `signed_off`: sessions with a mark, and those of
    them that were signed off.
    """

    on_time: tuple[OnTime, ...]
    median_days: float | None
    median_before: float | None
    took: Mapping[Took, int]
    outcomes: Mapping[Answered, int]
    sessions: Mapping[Outcome, int]
    exceptions: Mapping[Exceptional, int]
    exceptional: int
    signed_off: int
    complaints: int
    disclosures: int
    corrections: int
    extended: int
    received: int = 0

    @property
    def quarter(self) -> Quarter:
        return self.on_time[-1].quarter

    @property
    def held(self) -> int:
        """How many sessions took place: someone came, and nobody had called it off."""
        return sum(number for outcome, number in self.sessions.items() if outcome not in NOT_HELD)


def figures(
    quarter: Quarter,
    closed: Iterable[ClosedRequest],
    sessions: Sequence[HeldSession],
    complaints: Iterable[date] = (),
    disclosures: int = 0,
    received: int = 0,
) -> Figures:
    """Return the figures of a quarter. `closed`: requests of it and the five before; `sessions`: its own.

    `complaints`: the days on which complaints were received, of any quarter. `disclosures`: how many files went to the
    police in it. `received`: how many requests of persons arrived in it, closed or not.
    """
    quarters = quarter.back(QUARTERS)
    by_quarter: dict[Quarter, list[ClosedRequest]] = {each: [] for each in quarters}
    for request in closed:
        of = Quarter.of(request.closed_on)
        if of in by_quarter:
            by_quarter[of].append(request)
    here = by_quarter[quarter]
    sessions = [session for session in sessions if session.outcome is not Outcome.OPENED_BY_MISTAKE]
    marked = [session for session in sessions if session.exceptions]
    return Figures(
        on_time=tuple(_on_time(each, by_quarter[each]) for each in quarters),
        median_days=_median(here),
        median_before=_median(by_quarter[quarter.before]),
        took=Counter(took(each) for each in here if each.counts),
        outcomes=Counter(each.answered for each in here),
        sessions=Counter(session.outcome for session in sessions),
        exceptions=Counter(mark for session in sessions for mark in session.exceptions),
        exceptional=len(marked),
        signed_off=sum(session.signed_off for session in marked),
        complaints=sum(Quarter.of(day) == quarter for day in complaints),
        disclosures=disclosures,
        corrections=sum(session.corrections for session in sessions),
        extended=sum(each.extended for each in here),
        received=received,
    )


def _on_time(quarter: Quarter, closed: Iterable[ClosedRequest]) -> OnTime:
    answered = [each for each in closed if each.counts]
    return OnTime(quarter, len(answered), sum(each.on_time for each in answered))


def _median(closed: Iterable[ClosedRequest]) -> float | None:
    days = [each.days for each in closed if each.counts]
    return median(days) if days else None
