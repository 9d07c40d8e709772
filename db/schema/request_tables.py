"""The tables of requests: their calls, their askers, and the numbers given out. Rules: `tables`."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, false

from db.schema.office_tables import CODE, DAY, ID, TIME
from db.shared.metadata import metadata, sorted_by_bytes

request = Table(
    "request",
    metadata,
    Column("id", ID, primary_key=True),
    Column("reference", sorted_by_bytes(20), nullable=False, unique=True),
    Column("kind", CODE, nullable=False),
    Column("status", CODE, nullable=False),
    Column("received_on", DAY, nullable=False),
    Column("due_on", DAY),
    Column("purpose", CODE),
    Column("reason_note", ID, ForeignKey("note.id")),
    Column("taken_by", ID, ForeignKey("person.id"), nullable=False),
    Column("recording", ID, ForeignKey("recording.id")),
    Column("copy", ID),
    Column("approved_until", DAY),
    Column("copy_wanted", Boolean, nullable=False),
    Column("adjustments", Text, nullable=False),
    Column("extended_on", DAY),
    Column("extension_reason", CODE),
    Column("came_by", CODE),
    Column("copy_offered", Boolean, nullable=False, server_default=false()),
    Column("needs", Text, nullable=False, server_default="[]"),
    Column("language", CODE),
    Index("ix_request_status_due", "status", "due_on", "id"),
    Index("ix_request_recording", "recording"),
    Index("ix_request_received", "received_on", "reference"),
)

asker = Table(
    "asker",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("given_names", Text, nullable=False),
    Column("surname", Text, nullable=False),
    Column("born", DAY),
    Column("address", Text, nullable=False),
    Column("call_at", TIME, nullable=False),
    Column("call_number", Text, nullable=False),
    Column("call_outbound", Boolean, nullable=False),
    Column("call_by_somebody_else", Boolean, nullable=False, server_default=false()),
    Column("contact", Text, nullable=False, server_default=""),
    Column("representative", Text),
    Column("authority", CODE),
    Column("authority_scope", Text),
    Column("authority_seen_on", DAY),
    Column("representative_address", Text),
    Column("salt", LargeBinary(32)),
    Index("ix_asker_call_at", "call_at"),
)

asker_word = Table(
    "asker_word",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("word", sorted_by_bytes(40), primary_key=True),
    Index("ix_asker_word_word", "word", "request"),
)
"""The words by which the asker of a request is found (`domain.shared.search_term`): follows from `asker`."""

reference_counter = Table(
    "reference_counter",
    metadata,
    Column("kind", CODE, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)
