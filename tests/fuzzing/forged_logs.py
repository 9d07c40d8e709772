"""The verifier's target: one change, or several, to the rows of a log or to its witness file.

The first byte says which: the forgeries of `tests/verify/forgery` (the rest are their choices), the bytes of one cell
of one row, or the text of the witness. A change that the verifier accepts, though the log says something else then, is
a finding; so are a traceback, and a verification that does not end.

The log is a small one in memory: what the verifier reads is rows, whatever has stored them.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.verify import desks as verify_authority
from desktop.verify import desks as verify_keys
from desktop.verify import notes as verify_notes
from desktop.verify import verify
from desktop.verify.notes import read_witness
from tests.db.logs import DESK, Office
from tests.verify.conftest import OTHER, opened
from tests.verify.forgery import MUTATIONS, TABLES, cover_up, is_changed, rows_of

FORGED, CELL, WITNESS = range(3)
CHOICES = 512
"""Bytes that a forgery's choices are filled up with."""
WORDS = (b"0", b"1", b'"n":', b'"kind":"', b"heard", b"log_started", b"null", b"\n\n", "— ".encode(), b"2026-11-25")
counted: Counter[str] = Counter()


class AcceptedError(AssertionError):
    """The log was changed in meaning, and is found whole."""


def told() -> str:
    """Return what was tried so far."""
    return ", ".join(f"{number:,} {name}" for name, number in counted.most_common())


@cache
def _log() -> tuple[sqlite3.Connection, str]:
    """Return the log, and its witness: two desks over two days."""
    quick = lru_cache(1 << 14)(verify_notes.is_signed)  # the same signatures, again and again
    for module in (verify_authority, verify_keys, verify_notes):
        module.is_signed = quick  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder))
        office.run_days(2, (DESK, OTHER), 2)
        office.engine.dispose()
        stored, log = opened(Path(folder, "office.db")), sqlite3.connect(":memory:", isolation_level=None)
        for table in TABLES:
            [(made,)] = stored.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchall()
            log.execute(made)
            rows = stored.execute(f"SELECT * FROM {table}").fetchall()
            log.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        stored.close()
        return log, office.witness.text()


def witness() -> str:
    """Return the witness of the log."""
    return _log()[1]


def _copy() -> sqlite3.Connection:
    """Return a copy of the log, in the place of the last one."""
    _log()[0].backup(_spoilt())
    return _spoilt()


@cache
def _spoilt() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


@cache
def _before() -> dict[str, str]:
    return rows_of(_log()[0])


def run(data: bytes) -> None:
    """Change the log as the bytes say, and verify it. Raises AcceptedError."""
    which, rest = data[:1] or b"\0", data[1:]
    (_forged, _cell, _witness)[which[0] % 3](rest)


def _judge(copy: sqlite3.Connection, name: str) -> None:
    if not verify(copy, witness()).ok:
        counted[name] += 1
        return
    if is_changed(_before(), rows_of(copy)):
        raise AcceptedError(name)
    counted[f"{name} that changed nothing"] += 1


@settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), several=st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=3), covered=st.booleans())
def _forge(data: st.DataObject, several: list[Any], covered: bool) -> None:
    copy = _copy()
    with suppress(sqlite3.Error, IndexError, TypeError, ValueError, KeyError):
        for mutation in several:  # one may leave nothing that the next knows how to change
            mutation(copy, data)
    if covered:
        with suppress(sqlite3.Error, ValueError, TypeError, AttributeError):  # it can be too broken for that
            cover_up(copy)
    _judge(copy, "forgeries")


def _forged(choices: bytes) -> None:
    _forge.hypothesis.fuzz_one_input(choices + Random(choices).randbytes(CHOICES))  # type: ignore[attr-defined]


def _cell(data: bytes) -> None:
    """Put bytes into one cell: of the table, the row and the column that the first three say."""
    if len(data) < 4:
        return
    copy = _copy()
    table = TABLES[data[0] % len(TABLES)]
    rows = [row[0] for row in copy.execute(f"SELECT rowid FROM {table}").fetchall()]
    columns = [row[1] for row in copy.execute(f"PRAGMA table_info({table})").fetchall()]
    row, column = rows[data[1] % len(rows)], columns[data[2] % len(columns)]
    value = _value(copy.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (row,)).fetchone()[0], data[3:])
    try:
        copy.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row))
    except (sqlite3.Error, OverflowError):
        return  # a value that the column does not take
    _judge(copy, "cells")


def _value(stood: Any, data: bytes) -> Any:
    """Return a value of the first byte's kind: the stored one with bytes in it, or another."""
    kind, rest = data[:1] or b"\0", data[1:]
    if kind[0] % 4 == 0 and isinstance(stood, (bytes, str)):
        whole = stood if isinstance(stood, bytes) else stood.encode()
        at, over = (rest[0] * len(whole) // 256, rest[1] % 8) if len(rest) > 1 else (0, 0)
        changed = whole[:at] + rest[2:] + whole[at + over :]
        return changed if isinstance(stood, bytes) else changed.decode("utf-8", "replace")
    others = (rest, rest.decode("utf-8", "replace"), int.from_bytes(rest[:9], "little", signed=True))
    return others[kind[0] % 3]


def _witness(data: bytes) -> None:
    """Read a witness file in the place of the log's."""
    text, whole = data.decode("utf-8", "replace"), witness()
    report = verify(_log()[0], text)
    changed = text != whole
    counted["witness files" if changed else "witness files that changed nothing"] += 1
    if not report.ok:
        return
    said, found = read_witness(whole), read_witness(text)
    if found.first_keys.items() - said.first_keys.items() or found.origins - said.origins:
        raise AcceptedError("a witness with another first key")
    heads = {(note.origin, note.size, note.root, note.at) for note in said.notes}
    if any((note.origin, note.size, note.root, note.at) not in heads for note in found.notes):
        raise AcceptedError("a witness with another checkpoint")


def seeds() -> list[bytes]:
    """Return choices of every length for forgeries, cells of every table, and the witness."""
    forged = [bytes([FORGED]) + bytes(range(step, 96, 3)) for step in range(3)]
    cells = [
        bytes([CELL, table, row, column, 0, 99, 1, 55]) for table in range(4) for row in (0, 3) for column in range(4)
    ]
    return [*forged, *cells, bytes([WITNESS]) + witness().encode()]
