"""The audit log: an audited use case against the same one without its event, and verifying against a bare scan."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.filling import EACH, fill
from benchmarks.measure import Result, side_by_side
from db.engines.sqlcipher import sqlcipher_engine
from db.log.audit_log import AuditLog, first_key
from db.schema import office_tables
from db.schema.migrate import upgrade
from desktop.domain.log.checkpoint import key_name
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.shared.ids import DeskId, PersonId, new_id
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.environment.witness import Witness
from desktop.verify import verify

ORIGIN = "listening-room/benchmark"
DESK = DeskId("d" * 32)
EVENTS = 1_000_000


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
    """Run `append`: 20 transactions of one note each. `verify`: a million events, a checkpoint after each hundred."""
    with tempfile.TemporaryDirectory() as folder:
        engine = sqlcipher_engine(Path(folder) / "office.db", secrets.token_bytes(32))
        upgrade(engine)
        store = MemoryStore()
        try:
            if name == "verify":
                return _verify(engine, store, Path(folder))
            return _append(engine, KeystoreDaySigner(store, ORIGIN, DESK))
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
                    connection.execute(insert(office_tables.note).values(id=new_id(), salt=b"s" * 16, words="a note"))
                    if audited:
                        AuditLog(connection, signer).append(_event(number))
                if audited:
                    signer.committed()

        return work

    return side_by_side("append", twenty(True), twenty(False), rounds=15, limit=2.0)


def _verify(engine: Any, store: MemoryStore, folder: Path) -> Result:
    """Verify. Peer: reading every event's number and bytes, and nothing else."""
    told = _filled(engine, store, folder)
    raw = engine.raw_connection()

    def ours() -> None:
        report = verify(raw, told)
        assert report.ok, report.findings
        assert report.events >= EVENTS

    def bare() -> None:
        cursor = raw.cursor()
        cursor.execute("SELECT seq, body FROM audit_event ORDER BY seq")
        while cursor.fetchmany(1000):
            pass

    try:
        return side_by_side("verify", ours, bare, rounds=5, limit=3.0)
    finally:
        raw.close()


def _filled(engine: Any, store: MemoryStore, folder: Path) -> str:
    """Fill the log from two desks; return the witness over it."""
    signers = [KeystoreDaySigner(store, ORIGIN, desk * 32) for desk in "de"]
    path = folder / "witness.txt"
    with engine.connect() as connection, connection.begin():
        checkpoints = list(fill(connection, [*signers], EVENTS // EACH))
        for signer in signers:
            public = first_key(connection, signer.desk)
            assert public is not None
            Witness(path).begin(ORIGIN, key_name(ORIGIN, signer.desk), public)
    return Witness(path).text() + "".join(f"{checkpoint}\n" for checkpoint in checkpoints)
