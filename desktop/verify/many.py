"""Checking many rows of the log against their own bytes at once: the checks of `rows`, in one pass of one pattern.

Rules:
- It says yes only where `rows` would find nothing in any row and the numbers follow each other. Anything uncertain
  is None, and is checked row by row: an event with a backslash or a brace in its facts, and every faulty event.
- Each event's bytes are on a line: canonical bytes have no line feed, so as many lines as rows means one each. Without
  a backslash every quotation mark ends a text, so that the pattern finds the event's own fields and no text's.
- Columns are compared as one text of lines: what the pattern found has no line feed, so where both are the same, each
  value is. A column of another type (a number as text, bytes as text) cannot be joined with texts.
- Rows are taken apart where they were read (`columns_of`), and compared anywhere (`compared`): it needs bytes alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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


Row = tuple[Any, ...]


@dataclass(frozen=True)
class Columns:
    """Rows that are numbered on from `first`, as columns; `said` is days, kinds, requests and sessions, a line each."""

    first: int
    bodies: tuple[bytes, ...]
    days: tuple[str, ...]
    kinds: tuple[str, ...]
    said: bytes

    @property
    def lines(self) -> bytes:
        """The events' bytes, a line each."""
        return b"\n".join(self.bodies)


@dataclass(frozen=True)
class Many:
    """Rows that agree with their bytes, as columns: UTC dates, desks, kinds, whether each is signed, the bytes."""

    days: tuple[str, ...]
    desks: tuple[str, ...]
    kinds: tuple[str, ...]
    signed: Sequence[int]
    bodies: tuple[bytes, ...]


def many(rows: list[Row], first: int) -> Many | None:
    """Return the rows as `Many`, if they are numbered on from `first` and each as the program writes it; else None."""
    columns = columns_of(rows, first)
    found = None if columns is None else compared(columns.first, len(rows), columns.lines, columns.said)
    if columns is None or found is None:
        return None
    return Many(columns.days, found[0], columns.kinds, found[1], columns.bodies)


def columns_of(rows: list[Row], first: int) -> Columns | None:
    """Return the rows as columns; None where they are not numbered on from `first`, or a type or a text is wrong."""
    seqs, bodies, days, kinds, sessions, requests = zip(*rows, strict=True)
    if seqs != tuple(range(first, first + len(rows))) or set(map(type, seqs)) != {int}:
        return None
    if set(map(type, bodies)) != {bytes} or "" in sessions or "" in requests:
        return None  # a session or request that is missing is None
    try:
        said = "\n".join([*days, *kinds, *_told(requests), *_told(sessions)]).encode("ascii")
    except (TypeError, UnicodeEncodeError):
        return None
    return Columns(first, bodies, days, kinds, said)


def compared(first: int, count: int, lines: bytes, said: bytes) -> tuple[tuple[str, ...], bytes] | None:
    """Return the desks of so many events, and a byte for each that is 1 where it is signed; None where they differ.

    `lines` and `said` as in `Columns`.
    """
    if lines.count(b"\n") != count - 1 or b"\\" in lines:
        return None
    try:
        found = _EVENT.findall(lines.decode("ascii"))
    except UnicodeDecodeError:
        return None
    if len(found) != count:
        return None
    days, desks, kinds, numbers, signatures, requests, sessions = zip(*found, strict=True)
    if numbers != tuple(map(str, range(first, first + count))):
        return None
    same = "\n".join(days + kinds + requests + sessions).encode("ascii") == said
    return (desks, bytes(map(bool, signatures))) if same else None


def _told(column: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the column as the pattern finds it: "" where there is none."""
    return tuple(["" if value is None else value for value in column]) if None in column else column
