"""One nightly run at a time in an office on a server: an advisory lock of its own, on a connection of its own.

It ends with the run, however that ends. Two runs at once would do no harm; they would do the same work twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from db.shared.transactions import failure_of
from desktop.errors import DatabaseError

NUMBER = int.from_bytes(b"nightly")
"""Of the lock. Desks have numbers of 60 random bits."""


@contextmanager
def one_nightly_run(engine: Engine) -> Iterator[bool]:
    """Yield whether no other run is under way; then none begins meanwhile. An embedded office has one PC."""
    if engine.dialect.name != "postgresql":
        yield True
        return
    holding = _connected(engine)
    try:
        row = holding.execute("SELECT pg_try_advisory_lock(%s)", [NUMBER]).fetchone()
        assert row is not None
        yield bool(row[0])
    finally:
        holding.close()


def _connected(engine: Engine) -> psycopg.Connection[tuple[object, ...]]:
    try:
        pooled = engine.raw_connection()
        holding = pooled.driver_connection
        pooled.detach()
        assert isinstance(holding, psycopg.Connection)
        holding.autocommit = True
    except SQLAlchemyError as error:
        raise failure_of(error) from None
    except psycopg.Error:
        raise DatabaseError("database_lost") from None
    return holding
