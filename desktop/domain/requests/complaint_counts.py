"""The number of complaints in a period, as an office can have to report it (DPA 2018 s.164B); nothing about a person.

Rules:
- A complaint counts as received by the day on which it came, and as closed by the day on which its outcome was told.
- What is said of acknowledging is said of those received in the period, as of today. An outcome that was told before
  any acknowledgement is one, by its day; a complaint that was passed on has none.
- One that was ended by its acknowledgement, before a complaint had an outcome, is closed without one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from desktop.domain.requests.complaints import ComplaintOutcome
from desktop.domain.requests.deadline import acknowledgement_due
from desktop.domain.shared.working_days import Holidays
from desktop.errors import WrongStateError


@dataclass(frozen=True)
class Period:
    """A period, its first and last day included. Raises WrongStateError where it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise WrongStateError("period_backwards")

    def has(self, day: date) -> bool:
        """Return whether that day is in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Countable:
    """The facts counted of one complaint. `ended_on` with no `outcome`: it was ended by its acknowledgement."""

    on: date
    acknowledged_on: date | None = None
    ended_on: date | None = None
    outcome: ComplaintOutcome | None = None

    @property
    def received_told_on(self) -> date | None:
        """The day on which the person first knew that it came, by an acknowledgement or an outcome; None: on none."""
        answered = self.outcome is not None and self.outcome is not ComplaintOutcome.PASSED_ON
        return self.acknowledged_on or (self.ended_on if answered else None)


@dataclass(frozen=True)
class ComplaintCounts:
    """The figures of a period. Of the received: acknowledged in time or late; passed on without; and those that wait,
    of which some are overdue. Of the closed: by their outcome, or without one.
    """

    received: int
    acknowledged_in_time: int
    acknowledged_late: int
    passed_on_without: int
    not_acknowledged: int
    overdue: int
    closed: int
    upheld: int
    partly_upheld: int
    not_upheld: int
    passed_on: int
    without_outcome: int

    def figures(self) -> dict[str, int]:
        """Return them by name."""
        return asdict(self)


def counted_in(period: Period, complaints: Iterable[Countable], holidays: Holidays, today: date) -> ComplaintCounts:
    """Count those that were received, and those that were closed, in the period."""
    found = list(complaints)
    received = [each for each in found if period.has(each.on)]
    closed = [each for each in found if each.ended_on is not None and period.has(each.ended_on)]
    due = {each.on: acknowledgement_due(each.on, holidays).due for each in received}
    acknowledged = [(each.received_told_on, due[each.on]) for each in received if each.received_told_on is not None]
    waiting = [each for each in received if each.acknowledged_on is None and each.ended_on is None]
    outcomes = Counter(each.outcome for each in closed)
    return ComplaintCounts(
        received=len(received),
        acknowledged_in_time=sum(on <= by for on, by in acknowledged),
        acknowledged_late=sum(on > by for on, by in acknowledged),
        passed_on_without=len(received) - len(acknowledged) - len(waiting),
        not_acknowledged=len(waiting),
        overdue=sum(due[each.on] < today for each in waiting),
        closed=len(closed),
        upheld=outcomes[ComplaintOutcome.UPHELD],
        partly_upheld=outcomes[ComplaintOutcome.PARTLY_UPHELD],
        not_upheld=outcomes[ComplaintOutcome.NOT_UPHELD],
        passed_on=outcomes[ComplaintOutcome.PASSED_ON],
        without_outcome=outcomes[None],
    )
