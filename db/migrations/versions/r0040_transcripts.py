"""Transcripts of recordings and of copies, and whether an approval is of one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision."""
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
        "copy_transcript",
        sa.Column("copy", _ascii(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("digest", _ascii(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["copy"], ["approved_copy.id"], name=op.f("fk_copy_transcript_copy_approved_copy")),
        sa.PrimaryKeyConstraint("copy", name=op.f("pk_copy_transcript")),
    )
    op.add_column("decision", sa.Column("transcript", _ascii(64), nullable=True))


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_column("decision", "transcript")
    op.drop_table("copy_transcript")
    op.drop_table("transcript")
