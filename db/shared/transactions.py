"""How a transaction begins, what it asks in one trip, errors of one that fails, and telling others of a commit."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Select
from sqlalchemy.exc import DataError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.sql.selectable import TypedReturnsRows

from desktop.errors import DatabaseError

READING: dict[str, Any] = {"reading": True}
"""Execution options of a connection that only reads."""

MIGRATING: dict[str, Any] = {"migrating": True}
"""Execution options of a connection that migrates; there may be no table yet."""

CLOSED = "the office has moved to a server"
"""The answer of an embedded database to whoever would write to it once it is closed (`engines.transfer`)."""

_SQLITE_FULL = 13
_DISK_FULL = "53100"  # PostgreSQL
_BUSY_STATES = {"55P03", "57014", "40001"}
"""PostgreSQL: a lock timed out; a statement took too long; a row was changed past the writers' lock."""
_LOST_STATES = ("08", "57P")  # PostgreSQL: the connection failed; the server is shutting down


Each = TypeVarTuple("Each")


class OnConnection:
    """Rows over the connection of one unit of work, and short ways to read and to change them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _rows(self, query: TypedReturnsRows[*Each]) -> Sequence[sa.Row[*Each]]:
        return self._connection.execute(query).all()

    def _row(self, query: TypedReturnsRows[*Each]) -> sa.Row[*Each]:
        """Return the one row; raises InvalidRequestError."""
        return self._connection.execute(query).one()

    def _row_or_none(self, query: TypedReturnsRows[*Each]) -> sa.Row[*Each] | None:
        return self._connection.execute(query).one_or_none()

    def _values(self, query: Select[Any] | sa.CompoundSelect[Any]) -> Sequence[Any]:
        """Return the first column of each row."""
        return self._connection.execute(query).scalars().all()

    def _value(self, query: Select[Any]) -> Any:
        """Return the first column of the one row; raises InvalidRequestError."""
        return self._connection.execute(query).scalar_one()

    def _value_or_none(self, query: Select[Any]) -> Any:
        return self._connection.execute(query).scalar_one_or_none()

    def _is_any(self, query: Select[Any]) -> bool:
        return self._connection.execute(query.limit(1)).first() is not None

    def _count(self, table: sa.FromClause, *where: sa.ColumnElement[bool]) -> int:
        return int(self._value(sa.select(sa.func.count()).select_from(table).where(*where)))

    def _insert(self, table: sa.Table, /, **values: object) -> None:
        self._connection.execute(sa.insert(table).values(values))

    def _insert_all(self, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert these rows, if any."""
        if rows:
            self._connection.execute(sa.insert(table), rows)

    def _update(self, table: sa.Table, where: sa.ColumnElement[bool], /, **values: object) -> None:
        self._connection.execute(sa.update(table).where(where).values(values))

    def _delete(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> None:
        self._connection.execute(sa.delete(table).where(*where))


def at_once(connection: Connection, queries: Iterable[Select[Any]]) -> None:
    """Ask these in one trip where the unit of work reads ahead (`prefetch`); executed, each is answered there."""
    ahead = connection.get_execution_options().get("ahead")
    if ahead is not None:
        ahead.at_once(connection, queries)


@contextmanager
def failures_known() -> Iterator[None]:
    """Raise `failure_of` an error of the database."""
    try:
        yield
    except SQLAlchemyError as error:
        raise failure_of(error) from None


def broken(connection: Connection) -> DatabaseError:
    """Return the failure of a connection that is `invalidated`."""
    return DatabaseError("database_unavailable" if connection.dialect.name == "sqlite" else "database_lost")


def failure_of(error: SQLAlchemyError) -> DatabaseError:
    """Return the failure, on either database: `database_lost`, `database_busy`, `text_not_kept`, `office_being_moved`,
    `database_full` or `database_server_full`, else `database_unavailable`.

    The text of the error holds statement and parameters, which may be personal: only its class is passed on.
    """
    orig: Any = getattr(error, "orig", None)
    if isinstance(error, DataError):
        return DatabaseError("text_not_kept")
    if hasattr(orig, "sqlite_errorcode") and str(orig) == CLOSED:
        return DatabaseError("office_being_moved")
    if hasattr(orig, "sqlite_errorcode"):
        if orig.sqlite_errorcode & 0xFF == _SQLITE_FULL:
            return DatabaseError("database_full")
        return DatabaseError("database_unavailable")  # in a file there is no connection that could be lost
    state = getattr(orig, "sqlstate", None) or ""
    by_driver = isinstance(error, OperationalError) and getattr(orig, "sqlstate", "") is None
    invalidated = isinstance(error, DBAPIError) and error.connection_invalidated
    if by_driver or invalidated or state.startswith(_LOST_STATES):
        return DatabaseError("database_lost")
    if state == _DISK_FULL:
        return DatabaseError("database_server_full")
    if state in _BUSY_STATES:
        return DatabaseError("database_busy")
    return DatabaseError("database_unavailable")


CHANNEL = "listening_room"
OWN_NAME = secrets.token_hex(8)
"""This program, as the others see it."""
TOLD_BY = "by"
TOLD = sa.func.pg_notify(CHANNEL, sa.bindparam(TOLD_BY))
"""Tells the others, once its transaction is committed. `BY`: this program (`OWN`)."""
