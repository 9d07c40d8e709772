"""One row of the log against its own bytes, without parsing them.

Rules:
- Canonical bytes begin `{"actor":…,"at":"…","desk":"…","facts":{` and go on
  `},"kind":"…","mac":"…","n":…,"signature":"…","subjects":{…},"v":1}`; MAC and signature may be missing. A quotation
  mark inside a text is behind a backslash, so that neither sequence can occur inside one: finding it is finding the
  thing itself.
- The row's number and kind, its day, session and request are those of the bytes. A session or request that is in the
  bytes and not in the column is a difference too.
"""

from __future__ import annotations

import re
from typing import Any

Row = tuple[Any, ...]
"""A row as it was read: number, bytes, day, kind, session, request."""

_START = re.compile(
    rb'\{"actor":(?:null|"[^"\\]*"),"at":"(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d\.\d{6}Z","desk":"([^"\\]*)","facts":\{'
)
_END = b'},"v":1}'
_MAC = rb'(?:,"mac":"[A-Za-z0-9+/]{22}")?'
_SIGNATURE = rb'(?:,"signature":"([A-Za-z0-9+/]{86}==)")?'
_KIND = re.compile(rb'\},"kind":"([^"\\]*)"' + _MAC + rb',"n":([0-9]+)' + _SIGNATURE + rb',"subjects":\{')


def place_of(body: bytes) -> tuple[str, str] | None:
    """Return the event's UTC date and desk, or None where the bytes do not begin as an event's."""
    found = _START.match(body)
    return None if found is None else (found[1].decode("ascii"), found[2].decode("ascii", "replace"))


def is_row(row: Row) -> bool:
    """Return whether each column has the type that the program writes."""
    seq, body, day, kind, session, request = row
    whole = type(seq) is int and type(body) is bytes and type(day) is str and type(kind) is str
    return whole and (session is None or type(session) is str) and (request is None or type(request) is str)


def problem_of(row: Row, day: str) -> str | None:
    """Return the code of a difference between a row and its bytes, whose date is `day`, or None."""
    seq, body, day_column, kind, session, request = row
    said = _seal_of(body)
    if said is None or said.group(1, 2) != (kind.encode(), str(seq).encode()) or not body.endswith(_END):
        return "body_differs"
    subjects = said.end()
    if (
        day_column != day
        or _differs(body, subjects, "session", session)
        or _differs(body, subjects, "request", request)
    ):
        return "column_differs"
    return None


def _differs(body: bytes, subjects: int, name: str, column: str | None) -> bool:
    if column is None:
        return body.find(f'"{name}":'.encode(), subjects) >= 0
    if '"' in column:  # else `R","session":"S` would be found where `R` and `S` stand side by side
        return True
    return body.find(f'"{name}":"{column}"'.encode(), subjects) < 0


def kind_of(body: bytes) -> str:
    """Return the kind that the bytes say, or nothing."""
    said = _seal_of(body)
    return "" if said is None else said[1].decode("ascii", "replace")


def signature_of(body: bytes) -> tuple[bytes, bytes] | None:
    """Return the event's signature in base64, and the bytes that it is over; None where the event has none."""
    said = _seal_of(body)
    if said is None or said[3] is None:
        return None
    start, end = said.span(3)
    return said[3], body[: start - len(b',"signature":"')] + body[end + 1 :]


def _seal_of(body: bytes) -> re.Match[bytes] | None:
    return _KIND.search(body, max(body.rfind(b'},"kind":"'), 0))
