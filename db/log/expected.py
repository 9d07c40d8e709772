"""The rows that the log expects, and how a row differs from the one expected. Pure.

Rules:
- A fact that no event says (`NOT_SAID`) is not compared: events from before it was said stay valid.
- A time that a row took from the clock itself is compared to within minutes (`About`), every other value exactly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.schema.bound import TABLES, Row, Rule
from db.schema.tables import metadata
from db.shared.values import day_in, time_in, time_out
from desktop.domain.log.replay.entry import About, NotSaid, Replayed
from desktop.domain.log.replay.ledger import Facts

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Expected:
    """A row as events say it: by column the value, and the number of the event that says so. `since`: its first."""

    table: str
    key: Key
    values: Mapping[str, object]
    events: Mapping[str, int]
    since: int


def expected_rows(facts: Facts, table: str) -> Iterator[Expected]:
    """Yield the rows of that table, as far as events name them."""
    for one in TABLES[table].rows(facts):
        yield expected_row(one, table)


def expected_row(one: Replayed, table: str) -> Expected:
    """Return the row of that table for one thing replayed."""
    values, events = {}, {}
    for column, rule in TABLES[table].columns.items():
        if isinstance(rule, Rule):
            field = rule.field or column
            values[column], events[column] = getattr(one, field), one.event_of(field)
    return Expected(table, tuple(values[name] for name in key_columns(table)), values, events, one.since)


def key_columns(table: str) -> tuple[str, ...]:
    """Return the names of the table's primary key."""
    return tuple(column.name for column in metadata.tables[table].primary_key)


def differences(expected: Expected, row: Row) -> list[str]:
    """Return the columns in which that row says something else."""
    columns = TABLES[expected.table].columns
    return [
        name
        for name, value in expected.values.items()
        if isinstance(rule := columns[name], Rule) and not _agrees(value, rule, name, row)
    ]


def _agrees(value: object, rule: Rule, name: str, row: Row) -> bool:
    if isinstance(value, NotSaid):
        return True
    try:
        return _is(value, rule.of_row(name, row))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return False


def _is(value: object, stored: object) -> bool:
    if isinstance(value, About):
        found = time_out(str(stored))
        return time_in(found) == stored and value.fits(found)
    if isinstance(value, datetime):
        return time_in(value) == stored
    if isinstance(value, date):
        return day_in(value) == stored
    if isinstance(value, tuple):
        return bool(json.dumps(value) == stored)
    return type(value) is type(stored) and value == stored
