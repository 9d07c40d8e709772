"""The subject of a question to the person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade to this revision."""
    code = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")
    op.add_column("request_clarification", sa.Column("about", code))


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_column("request_clarification", "about")
