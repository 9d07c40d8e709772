"""The needs of a listener, as chosen at intake, and the language in which the person wants to be written to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade to this revision."""
    code = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")
    op.add_column("request", sa.Column("needs", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("request", sa.Column("language", code))


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_column("request", "language")
    op.drop_column("request", "needs")
