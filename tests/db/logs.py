"""Logs for tests: a real encrypted database, a keystore in memory, and events at the counter."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from db.engines.sqlcipher import sqlcipher_engine
from db.log.audit_log import AuditLog
from db.log.known_log import Known, KnownLog, Stored, _Followed
from db.schema import protection
from db.schema.audit_tables import audit_event, audit_head
from db.schema.tables import metadata
from db.shared.transactions import MIGRATING
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.log import DaySigner
from desktop.domain.log.checkpoint import key_name, parse_note
from desktop.domain.log.events import Event, EventKind, Subject, from_canonical
from desktop.domain.log.replay.ledger import Facts
from desktop.domain.log.replay.replaying import replay
from desktop.domain.log.signers import DayKey, Signers
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.environment.day_signer import KeystoreDaySigner, is_signed
from desktop.environment.witnesses import Witness
from tests.support.offices import statements

statements.compile_once()
KEY = bytes(range(32))
ORIGIN = "listening-room.example/office-1"
DESK = "d" * 32
NOON = datetime(2026, 11, 24, 12, 0, 0, 0, UTC)


@dataclass
class MemoryStore:
    """A keystore in memory; `reads` and `writes` count."""

    values: dict[str, str] = field(default_factory=dict)
    reads: int = 0
    writes: int = 0

    def get(self, name: str) -> str | None:
        self.reads += 1
        return self.values.get(name)

    def set(self, name: str, value: str) -> None:
        self.writes += 1
        self.values[name] = value

    def delete(self, name: str) -> None:
        self.values.pop(name, None)


class _AnyDesk(Signers):
    """Every desk may begin: none is enrolled here."""

    def _is_introduced(self, event: Event, key: DayKey) -> bool:
        return True


class _AsItIs(_Followed):
    """It asks of no event on which one it follows."""

    def _follows(self, body: bytes, last: tuple[int, bytes] | None) -> bool:
        return True


class AsItSays(KnownLog):
    """The log of a database as its own events have it, in memory: nobody hides or forges any here."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self._followed = _AsItIs(origin, None, is_signed)
        self._followed.signers = _AnyDesk(origin, None, is_signed)

    def size(self) -> int:
        return 0

    def add(self, written: Sequence[Stored]) -> None:
        pass

    def unsaid(self) -> list[int]:
        return []

    def follow(self, connection: Connection, signer: DaySigner | None = None, at_least: int | None = None) -> Known:
        assert self._followed is not None
        end = select(audit_head.c.size).scalar_subquery()
        here = audit_event.c.seq >= self._followed.size, audit_event.c.seq < end
        rows = select(audit_event.c.seq, audit_event.c.body).where(*here)
        for seq, body in connection.execute(rows.order_by(audit_event.c.seq)):
            self._followed.take(seq, bytes(body))
        return Known(self._followed.size, self._followed, lambda size: connection)


def facts_in(connection: Connection) -> Facts:
    """Return what the log of that database says, whoever signed it."""
    rows = connection.execute(select(audit_event.c.seq, audit_event.c.body).order_by(audit_event.c.seq))
    return replay((seq, bytes(body)) for seq, body in rows)


def first_key(connection: Connection, desk: str) -> bytes | None:
    """Return the key with which that desk began in the database's log; None before its first event."""
    for body in connection.execute(select(audit_event.c.body).order_by(audit_event.c.seq)).scalars():
        _, event = from_canonical(bytes(body))
        if (event.kind, event.desk) == (EventKind.LOG_STARTED, desk):
            return base64.b64decode(str(event.facts["public"]))
    return None


def of_kind(*kinds: str) -> str:
    """Return the condition, in SQLite's SQL, that an event is of one of these kinds by its bytes."""
    return " OR ".join(f"""instr(body, '"kind":"{kind}","n":') > 0""" for kind in kinds)


def an_event(at: datetime = NOON, desk: str = DESK, kind: EventKind = EventKind.HEARD) -> Event:
    return Event(
        kind,
        at,
        DeskId(desk),
        PersonId("a" * 32),
        {Subject.SESSION: "5" * 32, Subject.REQUEST: "e" * 32},
        {"spans": [[0, at.minute]]},
    )


def make_database(path: Path) -> Engine:
    """Make the log's tables with their guards."""
    engine = sqlcipher_engine(path, KEY)
    make_tables(engine)
    return engine


def make_tables(engine: Engine) -> None:
    """Make the same in an empty database."""
    with engine.connect().execution_options(**MIGRATING) as connection, connection.begin():
        metadata.create_all(connection)
        protection.install(connection)


class Office:
    """A log with several desks, their keystores and one witness file."""

    def __init__(self, folder: Path, engine: Engine | None = None, owner: Engine | None = None) -> None:
        """`engine` over the log's tables, in place of a new file; `owner` has more rights to them than a desk."""
        self.folder = folder
        self.engine = engine or make_database(folder / "office.db")
        self.owner = owner or self.engine
        self.witness = Witness(folder / "witness.txt")
        self.stores: dict[str, MemoryStore] = {}
        self.forget()

    def signer(self, desk: str = DESK) -> KeystoreDaySigner:
        """Return a signer as after a start of the program: only stored keys remain."""
        return KeystoreDaySigner(self.stores.setdefault(desk, MemoryStore()), ORIGIN, desk)

    def forget(self) -> None:
        """Read the log anew at its next use, as after another database was put in its place."""
        self._read = AsItSays()

    @contextmanager
    def log(self, desk: str = DESK) -> Iterator[AuditLog]:
        """Run one unit of work of a program under way; an error inside rolls it back."""
        signer = self.signer(desk)
        with self.engine.begin() as connection:
            yield AuditLog(connection, signer, self._read.follow(connection))
        signer.committed()

    def record(self, event: Event) -> int:
        with self.log(event.desk) as log:
            return log.append(event).seq

    def anchor(self, now: datetime = NOON, desk: str = DESK, *, witnessed: bool = True) -> str:
        with self.log(desk) as log:
            text = log.checkpoint(now).text
        if witnessed:
            with self.engine.connect() as connection:
                public = first_key(connection, desk)
            assert public is not None
            self.witness.begin(ORIGIN, key_name(ORIGIN, desk), public)
            self.witness.add(text)
        return text

    def run_days(self, days: int, desks: tuple[str, ...], each: int, since: datetime = NOON) -> None:
        """Append that many events for each desk and day, and a checkpoint in the witness."""
        for day in range(days):
            for place, desk in enumerate(desks):
                for number in range(each):
                    at = since + timedelta(days=day, minutes=10 * place + number, microseconds=day)
                    kind = EventKind.SIGNED_IN if number == 0 else EventKind.HEARD
                    self.record(an_event(at, desk, kind))
                self.anchor(at, desk)


def newest_checkpoint(uow: UnitOfWork) -> str | None:
    """Return the checkpoint over most events that is in the database."""
    return max(uow.reading.checkpoints(), key=lambda text: parse_note(text).checkpoint.size, default=None)
