"""People of the office's directory: their identifier there, and whether an administrator has barred them here."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade to this revision. Everybody who is there has a local account."""
    identifier = sa.String(36).with_variant(sa.String(36, collation="C"), "postgresql")
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("directory", identifier, nullable=False, server_default=""))
        batch.add_column(sa.Column("barred", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Downgrade from this revision. Whoever is of the directory has no password, and cannot sign in."""
    with op.batch_alter_table("person") as batch:
        batch.drop_column("barred")
        batch.drop_column("directory")
