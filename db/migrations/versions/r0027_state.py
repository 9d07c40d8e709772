"""An index of the events that say how the office does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

STATE = sa.text("kind IN ('retention_run', 'vault_looked_through', 'desk_reported')")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_index("ix_audit_event_state", "audit_event", ["seq"], sqlite_where=STATE, postgresql_where=STATE)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_audit_event_state", table_name="audit_event")
