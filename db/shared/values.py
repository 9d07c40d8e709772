"""How columns hold the domain's values (rules: `tables`); among them wrong passwords (`domain.office.throttle`)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row

from desktop.domain.log.events import time_text
from desktop.domain.office.throttle import Tries


def time_in(at: datetime | None) -> str | None:
    """Return a time as its column holds it."""
    return None if at is None else time_text(at)


def time_out(text: str) -> datetime:
    """Return a column's time: aware, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def time_out_or_none(text: str | None) -> datetime | None:
    """Return a column's time, or None."""
    return None if text is None else time_out(text)


def time_or_nothing(text: str | None) -> datetime | None:
    """Return the time of a column that no event binds, or None: whatever else is there counts not."""
    try:
        return time_out_or_none(text)
    except (ValueError, TypeError, OverflowError):
        return None


def encode_day(day: date | None) -> str | None:
    """Return a date as its column holds it."""
    return None if day is None else day.isoformat()


def decode_day(text: str | None) -> date | None:
    """Return a column's date."""
    return None if text is None else date.fromisoformat(text)


def list_in(values: Iterable[str]) -> str:
    """Return a short list of texts as its column holds it."""
    return json.dumps(list(values))


def list_out(text: str) -> tuple[str, ...]:
    """Return a column's short list of texts."""
    return tuple(json.loads(text))


def list_or_nothing(text: str) -> tuple[str, ...]:
    """Return the texts in a column's short list, of a column that no event binds: whatever else is there counts not."""
    try:
        found = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return ()
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def pairs_in(pairs: Iterable[tuple[str, str]]) -> str:
    """Return pairs of texts as their column holds them."""
    return json.dumps([list(pair) for pair in pairs])


def pairs_out(text: str) -> tuple[tuple[str, str], ...]:
    """Return a column's pairs of texts."""
    return tuple((first, second) for first, second in json.loads(text))


def of_letter(reference: ColumnElement[str], number: str) -> ColumnElement[bool]:
    """Return that a reference is of any call of that number: `number` itself, or `number/...`."""
    return (reference >= number) & (reference < f"{number}0")  # "0" is the character after "/"


UP = "-up"
"""The end of the scope of the row that has the uptime."""


def tries_in(rows: Iterable[Row[Any]], scope: str) -> dict[str, Tries]:
    """Return the tries of each key in rows of a scope, and of the one beside it (`UP`)."""
    found: dict[str, Row[Any]] = {}
    up: dict[str, int] = {}
    for row in rows:
        if row.scope == scope:
            found[row.key] = row
        elif row.scope == scope + UP:
            up[row.key] = row.failures
    return {key: Tries(row.failures, time_or_nothing(row.last_failure), up.get(key)) for key, row in found.items()}
