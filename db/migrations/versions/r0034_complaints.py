"""Complaints taken outside of a session, and what people were told of every complaint."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision."""
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


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_table("complaint_told")
    op.drop_index("ix_complaint_request", table_name="complaint")
    op.drop_table("complaint")
