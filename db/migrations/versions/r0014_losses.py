"""The index of the office's events has those that state a loss, and those that accept a lag of the anchors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BEFORE = (
    "kind IN ('log_started', 'signing_key_changed', 'signing_begun', 'office_created', 'desk_enrolled', "
    "'person_added', 'password_rehashed')"
)
SINCE = (
    "kind IN ('log_started', 'signing_key_changed', 'signing_begun', 'events_lost', 'lag_accepted', 'office_created', "
    "'desk_enrolled', 'person_added', 'password_rehashed')"
)


def upgrade() -> None:
    """Upgrade to this revision."""
    _replace(SINCE)


def downgrade() -> None:
    """Downgrade from this revision."""
    _replace(BEFORE)


def _replace(condition: str) -> None:
    where = sa.text(condition)
    op.drop_index("ix_audit_event_office", table_name="audit_event")
    op.create_index("ix_audit_event_office", "audit_event", ["seq"], sqlite_where=where, postgresql_where=where)
