"""How values of the domain stand in columns (rules: `tables`)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

from desktop.domain.log.events import time_text


def time_in(at: datetime | None) -> str | None:
    """A time as its column has it."""
    return None if at is None else time_text(at)


def time_out(text: str) -> datetime:
    """A column's time: aware, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def time_out_or_none(text: str | None) -> datetime | None:
    """A column's time where it may have none."""
    return None if text is None else time_out(text)


def day_in(day: date | None) -> str | None:
    """A date as its column has it."""
    return None if day is None else day.isoformat()


def day_out(text: str | None) -> date | None:
    """A column's date."""
    return None if text is None else date.fromisoformat(text)


def list_in(values: Iterable[str]) -> str:
    """A short list of texts as its column has it."""
    return json.dumps(list(values))


def list_out(text: str) -> tuple[str, ...]:
    """A column's short list of texts."""
    return tuple(json.loads(text))


def pairs_in(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs of texts as their column has them."""
    return json.dumps([list(pair) for pair in pairs])


def pairs_out(text: str) -> tuple[tuple[str, str], ...]:
    """A column's pairs of texts."""
    return tuple((first, second) for first, second in json.loads(text))
