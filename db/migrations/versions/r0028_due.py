"""Indexes for lists: open requests by date, and of one date by reference; holds that stand, complaints, what waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

OPEN = sa.text("status != 'closed'")
WAITS, WAITS_ON_SQLITE = sa.text("waiting"), sa.text("waiting = 1")
STANDS = sa.text("released_by IS NULL")
COMPLAINS, COMPLAINS_ON_SQLITE = sa.text("complaint"), sa.text("complaint = 1")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_index("ix_request_due", "request", ["due_on", "reference"], sqlite_where=OPEN, postgresql_where=OPEN)
    columns = ["request", "review_on", "released_by"]
    op.create_index("ix_retention_hold_stands", "retention_hold", columns, sqlite_where=STANDS, postgresql_where=STANDS)
    columns, where = ["id", "request", "state", "closed_at"], COMPLAINS_ON_SQLITE
    op.create_index("ix_session_complained", "session", columns, sqlite_where=where, postgresql_where=COMPLAINS)
    columns, where = ["exceptional", "opened_at", "id", "closed_at"], WAITS_ON_SQLITE
    op.create_index("ix_session_waits", "session", columns, sqlite_where=where, postgresql_where=WAITS)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_session_waits", table_name="session")
    op.drop_index("ix_session_complained", table_name="session")
    op.drop_index("ix_retention_hold_stands", table_name="retention_hold")
    op.drop_index("ix_request_due", table_name="request")
