"""Checking many rows of the log against their own bytes at once: the checks of `rows`, in one pass of one pattern.

Rules:
- It says yes only where `rows` would find nothing in any row and the numbers follow each other. Anything uncertain
  is None, and is checked row by row: an event with a backslash or a brace in its facts, and every faulty event.
- Each event's bytes are on a line: canonical bytes have no line feed, so as many lines as rows means one each. Without
  a backslash every quotation mark ends a text, so that the pattern finds the event's own fields and no text's.
- Columns are compared as the texts that the pattern found. A column of another type (a number as text, bytes as text)
  is not equal to one, so that types need no check of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_EVENT = re.compile(
    r'^\{"actor":(?:null|"[^"]*+"),"at":"([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z",'
    r'"desk":"([^"]*+)","facts":\{[^}]*+\},"kind":"([^"]*+)",'
    r'(?:"mac":"[A-Za-z0-9+/]{22}",)?+"n":([^,]++),(?:"signature":"([A-Za-z0-9+/]{86}==)",)?+'
    r'"subjects":\{(?:(?!"request"|"session")"[a-z]++":"[^"]*+",?)*+'
    r'(?:"request":"([^"]*+)",?)?+(?:"session":"([^"]*+)")?+\},"v":1\}$',
    re.MULTILINE,
)


@dataclass(frozen=True)
class Many:
    """Rows that agree with their bytes, as columns: UTC dates, desks, kinds, signatures (""), the bytes themselves."""

    days: tuple[str, ...]
    desks: tuple[str, ...]
    kinds: tuple[str, ...]
    signatures: tuple[str, ...]
    bodies: tuple[bytes, ...]


def many(rows: list[tuple[Any, ...]], first: int) -> Many | None:
    """Return the rows as `Many`, if they are numbered on from `first` and each as the program writes it; else None."""
    seqs, bodies, days, kinds, sessions, requests = zip(*rows, strict=True)
    lines = _lines(bodies)
    found = [] if lines is None else _EVENT.findall(lines)
    if len(found) != len(rows):
        return None
    said_days, desks, said_kinds, numbers, signatures, said_requests, said_sessions = zip(*found, strict=True)
    agree = (
        seqs == tuple(range(first, first + len(rows)))
        and numbers == tuple(map(str, seqs))
        and said_days == days
        and said_kinds == kinds
        and said_sessions == _told(sessions)
        and said_requests == _told(requests)
    )
    return Many(said_days, desks, said_kinds, signatures, bodies) if agree else None


def _lines(bodies: tuple[Any, ...]) -> str | None:
    """Return the bytes as text, a line each; None where they are not bytes of one line of plain ASCII."""
    if set(map(type, bodies)) != {bytes}:
        return None
    if b"\n" in b"".join(bodies):
        return None
    joined = b"\n".join(bodies)
    if b"\\" in joined:
        return None
    try:
        return joined.decode("ascii")
    except UnicodeDecodeError:
        return None


def _told(column: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Return the column that the pattern found, "" where there is none; a column that says "" itself is wrong."""
    if "" in column:
        return None
    return tuple(["" if value is None else value for value in column]) if None in column else column
