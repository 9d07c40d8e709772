"""An index of the complaints of which the outcome was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0058"
branch_labels = None
depends_on = None

OVER = sa.text("step = 'outcome'")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_index("ix_complaint_told_over", "complaint_told", ["complaint"], sqlite_where=OVER, postgresql_where=OVER)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_complaint_told_over", table_name="complaint_told")
