"""The first schema, as it was then: its tables are declared here once more, and imported from nowhere."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.types import TypeEngine

from db.schema import words_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _ascii(length: int) -> TypeEngine[str]:
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def _where(condition: str, on_sqlite: str = "") -> dict[str, Any]:
    """Return the condition of a partial index, as each of the databases takes it."""
    return {"postgresql_where": text(condition), "sqlite_where": text(on_sqlite or condition)}


def _kinds(names: str) -> str:
    """Return the condition for events of these kinds, which are named with spaces between them."""
    return "kind IN ({})".format(", ".join(f"'{name}'" for name in names.split()))


ID, CODE, DAY, TIME = _ascii(32), _ascii(40), _ascii(10), _ascii(27)
metadata = MetaData(
    naming_convention={
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Table(
    "audit_event",
    metadata,
    Column("seq", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)

Table(
    "audit_head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
)

Table(
    "checkpoint",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("desk", ID, primary_key=True),
    Column("at", TIME, nullable=False),
    Column("note", Text, nullable=False),
)

Table(
    "command",
    metadata,
    Column("id", ID, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

Table(
    "desk",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("kind", CODE, nullable=False, server_default="counter"),
    Column("enrolled_at", TIME, nullable=False),
    Column("withdrawn_at", TIME),
    Column("turn", BigInteger, nullable=False, server_default="0"),
)

Table(
    "note",
    metadata,
    Column("id", ID, primary_key=True),
    Column("salt", LargeBinary(length=32), nullable=False),
    Column("words", Text, nullable=False),
)

Table(
    "office",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("id", ID, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("nation", CODE, nullable=False),
    Column("created_at", TIME, nullable=False),
    Column("recovery_recipients", Text, nullable=False),
)

Table(
    "person",
    metadata,
    Column("id", ID, primary_key=True),
    Column("sign_in_name", Text, nullable=False, unique=True),
    Column("shown_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("roles", Text, nullable=False, server_default=""),
    Column("first_password", Boolean, nullable=False, server_default=false()),
    Column("roles_since", TIME, nullable=False, server_default=""),
    Column("last_sign_in", TIME),
    Column("lent", Text, nullable=False, server_default=""),
    Column("directory", _ascii(36), nullable=False, server_default=""),
    Column("barred", Boolean, nullable=False, server_default=false()),
)

Table(
    "policy",
    metadata,
    Column("name", CODE, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("changed_by", ID),
    Column("changed_at", TIME, nullable=False),
    Column("adopted_at", TIME),
    Column("approved_by", ID),
    Column("dropped_at", TIME),
)

Table(
    "reference_counter",
    metadata,
    Column("kind", CODE, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

Table(
    "retention_key",
    metadata,
    Column("id", ID, primary_key=True),
    Column("source", CODE, nullable=False),
    Column("month", _ascii(7), nullable=False),
    Column("kind", CODE, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("destroyed_at", TIME),
    Column("retired_at", TIME),
    Index(
        "ux_retention_key",
        "source",
        "month",
        "kind",
        unique=True,
        **_where("destroyed_at IS NULL AND retired_at IS NULL"),
    ),
)

Table(
    "sign_in_tries",
    metadata,
    Column("scope", CODE, primary_key=True),
    Column("key", _ascii(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_failure", TIME),
)

Table(
    "vault_file",
    metadata,
    Column("place", ID, primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("id", ID, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", TIME, nullable=False),
    Column("quarantined_on", DAY),
    Index("ux_vault_file", "kind", "id", unique=True, **_where("quarantined_on IS NULL")),
)

Table(
    "vault_piece",
    metadata,
    Column("place", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)

Table(
    "complaint_told",
    metadata,
    Column("complaint", ID, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("step", CODE, nullable=False),
    Column("told_on", DAY, nullable=False),
    Column("outcome", CODE),
    Column("note", ID, ForeignKey("note.id")),
    Column("told_by", ID, ForeignKey("person.id"), nullable=False),
    Column("told_at", TIME, nullable=False),
)

Table(
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
    Column("digest", _ascii(64), nullable=False),
    Column("data_key", LargeBinary, nullable=False),
    Column("retention_key", ID, ForeignKey("retention_key.id"), nullable=False),
    Column("imported_at", TIME, nullable=False),
    Column("destroyed_at", TIME),
    Column("number", Text),
    Column("agent_channel", Integer),
    Column("ended_because", CODE),
    Column("salt", Text),
    Index("ix_recording_call", "source", "call_at", "id"),
    Index("ix_recording_key", "retention_key"),
    Index("ix_recording_number", "number", "call_at", "id"),
    Index("ux_recording_digest", "digest", unique=True, **_where("destroyed_at IS NULL")),
)

Table(
    "request",
    metadata,
    Column("id", ID, primary_key=True),
    Column("reference", _ascii(20), nullable=False, unique=True),
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
    Index("ix_request_received", "received_on", "reference"),
    Index("ix_request_recording", "recording"),
    Index("ix_request_status_due", "status", "due_on", "id"),
)

Table(
    "appointment",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("desk", ID, ForeignKey("desk.id"), nullable=False),
    Column("starts_at", TIME, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("status", CODE, nullable=False),
    Index("ix_appointment_request", "request", "starts_at"),
    Index("ix_appointment_starts_at", "starts_at", "id"),
    Index("ux_appointment_slot", "desk", "starts_at", unique=True, **_where("status IN ('booked', 'attended')")),
)

Table(
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
    Column("digest", _ascii(64), nullable=False),
    Column("data_key", LargeBinary, nullable=False),
    Column("retention_key", ID, ForeignKey("retention_key.id"), nullable=False),
    Column("destroyed_at", TIME),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("style", CODE, nullable=False, server_default="silence"),
    Column("gain_cdb", Integer, nullable=False, server_default=text("0")),
    Column("true_peak_cdb", Integer),
    Column("loudness_cdb", Integer),
    Index("ix_approved_copy_key", "retention_key"),
    Index("ix_approved_copy_recording", "recording"),
    Index("ix_approved_copy_request", "request"),
)

Table(
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
    Column("salt", LargeBinary(length=32)),
    Index("ix_asker_call_at", "call_at"),
)

Table(
    "asker_word",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("word", CODE, primary_key=True),
    Index("ix_asker_word_word", "word", "request"),
)

Table(
    "complaint",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("came_by", CODE, nullable=False),
    Column("received_on", DAY, nullable=False),
    Column("note", ID, ForeignKey("note.id"), nullable=False),
    Column("taken_by", ID, ForeignKey("person.id"), nullable=False),
    Column("taken_at", TIME, nullable=False),
    Index("ix_complaint_request", "request"),
)

Table(
    "deadline_correction",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("order", Integer, primary_key=True),
    Column("day_of", CODE, nullable=False),
    Column("position", Integer, nullable=False),
    Column("proof", CODE),
    Column("was", DAY, nullable=False),
    Column("became", DAY, nullable=False),
    Column("corrected_by", ID, ForeignKey("person.id"), nullable=False),
    Column("corrected_at", TIME, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
)

Table(
    "draft",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("saved_by", ID, ForeignKey("person.id"), nullable=False),
    Column("saved_at", TIME, nullable=False),
    Column("savers", Text, nullable=False),
)

Table(
    "request_clarification",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("asked_on", DAY, nullable=False),
    Column("answered_on", DAY),
    Column("about", CODE),
    Index("ix_request_clarification_open", "request", **_where("answered_on IS NULL")),
)

Table(
    "request_proof",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("proof", CODE, nullable=False),
    Column("asked_on", DAY, nullable=False),
    Column("arrived_on", DAY),
    Column("reason_logged", Boolean, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
    Index("ix_request_proof_awaited", "request", **_where("arrived_on IS NULL")),
)

Table(
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
    Index("ix_retention_hold_review", "review_on", "id", **_where("released_by IS NULL")),
    Index("ix_retention_hold_stands", "request", "review_on", "released_by", **_where("released_by IS NULL")),
)

Table(
    "stop_deletion",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("source", CODE, primary_key=True),
    Column("deletes_on", DAY),
    Column("confirmed_by", ID, ForeignKey("person.id")),
    Column("confirmed_at", TIME),
)

Table(
    "transcript",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("digest", _ascii(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("saved_by", ID, ForeignKey("person.id"), nullable=False),
    Column("saved_at", TIME, nullable=False),
    Column("savers", Text, nullable=False),
)

Table(
    "chapter",
    metadata,
    Column("copy", ID, ForeignKey("approved_copy.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start_frame", Integer, nullable=False),
    Column("end_frame", Integer, nullable=False),
    Column("kind", CODE, nullable=False),
)

Table(
    "copy_transcript",
    metadata,
    Column("copy", ID, ForeignKey("approved_copy.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("digest", _ascii(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)

Table(
    "decision",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("copy", ID, ForeignKey("approved_copy.id")),
    Column("copy_digest", _ascii(64)),
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
    Column("transcript", _ascii(64)),
    Index("ix_decision_request", "request"),
)

Table(
    "disclosure",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("copy", ID, ForeignKey("approved_copy.id"), nullable=False),
    Column("route", CODE, nullable=False),
    Column("basis", CODE, nullable=False),
    Column("disclosed_on", DAY, nullable=False),
    Column("receiver", ID, ForeignKey("note.id"), nullable=False),
    Column("reference", ID, ForeignKey("note.id")),
    Column("recorded_by", ID, ForeignKey("person.id"), nullable=False),
    Column("recorded_at", TIME, nullable=False),
)

Table(
    "held_recording",
    metadata,
    Column("hold", ID, ForeignKey("retention_hold.id"), primary_key=True),
    Column("recording", ID, ForeignKey("recording.id"), primary_key=True),
    Index("ix_held_recording_recording", "recording"),
)

Table(
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

Table(
    "removed_part",
    metadata,
    Column("copy", ID, ForeignKey("approved_copy.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start_frame", Integer, nullable=False),
    Column("end_frame", Integer, nullable=False),
    Column("channel", Integer),
    Column("reason", CODE, nullable=False),
)

Table(
    "session",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("copy", ID, ForeignKey("approved_copy.id"), nullable=False),
    Column("adviser", ID, ForeignKey("person.id"), nullable=False),
    Column("desk", ID, ForeignKey("desk.id"), nullable=False),
    Column("appointment", ID, ForeignKey("appointment.id")),
    Column("opened_at", TIME, nullable=False),
    Column("state", CODE, nullable=False),
    Column("interrupted_from", CODE),
    Column("parties", Text, nullable=False),
    Column("identified", Boolean, nullable=False),
    Column("briefed", Boolean, nullable=False, server_default=false()),
    Column("at_frame", Integer, nullable=False),
    Column("copy_wanted", Boolean, nullable=False),
    Column("complaint", Boolean, nullable=False),
    Column("acknowledged", Boolean, nullable=False),
    Column("outcome", CODE),
    Column("closed_at", TIME),
    Column("exceptions", Text, nullable=False),
    Column("exceptional", Boolean, nullable=False),
    Column("waiting", Boolean, nullable=False, server_default=false()),
    Index("ix_session_adviser", "adviser", "exceptional", "opened_at", "id"),
    Index("ix_session_appointment", "appointment"),
    Index("ix_session_complained", "id", "request", "state", "closed_at", **_where("complaint", "complaint = 1")),
    Index("ix_session_opened_at", "opened_at", "id"),
    Index("ix_session_request", "request", "opened_at"),
    Index("ix_session_review", "exceptional", "opened_at", "id"),
    Index("ix_session_state_desk", "state", "desk"),
    Index("ix_session_waiting", "exceptional", "opened_at", "id", **_where("waiting", "waiting = 1")),
    Index("ix_session_waits", "exceptional", "opened_at", "id", "closed_at", **_where("waiting", "waiting = 1")),
)

Table(
    "asked_check",
    metadata,
    Column("id", ID, ForeignKey("note.id"), primary_key=True),
    Column("session", ID, ForeignKey("session.id"), nullable=False),
    Column("asked_by", ID, ForeignKey("person.id"), nullable=False),
    Column("desk", ID, ForeignKey("desk.id"), nullable=False),
    Column("asked_at", TIME, nullable=False),
    Column("documents", Text, nullable=False),
    Column("missing", Text, nullable=False),
    Column("standing", CODE, nullable=False),
    Column("ended_by", ID, ForeignKey("person.id")),
    Column("ended_at", TIME),
    Index("ix_asked_check_session", "session"),
    Index("ix_asked_check_waiting", "asked_at", **_where("standing = 'waiting'")),
)

Table(
    "follow_up_answer",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("answer", CODE, nullable=False),
    Column("answered_on", DAY, nullable=False),
    Column("answered_by", ID, ForeignKey("person.id"), nullable=False),
    Column("answered_at", TIME, nullable=False),
)

Table(
    "heard_span",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("start_frame", Integer, primary_key=True),
    Column("end_frame", Integer, nullable=False),
)

Table(
    "review",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("signed_off_by", ID, ForeignKey("person.id"), nullable=False),
    Column("signed_off_at", TIME, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
)

Table(
    "review_question",
    metadata,
    Column("id", ID, ForeignKey("note.id"), primary_key=True),
    Column("session", ID, ForeignKey("session.id"), nullable=False),
    Column("asked_by", ID, ForeignKey("person.id"), nullable=False),
    Column("asked_to", ID, ForeignKey("person.id"), nullable=False),
    Column("asked_at", TIME, nullable=False),
    Column("answer", ID, ForeignKey("note.id")),
    Column("answered_at", TIME),
    Index("ix_review_question_session", "session"),
    Index("ix_review_question_unanswered", "asked_to", "asked_at", **_where("answer IS NULL")),
)

Table(
    "session_note",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("note", ID, ForeignKey("note.id"), primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("at_frame", Integer),
    Column("correction_wanted", Boolean, nullable=False),
    Column("taken_at", TIME, nullable=False),
    Index("ix_session_note_correction", "session", **_where("correction_wanted", "correction_wanted = 1")),
    Index("ix_session_note_note", "note"),
)

Table(
    "sighted_document",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("slot", Integer, primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("group", CODE, nullable=False),
    Column("in_date", Boolean, nullable=False),
    Column("age_months", Integer),
    Column("checks", Text, nullable=False),
    Column("sighted_by", ID, ForeignKey("person.id"), nullable=False),
    Column("sighted_at", TIME, nullable=False),
)


def upgrade() -> None:
    """Upgrade to this revision."""
    metadata.create_all(op.get_bind(), checkfirst=False)
    words_index.create(op.get_bind())


def downgrade() -> None:
    """Downgrade from this revision, to nothing."""
    words_index.drop(op.get_bind())
    metadata.drop_all(op.get_bind(), checkfirst=False)
