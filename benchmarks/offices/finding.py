"""The search for a request in an office that keeps everything: how near it is to a bare look-up in an index.

Rules:
- Ours is the whole search at its widest step, as the use case runs it, with the office's zone read: the number for a
  week either side, and recordings without a number for the day. The peer is the same two look-ups as bare statements to
  the driver, whose rows stay as they come.
- Each search is for another call, drawn afresh, so that neither finds in a cache what the other has just fetched.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from benchmarks.log.appending import DESK, ORIGIN, MemoryStore
from benchmarks.log.rows import add, filling, scattered
from benchmarks.measure import Result, side_by_side
from db.engines.sqlcipher import sqlcipher_engine
from db.schema import office_tables, recording_tables
from db.schema.migrate import upgrade
from db.shared.transactions import READING
from db.unit_of_work import SqlUnitOfWork
from desktop.application.recordings.finding import MOST
from desktop.application.recordings.holding import search_widest
from desktop.domain.log.events import time_text
from desktop.domain.recordings.finding import STEPS, by_time, window
from desktop.domain.requests.request import Call
from desktop.environment.day_signer import KeystoreDaySigner
from tests.db.logs import AsItSays

RECORDINGS = 2_000_000
NUMBERS = 300_000
NAMELESS = 200
"""One recording in so many has no number."""
LIMIT = 3.0
ROUNDS = 301
ZONE = ZoneInfo("Europe/London")
_START = datetime(2024, 1, 1, 8, tzinfo=UTC)
_APART = timedelta(seconds=30)
_BARE = (
    "SELECT id, source, call_at, outbound, rate, frames, number FROM recording WHERE number IS ? AND call_at >= ? "
    "AND call_at < ? AND outbound = 0 AND destroyed_at IS NULL ORDER BY call_at, id LIMIT ?"
)


def run(name: str) -> Result:
    """Run one search and one bare look-up, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        engine = sqlcipher_engine(Path(folder) / "office.db", secrets.token_bytes(32))
        try:
            upgrade(engine)
            _fill(engine)
            return _measured(name, engine)
        finally:
            engine.dispose()


def _measured(name: str, engine: Engine) -> Result:
    calls = _calls(Random(1))
    reading = SqlUnitOfWork(engine, KeystoreDaySigner(MemoryStore(), ORIGIN, DESK), _no_witness, AsItSays()).read_only()
    with reading as uow, engine.connect().execution_options(**READING) as connection, connection.begin():
        raw: Any = connection.connection.driver_connection

        def ours() -> None:
            assert search_widest(next(calls), uow, MOST + 1).by_number

        def bare() -> None:
            call = next(calls)
            for number, step in ((call.number, STEPS[-1]), (None, by_time(STEPS[-1]))):
                within = window(call, step, ZONE)
                asked = (number, time_text(within.start), time_text(within.end), MOST + 1)
                raw.execute(_BARE, asked).fetchall()

        return side_by_side(name, ours, bare, rounds=ROUNDS, limit=LIMIT)


def _no_witness(checkpoint: str) -> None:
    raise AssertionError("nothing is committed")


def _calls(random: Random) -> Iterator[Call]:
    """Yield calls that were recorded, one after another."""
    while True:
        n = random.randrange(RECORDINGS)
        if n % NAMELESS:
            yield Call(_START + n * _APART, _number(n))


def _fill(engine: Engine) -> None:
    with filling(engine) as raw:
        add(raw, office_tables.office, [{"one": 1, "zone": ZONE.key, "recovery_recipients": "[]"}])
        add(raw, recording_tables.retention_key, [{"id": scattered(0), "source": "telephony", "kind": "original"}])
        add(raw, recording_tables.recording, (_recording(n) for n in range(RECORDINGS)))


def _recording(n: int) -> dict[str, Any]:
    return {
        "id": scattered(n),
        "source": "telephony",
        "call_at": time_text(_START + n * _APART),
        "rate": 8000,
        "frames": 1_600_000,
        "digest": scattered(n) * 2,
        "data_key": b"k" * 60,
        "retention_key": scattered(0),
        "number": _number(n) if n % NAMELESS else None,
    }


def _number(n: int) -> str:
    return f"+4400{n * 7919 % NUMBERS:08}"
