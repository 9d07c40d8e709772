"""Indexes of the requests that one person took, and of those that wait for an information officer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0035"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_request_mine", ["taken_by", "due_on", "received_on", "reference"], "status != 'closed'"),
    ("ix_request_officers", ["due_on", "received_on", "reference"], "status IN ('taken', 'matched', 'refused')"),
)
"""Name, columns, and of which rows."""


def upgrade() -> None:
    """Upgrade to this revision."""
    for name, columns, which in INDEXES:
        where = sa.text(which)
        op.create_index(name, "request", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Downgrade from this revision."""
    for name, _, _ in reversed(INDEXES):
        op.drop_index(name, table_name="request")
