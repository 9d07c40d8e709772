"""The identifiers of commands carried out: where the answer to COMMIT is lost, the command is looked up.

Rules:
- A commit writes the identifier of its command in the same transaction. It is unique in the database, so one command
  is never carried out twice.
- The look-up begins as a writer does: it waits until the transaction whose answer was lost has ended, one way or the
  other. "Not there" then means that it never will be.
- The look-up has a time limit. Where the database does not answer in that time, InDoubtError is raised.
- Rows are only ever added. They hold no more than a random number and the number of the command's event.
"""

from __future__ import annotations

from time import monotonic, sleep

from sqlalchemy import Connection, Engine, bindparam, insert, select
from sqlalchemy.exc import SQLAlchemyError

from db.schema.audit_tables import audit_event, audit_head
from db.schema.office_tables import command
from desktop.domain.log.events import Event, from_canonical
from desktop.errors import DatabaseError, InDoubtError

LOOK_SECONDS = 10.0
"""How long to look for an answer before InDoubtError."""
_PAUSE_SECONDS = 0.2


_ADD = insert(command)
ADDED = insert(command).values(id=bindparam("command"), seq=bindparam("event_seq")).cte("carried_out")
"""`carried_out` as part of the statement that writes the event on a server (`db.log.audit_log`)."""
_SEQ = select(command.c.seq).where(command.c.id == bindparam("of"))
_EVENT = select(audit_event.c.body).join(command, command.c.seq == audit_event.c.seq)


def carried_out(connection: Connection, id: str, seq: int) -> None:
    """Record, in the current transaction, that it carries out that command; `seq` is the number of its event."""
    connection.execute(_ADD, {"id": id, "seq": seq})


def event_of(connection: Connection, id: str) -> Event | None:
    """Return the event of that command, or None where it was not carried out."""
    body = connection.execute(_EVENT.where(command.c.id == id)).scalar_one_or_none()
    return None if body is None else from_canonical(bytes(body))[1]


def was_carried_out(engine: Engine, id: str) -> bool:
    """Look the command up after its answer was lost. Raises InDoubtError where that takes longer than LOOK_SECONDS."""
    end = monotonic() + LOOK_SECONDS
    while True:
        try:
            return _looked_up(engine, id)
        except (SQLAlchemyError, DatabaseError):
            if monotonic() >= end:
                raise in_doubt() from None
        sleep(_PAUSE_SECONDS)


def in_doubt() -> InDoubtError:
    """Return the error for a command that may or may not be carried out."""
    return InDoubtError("database_in_doubt")


def _looked_up(engine: Engine, id: str) -> bool:
    with engine.connect() as connection:
        connection.begin()  # as a writer; rolled back at the end
        found = connection.execute(_SEQ, {"of": id}).one_or_none()
        if found is None and not _waited(connection):
            raise in_doubt()
        return found is not None


def _waited(connection: Connection) -> bool:
    """Return whether it could wait for the lost transaction: before the first event PostgreSQL has no row to lock."""
    return connection.dialect.name == "sqlite" or connection.execute(select(audit_head.c.size)).first() is not None
