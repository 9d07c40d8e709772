"""The index of the office's events has that the keys of a PC were restored, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

BEFORE = (
    "kind IN ('log_started', 'signing_key_changed', 'signing_begun', 'events_lost', 'lag_accepted', "
    "'office_created', 'desk_asked', 'desk_enrolled', 'desk_withdrawn', 'desk_kind_changed', "
    "'recovery_key_replaced', 'server_changed', 'office_moved', 'recordings_moved', 'desk_copied', 'person_added', "
    "'administrator_recovered', 'person_left', 'person_came_back', 'roles_changed', 'role_lent', 'loan_ended', "
    "'password_changed', 'password_reset', 'password_rehashed', 'person_renamed', 'wait_ended', 'witness_begun', "
    "'clock_confirmed', 'administration_reviewed', 'policies_begun', 'policy_changed', 'policy_proposed', "
    "'policy_adopted', 'policy_dropped')"
)
SINCE = BEFORE.replace("'server_changed'", "'server_changed', 'keyring_restored'")


def upgrade() -> None:
    """Upgrade to this revision."""
    _index(SINCE)


def downgrade() -> None:
    """Downgrade from this revision."""
    _index(BEFORE)


def _index(kinds: str) -> None:
    of_the_office = sa.text(kinds)
    op.drop_index("ix_audit_event_office", table_name="audit_event")
    op.create_index(
        "ix_audit_event_office", "audit_event", ["seq"], sqlite_where=of_the_office, postgresql_where=of_the_office
    )
