"""The embedded database: SQLCipher behind SQLAlchemy's SQLite dialect. The shared one is in `postgresql`.

Rules:
- The key is 32 raw bytes. It goes into the one PRAGMA and nowhere else: not into the engine's address, an exception
  or a log. SQLCipher's own messages are switched off, and SQLAlchemy's errors hide their parameters.
- A transaction begins IMMEDIATE, so that two writers meet at its start and not at its end. A reader says so
  (`execution_options(**READING)`) and begins DEFERRED, which blocks nobody.
- Every connection is set up alike: see `_PRAGMAS`, with the reason for each.
- A connection that met a page it could not read or decrypt is closed: SQLCipher refuses everything over it from then
  on, even where the disk has only hesitated. So is one that cannot write: SQLite opens a file for reading alone where
  the disk refuses it otherwise. The next work gets a new one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from desktop.errors import DatabaseError

KEY_BYTES = 32
ROOM = 1 << 20
"""Bytes that opening it takes at the most: the files beside it, by which programs share it."""

BUSY_SECONDS = 5

_PRAGMAS = (
    f"busy_timeout = {BUSY_SECONDS * 1000}",  # ms to wait for another desk program's transaction
    "journal_mode = WAL",  # readers and the one writer do not wait for each other
    "synchronous = FULL",  # a commit that returned survives a power cut
    "secure_delete = ON",  # deleted data is overwritten
    "recursive_triggers = ON",  # else INSERT OR REPLACE bypasses the guards
    "foreign_keys = ON",
    "cache_size = -16384",  # KiB of decrypted pages: a page costs more to decrypt than to keep
    "temp_store = MEMORY",  # no part of a query on the disk outside the encrypted file
)


_ONE_PCS = {"synchronous = FULL": "synchronous = NORMAL", "secure_delete = ON": "secure_delete = OFF"}
"""The settings of a file that only this PC's programs use, and that a power cut may set back: it is read again."""


_BREAKING = {8, 10, 11, 26}
"""SQLITE_READONLY, _IOERR, _CORRUPT and _NOTADB; the higher bits of a code say more of each."""


def sqlcipher_engine(path: Path, key: bytes) -> Engine:
    """Return an engine over that file, which is created if it is not there.

    Connecting raises DatabaseError: `database_key_wrong` (or the file is no database), `database_full`,
    `database_unavailable`.
    """
    engine = _over(path, key, _PRAGMAS)
    engine.dialect.statement_compiler = _WithHints
    event.listen(engine, "begin", _begin)
    return engine


def private_engine(path: Path, key: bytes) -> Engine:
    """Return an engine over a file of this PC's programs alone: each statement commits by itself.

    A power cut may take its last commits. Raises as `sqlcipher_engine`.
    """
    path.touch(0o600, exist_ok=True)
    return _over(path, key, tuple(_ONE_PCS.get(each, each) for each in _PRAGMAS))


def _over(path: Path, key: bytes, pragmas: tuple[str, ...]) -> Engine:
    if len(key) != KEY_BYTES:
        raise ValueError("a database key is 32 bytes")
    creator = _connector(path, key, pragmas)
    engine = create_engine("sqlite://", module=dbapi2, creator=creator, poolclass=QueuePool, hide_parameters=True)
    event.listen(engine, "handle_error", _give_up_if_broken)
    return engine


class _WithHints(SQLiteCompiler):
    """The compiler that writes a query's hints (INDEXED BY) into it: SQLAlchemy's own leaves them out for SQLite."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        return text


def _give_up_if_broken(context: ExceptionContext) -> None:
    code = getattr(context.original_exception, "sqlite_errorcode", 0)
    if code & 0xFF in _BREAKING:
        context.is_disconnect = True


def _connector(path: Path, key: bytes, pragmas: tuple[str, ...]) -> Callable[[], Any]:
    def connect() -> Any:
        try:
            return once()
        except DatabaseError as error:
            if error.code != "database_key_wrong":
                raise
        return once()  # a first page that the disk could not read just now is told as one under another key

    def once() -> Any:
        connection = None
        try:
            connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
            _set_up(connection, key, pragmas)
        except dbapi2.Error as error:
            failed = failure(error, path)
        else:
            return connection
        if connection is not None:
            connection.close()
        raise failed

    return connect


def _set_up(connection: Any, key: bytes, pragmas: tuple[str, ...]) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    until = monotonic() + BUSY_SECONDS
    for pragma in pragmas:
        while not _is_set(connection, pragma, until):
            sleep(0.005)


def _is_set(connection: Any, pragma: str, until: float) -> bool:
    """Set it, and return whether it is. SQLite does not wait itself where two programs make a new file WAL at once."""
    try:
        connection.execute(f"PRAGMA {pragma}")
    except dbapi2.OperationalError as error:
        if error.sqlite_errorcode != dbapi2.SQLITE_BUSY or monotonic() > until:
            raise
        return False
    return True


def failure(error: Exception, path: Path) -> DatabaseError:
    """Return the failure that an error of the driver is, over that file."""
    # OperationalError is a kind of DatabaseError: only the plain one says that the file did not decrypt.
    if type(error) is dbapi2.DatabaseError:
        return DatabaseError("database_key_wrong")
    with suppress(OSError):
        if shutil.disk_usage(path.parent).free < ROOM:
            return DatabaseError("database_full")
    return DatabaseError("database_unavailable")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN DEFERRED" if reading else "BEGIN IMMEDIATE")
