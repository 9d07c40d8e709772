"""A copy of the embedded database, taken while others write: for a backup.

Rules:
- The copy is encrypted under the same key from its first byte on. It is a snapshot of one moment.
- It is opened and checked before it is reported: each page's authentication, SQLite's own check, the log's length. A
  copy that nobody has read is no backup.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlcipher3 import dbapi2

from db.engines.sqlcipher import sqlcipher_engine
from db.schema.audit_tables import audit_event
from db.shared.transactions import READING, failure_of
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
            raise _damaged()
        said = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
        events = connection.execute(select(func.count()).select_from(audit_event)).scalar_one()
    if list(said) != ["ok"]:
        raise _damaged()
    return events


def _damaged() -> DatabaseError:
    return DatabaseError("copy_damaged")
