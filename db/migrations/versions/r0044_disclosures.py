"""Files that were disclosed to the police."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0042"
branch_labels = None
depends_on = None


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision."""
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


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_table("disclosure")
