"""Whether the recordings of an office on a server have moved from a folder into its database, as its log says.

Rules:
- A PC whose own file says otherwise goes by the log: it looks when it opens the office, and before it commits that it
  has stored a recording or a copy. The event and such a commit are one after the other, so none is stored unseen.
- That the event is believed is not looked at: whoever writes rows could keep a PC from its recordings in many ways, and
  lets nobody hear anything by it.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, select

from db.schema.audit_tables import OF_THE_OFFICE, audit_event
from db.shared.transactions import READING, failures_known
from desktop.domain.log.events import EventKind

_MOVED = select(audit_event.c.seq).where(OF_THE_OFFICE, audit_event.c.kind == EventKind.RECORDINGS_MOVED.value).limit(1)
STORED = frozenset({EventKind.RECORDING_IMPORTED, EventKind.RECORDING_BROUGHT_BACK, EventKind.COPY_PREPARED})
"""Events that say that something was stored in the vault."""


def in_database(connection: Connection) -> bool:
    """Return whether they have moved."""
    return connection.execute(_MOVED).first() is not None


def are_in_database(engine: Engine) -> bool:
    """Return whether they have moved. Raises DatabaseError."""
    with failures_known(), engine.connect().execution_options(**READING) as connection:
        return in_database(connection)
