"""The log's own tables. The office's other tables are in the modules beside it, one for each wing (`tables`).

Rules:
- `audit_event.body` is the canonical bytes as hashed. Nothing else is said of an event: a PC finds what it looks for in
  its own copy (`known_events`).
- `seq` counts from 0 without a gap, and is assigned by the log, never by the database.
- `audit_head` has one row: how many events there are, and the tree's root.
- Rows of `audit_event` and `checkpoint` are only ever added (`protection`). No foreign key leaves these
  tables: events outlive their subjects.
- Alembic's batch mode never touches these tables (`migrate`).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, LargeBinary, Text

from db.shared.metadata import sorted_by_bytes, table

NUMBER = BigInteger().with_variant(Integer, "sqlite")

audit_event = table(
    "audit_event",
    Column("seq", NUMBER, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)

audit_head = table(
    "audit_head",
    Column("one", Integer, CheckConstraint("one = 1", name="only"), primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
)

checkpoint = table(
    "checkpoint",
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("desk", sorted_by_bytes(32), primary_key=True),
    Column("at", sorted_by_bytes(27), nullable=False),
    Column("note", Text, nullable=False),
)

AUDIT_TABLES = frozenset({"audit_event", "audit_head", "checkpoint"})
"""Tables that no batch migration may touch."""

GUARDED = ("audit_event", "checkpoint")
"""Tables whose rows are only ever added."""
