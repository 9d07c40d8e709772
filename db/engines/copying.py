"""A copy of an office's database for a back-up, taken while others write, and a server's way back from it.

Each is a snapshot of one moment. Embedded, the copy is encrypted under the same key, opened and checked before it is
reported: a copy that nobody has read is no backup.
A server's is a stream of blocks, each behind its length: the revision, then for each table a heading (JSON), blocks of
PostgreSQL's binary COPY, and an empty block; an empty heading ends it, so that one that was cut is refused. It goes
back into an empty database of that revision, in one transaction of the owner's, in the order of foreign keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, Engine, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlcipher3 import dbapi2

from db.engines.server_address import read_address
from db.engines.server_database import owners_engine
from db.engines.sqlcipher import sqlcipher_engine
from db.schema import migrate
from db.schema.audit_tables import audit_event
from db.schema.recording_tables import vault_file
from db.schema.tables import metadata
from db.shared.transactions import MIGRATING, READING, failure_of, failures_known
from desktop.errors import DatabaseError


def copy_database(engine: Engine, target: Path, key: bytes) -> int:
    """Copy the office's database into a new file; return the number of events in it.

    Raises DatabaseError (`copy_damaged`, or the code of `failure_of` for a full disk), FileExistsError.
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
        return _looked_through(copy)
    except SQLAlchemyError as error:
        raise failure_of(error) from None
    except dbapi2.Error:
        raise DatabaseError("copy_not_written") from None
    finally:
        copy.dispose()


def _looked_through(copy: Engine) -> int:
    with copy.connect().execution_options(**READING) as connection:
        if connection.exec_driver_sql("PRAGMA cipher_integrity_check").first():
            raise DatabaseError("copy_damaged")
        said = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
        events = connection.execute(select(func.count()).select_from(audit_event)).scalar_one()
    if list(said) != ["ok"]:
        raise DatabaseError("copy_damaged")
    return events


Read = Callable[[int], bytes]
"""Returns so many bytes more of a copy; fewer at its end."""

_LENGTH = 4
_SOUND = ("original", "approved")
_NO_LIMITS = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"


@dataclass
class ServerCopy:
    """A copy being taken. `events` and `recordings` are how many are in it, once it has begun."""

    engine: Engine
    events: int = 0
    recordings: int = 0

    def blocks(self) -> Iterator[bytes]:
        """Yield the rows as bytes, block by block. Raises DatabaseError."""
        with failures_known(), self.engine.connect().execution_options(**READING) as connection, connection.begin():
            connection.exec_driver_sql(_NO_LIMITS)
            self.events = connection.execute(select(func.count()).select_from(audit_event)).scalar_one()
            sound = select(func.count()).select_from(vault_file).where(vault_file.c.kind.in_(_SOUND))
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
        tables = set(inspect(connection).get_table_names())
        while heading := _next(read):
            found = json.loads(heading)
            if found["table"] not in tables:
                raise DatabaseError("copy_damaged")
            _add(connection, found["table"], found["columns"], read)


def _rows_of(connection: Connection, table: str, columns: list[str]) -> Iterator[bytes]:
    statement = _copy("COPY {} ({}) TO STDOUT (FORMAT BINARY)", table, columns)
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
        for data in copy:
            if data:
                yield _block(bytes(data))


def _add(connection: Connection, table: str, columns: list[str], read: Read) -> None:
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


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
