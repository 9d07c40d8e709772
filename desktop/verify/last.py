"""The event that a PC wrote last, as it remembers it outside the database.

Rules:
- The log has it under its number. Where it does not, someone has taken it away; unless the log states a loss in its
  place or before (`losses`), and nothing in the PC's name came after that.
- Of the events before `since` nothing is said: the log was whole with them. Nor are losses stated there verified again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple

from desktop.verify import queries
from desktop.verify.losses import LOST

Rows = Callable[[str], Iterator[Any]]
"""Returns the rows of a query."""


class Last(NamedTuple):
    """The PC, and its event's number and hash (RFC 6962, as of a leaf)."""

    desk: str
    seq: int
    leaf: bytes


def is_gone(last: Last, rows: Rows, since: int, stated: Collection[int]) -> bool:
    """Return whether it is gone. `stated`: the numbers of events that state a loss, among those that were verified."""
    if last.seq < since:
        return False
    bodies = [body for (body,) in rows(queries.body(last.seq)) if body is not None]
    if last.leaf in [hashlib.sha256(b"\0" + bytes(body)).digest() for body in bodies]:
        return False
    losses = [seq for (seq,) in rows(queries.of_kind(LOST, last.seq)) if seq < since or seq in stated]
    return not losses or any(_desk_of(body) == last.desk for (body,) in rows(queries.bodies(max(losses) + 1)))


def _desk_of(body: object) -> object:
    try:
        return json.loads(body).get("desk")  # type: ignore[arg-type]
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
