"""The rows of the log: the queries for them, and each one held against its own bytes, without parsing them.

Nothing is fetched that is longer than the program ever writes: the database measures it, and a body that is too long
comes as nothing, a text as an empty one. Canonical bytes begin and go on with known sequences that no text inside can
contain, since a quotation mark is behind a backslash. The number has to be that of the bytes.
"""

from __future__ import annotations

import re
from typing import Any

Row = tuple[Any, ...]
"""A row as it was read: number, bytes."""

_START = re.compile(
    rb'\{"actor":(?:null|"[^"\\]*"),"at":"(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d\.\d{6}Z","desk":"([^"\\]*)","facts":\{'
)
_END = b'},"v":1}'
_BEFORE = rb'(?:,"prev":"([A-Za-z0-9+/]{43}=)")?'
_SIGNATURE = rb'(?:,"signature":"([A-Za-z0-9+/]{86}==)")?'
_KIND = re.compile(rb'\},"kind":"([^"\\]*)","n":([0-9]+)' + _BEFORE + _SIGNATURE + rb',"subjects":\{')


def place_of(body: bytes) -> tuple[str, str] | None:
    """Return the event's UTC date and desk, or None where the bytes do not begin as an event's."""
    found = _START.match(body)
    return None if found is None else (found[1].decode("ascii"), found[2].decode("ascii", "replace"))


def is_row(row: Row) -> bool:
    """Return whether each column has the type that the program writes."""
    seq, body = row
    return type(seq) is int and type(body) is bytes


def is_whole(seq: int, body: bytes) -> bool:
    """Return whether the bytes are those of an event of that number, as far as can be said without parsing them."""
    said = _seal_of(body)
    return said is not None and said[2] == str(seq).encode() and body.endswith(_END)


def kind_of(body: bytes) -> str:
    """Return the kind that the bytes say, or nothing."""
    said = _seal_of(body)
    return "" if said is None else said[1].decode("ascii", "replace")


def signature_of(body: bytes) -> tuple[bytes, bytes] | None:
    """Return the event's signature in base64, and the bytes that it is over; None where the event has none."""
    said = _seal_of(body)
    if said is None or said[4] is None:
        return None
    start, end = said.span(4)
    return said[4], body[: start - len(b',"signature":"')] + body[end + 1 :]


def before(body: bytes) -> bytes | None:
    """Return, in base64, the hash of its desk's event before that one; None where it names none."""
    said = _seal_of(body)
    return None if said is None else said[3]


def _seal_of(body: bytes) -> re.Match[bytes] | None:
    return _KIND.search(body, max(body.rfind(b'},"kind":"'), 0))


MOST_BODY = 1 << 20
"""The bytes of the longest event that is read, a megabyte. The program's own have a few hundred to some thousand."""

MOST_NOTE = 100_000
_MOST_WORD = 1_000


def _short(column: str, most: int, instead: str = "''") -> str:
    return f"CASE WHEN octet_length({column}) > {most} THEN {instead} ELSE {column} END"


_BODY = _short("body", MOST_BODY, "NULL")
_EVENTS = f"SELECT seq, {_BODY} FROM audit_event"
_CHECKPOINTS = (
    f"SELECT size, {_short('desk', _MOST_WORD)}, {_short('at', _MOST_WORD)}, {_short('note', MOST_NOTE)} "
    "FROM checkpoint"
)
HEAD = "SELECT one, size, root FROM audit_head"
VERSION = "SELECT version_num FROM alembic_version"


def events(start: int) -> str:
    """Return the query of all events, or of those from number `start` on."""
    return _EVENTS + (f" WHERE seq >= {start:d}" if start else "") + " ORDER BY seq"


def body(seq: int) -> str:
    """Return the query of the bytes of the event of that number."""
    return f"SELECT {_BODY} FROM audit_event WHERE seq = {seq:d}"


def checkpoints(start: int) -> str:
    """Return the query of all checkpoints, or of those over at least `start` events."""
    return _CHECKPOINTS + (f" WHERE size >= {start:d}" if start else "") + " ORDER BY size, desk"
