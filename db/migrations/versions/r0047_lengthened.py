"""How often the wait for an answer to a lesser check was lengthened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade to this revision. Until then none was lengthened."""
    op.add_column("asked_check", sa.Column("lengthened", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Downgrade from this revision. One that waits is over after two minutes again."""
    op.drop_column("asked_check", "lengthened")
