"""The decoder's revision for a recording's length and a copy's sound: 0 for existing ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TABLES = ("recording", "approved_copy")


def upgrade() -> None:
    """Upgrade to this revision."""
    for table in _TABLES:
        op.add_column(table, sa.Column("decoder", sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    """Downgrade from this revision."""
    for table in reversed(_TABLES):
        op.drop_column(table, "decoder")
