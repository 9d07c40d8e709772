"""Calendar months, working days, and dates as people type them.

- A month ends on the same date of the next month; where that date does not exist, on the last day of that month.
- Working days are Monday to Friday, without the public holidays of the office's part of the United Kingdom.
- A date is typed as three parts ("14", "8" or "Aug", "2026"), or as a whole ("14/8/2026", "2026-08-14").
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta


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


_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE = re.compile(r"\s*(?P<day>\d{1,2})[\s./-]+(?P<month>\d{1,2}|[A-Za-z]{3,})[\s./-]+(?P<year>\d{4})\s*")
_YEAR_FIRST = re.compile(r"\s*(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\s*")

YEARS = (1000, 9998)
"""Four digits, with room to add to: the calendar ends with 9999."""


def read_date(day: str, month: str, year: str) -> date | None:
    """Return the date of three typed parts; None if there is no such date or a part is missing."""
    name = month.strip().lower()[:3]
    number = str(_NAMES.index(name) + 1) if name in _NAMES else month
    try:
        parts = (year.strip(), number.strip(), day.strip())
        read = date(*map(int, parts)) if all(part.isdecimal() for part in parts) else None
        return read if read is not None and YEARS[0] <= read.year <= YEARS[1] else None
    except ValueError:
        return None


def parts_of(typed: str) -> tuple[str, str, str] | None:
    """Return day, month and year of a text that looks like a whole date; None for any other."""
    found = _WHOLE.fullmatch(typed) or _YEAR_FIRST.fullmatch(typed)
    return None if found is None else (found["day"], found["month"], found["year"])


def is_short_year(year: str) -> bool:
    """Return whether it is a year of two digits: "31", but neither "19" nor "20", which may begin one of four."""
    return len(year) == 2 and year.isdecimal() and year not in ("19", "20")


def in_this_century(year: str) -> str:
    """Return a year of two digits in full: "2031"."""
    return f"20{year}"
