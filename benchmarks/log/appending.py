"""The audit log: an audited use case against the same one without its event."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.measure import Result, side_by_side
from db.engines.sqlcipher import sqlcipher_engine
from db.log.audit_log import AuditLog
from db.log.known_log import KnownLog
from db.schema import office_tables
from db.schema.migrate import upgrade
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.shared.ids import DeskId, PersonId, new_id
from desktop.environment.day_signer import KeystoreDaySigner, is_signed

ORIGIN = "listening-room/benchmark"
DESK = DeskId("d" * 32)


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
    """Run `append`: 20 transactions of one note each."""
    with tempfile.TemporaryDirectory() as folder:
        engine = sqlcipher_engine(Path(folder) / "office.db", secrets.token_bytes(32))
        upgrade(engine)
        try:
            known = KnownLog(Path(folder) / "known.db", lambda: bytes(32), is_signed, frozenset)
            return _append(engine, KeystoreDaySigner(MemoryStore(), ORIGIN, DESK), known)
        finally:
            engine.dispose()


def _event(seconds: int) -> Event:
    at = datetime(2026, 11, 24, 9, tzinfo=UTC) + timedelta(milliseconds=seconds)
    subjects = {Subject.SESSION: new_id(), Subject.REQUEST: new_id()}
    facts: Facts = {"frame": seconds, "heard": [[0, seconds + 1]]}
    return Event(EventKind.HEARD, at, DESK, PersonId("a" * 32), subjects, facts)


def _append(engine: Any, signer: KeystoreDaySigner, known: KnownLog) -> Result:
    def twenty(audited: bool) -> Callable[[], None]:
        def work() -> None:
            for number in range(20):
                with engine.connect() as connection, connection.begin():
                    connection.execute(insert(office_tables.note).values(id=new_id(), salt=b"s" * 32, words="a note"))
                    if audited:
                        seen = known.follow(connection, signer, None)
                        log = AuditLog(connection, signer, seen)
                        log.append(_event(number))
                        seen.close()
                if audited:
                    known.add(log.written)
                    signer.committed()

        return work

    return side_by_side("append", twenty(True), twenty(False), rounds=15, limit=2.0)
