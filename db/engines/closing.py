"""An embedded database that is closed, since its office has moved to a server, or opened again where it has not.

Rules:
- Closed, it takes no event any more, whoever has it open: a trigger refuses each. There is no commit without one.
- It is opened again only by someone who is alone with it, and only where the office's file still says that the office
  is here: then the move ended before its last step, and no desk has ever written to the server.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from db.engines.one_program import hold
from db.shared.transactions import CLOSED, READING, failure_of
from desktop.errors import AlreadyRunningError, DatabaseError

_TRIGGER = "audit_event_closed"
_CLOSE = f"CREATE TRIGGER {_TRIGGER} BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END"
_OPEN = f"DROP TRIGGER IF EXISTS {_TRIGGER}"
_IS_CLOSED = text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = :name")


def close(held: Connection) -> None:
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
        held.exec_driver_sql(_OPEN)
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
            connection.exec_driver_sql(_OPEN)
    except SQLAlchemyError as error:
        raise failure_of(error) from None
