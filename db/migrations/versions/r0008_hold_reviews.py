"""Reviews of holds, and an index of the holds in force by their review date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STANDS = sa.text("released_by IS NULL")


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision."""
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
    columns = ["review_on", "id"]
    op.create_index("ix_retention_hold_review", "retention_hold", columns, sqlite_where=STANDS, postgresql_where=STANDS)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_retention_hold_review", table_name="retention_hold")
    op.drop_table("hold_review")
