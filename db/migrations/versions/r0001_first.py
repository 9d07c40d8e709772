"""The first schema: the log, the office, requests, copies, sessions, reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("day", _ascii(10), nullable=False),
        sa.Column("kind", _ascii(40), nullable=False),
        sa.Column("session", _ascii(32), nullable=True),
        sa.Column("request", _ascii(32), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_day", "audit_event", ["day", "seq"], unique=False)
    op.create_index("ix_audit_event_kind", "audit_event", ["kind", "seq"], unique=False)
    op.create_index("ix_audit_event_request", "audit_event", ["request", "seq"], unique=False)
    op.create_index("ix_audit_event_session", "audit_event", ["session", "seq"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("day", _ascii(10), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_audit_head_only")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("desk", _ascii(32), nullable=False),
        sa.Column("at", _ascii(27), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", "desk", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "desk",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("opens_originals", sa.Boolean(), nullable=False),
        sa.Column("enrolled_at", _ascii(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )
    op.create_table(
        "note",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_table(
        "office",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("kind", _ascii(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("nation", _ascii(40), nullable=False),
        sa.Column("created_at", _ascii(27), nullable=False),
        sa.Column("recovery_recipients", sa.Text(), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_office_only")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_office")),
    )
    op.create_table(
        "person",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("sign_in_name", sa.Text(), nullable=False),
        sa.Column("shown_name", sa.Text(), nullable=False),
        sa.Column("role", _ascii(40), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("sign_in_name", name=op.f("uq_person_sign_in_name")),
    )
    op.create_table(
        "reference_counter",
        sa.Column("kind", _ascii(40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_reference_counter")),
    )
    op.create_table(
        "retention_key",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("source", _ascii(40), nullable=False),
        sa.Column("month", _ascii(7), nullable=False),
        sa.Column("kind", _ascii(40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_key")),
        sa.UniqueConstraint("source", "month", "kind", name=op.f("uq_retention_key_source_month_kind")),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("scope", _ascii(40), nullable=False),
        sa.Column("key", _ascii(64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failure", _ascii(27), nullable=True),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_sign_in_tries")),
    )
    op.create_table(
        "signing_key",
        sa.Column("desk", _ascii(32), nullable=False),
        sa.Column("day", _ascii(10), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "day", name=op.f("pk_signing_key")),
    )
    op.create_table(
        "recording",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("source", _ascii(40), nullable=False),
        sa.Column("call_at", _ascii(27), nullable=False),
        sa.Column("outbound", sa.Boolean(), nullable=False),
        sa.Column("format", _ascii(40), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("digest", _ascii(64), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("retention_key", _ascii(32), nullable=False),
        sa.Column("imported_at", _ascii(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["retention_key"], ["retention_key.id"], name=op.f("fk_recording_retention_key_retention_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("digest", name=op.f("uq_recording_digest")),
    )
    op.create_table(
        "request",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("reference", _ascii(20), nullable=False),
        sa.Column("kind", _ascii(40), nullable=False),
        sa.Column("status", _ascii(40), nullable=False),
        sa.Column("received_on", _ascii(10), nullable=False),
        sa.Column("due_on", _ascii(10), nullable=True),
        sa.Column("purpose", _ascii(40), nullable=True),
        sa.Column("reason_note", _ascii(32), nullable=True),
        sa.Column("taken_by", _ascii(32), nullable=False),
        sa.Column("recording", _ascii(32), nullable=True),
        sa.Column("copy", _ascii(32), nullable=True),
        sa.Column("approved_until", _ascii(10), nullable=True),
        sa.Column("copy_wanted", sa.Boolean(), nullable=False),
        sa.Column("adjustments", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reason_note"], ["note.id"], name=op.f("fk_request_reason_note_note")),
        sa.ForeignKeyConstraint(["recording"], ["recording.id"], name=op.f("fk_request_recording_recording")),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_request_taken_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_request_reference")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index("ix_request_status_due", ["status", "due_on", "id"], unique=False)

    op.create_table(
        "appointment",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("desk", _ascii(32), nullable=False),
        sa.Column("starts_at", _ascii(27), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("status", _ascii(40), nullable=False),
        sa.ForeignKeyConstraint(["desk"], ["desk.id"], name=op.f("fk_appointment_desk_desk")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_appointment_request_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("desk", "starts_at", name=op.f("uq_appointment_desk_starts_at")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index("ix_appointment_starts_at", ["starts_at", "id"], unique=False)

    op.create_table(
        "approved_copy",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("recording", _ascii(32), nullable=False),
        sa.Column("prepared_by", _ascii(32), nullable=False),
        sa.Column("prepared_at", _ascii(27), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("digest", _ascii(64), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("retention_key", _ascii(32), nullable=False),
        sa.ForeignKeyConstraint(["prepared_by"], ["person.id"], name=op.f("fk_approved_copy_prepared_by_person")),
        sa.ForeignKeyConstraint(["recording"], ["recording.id"], name=op.f("fk_approved_copy_recording_recording")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_approved_copy_request_request")),
        sa.ForeignKeyConstraint(
            ["retention_key"], ["retention_key.id"], name=op.f("fk_approved_copy_retention_key_retention_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approved_copy")),
    )
    op.create_table(
        "asker",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("given_names", sa.Text(), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("born", _ascii(10), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("call_at", _ascii(27), nullable=False),
        sa.Column("call_number", sa.Text(), nullable=False),
        sa.Column("call_outbound", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_asker_request_request")),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_asker")),
    )
    op.create_table(
        "decision",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("copy", _ascii(32), nullable=True),
        sa.Column("copy_digest", _ascii(64), nullable=True),
        sa.Column("decided_by", _ascii(32), nullable=False),
        sa.Column("decided_at", _ascii(27), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("refusal", _ascii(40), nullable=True),
        sa.Column("until", _ascii(10), nullable=True),
        sa.Column("note", _ascii(32), nullable=True),
        sa.ForeignKeyConstraint(["copy"], ["approved_copy.id"], name=op.f("fk_decision_copy_approved_copy")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_decision_decided_by_person")),
        sa.ForeignKeyConstraint(["note"], ["note.id"], name=op.f("fk_decision_note_note")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_decision_request_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_request", ["request"], unique=False)

    op.create_table(
        "removed_part",
        sa.Column("copy", _ascii(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start_frame", sa.Integer(), nullable=False),
        sa.Column("end_frame", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=True),
        sa.Column("reason", _ascii(40), nullable=False),
        sa.ForeignKeyConstraint(["copy"], ["approved_copy.id"], name=op.f("fk_removed_part_copy_approved_copy")),
        sa.PrimaryKeyConstraint("copy", "position", name=op.f("pk_removed_part")),
    )
    op.create_table(
        "session",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("copy", _ascii(32), nullable=False),
        sa.Column("adviser", _ascii(32), nullable=False),
        sa.Column("desk", _ascii(32), nullable=False),
        sa.Column("appointment", _ascii(32), nullable=True),
        sa.Column("opened_at", _ascii(27), nullable=False),
        sa.Column("state", _ascii(40), nullable=False),
        sa.Column("interrupted_from", _ascii(40), nullable=True),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("identified", sa.Boolean(), nullable=False),
        sa.Column("at_frame", sa.Integer(), nullable=False),
        sa.Column("copy_wanted", sa.Boolean(), nullable=False),
        sa.Column("complaint", sa.Boolean(), nullable=False),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("outcome", _ascii(40), nullable=True),
        sa.Column("closed_at", _ascii(27), nullable=True),
        sa.Column("exceptions", sa.Text(), nullable=False),
        sa.Column("exceptional", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["adviser"], ["person.id"], name=op.f("fk_session_adviser_person")),
        sa.ForeignKeyConstraint(["appointment"], ["appointment.id"], name=op.f("fk_session_appointment_appointment")),
        sa.ForeignKeyConstraint(["copy"], ["approved_copy.id"], name=op.f("fk_session_copy_approved_copy")),
        sa.ForeignKeyConstraint(["desk"], ["desk.id"], name=op.f("fk_session_desk_desk")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_session_request_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index("ix_session_adviser", ["adviser", "opened_at", "id"], unique=False)
        batch_op.create_index("ix_session_opened_at", ["opened_at", "id"], unique=False)
        batch_op.create_index("ix_session_review", ["exceptional", "opened_at", "id"], unique=False)
        batch_op.create_index("ix_session_state_desk", ["state", "desk"], unique=False)

    op.create_table(
        "heard_span",
        sa.Column("session", _ascii(32), nullable=False),
        sa.Column("start_frame", sa.Integer(), nullable=False),
        sa.Column("end_frame", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name=op.f("fk_heard_span_session_session")),
        sa.PrimaryKeyConstraint("session", "start_frame", name=op.f("pk_heard_span")),
    )
    op.create_table(
        "review",
        sa.Column("session", _ascii(32), nullable=False),
        sa.Column("signed_off_by", _ascii(32), nullable=False),
        sa.Column("signed_off_at", _ascii(27), nullable=False),
        sa.Column("note", _ascii(32), nullable=True),
        sa.ForeignKeyConstraint(["note"], ["note.id"], name=op.f("fk_review_note_note")),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name=op.f("fk_review_session_session")),
        sa.ForeignKeyConstraint(["signed_off_by"], ["person.id"], name=op.f("fk_review_signed_off_by_person")),
        sa.PrimaryKeyConstraint("session", name=op.f("pk_review")),
    )
    op.create_table(
        "session_note",
        sa.Column("session", _ascii(32), nullable=False),
        sa.Column("note", _ascii(32), nullable=False),
        sa.Column("kind", _ascii(40), nullable=False),
        sa.Column("at_frame", sa.Integer(), nullable=True),
        sa.Column("correction_wanted", sa.Boolean(), nullable=False),
        sa.Column("taken_at", _ascii(27), nullable=False),
        sa.ForeignKeyConstraint(["note"], ["note.id"], name=op.f("fk_session_note_note_note")),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name=op.f("fk_session_note_session_session")),
        sa.PrimaryKeyConstraint("session", "note", name=op.f("pk_session_note")),
    )
    op.create_table(
        "sighted_document",
        sa.Column("session", _ascii(32), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("kind", _ascii(40), nullable=False),
        sa.Column("group", _ascii(40), nullable=False),
        sa.Column("in_date", sa.Boolean(), nullable=False),
        sa.Column("age_months", sa.Integer(), nullable=True),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("sighted_by", _ascii(32), nullable=False),
        sa.Column("sighted_at", _ascii(27), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name=op.f("fk_sighted_document_session_session")),
        sa.ForeignKeyConstraint(["sighted_by"], ["person.id"], name=op.f("fk_sighted_document_sighted_by_person")),
        sa.PrimaryKeyConstraint("session", "slot", name=op.f("pk_sighted_document")),
    )


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_table("sighted_document")
    op.drop_table("session_note")
    op.drop_table("review")
    op.drop_table("heard_span")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index("ix_session_state_desk")
        batch_op.drop_index("ix_session_review")
        batch_op.drop_index("ix_session_opened_at")
        batch_op.drop_index("ix_session_adviser")

    op.drop_table("session")
    op.drop_table("removed_part")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_request")

    op.drop_table("decision")
    op.drop_table("asker")
    op.drop_table("approved_copy")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index("ix_appointment_starts_at")

    op.drop_table("appointment")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index("ix_request_status_due")

    op.drop_table("request")
    op.drop_table("recording")
    op.drop_table("signing_key")
    op.drop_table("sign_in_tries")
    op.drop_table("retention_key")
    op.drop_table("reference_counter")
    op.drop_table("person")
    op.drop_table("office")
    op.drop_table("note")
    op.drop_table("desk")
    op.drop_table("checkpoint")
    op.drop_table("audit_head")
    op.drop_index("ix_audit_event_session", table_name="audit_event")
    op.drop_index("ix_audit_event_request", table_name="audit_event")
    op.drop_index("ix_audit_event_kind", table_name="audit_event")
    op.drop_index("ix_audit_event_day", table_name="audit_event")
    op.drop_table("audit_event")
