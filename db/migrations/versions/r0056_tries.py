"""The index of refusals to sign in has the events, too, by which the tries of an account count no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0053"
branch_labels = None
depends_on = None

BEFORE = "kind = 'sign_in_refused'"
SINCE = "kind IN ('sign_in_refused', 'tries_cleared')"


def upgrade() -> None:
    """Upgrade to this revision."""
    _index(SINCE)


def downgrade() -> None:
    """Downgrade from this revision."""
    _index(BEFORE)


def _index(kinds: str) -> None:
    refused = sa.text(kinds)
    op.drop_index("ix_audit_event_refused", table_name="audit_event")
    op.create_index("ix_audit_event_refused", "audit_event", ["seq"], sqlite_where=refused, postgresql_where=refused)
