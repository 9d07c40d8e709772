"""Reading a file of the vault in the database of a server, piece by piece and from any place.

Rules:
- A reader has a connection of its own, in no transaction. Where that is lost it connects once more, and goes on.
- Whoever reads one piece after another gets the next one sent while this one is used. A thread would wait for Python's
  lock at each of its packets.
- A piece that is missing, or is not as long as it was, is damage, and so is a file that was deleted while it was read.
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import generators
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from db.schema.vault_tables import PIECE
from desktop.errors import DatabaseError, VaultDamagedError

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
        try:
            try:
                return self._opened().piece(number)
            except (psycopg.OperationalError, SQLAlchemyError):
                self.close(lost=True)
                return self._opened().piece(number)
        except (psycopg.Error, SQLAlchemyError, DatabaseError):
            raise OSError("the database does not answer") from None

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
        try:
            return self._pieces.piece(number)
        except psycopg.Error:
            raise OSError("the database does not answer") from None

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
