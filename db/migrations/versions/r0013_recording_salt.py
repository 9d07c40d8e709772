"""The salt of a recording's number, so that an event can hold a digest of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade to this revision."""
    with op.batch_alter_table("recording") as batch:
        batch.add_column(sa.Column("salt", sa.Text()))


def downgrade() -> None:
    """Downgrade from this revision."""
    with op.batch_alter_table("recording") as batch:
        batch.drop_column("salt")
