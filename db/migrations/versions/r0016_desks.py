"""Desks of four kinds, which can be withdrawn; and retention keys under which no more sound comes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BEFORE = (
    "kind IN ('log_started', 'signing_key_changed', 'signing_begun', 'events_lost', 'lag_accepted', 'office_created', "
    "'desk_enrolled', 'person_added', 'administrator_recovered', 'person_left', 'person_came_back', 'roles_changed', "
    "'role_lent', 'loan_ended', 'password_changed', 'password_reset', 'password_rehashed', 'person_renamed', "
    "'wait_ended', 'witness_begun', 'clock_confirmed', 'administration_reviewed')"
)
SINCE = BEFORE.replace("'desk_enrolled'", "'desk_asked', 'desk_enrolled', 'desk_withdrawn'")
LIVES, IN_USE = "destroyed_at IS NULL", "destroyed_at IS NULL AND retired_at IS NULL"
KEY = ["source", "month", "kind"]
desk = sa.table("desk", sa.column("kind"), sa.column("opens_originals", sa.Boolean()))


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision."""
    with op.batch_alter_table("desk") as batch:
        batch.add_column(sa.Column("kind", _ascii(40), nullable=False, server_default="counter"))
        batch.add_column(sa.Column("withdrawn_at", _ascii(27)))
    op.execute(sa.update(desk).where(desk.c.opens_originals).values(kind="back_office"))
    with op.batch_alter_table("desk") as batch:
        batch.drop_column("opens_originals")
    op.add_column("retention_key", sa.Column("retired_at", _ascii(27)))
    _replace(SINCE, IN_USE)


def downgrade() -> None:
    """Downgrade from this revision. A desk that opens no originals is one; that it was withdrawn is forgotten."""
    with op.batch_alter_table("desk") as batch:
        batch.add_column(sa.Column("opens_originals", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.update(desk).where(desk.c.kind == "back_office").values(opens_originals=True))
    with op.batch_alter_table("desk") as batch:
        batch.drop_column("kind")
        batch.drop_column("withdrawn_at")
    op.drop_index("ux_retention_key", table_name="retention_key")
    op.drop_column("retention_key", "retired_at")
    _replace(BEFORE, LIVES, key_index_is_there=False)


def _replace(office: str, key: str, *, key_index_is_there: bool = True) -> None:
    of_the_office, in_use = sa.text(office), sa.text(key)
    op.drop_index("ix_audit_event_office", table_name="audit_event")
    op.create_index(
        "ix_audit_event_office", "audit_event", ["seq"], sqlite_where=of_the_office, postgresql_where=of_the_office
    )
    if key_index_is_there:
        op.drop_index("ux_retention_key", table_name="retention_key")
    op.create_index("ux_retention_key", "retention_key", KEY, unique=True, sqlite_where=in_use, postgresql_where=in_use)
