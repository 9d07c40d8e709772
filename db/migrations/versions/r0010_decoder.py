"""The revision of the decoder that a recording's length, and a copy's sound, came from: 0 for what was there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TABLES = ("recording", "approved_copy")


def upgrade() -> None:
    """To this revision."""
    for table in _TABLES:
        op.add_column(table, sa.Column("decoder", sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    """Back from it."""
    for table in reversed(_TABLES):
        op.drop_column(table, "decoder")
