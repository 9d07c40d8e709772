"""The tables of copies: marks, copies and decisions. Rules: `tables`."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, false, text

from db.schema.office_tables import CODE, DAY, ID, TIME
from db.shared.metadata import metadata, sorted_by_bytes

draft = Table(
    "draft",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("saved_by", ID, ForeignKey("person.id"), nullable=False),
    Column("saved_at", TIME, nullable=False),
    Column("savers", Text, nullable=False),
)

approved_copy = Table(
    "approved_copy",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("recording", ID, ForeignKey("recording.id"), nullable=False),
    Column("prepared_by", ID, ForeignKey("person.id"), nullable=False),
    Column("prepared_at", TIME, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("channels", Integer, nullable=False),
    Column("frames", Integer, nullable=False),
    Column("digest", sorted_by_bytes(64), nullable=False),
    Column("data_key", LargeBinary, nullable=False),
    Column("retention_key", ID, ForeignKey("retention_key.id"), nullable=False),
    Column("destroyed_at", TIME),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("style", CODE, nullable=False, server_default="silence"),
    Column("gain_cdb", Integer, nullable=False, server_default=text("0")),
    Column("true_peak_cdb", Integer),
    Column("loudness_cdb", Integer),
    Index("ix_approved_copy_recording", "recording"),
    Index("ix_approved_copy_request", "request"),
    Index("ix_approved_copy_key", "retention_key"),
)

removed_part = Table(
    "removed_part",
    metadata,
    Column("copy", ID, ForeignKey("approved_copy.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start_frame", Integer, nullable=False),
    Column("end_frame", Integer, nullable=False),
    Column("channel", Integer),
    Column("reason", CODE, nullable=False),
)

chapter = Table(
    "chapter",
    metadata,
    Column("copy", ID, ForeignKey("approved_copy.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start_frame", Integer, nullable=False),
    Column("end_frame", Integer, nullable=False),
    Column("kind", CODE, nullable=False),
)

transcript = Table(
    "transcript",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("digest", sorted_by_bytes(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("saved_by", ID, ForeignKey("person.id"), nullable=False),
    Column("saved_at", TIME, nullable=False),
    Column("savers", Text, nullable=False),
)
"""The transcript of a request's recording, under the key of that; empty once the recording is unlinked or destroyed."""

copy_transcript = Table(
    "copy_transcript",
    metadata,
    Column("copy", ID, ForeignKey("approved_copy.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("digest", sorted_by_bytes(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""The transcript of a copy, without the words of removed parts, under the copy's own key; empty once destroyed."""

decision = Table(
    "decision",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("copy", ID, ForeignKey("approved_copy.id")),
    Column("copy_digest", sorted_by_bytes(64)),
    Column("decided_by", ID, ForeignKey("person.id"), nullable=False),
    Column("decided_at", TIME, nullable=False),
    Column("approved", Boolean, nullable=False),
    Column("refusal", CODE),
    Column("until", DAY),
    Column("note", ID, ForeignKey("note.id")),
    Column("sent_back", Boolean, nullable=False, server_default=false()),
    Column("weighed", Text, nullable=False, server_default="[]"),
    Column("version", Integer),
    Column("position", Integer, nullable=False, server_default=text("0")),
    Column("transcript", sorted_by_bytes(64)),
    Index("ix_decision_request", "request"),
)
