"""The vault in the database of a server: the port `VaultRows`, over PostgreSQL.

Rules:
- A file is written in one transaction of its own, which locks nothing that others wait for: until it commits nobody
  else sees anything of it, and where the program or the connection ends nothing is left.
- It is written and read piece by piece (`vault_tables.PIECE`), so that memory is constant however long a recording is.
- The log is not locked: nothing here goes through SQLAlchemy's own transactions, which begin with that (`postgresql`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from db.engines.vault_reading import OwnConnection, SharedConnection, StoredPieces, driver_of
from db.schema.vault_tables import PIECE
from db.shared.transactions import failure_of
from desktop.domain.shared.ids import new_id
from desktop.errors import DatabaseError, SurroundingsError

_WAITS = "SET LOCAL idle_in_transaction_session_timeout = '1h'"
"""How long a file may be half written. Its original is decoded meanwhile."""
_NOW = "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
_ADD_PIECE = "INSERT INTO vault_piece (place, number, content) VALUES (%s, %s, %s)"
_ADD_FILE = f"INSERT INTO vault_file (place, kind, id, size, stored_at) VALUES (%s, %s, %s, %s, {_NOW})"
_FILE = "SELECT place, size FROM vault_file WHERE kind = %s AND id = %s AND quarantined_on IS NULL"
_IS_KEPT = "SELECT FROM vault_file WHERE place = %s"
_OLDER = "SELECT kind, id FROM vault_file WHERE quarantined_on IS NULL AND stored_at < " + _NOW.replace(
    "clock_timestamp()", "(clock_timestamp() - make_interval(secs => %s))"
)
_OLDER += " AND (kind, id) > (%s, %s) ORDER BY kind, id LIMIT 5000"
_QUARANTINED = "SELECT quarantined_on, kind, id FROM vault_file WHERE quarantined_on IS NOT NULL"


class ServerVault:
    """The port `VaultRows` over a desk's engine of a server."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def has(self, kind: str, id: str) -> bool:
        """See the port."""
        return bool(self._rows(_FILE, kind, id))

    def begin(self, kind: str, id: str, *, over: bool = False) -> NewFile:
        """See the port."""
        if not over and self.has(kind, id):
            raise FileExistsError("this identifier is stored already")
        return NewFile(self._engine, kind, id, over=over)

    def open(self, kind: str, id: str) -> StoredPieces | None:
        """See the port."""
        found = self._rows(_FILE, kind, id)
        if not found:
            return None
        place, size = found[0]
        return StoredPieces(OwnConnection(self._engine, place), size)

    def older_than(self, seconds: float) -> Iterator[tuple[str, str]]:
        """See the port."""
        kind = id = ""
        while piece := self._rows(_OLDER, seconds, kind, id):
            for kind, id in piece:
                yield kind, id

    def in_quarantine(self) -> Sequence[tuple[str, str, str]]:
        """See the port."""
        return [(day, kind, id) for day, kind, id in self._rows(_QUARANTINED)]

    def quarantine(self, kind: str, id: str, day: str) -> bool:
        """See the port."""
        return self._asked("vault_quarantine", kind, id, day)

    def put_back(self, kind: str, id: str, day: str) -> bool:
        """See the port."""
        return self._asked("vault_put_back", kind, id, day)

    def destroy(self, kind: str, id: str, day: str | None) -> bool:
        """See the port."""
        return self._asked("vault_destroy", kind, id, day)

    def _asked(self, function: str, kind: str, id: str, day: str | None) -> bool:
        return bool(self._rows(f"SELECT {function}(%s, %s, %s)", kind, id, day)[0][0])

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with _told(), _alone(self._engine) as connection:
            return driver_of(connection).execute(statement, values).fetchall()


class NewFile:
    """A file being written, in one transaction on a connection of its own."""

    def __init__(self, engine: Engine, kind: str, id: str, *, over: bool) -> None:
        self._kind, self._id, self._over = kind, id, over
        self._place, self._count, self._size = new_id(), 0, 0
        self._waiting = bytearray()
        self._engine = engine
        with _told():
            self._connection = engine.connect()
        try:
            self._execute(_WAITS)
        except BaseException:
            self.drop()
            raise

    def write(self, data: bytes, /) -> int:
        """See the port."""
        self._waiting += data
        while len(self._waiting) >= PIECE:
            self._put(PIECE)
        return len(data)

    def finish(self) -> None:
        """See the port."""
        if self._waiting:
            self._put(len(self._waiting))

    def reading(self) -> StoredPieces:
        """See the port."""
        return StoredPieces(SharedConnection(self._connection, self._place), self._size)

    def keep(self) -> None:
        """See the port."""
        try:
            if self._over:
                self._execute("SELECT vault_destroy(%s, %s, NULL)", self._kind, self._id)
            self._execute(_ADD_FILE, self._place, self._kind, self._id, self._size)
            with _told():
                driver_of(self._connection).commit()
        except DatabaseError as error:
            if error.code != "database_lost" or not self._is_kept():
                raise
        finally:
            self.drop()

    def drop(self) -> None:
        """See the port."""
        with suppress(SQLAlchemyError):
            if driver_of(self._connection).closed:
                self._connection.invalidate()
            self._connection.close()

    def _put(self, length: int) -> None:
        with memoryview(self._waiting) as waiting:
            self._execute(_ADD_PIECE, self._place, self._count, waiting[:length])
        del self._waiting[:length]
        self._count += 1
        self._size += length

    def _execute(self, statement: str, *values: object) -> None:
        with _told():
            driver_of(self._connection).execute(statement, values)

    def _is_kept(self) -> bool:
        """Return whether it was kept after all, where the answer was lost."""
        with _told(), _alone(self._engine) as connection:
            return driver_of(connection).execute(_IS_KEPT, (self._place,)).fetchone() is not None


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Yield a connection on which each statement commits by itself."""
    with engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def _told() -> Iterator[None]:
    """Raise known errors: FileExistsError, SurroundingsError (`vault_full`), DatabaseError."""
    try:
        yield
        return
    except psycopg.errors.UniqueViolation:
        failure: Exception = FileExistsError("this identifier is stored already")
    except psycopg.errors.DiskFull:
        failure = SurroundingsError("vault_full")
    except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled):
        failure = DatabaseError("database_busy")
    except psycopg.OperationalError:
        failure = DatabaseError("database_lost")
    except psycopg.Error:
        failure = DatabaseError("database_unavailable")
    except SQLAlchemyError as error:
        failure = failure_of(error)
    raise failure  # outside the handler: the driver's message holds statement and parameters
