"""The log as it is stored, read through once over a connection of the driver's own (PEP 249): for an export.

Rules:
- What has not the form that the program writes is refused: LogBrokenError, `export_not_whole`.
- No more than one batch of rows is in memory.
- Read the checkpoints first: rows are only ever added, so the events that they cover are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from desktop.errors import LogBrokenError

FETCH = 256
_EVENTS = "SELECT seq, body FROM audit_event ORDER BY seq"
_CHECKPOINTS = "SELECT size, note FROM checkpoint ORDER BY size, desk"


def stored_checkpoints(connection: Any) -> Iterator[str]:
    """Yield the texts of all checkpoints, in the order of their sizes."""
    for _, note in _rows(connection, _CHECKPOINTS):
        if not isinstance(note, str):
            raise _not_whole()
        yield note


def stored_bodies(connection: Any, size: int) -> Iterator[bytes]:
    """Yield the bytes of the first `size` events, in the order of their numbers."""
    seen = 0
    for seq, body in islice(_rows(connection, _EVENTS), size):
        if seq != seen or not isinstance(body, bytes) or b"\n" in body:
            raise _not_whole()
        seen += 1
        yield body
    if seen != size:
        raise _not_whole()


def _rows(connection: Any, query: str) -> Iterator[tuple[Any, ...]]:
    try:
        cursor = connection.cursor()
        cursor.execute(query)
        while rows := cursor.fetchmany(FETCH):
            yield from rows
    except connection.Error:
        raise _not_whole() from None


def _not_whole() -> LogBrokenError:
    return LogBrokenError("export_not_whole")
