"""The vault in the database of a server: the port `VaultRows`, written and read piece by piece in constant memory.

A file is written in a transaction of its own that locks nothing: until it commits nobody sees anything of it. The log
is not locked: nothing here goes through SQLAlchemy's own transactions, which begin with that (`postgresql`).
A reader has a connection of its own, in no transaction, and connects once more where it is lost. The next piece is sent
while this one is used. A piece that is missing or of another length is damage, and so is a file deleted meanwhile.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import generators
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from db.schema.recording_tables import PIECE
from db.shared.transactions import failure_of
from desktop.domain.shared.ids import new_id
from desktop.errors import DatabaseError, ExternalSystemError, VaultDamagedError, in_place_of

AHEAD = 4
"""How many pieces a reader has sent to it at once, where it reads one after another."""

_PIECES = b"SELECT number, content FROM vault_piece WHERE place = $1 AND number >= $2 AND number < $3 ORDER BY number"


class _Pieces:
    """Pieces of one file out of a connection that is used for nothing else meanwhile. Raises psycopg.Error.

    Where the next ones were asked for, the server sends them while this one is used (libpq's single-row mode).
    """

    def __init__(self, connection: psycopg.Connection[Any], place: str) -> None:
        self._connection, self._place = connection, place.encode("ascii")
        self._coming = self._end = 0

    def piece(self, number: int) -> bytes | None:
        """Return a piece; None where it is missing."""
        if not self._coming == number < self._end:
            self.stop()
            self._ask(number, number + 1)
        found = self._next()
        if found is None or self._coming == self._end:
            self.stop()
        return found

    def ahead(self, number: int, end: int) -> None:
        """Have these pieces sent, the last not included, unless some are on their way."""
        if self._coming == self._end:
            self._ask(number, end)

    def stop(self) -> None:
        """Take what is still on its way, so that the connection is free again."""
        if self._end:
            while self._fetched() is not None:
                pass
            self._coming = self._end = 0

    def _ask(self, number: int, end: int) -> None:
        pgconn = self._connection.pgconn
        pgconn.send_query_params(_PIECES, [self._place, b"%d" % number, b"%d" % end], result_format=1)
        pgconn.set_single_row_mode()
        pgconn.flush()
        self._coming, self._end = number, end

    def _next(self) -> bytes | None:
        found = self._fetched()
        if found is None or not found.ntuples:
            return None
        number, self._coming = self._coming, self._coming + 1
        return found.get_value(0, 1) if found.get_value(0, 0) == number.to_bytes(4) else None

    def _fetched(self) -> PGresult | None:
        found: PGresult | None = self._connection.wait(generators.fetch(self._connection.pgconn))
        if found is not None and found.status not in (ExecStatus.SINGLE_TUPLE, ExecStatus.TUPLES_OK):
            self._end = 0
            raise psycopg.OperationalError("the pieces were not read")
        return found


class OwnConnection:
    """A connection for one reader, in no transaction; one that was lost is replaced once."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine, self._place = engine, place
        self._connection: Connection | None = None
        self._pieces: _Pieces | None = None

    def piece(self, number: int) -> bytes | None:
        """Return a piece; None where it is missing. Raises OSError."""
        with in_place_of((psycopg.Error, SQLAlchemyError, DatabaseError), OSError("the database does not answer")):
            try:
                return self._opened().piece(number)
            except (psycopg.OperationalError, SQLAlchemyError):
                self.close(lost=True)
                return self._opened().piece(number)

    def ahead(self, number: int, end: int) -> None:
        """Have these pieces sent. A failure shows when they are fetched."""
        with suppress(psycopg.Error):
            if self._pieces is not None:
                self._pieces.ahead(number, end)

    def close(self, *, lost: bool = False) -> None:
        """Give the connection back; a lost one is thrown away."""
        connection, self._connection = self._connection, None
        pieces, self._pieces = self._pieces, None
        if connection is None:
            return
        with suppress(SQLAlchemyError):
            try:
                if lost:
                    connection.invalidate()
                elif pieces is not None:
                    pieces.stop()
            except psycopg.Error:
                connection.invalidate()
            connection.close()

    def _opened(self) -> _Pieces:
        if self._pieces is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._pieces = _Pieces(driver_of(self._connection), self._place)
        return self._pieces


class SharedConnection:
    """The connection of a file that is being written, which alone sees its pieces."""

    def __init__(self, connection: Connection, place: str) -> None:
        self._pieces = _Pieces(driver_of(connection), place)

    def piece(self, number: int) -> bytes | None:
        """Return a piece; None where it is missing. Raises OSError."""
        with in_place_of(psycopg.Error, OSError("the database does not answer")):
            return self._pieces.piece(number)

    def ahead(self, number: int, end: int) -> None:
        """Have these pieces sent. A failure shows when they are fetched."""
        with suppress(psycopg.Error):
            self._pieces.ahead(number, end)

    def close(self) -> None:
        """Leave it to the writer, as it was."""
        with suppress(psycopg.Error):
            self._pieces.stop()


class StoredPieces(io.RawIOBase):
    """A file of the vault: `size` bytes of ciphertext, read from any place. The last piece that was read is kept."""

    def __init__(self, connection: OwnConnection | SharedConnection, size: int) -> None:
        self._from, self._size, self._at = connection, size, 0
        self._number, self._held, self._run = -1, b"", 0

    def seekable(self) -> bool:
        """Return True."""
        return True

    def readable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to `offset`, from the beginning or (`SEEK_END`) from the end; return where that is."""
        self._at = offset + (self._size if whence == io.SEEK_END else 0)
        return self._at

    def readinto(self, target: Any) -> int:
        """Read what of one piece fits; return how many bytes, 0 at the end. Raises OSError, VaultDamagedError."""
        number, skip = divmod(self._at, PIECE)
        if self._at >= self._size or not len(target):
            return 0
        with memoryview(self._piece(number)) as piece:
            part = piece[skip : skip + len(target)]
            target[: len(part)] = part
            self._at += len(part)
            return len(part)

    def close(self) -> None:
        """Give its connection back."""
        if not self.closed:
            self._from.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if number != self._number:
            self._run = self._run + 1 if number == self._number + 1 else 0
            found = self._from.piece(number)
            if found is None or len(found) != min(PIECE, self._size - number * PIECE):
                raise VaultDamagedError("vault_changed")
            self._number, self._held = number, found
            if self._run > 1 and (number + 1) * PIECE < self._size:
                self._from.ahead(number + 1, min(number + 1 + AHEAD, -(-self._size // PIECE)))
        return self._held


def driver_of(connection: Connection) -> psycopg.Connection[Any]:
    """Return the driver's own connection."""
    driver: Any = connection.connection.driver_connection
    return driver  # type: ignore[no-any-return]


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

    def begin(self, kind: str, id: str, *, over: bool = False) -> NewRows:
        """See the port."""
        if not over and self.has(kind, id):
            raise FileExistsError("this identifier is stored already")
        return NewRows(self._engine, kind, id, over=over)

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


class NewRows:
    """A file being written as rows, in one transaction on a connection of its own."""

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
    """Raise known errors: FileExistsError, ExternalSystemError (`vault_full`), DatabaseError."""
    try:
        yield
        return
    except psycopg.errors.UniqueViolation:
        failure: Exception = FileExistsError("this identifier is stored already")
    except psycopg.errors.DiskFull:
        failure = ExternalSystemError("vault_full")
    except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled):
        failure = DatabaseError("database_busy")
    except psycopg.OperationalError:
        failure = DatabaseError("database_lost")
    except psycopg.Error:
        failure = DatabaseError("database_unavailable")
    except SQLAlchemyError as error:
        failure = failure_of(error)
    raise failure  # outside the handler: the driver's message holds statement and parameters
