"""The first schema."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.schema import words_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "audit_event",
    "audit_head",
    "checkpoint",
    "command",
    "desk",
    "note",
    "office",
    "person",
    "policy",
    "reference_counter",
    "retention_key",
    "sign_in_tries",
    "signing_key",
    "vault_file",
    "vault_piece",
    "complaint_told",
    "recording",
    "request",
    "appointment",
    "approved_copy",
    "asker",
    "asker_word",
    "complaint",
    "deadline_correction",
    "draft",
    "request_clarification",
    "request_proof",
    "retention_hold",
    "stop_deletion",
    "transcript",
    "chapter",
    "copy_transcript",
    "decision",
    "disclosure",
    "held_recording",
    "hold_review",
    "removed_part",
    "session",
    "asked_check",
    "follow_up_answer",
    "heard_span",
    "review",
    "review_question",
    "session_note",
    "sighted_document",
)


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _where(condition: str, on_sqlite: str = "") -> dict[str, Any]:
    """Return the condition of a partial index, as each of the databases takes it."""
    return {"postgresql_where": sa.text(condition), "sqlite_where": sa.text(on_sqlite or condition)}


def _kinds(names: str) -> str:
    """Return the condition for events of these kinds, which are named with spaces between them."""
    return "kind IN ({})".format(", ".join(f"'{name}'" for name in names.split()))


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
    op.create_index("ix_audit_event_closed", "audit_event", ["day"], **_where("kind = 'request_closed'"))
    op.create_index(
        "ix_audit_event_office",
        "audit_event",
        ["seq"],
        **_where(
            _kinds(
                "log_started signing_key_changed lag_accepted witness_begun events_lost office_created "
                "desk_asked desk_enrolled desk_withdrawn desk_kind_changed recovery_key_replaced "
                "server_changed keyring_restored office_moved recordings_moved desk_copied person_added "
                "administrator_recovered person_renamed person_left person_came_back roles_changed role_lent "
                "loan_ended password_changed password_reset password_rehashed wait_ended policies_begun "
                "policy_changed policy_proposed policy_adopted policy_dropped clock_confirmed "
                "administration_reviewed"
            )
        ),
    )
    op.create_index("ix_audit_event_refused", "audit_event", ["seq"], **_where(_kinds("sign_in_refused tries_cleared")))
    op.create_index(
        "ix_audit_event_request", "audit_event", ["request", "seq"], **_where("session IS NULL AND request IS NOT NULL")
    )
    op.create_index(
        "ix_audit_event_reviews",
        "audit_event",
        ["seq"],
        **_where(_kinds("recording_opened session_closed review_signed_off sign_off_taken_back")),
    )
    op.create_index("ix_audit_event_session", "audit_event", ["session", "seq"])
    op.create_index(
        "ix_audit_event_sound",
        "audit_event",
        ["seq"],
        **_where(
            _kinds(
                "recording_imported recording_brought_back recording_linked call_metadata_told copy_prepared "
                "retention_key_renewed retention_key_destroyed"
            )
        ),
    )
    op.create_index(
        "ix_audit_event_state",
        "audit_event",
        ["seq"],
        **_where(_kinds("row_refused desk_reported backed_up retention_run vault_looked_through")),
    )
    op.create_index("ix_audit_event_stopped", "audit_event", ["seq"], **_where("kind = 'retention_stopped'"))
    op.create_table(
        "audit_head",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("day", _ascii(10), nullable=False),
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
        "command",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "desk",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("kind", _ascii(40), server_default="counter", nullable=False),
        sa.Column("enrolled_at", _ascii(27), nullable=False),
        sa.Column("withdrawn_at", _ascii(27), nullable=True),
        sa.Column("turn", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )
    op.create_table(
        "note",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
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
        sa.PrimaryKeyConstraint("one", name=op.f("pk_office")),
    )
    op.create_table(
        "person",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("sign_in_name", sa.Text(), nullable=False),
        sa.Column("shown_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("roles", sa.Text(), server_default="", nullable=False),
        sa.Column("first_password", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("roles_since", _ascii(27), server_default="", nullable=False),
        sa.Column("last_sign_in", _ascii(27), nullable=True),
        sa.Column("lent", sa.Text(), server_default="", nullable=False),
        sa.Column("directory", _ascii(36), server_default="", nullable=False),
        sa.Column("barred", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("sign_in_name", name=op.f("uq_person_sign_in_name")),
    )
    op.create_table(
        "policy",
        sa.Column("name", _ascii(40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("changed_by", _ascii(32), nullable=True),
        sa.Column("changed_at", _ascii(27), nullable=False),
        sa.Column("adopted_at", _ascii(27), nullable=True),
        sa.Column("approved_by", _ascii(32), nullable=True),
        sa.Column("dropped_at", _ascii(27), nullable=True),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_policy")),
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
        sa.Column("destroyed_at", _ascii(27), nullable=True),
        sa.Column("retired_at", _ascii(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_key")),
    )
    op.create_index(
        "ux_retention_key",
        "retention_key",
        ["source", "month", "kind"],
        unique=True,
        **_where("destroyed_at IS NULL AND retired_at IS NULL"),
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
        "vault_file",
        sa.Column("place", _ascii(32), nullable=False),
        sa.Column("kind", _ascii(40), nullable=False),
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", _ascii(27), nullable=False),
        sa.Column("quarantined_on", _ascii(10), nullable=True),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_vault_file")),
    )
    op.create_index("ux_vault_file", "vault_file", ["kind", "id"], unique=True, **_where("quarantined_on IS NULL"))
    op.create_table(
        "vault_piece",
        sa.Column("place", _ascii(32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "number", name=op.f("pk_vault_piece")),
    )
    op.create_table(
        "complaint_told",
        sa.Column("complaint", _ascii(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", _ascii(40), nullable=False),
        sa.Column("told_on", _ascii(10), nullable=False),
        sa.Column("outcome", _ascii(40), nullable=True),
        sa.Column("note", _ascii(32), nullable=True),
        sa.Column("told_by", _ascii(32), nullable=False),
        sa.Column("told_at", _ascii(27), nullable=False),
        sa.ForeignKeyConstraint(["note"], ["note.id"], name=op.f("fk_complaint_told_note_note")),
        sa.ForeignKeyConstraint(["told_by"], ["person.id"], name=op.f("fk_complaint_told_told_by_person")),
        sa.PrimaryKeyConstraint("complaint", "position", name=op.f("pk_complaint_told")),
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
        sa.Column("destroyed_at", _ascii(27), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("agent_channel", sa.Integer(), nullable=True),
        sa.Column("ended_because", _ascii(40), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["retention_key"], ["retention_key.id"], name=op.f("fk_recording_retention_key_retention_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
    )
    op.create_index("ix_recording_call", "recording", ["source", "call_at", "id"])
    op.create_index("ix_recording_key", "recording", ["retention_key"])
    op.create_index("ix_recording_number", "recording", ["number", "call_at", "id"])
    op.create_index("ux_recording_digest", "recording", ["digest"], unique=True, **_where("destroyed_at IS NULL"))
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
        sa.Column("extended_on", _ascii(10), nullable=True),
        sa.Column("extension_reason", _ascii(40), nullable=True),
        sa.Column("came_by", _ascii(40), nullable=True),
        sa.Column("copy_offered", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("needs", sa.Text(), server_default="[]", nullable=False),
        sa.Column("language", _ascii(40), nullable=True),
        sa.ForeignKeyConstraint(["reason_note"], ["note.id"], name=op.f("fk_request_reason_note_note")),
        sa.ForeignKeyConstraint(["recording"], ["recording.id"], name=op.f("fk_request_recording_recording")),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_request_taken_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_request_reference")),
    )
    op.create_index("ix_request_received", "request", ["received_on", "reference"])
    op.create_index("ix_request_recording", "request", ["recording"])
    op.create_index("ix_request_status_due", "request", ["status", "due_on", "id"])
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
    )
    op.create_index("ix_appointment_request", "appointment", ["request", "starts_at"])
    op.create_index("ix_appointment_starts_at", "appointment", ["starts_at", "id"])
    op.create_index(
        "ux_appointment_slot",
        "appointment",
        ["desk", "starts_at"],
        unique=True,
        **_where("status IN ('booked', 'attended')"),
    )
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
        sa.Column("destroyed_at", _ascii(27), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("style", _ascii(40), server_default="silence", nullable=False),
        sa.Column("gain_cdb", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("true_peak_cdb", sa.Integer(), nullable=True),
        sa.Column("loudness_cdb", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["prepared_by"], ["person.id"], name=op.f("fk_approved_copy_prepared_by_person")),
        sa.ForeignKeyConstraint(["recording"], ["recording.id"], name=op.f("fk_approved_copy_recording_recording")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_approved_copy_request_request")),
        sa.ForeignKeyConstraint(
            ["retention_key"], ["retention_key.id"], name=op.f("fk_approved_copy_retention_key_retention_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approved_copy")),
    )
    op.create_index("ix_approved_copy_key", "approved_copy", ["retention_key"])
    op.create_index("ix_approved_copy_recording", "approved_copy", ["recording"])
    op.create_index("ix_approved_copy_request", "approved_copy", ["request"])
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
        sa.Column("call_by_somebody_else", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("authority", _ascii(40), nullable=True),
        sa.Column("authority_scope", sa.Text(), nullable=True),
        sa.Column("authority_seen_on", _ascii(10), nullable=True),
        sa.Column("representative_address", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_asker_request_request")),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_asker")),
    )
    op.create_index("ix_asker_call_at", "asker", ["call_at"])
    op.create_table(
        "asker_word",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("word", _ascii(40), nullable=False),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_asker_word_request_request")),
        sa.PrimaryKeyConstraint("request", "word", name=op.f("pk_asker_word")),
    )
    op.create_index("ix_asker_word_word", "asker_word", ["word", "request"])
    op.create_table(
        "complaint",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("came_by", _ascii(40), nullable=False),
        sa.Column("received_on", _ascii(10), nullable=False),
        sa.Column("note", _ascii(32), nullable=False),
        sa.Column("taken_by", _ascii(32), nullable=False),
        sa.Column("taken_at", _ascii(27), nullable=False),
        sa.ForeignKeyConstraint(["note"], ["note.id"], name=op.f("fk_complaint_note_note")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_complaint_request_request")),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_complaint_taken_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_index("ix_complaint_request", "complaint", ["request"])
    op.create_table(
        "deadline_correction",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("day_of", _ascii(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proof", _ascii(40), nullable=True),
        sa.Column("was", _ascii(10), nullable=False),
        sa.Column("became", _ascii(10), nullable=False),
        sa.Column("corrected_by", _ascii(32), nullable=False),
        sa.Column("corrected_at", _ascii(27), nullable=False),
        sa.Column("note", _ascii(32), nullable=True),
        sa.ForeignKeyConstraint(
            ["corrected_by"], ["person.id"], name=op.f("fk_deadline_correction_corrected_by_person")
        ),
        sa.ForeignKeyConstraint(["note"], ["note.id"], name=op.f("fk_deadline_correction_note_note")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_deadline_correction_request_request")),
        sa.PrimaryKeyConstraint("request", "order", name=op.f("pk_deadline_correction")),
    )
    op.create_table(
        "draft",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_by", _ascii(32), nullable=False),
        sa.Column("saved_at", _ascii(27), nullable=False),
        sa.Column("savers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_draft_request_request")),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_draft_saved_by_person")),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_draft")),
    )
    op.create_table(
        "request_clarification",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked_on", _ascii(10), nullable=False),
        sa.Column("answered_on", _ascii(10), nullable=True),
        sa.Column("about", _ascii(40), nullable=True),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_request_clarification_request_request")),
        sa.PrimaryKeyConstraint("request", "position", name=op.f("pk_request_clarification")),
    )
    op.create_index(
        "ix_request_clarification_open", "request_clarification", ["request"], **_where("answered_on IS NULL")
    )
    op.create_table(
        "request_proof",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proof", _ascii(40), nullable=False),
        sa.Column("asked_on", _ascii(10), nullable=False),
        sa.Column("arrived_on", _ascii(10), nullable=True),
        sa.Column("reason_logged", sa.Boolean(), nullable=False),
        sa.Column("note", _ascii(32), nullable=True),
        sa.ForeignKeyConstraint(["note"], ["note.id"], name=op.f("fk_request_proof_note_note")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_request_proof_request_request")),
        sa.PrimaryKeyConstraint("request", "position", name=op.f("pk_request_proof")),
    )
    op.create_index("ix_request_proof_awaited", "request_proof", ["request"], **_where("arrived_on IS NULL"))
    op.create_table(
        "retention_hold",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("reason", _ascii(40), nullable=False),
        sa.Column("owner", _ascii(32), nullable=False),
        sa.Column("review_on", _ascii(10), nullable=False),
        sa.Column("placed_at", _ascii(27), nullable=False),
        sa.Column("release_asked_by", _ascii(32), nullable=True),
        sa.Column("released_by", _ascii(32), nullable=True),
        sa.Column("released_at", _ascii(27), nullable=True),
        sa.ForeignKeyConstraint(["owner"], ["person.id"], name=op.f("fk_retention_hold_owner_person")),
        sa.ForeignKeyConstraint(
            ["release_asked_by"], ["person.id"], name=op.f("fk_retention_hold_release_asked_by_person")
        ),
        sa.ForeignKeyConstraint(["released_by"], ["person.id"], name=op.f("fk_retention_hold_released_by_person")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_retention_hold_request_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
    )
    op.create_index("ix_retention_hold_request", "retention_hold", ["request"])
    op.create_index("ix_retention_hold_review", "retention_hold", ["review_on", "id"], **_where("released_by IS NULL"))
    op.create_index(
        "ix_retention_hold_stands",
        "retention_hold",
        ["request", "review_on", "released_by"],
        **_where("released_by IS NULL"),
    )
    op.create_table(
        "stop_deletion",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("source", _ascii(40), nullable=False),
        sa.Column("deletes_on", _ascii(10), nullable=True),
        sa.Column("confirmed_by", _ascii(32), nullable=True),
        sa.Column("confirmed_at", _ascii(27), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_stop_deletion_confirmed_by_person")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_stop_deletion_request_request")),
        sa.PrimaryKeyConstraint("request", "source", name=op.f("pk_stop_deletion")),
    )
    op.create_table(
        "transcript",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("digest", _ascii(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("saved_by", _ascii(32), nullable=False),
        sa.Column("saved_at", _ascii(27), nullable=False),
        sa.Column("savers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_transcript_request_request")),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_transcript_saved_by_person")),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_transcript")),
    )
    op.create_table(
        "chapter",
        sa.Column("copy", _ascii(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start_frame", sa.Integer(), nullable=False),
        sa.Column("end_frame", sa.Integer(), nullable=False),
        sa.Column("kind", _ascii(40), nullable=False),
        sa.ForeignKeyConstraint(["copy"], ["approved_copy.id"], name=op.f("fk_chapter_copy_approved_copy")),
        sa.PrimaryKeyConstraint("copy", "position", name=op.f("pk_chapter")),
    )
    op.create_table(
        "copy_transcript",
        sa.Column("copy", _ascii(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("digest", _ascii(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["copy"], ["approved_copy.id"], name=op.f("fk_copy_transcript_copy_approved_copy")),
        sa.PrimaryKeyConstraint("copy", name=op.f("pk_copy_transcript")),
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
        sa.Column("sent_back", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("weighed", sa.Text(), server_default="[]", nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("transcript", _ascii(64), nullable=True),
        sa.ForeignKeyConstraint(["copy"], ["approved_copy.id"], name=op.f("fk_decision_copy_approved_copy")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_decision_decided_by_person")),
        sa.ForeignKeyConstraint(["note"], ["note.id"], name=op.f("fk_decision_note_note")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_decision_request_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_request", "decision", ["request"])
    op.create_table(
        "disclosure",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("copy", _ascii(32), nullable=False),
        sa.Column("route", _ascii(40), nullable=False),
        sa.Column("basis", _ascii(40), nullable=False),
        sa.Column("disclosed_on", _ascii(10), nullable=False),
        sa.Column("receiver", _ascii(32), nullable=False),
        sa.Column("reference", _ascii(32), nullable=True),
        sa.Column("recorded_by", _ascii(32), nullable=False),
        sa.Column("recorded_at", _ascii(27), nullable=False),
        sa.ForeignKeyConstraint(["copy"], ["approved_copy.id"], name=op.f("fk_disclosure_copy_approved_copy")),
        sa.ForeignKeyConstraint(["receiver"], ["note.id"], name=op.f("fk_disclosure_receiver_note")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_disclosure_recorded_by_person")),
        sa.ForeignKeyConstraint(["reference"], ["note.id"], name=op.f("fk_disclosure_reference_note")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_disclosure_request_request")),
        sa.PrimaryKeyConstraint("request", "position", name=op.f("pk_disclosure")),
    )
    op.create_table(
        "held_recording",
        sa.Column("hold", _ascii(32), nullable=False),
        sa.Column("recording", _ascii(32), nullable=False),
        sa.ForeignKeyConstraint(["hold"], ["retention_hold.id"], name=op.f("fk_held_recording_hold_retention_hold")),
        sa.ForeignKeyConstraint(["recording"], ["recording.id"], name=op.f("fk_held_recording_recording_recording")),
        sa.PrimaryKeyConstraint("hold", "recording", name=op.f("pk_held_recording")),
    )
    op.create_index("ix_held_recording_recording", "held_recording", ["recording"])
    op.create_table(
        "hold_review",
        sa.Column("hold", _ascii(32), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("was", _ascii(10), nullable=False),
        sa.Column("became", _ascii(10), nullable=False),
        sa.Column("reviewed_by", _ascii(32), nullable=False),
        sa.Column("reviewed_at", _ascii(27), nullable=False),
        sa.Column("note", _ascii(32), nullable=True),
        sa.ForeignKeyConstraint(["hold"], ["retention_hold.id"], name=op.f("fk_hold_review_hold_retention_hold")),
        sa.ForeignKeyConstraint(["note"], ["note.id"], name=op.f("fk_hold_review_note_note")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["person.id"], name=op.f("fk_hold_review_reviewed_by_person")),
        sa.PrimaryKeyConstraint("hold", "order", name=op.f("pk_hold_review")),
    )
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
        sa.Column("briefed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at_frame", sa.Integer(), nullable=False),
        sa.Column("copy_wanted", sa.Boolean(), nullable=False),
        sa.Column("complaint", sa.Boolean(), nullable=False),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("outcome", _ascii(40), nullable=True),
        sa.Column("closed_at", _ascii(27), nullable=True),
        sa.Column("exceptions", sa.Text(), nullable=False),
        sa.Column("exceptional", sa.Boolean(), nullable=False),
        sa.Column("waiting", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["adviser"], ["person.id"], name=op.f("fk_session_adviser_person")),
        sa.ForeignKeyConstraint(["appointment"], ["appointment.id"], name=op.f("fk_session_appointment_appointment")),
        sa.ForeignKeyConstraint(["copy"], ["approved_copy.id"], name=op.f("fk_session_copy_approved_copy")),
        sa.ForeignKeyConstraint(["desk"], ["desk.id"], name=op.f("fk_session_desk_desk")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_session_request_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_index("ix_session_adviser", "session", ["adviser", "exceptional", "opened_at", "id"])
    op.create_index("ix_session_appointment", "session", ["appointment"])
    op.create_index(
        "ix_session_complained",
        "session",
        ["id", "request", "state", "closed_at"],
        **_where("complaint", "complaint = 1"),
    )
    op.create_index("ix_session_opened_at", "session", ["opened_at", "id"])
    op.create_index("ix_session_request", "session", ["request", "opened_at"])
    op.create_index("ix_session_review", "session", ["exceptional", "opened_at", "id"])
    op.create_index("ix_session_state_desk", "session", ["state", "desk"])
    op.create_index(
        "ix_session_waiting", "session", ["exceptional", "opened_at", "id"], **_where("waiting", "waiting = 1")
    )
    op.create_index(
        "ix_session_waits",
        "session",
        ["exceptional", "opened_at", "id", "closed_at"],
        **_where("waiting", "waiting = 1"),
    )
    op.create_table(
        "asked_check",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("session", _ascii(32), nullable=False),
        sa.Column("asked_by", _ascii(32), nullable=False),
        sa.Column("desk", _ascii(32), nullable=False),
        sa.Column("asked_at", _ascii(27), nullable=False),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("standing", _ascii(40), nullable=False),
        sa.Column("ended_by", _ascii(32), nullable=True),
        sa.Column("ended_at", _ascii(27), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_asked_check_asked_by_person")),
        sa.ForeignKeyConstraint(["desk"], ["desk.id"], name=op.f("fk_asked_check_desk_desk")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_asked_check_ended_by_person")),
        sa.ForeignKeyConstraint(["id"], ["note.id"], name=op.f("fk_asked_check_id_note")),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name=op.f("fk_asked_check_session_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_check")),
    )
    op.create_index("ix_asked_check_session", "asked_check", ["session"])
    op.create_index("ix_asked_check_waiting", "asked_check", ["asked_at"], **_where("standing = 'waiting'"))
    op.create_table(
        "follow_up_answer",
        sa.Column("session", _ascii(32), nullable=False),
        sa.Column("answer", _ascii(40), nullable=False),
        sa.Column("answered_on", _ascii(10), nullable=False),
        sa.Column("answered_by", _ascii(32), nullable=False),
        sa.Column("answered_at", _ascii(27), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_follow_up_answer_answered_by_person")),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name=op.f("fk_follow_up_answer_session_session")),
        sa.PrimaryKeyConstraint("session", name=op.f("pk_follow_up_answer")),
    )
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
        "review_question",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("session", _ascii(32), nullable=False),
        sa.Column("asked_by", _ascii(32), nullable=False),
        sa.Column("asked_to", _ascii(32), nullable=False),
        sa.Column("asked_at", _ascii(27), nullable=False),
        sa.Column("answer", _ascii(32), nullable=True),
        sa.Column("answered_at", _ascii(27), nullable=True),
        sa.ForeignKeyConstraint(["answer"], ["note.id"], name=op.f("fk_review_question_answer_note")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_review_question_asked_by_person")),
        sa.ForeignKeyConstraint(["asked_to"], ["person.id"], name=op.f("fk_review_question_asked_to_person")),
        sa.ForeignKeyConstraint(["id"], ["note.id"], name=op.f("fk_review_question_id_note")),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name=op.f("fk_review_question_session_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_question")),
    )
    op.create_index("ix_review_question_session", "review_question", ["session"])
    op.create_index(
        "ix_review_question_unanswered", "review_question", ["asked_to", "asked_at"], **_where("answer IS NULL")
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
    op.create_index(
        "ix_session_note_correction",
        "session_note",
        ["session"],
        **_where("correction_wanted", "correction_wanted = 1"),
    )
    op.create_index("ix_session_note_note", "session_note", ["note"])
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
    words_index.create(op.get_bind())


def downgrade() -> None:
    """Downgrade from this revision, to nothing."""
    words_index.drop(op.get_bind())
    for table in reversed(TABLES):
        op.drop_table(table)
