"""An index of the events that somebody was refused who tried to sign in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

REFUSED = sa.text("kind = 'sign_in_refused'")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_index("ix_audit_event_refused", "audit_event", ["seq"], sqlite_where=REFUSED, postgresql_where=REFUSED)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_audit_event_refused", table_name="audit_event")
