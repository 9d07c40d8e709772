"""An index of the nightly runs that destroyed nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0040"
branch_labels = None
depends_on = None

STOPPED = sa.text("kind = 'retention_stopped'")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_index("ix_audit_event_stopped", "audit_event", ["seq"], sqlite_where=STOPPED, postgresql_where=STOPPED)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_audit_event_stopped", table_name="audit_event")
