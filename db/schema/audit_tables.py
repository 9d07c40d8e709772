"""The log's own tables. The office's other tables are in the modules beside it, one for each wing (`tables`).

Rules:
- `audit_event.body` is the canonical bytes as hashed. The other columns are copied from it for finding events; the
  verifier compares them with the body.
- `seq` counts from 0 without a gap, and is assigned by the log, never by the database.
- `audit_head` has one row: how many events there are, the tree's right edge and root, the UTC date of the last event.
- Rows of `audit_event` and `checkpoint` are only ever added (`protection`). No foreign key leaves these
  tables: events outlive their subjects.
- Alembic's batch mode never touches these tables (`migrate`).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.sql.elements import TextClause

from db.shared.metadata import metadata, partial_index, sorted_by_bytes
from desktop.domain.log.events import EventKind, Trait


def _of(trait: Trait) -> TextClause:
    return text(f"kind IN ({', '.join(repr(kind.value) for kind in EventKind if trait in kind.traits)})")


OUTSIDE_SESSIONS = text("session IS NULL AND request IS NOT NULL")
"""Events of a request that belong to none of its sessions."""
OF_THE_OFFICE = _of(Trait.OF_THE_OFFICE)
"""Events that say who may sign, who works here, at which desks, by which policies; what else administrators did."""
OF_ITS_STATE = _of(Trait.OF_ITS_STATE)
"""Events that say how the office does: the newest of each is what Health shows."""
STOPPED = text("kind = 'retention_stopped'")
"""Events of nightly runs that destroyed nothing, since clock or log were in doubt."""
REFUSED = text("kind IN ('sign_in_refused', 'tries_cleared')")
"""Events that someone was refused who tried to sign in, and those by which the tries of an account count no more."""
OF_REVIEWS = _of(Trait.OF_REVIEWS)
"""Events that say which sessions someone has to review: the supervisors' list is compared with them."""
CLOSED = text("kind = 'request_closed'")
"""Events by which a request was closed: the office's figures count them."""
OF_SOUND = _of(Trait.OF_SOUND)
"""Events that say what a recording is, and the retention key under which sound came, or to which it moved."""
NUMBER = BigInteger().with_variant(Integer, "sqlite")

audit_event = Table(
    "audit_event",
    metadata,
    Column("seq", NUMBER, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("day", sorted_by_bytes(10), nullable=False),
    Column("kind", sorted_by_bytes(40), nullable=False),
    Column("session", sorted_by_bytes(32)),
    Column("request", sorted_by_bytes(32)),
    Index("ix_audit_event_session", "session", "seq"),
    # Partial, so that they cost few appends: most events are of sessions.
    partial_index("ix_audit_event_request", "request", "seq", where=OUTSIDE_SESSIONS),
    partial_index("ix_audit_event_office", "seq", where=OF_THE_OFFICE),
    partial_index("ix_audit_event_state", "seq", where=OF_ITS_STATE),
    partial_index("ix_audit_event_stopped", "seq", where=STOPPED),
    partial_index("ix_audit_event_refused", "seq", where=REFUSED),
    partial_index("ix_audit_event_reviews", "seq", where=OF_REVIEWS),
    partial_index("ix_audit_event_closed", "day", where=CLOSED),
    partial_index("ix_audit_event_sound", "seq", where=OF_SOUND),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1", name="only"), primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("day", sorted_by_bytes(10), nullable=False),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("desk", sorted_by_bytes(32), primary_key=True),
    Column("at", sorted_by_bytes(27), nullable=False),
    Column("note", Text, nullable=False),
)

AUDIT_TABLES = frozenset({"audit_event", "audit_head", "checkpoint"})
"""Tables that no batch migration may touch."""

GUARDED = ("audit_event", "checkpoint")
"""Tables whose rows are only ever added."""
