"""Why a change to a policy weakens a check, for the second person to read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision. What was changed before has no reason."""
    op.add_column("policy", sa.Column("reason_note", _ascii(32), nullable=True))


def downgrade() -> None:
    """Downgrade from this revision. The notes stay; no version names them."""
    op.drop_column("policy", "reason_note")
