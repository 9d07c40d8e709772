"""Indexes of the log by what an event is about: a request outside of its sessions, and the office itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

HEARD = sa.text("kind = 'heard' AND session IS NULL")
OUTSIDE_SESSIONS = sa.text("session IS NULL AND request IS NOT NULL")
OF_THE_OFFICE = sa.text(
    "kind IN ('log_started', 'signing_key_changed', 'signing_begun', 'office_created', 'desk_enrolled', "
    "'person_added', 'password_rehashed')"
)


def upgrade() -> None:
    """Upgrade to this revision."""
    op.drop_index("ix_audit_event_heard", table_name="audit_event")
    _create("ix_audit_event_request", ["request", "seq"], OUTSIDE_SESSIONS)
    _create("ix_audit_event_office", ["seq"], OF_THE_OFFICE)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_audit_event_office", table_name="audit_event")
    op.drop_index("ix_audit_event_request", table_name="audit_event")
    _create("ix_audit_event_heard", ["request", "seq"], HEARD)


def _create(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "audit_event", columns, sqlite_where=where, postgresql_where=where)
