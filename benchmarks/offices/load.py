"""A hundred writers at once on one server, beside one alone. Run it by `script/with-postgres script/bench load`.

Rules:
- Each writer is a desk of its own with its own connection, by TLS; they are spread over a few processes. What each
  writes is an audited insert by the program's own unit of work: an event, in a transaction of its own, committed as
  every use case commits. One connection alone does the same by the same code.
- Writers follow one another (decision 0013), so that together they can do what one does, and not more. `load-others`:
  what one alone writes a second, against what all together do. Both in turn, `ROUNDS` times; medians.
- `load-wait`: how long the slowest of a hundred transactions takes (the 99th percentile), against a hundred times what
  one takes alone. It is reported.
- Connecting is outside what is measured. Programs and server share this machine's processors, as an office's do not.
- Then the server is ended in the middle, as by a crash, and comes back. What was acknowledged is there, in one order
  without a gap: otherwise this fails.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.measure import Result
from db.log.known_log import KnownLog
from db.unit_of_work import SqlUnitOfWork
from desktop.domain.log.events import Event, EventKind, from_canonical
from desktop.domain.shared.ids import DeskId, PersonId, new_id
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.errors import DatabaseError
from tests.db.logs import AsItSays, MemoryStore
from tests.support.offices.builders import Office
from tests.support.offices.places import shared
from tests.support.servers import postgres

WRITERS, PROCESSES = 100, 4
ROUNDS = 5
SECONDS, FULL_SECONDS = 15.0, 60.0
LEAST = 0.7
CONNECTING = 10.0
"""Seconds that a hundred desks have to connect, by TLS."""
AWAY = frozenset({"database_lost", "database_unreachable", "database_in_doubt", "database_busy"})


@dataclass(frozen=True)
class Window:
    """When to write, in seconds since 1970; `alone`: only the first writer does."""

    begin: float
    end: float
    alone: bool = False


@dataclass(frozen=True)
class Written:
    """An event that was acknowledged: its number, in which window, and how long it took, in milliseconds."""

    number: int
    window: int
    took: float


@dataclass(frozen=True)
class Where:
    """The office's database, and who writes."""

    address: str
    origin: str
    actor: str


def run(name: str) -> list[Result]:
    """Run it for a quarter of a minute each."""
    return _run(name, SECONDS)


def run_full(name: str) -> list[Result]:
    """Run it for a minute each."""
    return _run(name, FULL_SECONDS)


def _run(name: str, seconds: float) -> list[Result]:
    if postgres.VARIABLE not in os.environ:
        print("load is left out: script/with-postgres script/bench load", file=sys.stderr)
        return []
    each = seconds / ROUNDS
    with tempfile.TemporaryDirectory() as scratch, shared(Path(scratch)) as office:
        turns = _together(office, [each] * 2 * ROUNDS)
        lost = _together(office, [seconds], ends_after=seconds / 2)
        _must_be_there(office, [written.number for written in [*turns, *lost]])
    counts = Counter(written.window for written in turns)
    rates = [counts[window] / each for window in range(2 * ROUNDS)]
    one, others = statistics.median(rates[::2]), statistics.median(rates[1::2])
    alone, waited = ([written.took for written in turns if written.window % 2 == start] for start in (0, 1))
    slowest = statistics.quantiles(waited, n=100)[-1]
    return [
        Result(f"{name}-others", one, others, "/s", 1 / LEAST),
        Result(f"{name}-wait", slowest, WRITERS * statistics.median(alone), "ms", None),
    ]


def _together(office: Office, seconds: Sequence[float], ends_after: float | None = None) -> list[Written]:
    """Let one write for as long, then all, and so on. With `ends_after` all write, and the server is ended."""
    file, server = office.parts.file, postgres.the_server()
    assert file.database is not None
    desks = [new_id() for _ in range(WRITERS)]
    ending = threading.Timer(CONNECTING + (ends_after or 0), _ended, [server])
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        list(pool.map(_warm, range(PROCESSES)))  # the imports are not measured
        begins = [time.time() + CONNECTING + sum(seconds[:number]) for number in range(len(seconds))]
        windows = [
            Window(begin, begin + of, ends_after is None and number % 2 == 0)
            for number, (begin, of) in enumerate(zip(begins, seconds, strict=True))
        ]
        where = Where(str(file.database), file.origin, office.people["adviser"])
        shares = [desks[number::PROCESSES] for number in range(PROCESSES)]
        if ends_after is not None:
            ending.start()
        parts = list(pool.map(_write_all, shares, [desks[0]] * PROCESSES, [where] * PROCESSES, [windows] * PROCESSES))
    if ends_after is not None:
        ending.join()
    return [written for part in parts for written in part]


def _ended(server: postgres.Server) -> None:
    server.stop()
    server.start()


def _warm(_: int) -> None:
    from db.log.audit_log import AuditLog as AuditLog  # what a unit of work loads late


def _write_all(desks: Sequence[str], first: str, where: Where, windows: Sequence[Window]) -> list[Written]:
    """Let these desks write, each in a thread with an engine of its own."""
    written: list[Written] = []
    threads = [threading.Thread(target=_write, args=(desk, desk == first, where, windows, written)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return written


def _write(desk: str, is_first: bool, where: Where, windows: Sequence[Window], written: list[Written]) -> None:
    engine = postgres.engine_of(where.address, postgres.DESKS_PASSWORD)
    signer = KeystoreDaySigner(MemoryStore(), where.origin, desk)
    known = AsItSays(where.origin)
    engine.connect().close()
    for number, window in enumerate(windows):
        if window.alone and not is_first:
            continue
        time.sleep(max(0.0, window.begin - time.time()))
        while time.time() < window.end:
            started = time.perf_counter()
            seq = _written(engine, signer, known, where.actor)
            if seq is not None:
                written.append(Written(seq, number, (time.perf_counter() - started) * 1000))
    engine.dispose()


def _written(engine: Engine, signer: KeystoreDaySigner, known: KnownLog, actor: str) -> int | None:
    """Write an event and return its number; None, after a moment, where the server is away."""
    try:
        with SqlUnitOfWork(engine, signer, lambda text: None, known) as uow:
            at, by = datetime.now(UTC), PersonId(actor)
            return uow.commit(Event(EventKind.HEARD, at, DeskId(signer.desk), by, facts={"heard": []})).seq
    except DatabaseError as error:
        if error.code not in AWAY:
            raise
        time.sleep(0.2)
        return None


def _must_be_there(office: Office, acknowledged: Sequence[int]) -> None:
    numbers = [from_canonical(body)[0] for body in office.bodies()]
    if numbers != list(range(len(numbers))) or not set(acknowledged) <= set(numbers):
        raise AssertionError("an acknowledged event is not in the log, or the log has a gap")
