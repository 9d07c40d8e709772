"""An index of the events that say which sessions somebody has to review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

OF_REVIEWS = sa.text("kind IN ('recording_opened', 'session_closed', 'review_signed_off', 'sign_off_taken_back')")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_index(
        "ix_audit_event_reviews", "audit_event", ["seq"], sqlite_where=OF_REVIEWS, postgresql_where=OF_REVIEWS
    )


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_audit_event_reviews", table_name="audit_event")
