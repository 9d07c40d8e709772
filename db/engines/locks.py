"""One open program for each desk, and one nightly run for each office, enforced by the database itself.

On PostgreSQL: advisory locks on connections of their own, which end with the program. Before each commit the server is
asked whether the desk's is still held; lost, it is taken again, and where another program has it nothing is committed.
Embedded: the system's lock on one byte behind SQLite's own in its lock-byte page (1 GiB), where nothing is ever stored.
On Linux it belongs to the open file. It is closed after SQLite's: closing a file ends the process's other locks on it.
"""

from __future__ import annotations

import os
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from db.schema import office_tables
from db.shared.transactions import READING
from desktop.errors import AlreadyRunningError, DatabaseError, in_place_of

HELD = "desk_held"
"""The execution option of an engine by which the lock is found again."""
LOCK_BYTE = 0x4000_0000 + 1000


_HELD = sa.text(
    "SELECT pg_postmaster_start_time() = :server AND EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND (classid::bigint << 32 | objid::bigint) = :number AND objsubid = 1 AND pid = :pid AND granted)"
)


_OPEN = sa.text(
    "SELECT id FROM desk WHERE ('x' || substr(id, 1, 15))::bit(60)::bigint IN (SELECT classid::bigint << 32 | "
    "objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
"""With `number_of`, in the server's words."""


def open_desks(connection: sa.Connection) -> sa.Select[str]:
    """Return the query for the desks at which a program has the office open: on a server; embedded, for all."""
    if connection.dialect.name == "postgresql":
        return sa.select(_OPEN.columns(office_tables.desk.c.id).subquery("opened").c.id)
    return sa.select(office_tables.desk.c.id)


def number_of(desk: str) -> int:
    """Return the number of a desk's lock."""
    return int(desk[:15], 16)


def hold(engine: sa.Engine, database: Path | None, desk: str) -> None:
    """Lock the embedded `database`, or else the desk on the server, until the engine is disposed of.

    Raises AlreadyRunningError, DatabaseError. On a server a commit raises DatabaseError (`desk_taken`) while another
    program has the desk.
    """
    if database is None:
        held = _HeldOnServer(engine, desk)
        engine.update_execution_options(**{HELD: held})
        let_go = held.close
    else:
        let_go = _held_file(database)
    sa.event.listen(engine, "engine_disposed", lambda _: let_go(), once=True)


def hold_again(engine: sa.Engine) -> None:
    """Take the lock of this program's desk again where it was lost with the server. A failure is left to a commit."""
    held = engine.get_execution_options().get(HELD)
    if held is not None:
        held.again()


class _HeldOnServer:
    """The desk's lock, by the number of the backend that holds it and the start of its server."""

    def __init__(self, engine: sa.Engine, desk: str) -> None:
        self._engine, self._number = engine, number_of(desk)
        self._looking = threading.Lock()
        self._holding: Any = None
        if not self._take():
            raise AlreadyRunningError("already_running")
        sa.event.listen(engine, "commit", self._look)

    def close(self) -> None:
        """Release the lock."""
        if self._holding is not None:
            self._holding.close()

    def again(self) -> None:
        """Take it again where it is not held any more, without a commit."""
        with suppress(DatabaseError, sa.exc.SQLAlchemyError), self._engine.connect() as connection, self._looking:
            self._hold_on(connection.execution_options(**READING))

    def _look(self, connection: sa.Connection) -> None:
        """Check before a commit that it is still held, or take it again. Otherwise there is no commit."""
        try:
            with self._looking:
                self._hold_on(connection)
        except BaseException:
            connection.invalidate()  # SQLAlchemy takes a failed COMMIT for the end, and would roll nothing back
            raise

    def _hold_on(self, connection: sa.Connection) -> None:
        """Check or retake the lock. The server decides: a lock left by a broken connection blocks others as well."""
        held = {"number": self._number, "pid": self._pid, "server": self._server}
        if self._holding is not None and connection.execute(_HELD, held).scalar_one():
            return
        self.close()
        self._holding = None
        if not self._take():
            raise DatabaseError("desk_taken")

    def _take(self) -> bool:
        """Try to take it; return whether it was free."""
        import psycopg

        from db.engines.postgresql import own_connection

        holding = own_connection(self._engine)
        try:
            query = "SELECT pg_try_advisory_lock(%s), pg_backend_pid(), pg_postmaster_start_time()"
            row = holding.execute(query, [self._number]).fetchone()
        except psycopg.Error:
            holding.close()
            raise DatabaseError("database_lost") from None
        assert row is not None
        taken, self._pid, self._server = row
        if not taken:
            holding.close()
            return False
        self._holding = holding
        return True


def _held_file(database: Path) -> Callable[[], None]:
    with in_place_of(OSError, DatabaseError("database_unavailable")):
        descriptor = os.open(database, os.O_RDWR | getattr(os, "O_BINARY", 0))
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


NIGHTLY_RUN = int.from_bytes(b"nightly")
"""Of the lock. Desks have numbers of 60 random bits."""


@contextmanager
def one_nightly_run(engine: sa.Engine) -> Iterator[bool]:
    """Yield whether no other run is under way; then none begins meanwhile. An embedded office has one PC."""
    if engine.dialect.name != "postgresql":
        yield True
        return
    from db.engines.postgresql import own_connection

    holding = own_connection(engine)
    try:
        row = holding.execute("SELECT pg_try_advisory_lock(%s)", [NIGHTLY_RUN]).fetchone()
        assert row is not None
        yield bool(row[0])
    finally:
        holding.close()
