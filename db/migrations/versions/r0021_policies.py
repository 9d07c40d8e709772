"""Versions of the office's policies; the index of the office's events has those about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BEFORE = (
    "kind IN ('log_started', 'signing_key_changed', 'signing_begun', 'events_lost', 'lag_accepted', 'office_created', "
    "'desk_asked', 'desk_enrolled', 'desk_withdrawn', 'desk_kind_changed', 'recovery_key_replaced', 'server_changed', "
    "'person_added', 'administrator_recovered', 'person_left', 'person_came_back', 'roles_changed', 'role_lent', "
    "'loan_ended', 'password_changed', 'password_reset', 'password_rehashed', 'person_renamed', 'wait_ended', "
    "'witness_begun', 'clock_confirmed', 'administration_reviewed')"
)
SINCE = BEFORE.replace(
    "'administration_reviewed'",
    "'administration_reviewed', 'policies_begun', 'policy_changed', 'policy_proposed', 'policy_adopted', "
    "'policy_dropped'",
)


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision. An office of before has its policies in files, until an administrator begins them."""
    op.create_table(
        "policy",
        sa.Column("name", _ascii(40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("changed_by", _ascii(32)),
        sa.Column("changed_at", _ascii(27), nullable=False),
        sa.Column("adopted_at", _ascii(27)),
        sa.Column("approved_by", _ascii(32)),
        sa.Column("dropped_at", _ascii(27)),
        sa.PrimaryKeyConstraint("name", "version", name="pk_policy"),
    )
    _replace(SINCE)


def downgrade() -> None:
    """Downgrade from this revision. The policies are those of the files again."""
    op.drop_table("policy")
    _replace(BEFORE)


def _replace(office: str) -> None:
    where = sa.text(office)
    op.drop_index("ix_audit_event_office", table_name="audit_event")
    op.create_index("ix_audit_event_office", "audit_event", ["seq"], sqlite_where=where, postgresql_where=where)
