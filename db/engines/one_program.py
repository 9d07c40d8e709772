"""One open program for each desk, held by the database itself: also where the lock file beside it was removed.

Rules:
- On PostgreSQL: an advisory lock of the desk's, on a connection of its own outside any transaction. It goes with the
  program, however that ends, and with the connection.
- Embedded: the operating system's lock on one byte of the database file. SQLite never keeps anything in the page at
  1 GiB (its "lock-byte page"), and locks only the first 512 bytes of that; this byte is after them. On Linux the lock
  belongs to the open file, so that SQLite's own opening and closing in this process does not end it. Ours is closed
  after SQLite's, when the engine is disposed of: closing a file ends the process's other locks on it.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError

from db.shared.transactions import failure_of
from desktop.errors import AlreadyRunningError, DatabaseError

LOCK_BYTE = 0x4000_0000 + 1000


def hold(engine: Engine, database: Path | None, desk: str) -> None:
    """Hold the embedded `database`, or else the desk on the server, until the engine is disposed of.

    Raises AlreadyRunningError, DatabaseError.
    """
    let_go = _held_on_server(engine, desk) if database is None else _held_file(database)
    event.listen(engine, "engine_disposed", lambda _: let_go(), once=True)


def _held_on_server(engine: Engine, desk: str) -> Callable[[], None]:
    try:
        pooled = engine.raw_connection()
        connection = pooled.driver_connection
        pooled.detach()
    except SQLAlchemyError as error:
        raise failure_of(error) from None
    assert connection is not None
    connection.autocommit = True
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [int(desk[:15], 16)]).fetchone()
    if not row[0]:
        connection.close()
        raise AlreadyRunningError("already_running")
    close: Callable[[], None] = connection.close
    return close


def _held_file(database: Path) -> Callable[[], None]:
    try:
        descriptor = os.open(database, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except OSError:
        raise DatabaseError("database_unavailable") from None
    try:
        _lock_byte(descriptor)
    except OSError:
        os.close(descriptor)
        raise AlreadyRunningError("already_running") from None
    return lambda: os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock_byte(descriptor: int) -> None:
        os.lseek(descriptor, LOCK_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock_byte(descriptor: int) -> None:
        wanted = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, LOCK_BYTE, 1, 0)  # struct flock
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, wanted)
