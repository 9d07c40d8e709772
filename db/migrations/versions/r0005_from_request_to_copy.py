"""From a request to an approved copy: representatives, the clock's facts, numbers to search by, drafts, decisions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _added() -> dict[str, list[sa.Column[Any]]]:
    """Return new columns for each table, since a column belongs to one table once."""
    zero = sa.text("0")
    return {
        "recording": [
            sa.Column("number", sa.Text(), nullable=True),
            sa.Column("agent_channel", sa.Integer(), nullable=True),
            sa.Column("ended_because", _ascii(40), nullable=True),
        ],
        "request": [
            sa.Column("extended_on", _ascii(10), nullable=True),
            sa.Column("extension_reason", _ascii(40), nullable=True),
        ],
        "asker": [
            sa.Column("contact", sa.Text(), server_default="", nullable=False),
            sa.Column("representative", sa.Text(), nullable=True),
            sa.Column("authority", _ascii(40), nullable=True),
            sa.Column("authority_scope", sa.Text(), nullable=True),
            sa.Column("authority_seen_on", _ascii(10), nullable=True),
        ],
        "approved_copy": [
            sa.Column("version", sa.Integer(), server_default=zero, nullable=False),
            sa.Column("style", _ascii(40), server_default="silence", nullable=False),
            sa.Column("gain_cdb", sa.Integer(), server_default=zero, nullable=False),
            sa.Column("true_peak_cdb", sa.Integer(), nullable=True),
            sa.Column("loudness_cdb", sa.Integer(), nullable=True),
        ],
        "decision": [
            sa.Column("sent_back", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("weighed", sa.Text(), server_default="[]", nullable=False),
            sa.Column("version", sa.Integer(), nullable=True),
            sa.Column("position", sa.Integer(), server_default=zero, nullable=False),
        ],
    }


def upgrade() -> None:
    """Upgrade to this revision."""
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index("ix_recording_number", "recording", ["number", "call_at", "id"])
    op.create_index("ix_request_recording", "request", ["recording"])
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
    op.create_table(
        "request_clarification",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked_on", _ascii(10), nullable=False),
        sa.Column("answered_on", _ascii(10), nullable=True),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_request_clarification_request_request")),
        sa.PrimaryKeyConstraint("request", "position", name=op.f("pk_request_clarification")),
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


def downgrade() -> None:
    """Downgrade from this revision."""
    for table in ("draft", "chapter", "request_clarification", "request_proof"):
        op.drop_table(table)
    op.drop_index("ix_request_recording", table_name="request")
    op.drop_index("ix_recording_number", table_name="recording")
    for table, columns in reversed(_added().items()):
        for column in reversed(columns):
            op.drop_column(table, column.name)
