"""An index of the events by which requests were closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

CLOSED = sa.text("kind = 'request_closed'")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_index("ix_audit_event_closed", "audit_event", ["day"], sqlite_where=CLOSED, postgresql_where=CLOSED)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_audit_event_closed", table_name="audit_event")
