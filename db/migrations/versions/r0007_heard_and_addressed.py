"""An index of the log for spans heard by staff; the address for letters to a representative; a request's copies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

HEARD = sa.text("kind = 'heard' AND session IS NULL")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.add_column("asker", sa.Column("representative_address", sa.Text(), nullable=True))
    op.create_index("ix_approved_copy_request", "approved_copy", ["request"])
    columns = ["request", "seq"]
    op.create_index("ix_audit_event_heard", "audit_event", columns, sqlite_where=HEARD, postgresql_where=HEARD)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_audit_event_heard", table_name="audit_event")
    op.drop_index("ix_approved_copy_request", table_name="approved_copy")
    op.drop_column("asker", "representative_address")
