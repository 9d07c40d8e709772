"""A hundred writers at once on one server, beside one alone. Run it by `script/with-postgres script/bench load`.

Rules:
- Each writer is a desk of its own with its own connection; they are spread over processes, as their programs are. What
  each writes is an event in a transaction of its own, over TLS.
- Writers follow one another (decision 0013), so that together they can do what one does, and not more. `load-others`:
  what one alone writes a second, against what all together do.
- `load-wait`: how long the slowest of a hundred transactions takes (the 99th percentile), against a hundred times what
  one takes alone. It is reported.
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
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measure import Result
from db.unit_of_work import SqlUnitOfWork
from desktop.domain.log.events import Event, EventKind, from_canonical
from desktop.domain.shared.ids import DeskId, new_id
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.errors import DatabaseError
from tests import postgres
from tests.builders import Office
from tests.db.logs import MemoryStore
from tests.places import shared

WRITERS, PROCESSES = 100, 4
SECONDS, FULL_SECONDS = 15.0, 60.0
LEAST = 0.7
CONNECTING = 10.0
"""Seconds that a hundred desks have to connect, by TLS."""
AWAY = frozenset({"database_lost", "database_unreachable", "database_in_doubt", "database_busy"})


@dataclass(frozen=True)
class Written:
    """The numbers of the events that were acknowledged, and how long each took, in milliseconds."""

    numbers: list[int]
    took: list[float]


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
    with tempfile.TemporaryDirectory() as scratch, shared(Path(scratch)) as office:
        one = _together(office, 1, seconds)
        all_of_them = _together(office, WRITERS, seconds)
        lost = _together(office, WRITERS, seconds, ends_after=seconds / 2)
        _must_be_there(office, [*one.numbers, *all_of_them.numbers, *lost.numbers])
    slowest = statistics.quantiles(all_of_them.took, n=100)[-1]
    alone = statistics.median(one.took)
    rates = len(one.numbers) / seconds, len(all_of_them.numbers) / seconds
    return [
        Result(f"{name}-others", *rates, "/s", 1 / LEAST),
        Result(f"{name}-wait", slowest, WRITERS * alone, "ms", None),
    ]


def _together(office: Office, writers: int, seconds: float, ends_after: float | None = None) -> Written:
    """Let that many write for so long; with `ends_after`, the server is ended then, and started again."""
    file, server = office.parts.file, postgres.the_server()
    assert file.database is not None
    desks = [new_id() for _ in range(writers)]
    processes = min(PROCESSES, writers)
    ending = threading.Timer(CONNECTING + (ends_after or 0), _ended, [server])
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        list(pool.map(_warm, range(processes)))  # the imports are not measured
        begin = time.time() + CONNECTING
        given = (str(file.database), file.origin, office.people["adviser"], begin, begin + seconds)
        shares = [desks[number::processes] for number in range(processes)]
        if ends_after is not None:
            ending.start()
        parts = list(pool.map(_write_all, shares, *([each] * processes for each in given)))
    if ends_after is not None:
        ending.join()
    return Written([n for part in parts for n in part.numbers], [ms for part in parts for ms in part.took])


def _ended(server: postgres.Server) -> None:
    server.stop()
    server.start()


def _warm(_: int) -> None:
    from db.log.audit_log import AuditLog as AuditLog  # what a unit of work loads late


def _write_all(desks: Sequence[str], address: str, origin: str, actor: str, begin: float, end: float) -> Written:
    """Let these desks write, each in a thread with an engine of its own."""
    written = Written([], [])
    threads = [
        threading.Thread(target=_write, args=(desk, address, origin, actor, begin, end, written)) for desk in desks
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return written


def _write(desk: str, address: str, origin: str, actor: str, begin: float, end: float, written: Written) -> None:
    engine = postgres.engine_of(address, postgres.DESKS_PASSWORD)
    signer = KeystoreDaySigner(MemoryStore(), origin, desk)
    engine.connect().close()  # before it begins: connecting is not measured
    time.sleep(max(0.0, begin - time.time()))
    while time.time() < end:
        started = time.perf_counter()
        try:
            with SqlUnitOfWork(engine, signer, lambda text: None) as uow:
                event = Event(EventKind.HEARD, datetime.now(UTC), DeskId(desk), actor, facts={"heard": []})  # type: ignore[arg-type]
                number = uow.commit(event).seq
        except DatabaseError as error:
            if error.code not in AWAY:
                raise
            time.sleep(0.2)
            continue
        written.numbers.append(number)
        written.took.append((time.perf_counter() - started) * 1000)
    engine.dispose()


def _must_be_there(office: Office, acknowledged: Sequence[int]) -> None:
    numbers = [from_canonical(body)[0] for body in office.bodies()]
    if numbers != list(range(len(numbers))) or not set(acknowledged) <= set(numbers):
        raise AssertionError("an acknowledged event is not in the log, or the log has a gap")
