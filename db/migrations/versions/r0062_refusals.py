"""The index of the events that say how the office does has those, too, that a row was refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('retention_run', 'vault_looked_through', 'desk_reported', 'backed_up')"
SINCE = "kind IN ('retention_run', 'vault_looked_through', 'desk_reported', 'backed_up', 'row_refused')"


def upgrade() -> None:
    """Upgrade to this revision."""
    _index(SINCE)


def downgrade() -> None:
    """Downgrade from this revision."""
    _index(BEFORE)


def _index(kinds: str) -> None:
    state = sa.text(kinds)
    op.drop_index("ix_audit_event_state", table_name="audit_event")
    op.create_index("ix_audit_event_state", "audit_event", ["seq"], sqlite_where=state, postgresql_where=state)
