"""Dates as people type them: three parts ("14", "8" or "Aug", "2026"), or a whole one ("14/8/2026", "2026-08-14")."""

from __future__ import annotations

import re
from datetime import date

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
