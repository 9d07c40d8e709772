"""The identifiers of commands, and an index of sessions by their appointment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade to this revision."""
    identifier = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
    op.create_table(
        "command",
        sa.Column("id", identifier, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_session_appointment", "session", ["appointment"])


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_session_appointment", table_name="session")
    op.drop_table("command")
