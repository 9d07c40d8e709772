"""An office's database carried elsewhere: copied for a back-up and put back, or moved from this PC to a server.

A copy is a snapshot of one moment, taken while others write, whose log is what this PC has verified. Embedded, it is
encrypted under the same key, opened and checked before it is reported: a copy that nobody has read is no backup. A
server's is a stream of blocks, each behind its length: the revision, then for each table a heading (JSON), blocks of
PostgreSQL's binary COPY, and an empty block; an empty heading ends it, so that one that was cut is refused. It goes
back into an empty database of that revision, in one transaction of the owner's, in the order of foreign keys.
An embedded database that moves is held by a writer's transaction from before it is verified: what is copied is what
was verified. Rows are compared to the byte before the server's transaction commits. What a killed move left is emptied
by the next, told by its log: that office's, with no event that is not here as well.
Closed, a trigger refuses every event. It is opened again by someone who is alone with it, and only where the office's
file still says that the office is here: then no desk has ever written to the server.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlcipher3 import dbapi2

from db.engines.locks import hold
from db.engines.server_address import read_address
from db.engines.server_database import let_in, owners_engine, reached
from db.engines.sqlcipher import sqlcipher_engine
from db.schema import migrate, office_tables
from db.schema.audit_tables import audit_event
from db.schema.migrate import downgrade
from db.schema.recording_tables import vault_file
from db.schema.tables import metadata
from db.shared.transactions import CLOSED, MIGRATING, READING, failure_of, failures_known
from desktop.errors import AlreadyRunningError, DatabaseError, in_place_of

Compare = Callable[[sa.Connection], int]
"""Compares the log of a snapshot with this PC's own copy; returns how many events there are. Raises OtherLogError."""


def copy_database(engine: sa.Engine, target: Path, key: bytes, compare: Compare) -> int:
    """Copy the office's database into a new file; return the number of events in it.

    Raises DatabaseError (`copy_damaged`, or the code of `failure_of` for a full disk), FileExistsError, OtherLogError.
    """
    target.touch(mode=0o600, exist_ok=False)
    copy = sqlcipher_engine(target, key)
    try:
        source, sink = engine.raw_connection(), copy.raw_connection()
        try:
            source.driver_connection.backup(sink.driver_connection, pages=-1)  # type: ignore[union-attr]
        finally:
            source.close()
            sink.close()
        return _looked_through(copy, compare)
    except sa.exc.SQLAlchemyError as error:
        raise failure_of(error) from None
    except dbapi2.Error:
        raise DatabaseError("copy_not_written") from None
    finally:
        copy.dispose()


def _looked_through(copy: sa.Engine, compare: Compare) -> int:
    with copy.connect().execution_options(**READING) as connection:
        if connection.exec_driver_sql("PRAGMA cipher_integrity_check").first():
            raise DatabaseError("copy_damaged")
        if connection.exec_driver_sql("PRAGMA quick_check").scalars().all() != ["ok"]:
            raise DatabaseError("copy_damaged")
        return compare(connection)


Read = Callable[[int], bytes]
"""Returns so many bytes more of a copy; fewer at its end."""

_LENGTH = 4
_SOUND = ("original", "approved")
_NO_LIMITS = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"


@dataclass
class ServerCopy:
    """A copy being taken. `events` and `recordings` are how many are in it, once it has begun."""

    engine: sa.Engine
    compare: Compare
    events: int = 0
    recordings: int = 0

    def blocks(self) -> Iterator[bytes]:
        """Yield the rows as bytes, block by block. Raises DatabaseError, OtherLogError."""
        with failures_known(), self.engine.connect().execution_options(**READING) as connection, connection.begin():
            connection.exec_driver_sql(_NO_LIMITS)
            self.events = self.compare(connection)
            sound = sa.select(sa.func.count()).select_from(vault_file).where(vault_file.c.kind.in_(_SOUND))
            self.recordings = connection.execute(sound).scalar_one()
            yield _block(json.dumps({"revision": migrate.known()[-1]}).encode())
            for table in metadata.sorted_tables:
                columns = [column.name for column in table.columns]
                yield _block(json.dumps({"table": table.name, "columns": columns}).encode())
                yield from _rows_of(connection, table.name, columns)
                yield _block(b"")
            yield _block(b"")


def put_back(kept: str, owner: str, owner_password: str | None, read: Read) -> None:
    """Add all rows of a copy to the prepared, empty database at that address, or none.

    Raises DatabaseError (`copy_of_another_version`, `copy_damaged`).
    """
    with (
        owners_engine(read_address(kept), owner, owner_password) as owners,
        owners.connect().execution_options(**MIGRATING) as connection,
        connection.begin(),
    ):
        if json.loads(_next(read)) != {"revision": migrate.known()[-1]}:
            raise DatabaseError("copy_of_another_version")
        tables = set(sa.inspect(connection).get_table_names())
        while heading := _next(read):
            found = json.loads(heading)
            if found["table"] not in tables:
                raise DatabaseError("copy_damaged")
            _add(connection, found["table"], found["columns"], read)


def _rows_of(connection: sa.Connection, table: str, columns: list[str]) -> Iterator[bytes]:
    statement = _copy("COPY {} ({}) TO STDOUT (FORMAT BINARY)", table, columns)
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
        for data in copy:
            if data:
                yield _block(bytes(data))


def _add(connection: sa.Connection, table: str, columns: list[str], read: Read) -> None:
    statement = _copy("COPY {} ({}) FROM STDIN (FORMAT BINARY)", table, columns)
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
        while data := _next(read):
            copy.write(data)


def _copy(statement: str, table: str, columns: list[str]) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))


def _block(data: bytes) -> bytes:
    return len(data).to_bytes(_LENGTH) + data


def _next(read: Read) -> bytes:
    """Return the next block. Raises DatabaseError (`copy_damaged`) where there is none."""
    length = read(_LENGTH)
    wanted = int.from_bytes(length)
    data = read(wanted) if wanted else b""
    if len(length) != _LENGTH or len(data) != wanted:
        raise DatabaseError("copy_damaged")
    return data


def _driver(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection


Report = Callable[[int, int], None]
"""Told how many of how many are done."""

_BUSY = 5
"""SQLITE_BUSY: someone else is writing, for longer than one waits."""
_ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Owner:
    """A server's database, as its owner reaches it. `address` is the desks'."""

    address: str
    role: str
    password: str | None

    @contextmanager
    def engine(self) -> Iterator[sa.Engine]:
        """Yield the owner's engine. Raises DatabaseError."""
        address = read_address(self.address)
        with (
            _failures(),
            owners_engine(address, self.role, self.password) as owners,
            reached(address),
            let_in(DatabaseError("database_owner_refused")),
        ):
            yield owners


class Held:
    """An embedded database on its way to a server, held still. Each method raises DatabaseError."""

    def __init__(self, connection: sa.Connection, owner: Owner, office: str) -> None:
        self._connection, self._owner, self._office = connection, owner, office

    def clear_leftovers(self) -> None:
        """Empty the server's database where it has what a killed move of this office left. Any other stays."""
        with self._owner.engine() as owners:
            if _is_left_over(self._connection, owners, self._office):
                downgrade(owners, "base")

    def copy_rows(self, report: Report) -> int:
        """Copy all rows into the prepared, empty database, or none; return how many events there are. Long work.

        Raises `move_not_the_same` where they differ, read again.
        """
        held, tables = self._connection, metadata.sorted_tables
        total = 2 * sum(held.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables)
        done = 0

        def one_more() -> None:
            nonlocal done
            done += 1
            if done % _ROWS_AT_ONCE == 0 or done == total:
                report(done, total)

        with (
            self._owner.engine() as owners,
            owners.connect().execution_options(**MIGRATING) as target,
            target.begin(),
        ):
            sent = {table.name: _carry(held, target, table, one_more) for table in tables}
            for table in tables:
                if _all_of(target, table, one_more) != sent[table.name]:
                    raise DatabaseError("move_not_the_same")
            return sent[audit_event.name].rows

    def close(self) -> None:
        """Close it: from now on it takes no event."""
        with failures_known():
            self._connection.exec_driver_sql(_CLOSE)
            self._connection.commit()

    def open_again(self) -> None:
        """Let it take events again, where a move failed."""
        with failures_known():
            if self._connection.in_transaction():
                self._connection.rollback()
            self._connection.exec_driver_sql(_OPEN_AGAIN)
            self._connection.commit()


@contextmanager
def held_still(engine: sa.Engine, owner: Owner, office: str) -> Iterator[Held]:
    """Yield the database, held by a transaction that keeps every writer out; rolled back unless `close` commits it.

    Raises DatabaseError (`database_busy` where someone is writing).
    """
    connection = None
    try:
        connection = engine.connect()
        connection.begin()
    except sa.exc.SQLAlchemyError as error:
        if connection is not None:
            connection.close()
        busy = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) & 0xFF == _BUSY
        raise DatabaseError("database_busy") if busy else failure_of(error) from None
    with connection:
        yield Held(connection, owner, office)


def _is_left_over(held: sa.Connection, owners: sa.Engine, office: str) -> bool:
    with owners.connect().execution_options(**READING) as connection:
        if not sa.inspect(connection).has_table(office_tables.office.name):
            return False
        if connection.execute(sa.select(office_tables.office.c.id)).scalars().all() != [office]:
            return False
        size, digest = _log_of(connection, None)
    return (size, digest) == _log_of(held, size)


def _log_of(connection: sa.Connection, size: int | None) -> tuple[int, bytes]:
    """Return how many events there are and their digest, of the first `size` or of all."""
    query = sa.select(audit_event.c.body).order_by(audit_event.c.seq)
    count, digest = 0, sha256()
    for body in _streamed(connection, query if size is None else query.where(audit_event.c.seq < size)):
        digest.update(sha256(body[0]).digest())
        count += 1
    return count, digest.digest()


@dataclass
class _Digest:
    """Of a table's rows, in whatever order: how many, and the sum of their digests."""

    rows: int = 0
    total: int = 0

    def add(self, row: tuple[Any, ...]) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(sha256(repr(row).encode()).digest())) % (1 << 256)


def _carry(held: sa.Connection, target: sa.Connection, table: sa.Table, one_more: Callable[[], None]) -> _Digest:
    statement = _copy("COPY {} ({}) FROM STDIN", table.name, [column.name for column in table.columns])
    digest = _Digest()
    with _driver(target).cursor() as cursor, cursor.copy(statement) as copy:
        for row in _streamed(held, sa.select(table)):
            copy.write_row(row)
            digest.add(row)
            one_more()
    return digest


def _all_of(connection: sa.Connection, table: sa.Table, one_more: Callable[[], None]) -> _Digest:
    digest = _Digest()
    for row in _streamed(connection, sa.select(table)):
        digest.add(row)
        one_more()
    return digest


def _streamed(connection: sa.Connection, query: Any) -> Iterator[tuple[Any, ...]]:
    with connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)) as found:
        for row in found:
            yield tuple(row)


@contextmanager
def _failures() -> Iterator[None]:
    """Raise the known failure of the driver's own errors: a COPY goes past SQLAlchemy."""
    try:
        yield
        return
    except psycopg.DataError:
        failure = DatabaseError("text_not_kept")
    except psycopg.errors.DiskFull:
        failure = DatabaseError("database_unavailable")
    except psycopg.OperationalError:
        failure = DatabaseError("database_lost")
    except psycopg.Error:
        failure = DatabaseError("database_unavailable")
    raise failure  # outside the handler: the driver's message holds rows


_TRIGGER = "audit_event_closed"
_CLOSE = f"CREATE TRIGGER {_TRIGGER} BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END"
_OPEN_AGAIN = f"DROP TRIGGER IF EXISTS {_TRIGGER}"
_IS_CLOSED = sa.text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = :name")


def is_closed(engine: sa.Engine) -> bool:
    """Return whether an embedded database is closed. Raises DatabaseError."""
    with failures_known(), engine.connect().execution_options(**READING) as connection:
        return bool(connection.execute(_IS_CLOSED, {"name": _TRIGGER}).scalar_one())


def reopen(engine: sa.Engine, database: Path, is_here: Callable[[], bool]) -> None:
    """Let it take events again, after a move that ended before its last step. `engine` is for this alone.

    `is_here`: whether the office's file still says so. Raises DatabaseError (`office_being_moved`): whoever moves it
    is still at it, or has just done so.
    """
    with in_place_of(AlreadyRunningError, DatabaseError("office_being_moved")):
        hold(engine, database, "")
    if not is_here():
        raise DatabaseError("office_being_moved")
    with failures_known(), engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(_OPEN_AGAIN)
