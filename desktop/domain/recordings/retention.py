"""A source's retention period: counted from the date of the call, shown as days left.

A recording that is held is kept, whatever its date. Months end as `months` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated

from desktop.domain.office.settings import Setting, less
from desktop.domain.shared.months import add_months
from desktop.errors import ContradictionError

SOON_DAYS = 14


@dataclass(frozen=True)
class RetentionPeriod:
    """A retention period, from the date of the call: calendar months, then days; together more than nothing."""

    months: Annotated[int, Setting(less, 0, 240)] = 0
    days: Annotated[int, Setting(less, 0, 3660)] = 0

    def __post_init__(self) -> None:
        if self.months < 0 or self.days < 0 or self.months + self.days == 0:
            raise ContradictionError("period_of_nothing")


class RetentionState(StrEnum):
    """The state of a recording's remaining time."""

    KEPT = "kept"
    SOON = "soon"
    DUE = "due"
    HELD = "held"


@dataclass(frozen=True)
class RetentionLeft:
    """A recording's remaining time. `deletes_on`: the first day on which the source may delete.

    `days_left` until it; 0 or less when it has come.
    """

    deletes_on: date
    days_left: int
    state: RetentionState


def month_of(call_at: datetime, zone: tzinfo) -> str:
    """Return the month (`2026-11`) whose retention key seals a call: that of its date where the office is."""
    return call_at.astimezone(zone).strftime("%Y-%m")


def deletes_on(called: date, period: RetentionPeriod) -> date:
    """Return the first day on which the source may delete a call of the day `called`."""
    return add_months(called, period.months) + timedelta(days=period.days)


def retention_left(
    called: date, period: RetentionPeriod, today: date, held: bool = False, soon_days: int = SOON_DAYS
) -> RetentionLeft:
    """Return the days left on `today`, and the state they put it in."""
    day = deletes_on(called, period)
    left = (day - today).days
    if held:
        return RetentionLeft(day, left, RetentionState.HELD)
    if left <= 0:
        return RetentionLeft(day, left, RetentionState.DUE)
    return RetentionLeft(day, left, RetentionState.SOON if left <= soon_days else RetentionState.KEPT)
