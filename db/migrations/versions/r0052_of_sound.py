"""An index of the events that say what a recording is, and the retention key under which sound came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0048"
branch_labels = None
depends_on = None

OF_SOUND = sa.text(
    "kind IN ('recording_imported', 'recording_brought_back', 'recording_matched', 'recording_number_told', "
    "'copy_prepared', 'retention_key_renewed', 'retention_key_destroyed')"
)


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_index("ix_audit_event_sound", "audit_event", ["seq"], sqlite_where=OF_SOUND, postgresql_where=OF_SOUND)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_audit_event_sound", table_name="audit_event")
