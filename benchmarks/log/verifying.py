"""Verifying a log of 100,000 events, against what its hashes and signatures cost bare.

Rules:
- The peer reads the two columns, hashes each body as a leaf of the tree, takes its signature out of it, and checks that
  with its desk's key of the day, by one call of the library. It knows nothing of order, tree, heads or forms.
- `verify` is the independent verifier alone: bytes, tree, keys and signatures. Two desks, a day's key each, every event
  signed, and a checkpoint after each hundred.
- `verify-replay` is what `listening-room verify` does: the verifier, then all events replayed, and the database
  compared with them. One session that goes on and on: each hundred events are one that opens the recording, and what
  was heard; a checkpoint follows.
- `verify-two` is the peer in two processes against the peer in one: the most that a second process could save.
- `verify-scan` is the reading of the two columns alone, against the peer: what is left where nothing is checked.
- What is verified comes out whole, or the measurement fails.
"""

from __future__ import annotations

import re
import secrets
import tempfile
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benchmarks.log.appending import DESK, ORIGIN, MemoryStore
from benchmarks.measure import Result, side_by_side
from benchmarks.offices.filling import EACH, fill, fill_in
from db.engines.sqlcipher import sqlcipher_engine
from db.log.audit_log import AuditLog
from db.schema.migrate import upgrade
from desktop.application.sessions import listening
from desktop.bootstrap.verifying import verifier_over
from desktop.domain.log.checkpoint import key_name
from desktop.domain.log.events import Event, EventKind, Facts, from_canonical
from desktop.domain.log.merkle import leaf_hash
from desktop.domain.log.sealing import apart, signed_message
from desktop.domain.shared.ids import DeskId
from desktop.domain.shared.spans import Span
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.environment.witnesses import Witness
from desktop.verify import verify
from tests.db.logs import AsItSays, first_key
from tests.support.offices.builders import Office, an_office

EVENTS = 100_000
ROUNDS = 3
ROWS = "SELECT seq, body FROM audit_event ORDER BY seq"
AT_ONCE = 2_000
LIMIT, REPLAY_LIMIT = 1.5, 3.0


def run(name: str) -> list[Result]:
    """Run `verify`, with what a second process could save and what reading costs, or `verify-replay`."""
    with tempfile.TemporaryDirectory() as folder:
        return [_replay(Path(folder))] if name == "verify-replay" else _verify(Path(folder))


def _verify(folder: Path) -> list[Result]:
    with (
        _filled(folder) as (engine, told),
        closing(engine.raw_connection()) as raw,
        ProcessPoolExecutor(2, get_context("spawn")) as two,
    ):
        keys = _keys(raw)

        def ours() -> None:
            report = verify(raw, told)
            assert report.ok, report.findings
            assert report.events >= EVENTS

        def by_two() -> None:
            assert sum(two.map(partial(_check, ORIGIN, keys), _pieces(raw))) >= EVENTS

        def scan() -> None:
            assert sum(map(len, _pieces(raw))) >= EVENTS

        bare = _bare(raw, ORIGIN)
        return [
            side_by_side("verify", ours, bare, rounds=ROUNDS, limit=LIMIT),
            side_by_side("verify-two", by_two, bare, rounds=ROUNDS, limit=1.0),
            side_by_side("verify-scan", scan, bare, rounds=ROUNDS, limit=1.0),
        ]


def _bare(raw: Any, origin: str) -> Callable[[], None]:
    keys = _keys(raw)

    def check() -> None:
        assert sum(_check(origin, keys, piece) for piece in _pieces(raw)) >= EVENTS

    return check


def _pieces(raw: Any) -> Iterator[list[bytes]]:
    with closing(raw.cursor()) as cursor:
        cursor.execute(ROWS)
        while piece := cursor.fetchmany(AT_ONCE):
            yield [body for _, body in piece]


Keys = dict[tuple[str, str], bytes]
"""The public keys, by desk and day."""


def _keys(raw: Any) -> Keys:
    found: Keys = {}
    for piece in _pieces(raw):
        for event in (from_canonical(body)[1] for body in piece if b'"public":' in body):
            found[event.desk, str(event.facts["day"])] = b64decode(str(event.facts["public"]))
    return found


_OF_DAY = re.compile(rb'"at":"(\d{4}-\d\d-\d\d).*?"desk":"([0-9a-f]{32})"')


def _check(origin: str, keys: Keys, bodies: Sequence[bytes]) -> int:
    """Hash each of these and check its signature; return how many there are."""
    public = {of: Ed25519PublicKey.from_public_bytes(key) for of, key in keys.items()}
    for body in bodies:
        leaf_hash(body)
        sealed, of = apart(body), _OF_DAY.search(body)
        assert of is not None and sealed.signature is not None
        key = public[of[2].decode(), of[1].decode()]
        key.verify(sealed.signature, signed_message(origin, sealed.signed))
    return len(bodies)


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
            return side_by_side("verify-replay", ours, _bare(raw, parts.file.origin), rounds=ROUNDS, limit=REPLAY_LIMIT)
    finally:
        office.parts.engine.dispose()


def lengthen(office: Office, events: int) -> None:
    """Let a session at the office go on for so many events, within one day."""
    id, parts = office.listening(), office.parts
    opened = office.events(id)[-1]
    signer, apart = KeystoreDaySigner(parts.store, parts.file.origin, office.front), timedelta(hours=6) / events
    known = AsItSays(parts.file.origin)
    with parts.engine.connect() as connection, connection.begin():
        raw: Any = connection.connection.driver_connection
        for _ in range(events // EACH):
            office.clock.pass_by(seconds=apart.total_seconds() * EACH)
            log, at = AuditLog(connection, signer, known.follow(connection)), office.clock.now()
            facts: Facts = {name: opened.facts[name] for name in ("frame", "sha256", "status", "until")}
            first = Event(EventKind.RECORDING_OPENED, at, office.front, opened.actor, opened.subjects, facts)
            log.append(first)
            fill_in(raw, known.follow(connection).tree, first, signer, EACH - 1, apart)
            parts.witness.add(log.checkpoint(office.clock.now()).text)
            signer.committed()
        last = raw.execute("SELECT size FROM audit_head").fetchone()[0] - 1
    office.do(listening.heard, office.position(id, last, Span(0, last)))
