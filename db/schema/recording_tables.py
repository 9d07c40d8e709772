"""The tables of recordings and their retention, of copies and decisions, and of a vault that is kept in the database.

A vault's file is one row and its pieces in order: ciphertext, cut at every `PIECE` bytes. The file's row comes last, in
the same transaction. Desks only add rows there; functions of the owner's do the rest (`protection`). `stored_at` is by
the server's clock, and `place` is random, so that a file that is replaced shares no row with the new. Rules: `tables`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Text, false, text

from db.schema.office_tables import CODE, DAY, ID, TIME
from db.shared.metadata import partial_index, sorted_by_bytes, table

_LIVES = text("destroyed_at IS NULL")
_TAKES_SOUND = text("destroyed_at IS NULL AND retired_at IS NULL")


def _one_that_lives(name: str, *columns: str) -> Index:
    """Return an index that is unique among rows not destroyed: a destroyed one frees its place."""
    return partial_index(name, *columns, where=_LIVES, unique=True)


retention_key = table(
    "retention_key",
    Column("id", ID, primary_key=True),
    Column("source", CODE, nullable=False),
    Column("month", sorted_by_bytes(7), nullable=False),
    Column("kind", CODE, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("destroyed_at", TIME),
    Column("retired_at", TIME),
    partial_index("ux_retention_key", "source", "month", "kind", where=_TAKES_SOUND, unique=True),
)

recording = table(
    "recording",
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

retention_hold = table(
    "retention_hold",
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

hold_review = table(
    "hold_review",
    Column("hold", ID, ForeignKey("retention_hold.id"), primary_key=True),
    Column("order", Integer, primary_key=True),
    Column("was", DAY, nullable=False),
    Column("became", DAY, nullable=False),
    Column("reviewed_by", ID, ForeignKey("person.id"), nullable=False),
    Column("reviewed_at", TIME, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
)

held_recording = table(
    "held_recording",
    Column("hold", ID, ForeignKey("retention_hold.id"), primary_key=True),
    Column("recording", ID, ForeignKey("recording.id"), primary_key=True),
    Index("ix_held_recording_recording", "recording"),
)

stop_deletion = table(
    "stop_deletion",
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("source", CODE, primary_key=True),
    Column("deletes_on", DAY),
    Column("confirmed_by", ID, ForeignKey("person.id")),
    Column("confirmed_at", TIME),
)


draft = table(
    "draft",
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("saved_by", ID, ForeignKey("person.id"), nullable=False),
    Column("saved_at", TIME, nullable=False),
    Column("savers", Text, nullable=False),
)

approved_copy = table(
    "approved_copy",
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

removed_part = table(
    "removed_part",
    Column("copy", ID, ForeignKey("approved_copy.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start_frame", Integer, nullable=False),
    Column("end_frame", Integer, nullable=False),
    Column("channel", Integer),
    Column("reason", CODE, nullable=False),
)

chapter = table(
    "chapter",
    Column("copy", ID, ForeignKey("approved_copy.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start_frame", Integer, nullable=False),
    Column("end_frame", Integer, nullable=False),
    Column("kind", CODE, nullable=False),
)

transcript = table(
    "transcript",
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

copy_transcript = table(
    "copy_transcript",
    Column("copy", ID, ForeignKey("approved_copy.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("digest", sorted_by_bytes(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""The transcript of a copy, without the words of removed parts, under the copy's own key; empty once destroyed."""

decision = table(
    "decision",
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


PIECE = 16 * 16400
"""Bytes of a piece; the last one of a file is shorter. It is what a reader of the container fetches at once."""

_IN_ITS_PLACE = text("quarantined_on IS NULL")

vault_file = table(
    "vault_file",
    Column("place", ID, primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("id", ID, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", TIME, nullable=False),
    Column("quarantined_on", DAY),
    partial_index("ux_vault_file", "kind", "id", where=_IN_ITS_PLACE, unique=True),
)

vault_piece = table(
    "vault_piece",
    Column("place", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
