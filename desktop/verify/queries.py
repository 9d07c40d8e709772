"""The queries of a verification.

Rules:
- Nothing is fetched that is longer than the program ever writes: the database measures it and gives the length's
  verdict instead. On SQLite and PostgreSQL that reads a row's own page, and none of the pages that hold the long value.
- A body that is too long comes as nothing; a text that is too long, as an empty one, which the program never writes.
"""

from __future__ import annotations

MOST_BODY = 1 << 20
"""The bytes of the longest event that is read, a megabyte. The program's own have a few hundred to some thousand."""

MOST_NOTE = 100_000
_MOST_WORD = 1_000


def _short(column: str, most: int, instead: str = "''") -> str:
    return f"CASE WHEN octet_length({column}) > {most} THEN {instead} ELSE {column} END"


_WORDS = ", ".join(_short(column, _MOST_WORD) for column in ("day", "kind", "session", "request"))

_EVENTS = f"SELECT seq, {_short('body', MOST_BODY, 'NULL')}, {_WORDS} FROM audit_event"
_BODIES = f"SELECT {_short('body', MOST_BODY, 'NULL')} FROM audit_event"
_CHECKPOINTS = (
    f"SELECT size, {_short('desk', _MOST_WORD)}, {_short('at', _MOST_WORD)}, {_short('note', MOST_NOTE)} "
    "FROM checkpoint"
)
HEAD = "SELECT one, size, frontier, root, day FROM audit_head"
VERSION = "SELECT version_num FROM alembic_version"
KEYS = "SELECT desk, day, public FROM signing_key"


def events(start: int) -> str:
    """Return the query of all events, or of those from number `start` on."""
    return _EVENTS + (f" WHERE seq >= {start:d}" if start else "") + " ORDER BY seq"


def body(seq: int) -> str:
    """Return the query of the bytes of the event of that number."""
    return f"{_BODIES} WHERE seq = {seq:d}"


def bodies(start: int) -> str:
    """Return the query of the bytes of all events from that number on."""
    return f"{_BODIES} WHERE seq >= {start:d} ORDER BY seq"


def of_kind(kind: str, last: int) -> str:
    """Return the query of the numbers, up to that one, whose row says that kind: a word of the program's own."""
    return f"SELECT seq FROM audit_event WHERE kind = '{kind}' AND seq <= {last:d}"


def checkpoints(start: int) -> str:
    """Return the query of all checkpoints, or of those over at least `start` events."""
    return _CHECKPOINTS + (f" WHERE size >= {start:d}" if start else "") + " ORDER BY size, desk"
