"""Rows of wrong passwords, read (`domain.office.throttle`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from db.shared.values import time_or_nothing
from desktop.domain.office.throttle import Tries

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
