"""Calendar months, as deadlines, identity and retention count them.

A month ends on the same date of the next month; where that date does not exist, on the last day of that
month.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


def add_months(day: date, months: int) -> date:
    """Return the same date `months` (0 or more) later, or the last day of that month if there is no such date."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))


@dataclass(frozen=True)
class Age:
    """Complete calendar months, and the days beyond them."""

    months: int
    days: int


def age_on(today: date, since: date) -> Age:
    """Return the age on `today` of something that began on `since` (not after `today`)."""
    months = (today.year - since.year) * 12 + today.month - since.month
    if add_months(since, months) > today:
        months -= 1
    return Age(months, (today - add_months(since, months)).days)
