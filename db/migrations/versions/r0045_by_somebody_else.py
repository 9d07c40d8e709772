"""Calls about the person of a request that somebody else made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade to this revision."""
    op.add_column("asker", sa.Column("call_by_somebody_else", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_column("asker", "call_by_somebody_else")
