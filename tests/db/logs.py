"""Logs for tests: a real encrypted database, a keystore in memory, and events at the counter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from db.engines.sqlcipher import sqlcipher_engine
from db.log.audit_log import AuditLog, first_key
from db.schema import protection
from db.schema.tables import metadata
from db.shared.transactions import MIGRATING
from desktop.application.ports.database import UnitOfWork
from desktop.domain.log.checkpoint import key_name, parse_note
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.environment.day_signer import KeystoreDaySigner, Remembered
from desktop.environment.witnesses import Witness
from tests.support import statements

statements.compile_once()
KEY = bytes(range(32))
ORIGIN = "listening-room.example/office-1"
DESK = "d" * 32
NOON = datetime(2026, 11, 24, 12, 0, 0, 0, UTC)


@dataclass
class MemoryStore:
    """A keystore in memory; `writes` counts."""

    values: dict[str, str] = field(default_factory=dict)
    writes: int = 0

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def set(self, name: str, value: str) -> None:
        self.writes += 1
        self.values[name] = value

    def delete(self, name: str) -> None:
        self.values.pop(name, None)


def as_it_says(seq: int, body: bytes, event: Event) -> bool:
    """Believe each event: nobody forges any here."""
    return True


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
        self.remembered: dict[str, Remembered] = {}

    def signer(self, desk: str = DESK, remembered: Remembered | None = None) -> KeystoreDaySigner:
        """Return a signer as after a start of the program: only stored keys remain, unless it remembers more."""
        return KeystoreDaySigner(self.stores.setdefault(desk, MemoryStore()), ORIGIN, desk, remembered)

    @contextmanager
    def log(self, desk: str = DESK) -> Iterator[AuditLog]:
        """Run one unit of work of a program under way; an error inside rolls it back."""
        signer = self.signer(desk, self.remembered.setdefault(desk, Remembered()))
        with self.engine.begin() as connection:
            yield AuditLog(connection, signer, as_it_says)
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

    def run_days(self, days: int, desks: tuple[str, ...], each: int) -> None:
        """Append that many events for each desk and day, and a checkpoint in the witness."""
        for day in range(days):
            for place, desk in enumerate(desks):
                for number in range(each):
                    at = NOON + timedelta(days=day, minutes=10 * place + number, microseconds=day)
                    kind = EventKind.SIGNED_IN if number == 0 else EventKind.HEARD
                    self.record(an_event(at, desk, kind))
                self.anchor(at, desk)


def newest_checkpoint(uow: UnitOfWork) -> str | None:
    """Return the checkpoint over most events that is in the database."""
    return max(uow.reading.checkpoints(), key=lambda text: parse_note(text).checkpoint.size, default=None)
