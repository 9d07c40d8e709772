"""The audit log: an audited use case against the same one without its event, and verifying against a bare scan."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from benchmarks.measure import Result, side_by_side
from db import tables
from db.audit_log import AuditLog, first_key
from db.engine import sqlcipher_engine
from db.migrate import upgrade
from desktop.domain.checkpoint import key_name
from desktop.domain.events import Event, EventKind, Facts, Subject
from desktop.domain.ids import DeskId, PersonId, new_id
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.environment.witness import Witness
from desktop.verify import verify

ORIGIN = "listening-room/benchmark"
DESK = DeskId("d" * 32)
EVENTS = 50_000


class MemoryStore:
    """Keys of the benchmark, in memory."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        self._values[name] = value

    def delete(self, name: str) -> None:
        self._values.pop(name, None)


def run(name: str) -> Result:
    """`append`: 20 transactions of one note each. `verify`: 50,000 events."""
    with tempfile.TemporaryDirectory() as folder:
        engine = sqlcipher_engine(Path(folder) / "office.db", secrets.token_bytes(32))
        upgrade(engine)
        signer = KeystoreDaySigner(MemoryStore(), ORIGIN, DESK)
        try:
            return _append(engine, signer) if name == "append" else _verify(engine, signer, Path(folder))
        finally:
            engine.dispose()


def _event(seconds: int) -> Event:
    at = datetime(2026, 11, 24, 9, tzinfo=UTC) + timedelta(milliseconds=seconds)
    subjects = {Subject.SESSION: new_id(), Subject.REQUEST: new_id()}
    facts: Facts = {"frame": seconds, "heard": [[0, seconds + 1]]}
    return Event(EventKind.HEARD, at, DESK, PersonId("a" * 32), subjects, facts)


def _append(engine: Any, signer: KeystoreDaySigner) -> Result:
    def twenty(audited: bool) -> Callable[[], None]:
        def work() -> None:
            for number in range(20):
                with engine.connect() as connection, connection.begin():
                    connection.execute(insert(tables.note).values(id=new_id(), salt=b"s" * 16, words="a note"))
                    if audited:
                        AuditLog(connection, signer).append(_event(number))

        return work

    return side_by_side("append", twenty(True), twenty(False), rounds=15, limit=2.0)


def _verify(engine: Any, signer: KeystoreDaySigner, folder: Path) -> Result:
    witness = Witness(folder / "witness.txt")
    with engine.connect() as connection, connection.begin():
        log = AuditLog(connection, signer)
        for number in range(EVENTS):
            log.append(_event(number))
        public = first_key(connection, DESK)
        signed = log.checkpoint(_event(EVENTS).at)
    assert public is not None
    witness.begin(ORIGIN, key_name(ORIGIN, DESK), public)
    witness.add(signed.text)
    raw, told = engine.raw_connection(), witness.text()

    def ours() -> None:
        report = verify(raw, told)
        assert report.ok, report.findings

    def bare() -> None:
        cursor = raw.cursor()
        cursor.execute("SELECT seq, body FROM audit_event ORDER BY seq")
        while cursor.fetchmany(1000):
            pass

    try:
        raw.cursor().execute(str(text("PRAGMA optimize")))
        return side_by_side("verify", ours, bare, rounds=5, limit=3.0)
    finally:
        raw.close()
