"""Working days: Monday to Friday, without the public holidays of the office's part of the United Kingdom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

Holidays = Callable[[date], bool] | frozenset[date]
_SATURDAY = 5


def is_holiday(day: date, holidays: Holidays) -> bool:
    """Return whether `day` is in the table passed in."""
    return day in holidays if isinstance(holidays, frozenset) else holidays(day)


def is_weekend(day: date) -> bool:
    """Return whether `day` is a Saturday or Sunday."""
    return day.weekday() >= _SATURDAY


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Return whether `day` is neither weekend nor public holiday."""
    return not is_weekend(day) and not is_holiday(day, holidays)


def last_day_before(day: date, count: int, holidays: Holidays) -> date:
    """Return the last day after which `count` (1 or more) whole working days have passed before `day` begins."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day, holidays)
    return day - timedelta(days=1)
