"""Verifying a log of 100,000 events, against a bare scan of the six columns that have to be read.

Rules:
- `verify` is the independent verifier alone: bytes, tree, keys and signatures. Two desks, a day's key each, an event in
  a hundred that is signed, and a checkpoint after each hundred.
- `verify-replay` is what `listening-room verify` does: the verifier, then all events replayed, and the database
  compared with them. One session that goes on and on: each hundred events are one that opens the recording, which is
  signed, and what was heard; a checkpoint follows.
- Both come out whole, or the measurement fails.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.filling import EACH, fill, fill_in
from benchmarks.log import DESK, ORIGIN, MemoryStore
from benchmarks.measure import Result, side_by_side
from db.engines.sqlcipher import sqlcipher_engine
from db.log.audit_log import AuditLog
from db.schema.migrate import upgrade
from desktop.application.sessions import listening
from desktop.bootstrap.verifying import verifier_over
from desktop.domain.log.checkpoint import key_name
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.shared.ids import DeskId
from desktop.domain.shared.spans import Span
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.environment.witnesses import Witness
from desktop.verify import verify
from tests.db.logs import AsItSays, first_key
from tests.support.builders import Office, an_office

EVENTS = 100_000
ROUNDS = 3
ROWS = "SELECT seq, body FROM audit_event ORDER BY seq"
LIMIT, REPLAY_LIMIT = 8.0, 25.0


def run(name: str) -> list[Result]:
    """Run `verify` or `verify-replay`."""
    with tempfile.TemporaryDirectory() as folder:
        return [_replay(Path(folder)) if name == "verify-replay" else _verify(Path(folder))]


def _verify(folder: Path) -> Result:
    with _filled(folder) as (engine, told), closing(engine.raw_connection()) as raw:

        def ours() -> None:
            report = verify(raw, told)
            assert report.ok, report.findings
            assert report.events >= EVENTS

        return side_by_side("verify", ours, _scan(raw), rounds=ROUNDS, limit=LIMIT)


def _scan(raw: Any) -> Callable[[], None]:
    def scan() -> None:
        with closing(raw.cursor()) as cursor:
            cursor.execute(ROWS)
            while cursor.fetchmany(1000):
                pass

    return scan


@contextmanager
def _filled(folder: Path) -> Iterator[tuple[Any, str]]:
    """Fill a log from two desks; yield its engine, and the text of the witness over it."""
    engine = sqlcipher_engine(folder / "office.db", secrets.token_bytes(32))
    try:
        upgrade(engine)
        store, path = MemoryStore(), folder / "witness.txt"
        signers = [KeystoreDaySigner(store, ORIGIN, desk) for desk in (DESK, DeskId("e" * 32))]
        with engine.connect() as connection, connection.begin():
            checkpoints = list(fill(connection, signers, EVENTS // EACH))
            for signer in signers:
                public = first_key(connection, signer.desk)
                assert public is not None
                Witness(path).begin(ORIGIN, key_name(ORIGIN, signer.desk), public)
        yield engine, Witness(path).text() + "".join(f"{checkpoint}\n" for checkpoint in checkpoints)
    finally:
        engine.dispose()


def _replay(folder: Path) -> Result:
    office = an_office(folder)
    try:
        lengthen(office, EVENTS)
        parts = office.parts
        verifier = verifier_over(parts, office.front, office.clock)

        def ours() -> None:
            proof = verifier.verify()
            assert proof.whole, proof.findings
            assert proof.events >= EVENTS

        with closing(parts.engine.raw_connection()) as raw:
            return side_by_side("verify-replay", ours, _scan(raw), rounds=ROUNDS, limit=REPLAY_LIMIT)
    finally:
        office.parts.engine.dispose()


def lengthen(office: Office, events: int) -> None:
    """Let a session at the office go on for so many events, within one day."""
    id, parts = office.listening(), office.parts
    opened, copy = office.events(id)[-1], office.copy(office.session(id).copy)
    signer, apart = KeystoreDaySigner(parts.store, parts.file.origin, office.front), timedelta(hours=6) / events
    known = AsItSays(parts.file.origin)
    with parts.engine.connect() as connection, connection.begin():
        raw: Any = connection.connection.driver_connection
        for _ in range(events // EACH):
            office.clock.pass_by(seconds=apart.total_seconds() * EACH)
            log, at = AuditLog(connection, signer, known.follow(connection)), office.clock.now()
            subjects = {**opened.subjects, Subject.COPY: copy.id}
            facts: Facts = {"frame": 0, "sha256": copy.digest}
            first = Event(EventKind.RECORDING_OPENED, at, office.front, opened.actor, subjects, facts)
            log.append(first)
            fill_in(raw, known.follow(connection).tree, first, signer, EACH - 1, apart)
            parts.witness.add(log.checkpoint(office.clock.now()).text)
            signer.committed()
        last = raw.execute("SELECT size FROM audit_head").fetchone()[0] - 1
    office.do(listening.heard, office.position(id, last, Span(0, last)))
