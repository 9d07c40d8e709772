"""How a request came, and whether the person was offered a copy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade to this revision."""
    code = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")
    op.add_column("request", sa.Column("came_by", code))
    op.add_column("request", sa.Column("copy_offered", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_column("request", "copy_offered")
    op.drop_column("request", "came_by")
