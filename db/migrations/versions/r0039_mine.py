"""An index of the open requests that one person took."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

OPEN = sa.text("status != 'closed'")
COLUMNS = ["taken_by", "due_on", "received_on", "reference"]


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_index("ix_request_mine", "request", COLUMNS, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_request_mine", table_name="request")
