"""The tables of recordings and their retention: keys, holds, deletions stopped. Rules: `tables`."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from db.schema.office_tables import CODE, DAY, ID, TIME
from db.shared.metadata import metadata, partial_index, sorted_by_bytes

_LIVES = text("destroyed_at IS NULL")
_TAKES_SOUND = text("destroyed_at IS NULL AND retired_at IS NULL")


def _one_that_lives(name: str, *columns: str) -> Index:
    """Return an index that is unique among rows not destroyed: a destroyed one frees its place."""
    return partial_index(name, *columns, where=_LIVES, unique=True)


retention_key = Table(
    "retention_key",
    metadata,
    Column("id", ID, primary_key=True),
    Column("source", CODE, nullable=False),
    Column("month", sorted_by_bytes(7), nullable=False),
    Column("kind", CODE, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("destroyed_at", TIME),
    Column("retired_at", TIME),
    partial_index("ux_retention_key", "source", "month", "kind", where=_TAKES_SOUND, unique=True),
)

recording = Table(
    "recording",
    metadata,
    Column("id", ID, primary_key=True),
    Column("source", CODE, nullable=False),
    Column("call_at", TIME, nullable=False),
    Column("outbound", Boolean, nullable=False),
    Column("format", CODE, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("channels", Integer, nullable=False),
    Column("frames", Integer, nullable=False),
    Column("digest", sorted_by_bytes(64), nullable=False),
    Column("data_key", LargeBinary, nullable=False),
    Column("retention_key", ID, ForeignKey("retention_key.id"), nullable=False),
    Column("imported_at", TIME, nullable=False),
    Column("destroyed_at", TIME),
    Column("number", Text),
    Column("agent_channel", Integer),
    Column("ended_because", CODE),
    Column("salt", Text),
    _one_that_lives("ux_recording_digest", "digest"),
    Index("ix_recording_call", "source", "call_at", "id"),
    Index("ix_recording_number", "number", "call_at", "id"),
    Index("ix_recording_key", "retention_key"),
)

_STANDS = text("released_by IS NULL")

retention_hold = Table(
    "retention_hold",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("reason", CODE, nullable=False),
    Column("owner", ID, ForeignKey("person.id"), nullable=False),
    Column("review_on", DAY, nullable=False),
    Column("placed_at", TIME, nullable=False),
    Column("release_asked_by", ID, ForeignKey("person.id")),
    Column("released_by", ID, ForeignKey("person.id")),
    Column("released_at", TIME),
    Index("ix_retention_hold_request", "request"),
    partial_index("ix_retention_hold_review", "review_on", "id", where=_STANDS),
    partial_index("ix_retention_hold_stands", "request", "review_on", "released_by", where=_STANDS),
)

hold_review = Table(
    "hold_review",
    metadata,
    Column("hold", ID, ForeignKey("retention_hold.id"), primary_key=True),
    Column("order", Integer, primary_key=True),
    Column("was", DAY, nullable=False),
    Column("became", DAY, nullable=False),
    Column("reviewed_by", ID, ForeignKey("person.id"), nullable=False),
    Column("reviewed_at", TIME, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
)

held_recording = Table(
    "held_recording",
    metadata,
    Column("hold", ID, ForeignKey("retention_hold.id"), primary_key=True),
    Column("recording", ID, ForeignKey("recording.id"), primary_key=True),
    Index("ix_held_recording_recording", "recording"),
)

stop_deletion = Table(
    "stop_deletion",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("source", CODE, primary_key=True),
    Column("deletes_on", DAY),
    Column("confirmed_by", ID, ForeignKey("person.id")),
    Column("confirmed_at", TIME),
)
