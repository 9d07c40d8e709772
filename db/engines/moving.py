"""An embedded office's database on its way to a server: held still, copied, compared, closed; or opened again.

A writer's transaction holds it from before it is verified: what is copied is what was verified. Rows go into an empty
database in one transaction, in the order of foreign keys, and are compared to the byte before it commits.
What a killed move left is emptied by the next, told by its log: that office's, with no event that is not here as well.
Closed, a trigger refuses every event. It is opened again by someone who is alone with it, and only where the office's
file still says that the office is here: then no desk has ever written to the server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, Table, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from db.engines.locks import hold
from db.engines.server_address import read_address
from db.engines.server_database import let_in, owners_engine, reached
from db.schema import office_tables
from db.schema.audit_tables import audit_event
from db.schema.migrate import downgrade
from db.schema.tables import metadata
from db.shared.transactions import CLOSED, MIGRATING, READING, failure_of
from desktop.errors import AlreadyRunningError, DatabaseError

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
    def engine(self) -> Iterator[Engine]:
        """Yield the owner's engine. Raises DatabaseError."""
        address = read_address(self.address)
        with (
            _failures(),
            owners_engine(address, self.role, self.password) as owners,
            reached(address),
            let_in(DatabaseError("database_owner_refused")),
        ):
            yield owners


@contextmanager
def held_still(engine: Engine) -> Iterator[Connection]:
    """Yield a connection whose transaction keeps every writer out. It is rolled back, unless `closing` commits it.

    Raises DatabaseError (`database_busy` where someone is writing).
    """
    connection = None
    try:
        connection = engine.connect()
        connection.begin()
    except SQLAlchemyError as error:
        if connection is not None:
            connection.close()
        busy = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) & 0xFF == _BUSY
        raise DatabaseError("database_busy") if busy else failure_of(error) from None
    try:
        yield connection
    finally:
        connection.close()


def clear_leftovers(held: Connection, owner: Owner, office: str) -> None:
    """Empty the server's database where it has what a killed move of this office left. Any other stays as it is."""
    with owner.engine() as owners:
        if _is_left_over(held, owners, office):
            downgrade(owners, "base")


def _is_left_over(held: Connection, owners: Engine, office: str) -> bool:
    with owners.connect().execution_options(**READING) as connection:
        if not inspect(connection).has_table(office_tables.office.name):
            return False
        if connection.execute(select(office_tables.office.c.id)).scalars().all() != [office]:
            return False
        size, digest = _log_of(connection, None)
    return (size, digest) == _log_of(held, size)


def _log_of(connection: Connection, size: int | None) -> tuple[int, bytes]:
    """Return how many events there are and their digest, of the first `size` or of all."""
    query = select(audit_event.c.body).order_by(audit_event.c.seq)
    count, digest = 0, sha256()
    for body in _streamed(connection, query if size is None else query.where(audit_event.c.seq < size)):
        digest.update(sha256(body[0]).digest())
        count += 1
    return count, digest.digest()


def copy_rows(held: Connection, owner: Owner, report: Report) -> int:
    """Copy all rows into the prepared, empty database, or none; return how many events there are. Long work.

    Raises DatabaseError (`move_not_the_same`: read again, they differ).
    """
    tables = metadata.sorted_tables
    total = 2 * sum(held.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)
    done = 0

    def one_more() -> None:
        nonlocal done
        done += 1
        if done % _ROWS_AT_ONCE == 0 or done == total:
            report(done, total)

    with owner.engine() as owners, owners.connect().execution_options(**MIGRATING) as target, target.begin():
        sent = {table.name: _add(held, target, table, one_more) for table in tables}
        for table in tables:
            if _all_of(target, table, one_more) != sent[table.name]:
                raise DatabaseError("move_not_the_same")
        return sent[audit_event.name].rows


@dataclass
class _Digest:
    """Of a table's rows, in whatever order: how many, and the sum of their digests."""

    rows: int = 0
    total: int = 0

    def add(self, row: tuple[Any, ...]) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(sha256(repr(row).encode()).digest())) % (1 << 256)


def _add(held: Connection, target: Connection, table: Table, one_more: Callable[[], None]) -> _Digest:
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    driver: Any = target.connection.driver_connection
    digest = _Digest()
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in _streamed(held, select(table)):
            copy.write_row(row)
            digest.add(row)
            one_more()
    return digest


def _all_of(connection: Connection, table: Table, one_more: Callable[[], None]) -> _Digest:
    digest = _Digest()
    for row in _streamed(connection, select(table)):
        digest.add(row)
        one_more()
    return digest


def _streamed(connection: Connection, query: Any) -> Iterator[tuple[Any, ...]]:
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
_IS_CLOSED = text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = :name")


def close_database(held: Connection) -> None:
    """Close it: from now on it takes no event. Raises DatabaseError."""
    try:
        held.exec_driver_sql(_CLOSE)
        held.commit()
    except SQLAlchemyError as error:
        raise failure_of(error) from None


def open_again(held: Connection) -> None:
    """Let it take events again, where a move failed. Raises DatabaseError."""
    try:
        if held.in_transaction():
            held.rollback()
        held.exec_driver_sql(_OPEN_AGAIN)
        held.commit()
    except SQLAlchemyError as error:
        raise failure_of(error) from None


def is_closed(engine: Engine) -> bool:
    """Return whether an embedded database is closed. Raises DatabaseError."""
    try:
        with engine.connect().execution_options(**READING) as connection:
            return bool(connection.execute(_IS_CLOSED, {"name": _TRIGGER}).scalar_one())
    except SQLAlchemyError as error:
        raise failure_of(error) from None


def reopen(engine: Engine, database: Path, is_here: Callable[[], bool]) -> None:
    """Let it take events again, after a move that ended before its last step. `engine` is for this alone.

    `is_here`: whether the office's file still says so. Raises DatabaseError (`office_being_moved`): whoever moves it
    is still at it, or has just done so.
    """
    try:
        hold(engine, database, "")
    except AlreadyRunningError:
        raise DatabaseError("office_being_moved") from None
    if not is_here():
        raise DatabaseError("office_being_moved")
    try:
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(_OPEN_AGAIN)
    except SQLAlchemyError as error:
        raise failure_of(error) from None
