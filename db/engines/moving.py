"""An embedded office's database on its way to a server: held still, copied, compared. It is closed by `closing`.

Rules:
- A writer's transaction holds the embedded database from before it is verified until the office has moved: nobody
  writes to it meanwhile, and what is copied is what was verified.
- The rows go into the server's empty database in one transaction of the owner's, table by table in the order of foreign
  keys. Before it commits they are read again there: of each table as many, and the same to the byte.
- What a killed move has left in a server's database is emptied by the next. It is told by its log: that office's, and
  no event in it that is not in the embedded one as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, Table, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from db.engines.office_database import failures_of_owner, let_in, reached
from db.engines.postgresql import postgresql_engine
from db.engines.server_address import read_address
from db.schema import office_tables
from db.schema.audit_tables import audit_event
from db.schema.migrate import downgrade
from db.schema.tables import metadata
from db.shared.transactions import MIGRATING, READING, failure_of
from desktop.errors import DatabaseError

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
        owners = postgresql_engine(replace(address, user=self.role), self.password, patient=True)
        try:
            with _failures(), failures_of_owner(), reached(address), let_in(DatabaseError("database_owner_refused")):
                yield owners
        finally:
            owners.dispose()


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
