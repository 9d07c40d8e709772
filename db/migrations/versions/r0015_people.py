"""People with several roles and a first password, who come and leave. The index of the office's events has these."""

from __future__ import annotations

import json
from contextlib import suppress

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BEFORE = (
    "kind IN ('log_started', 'signing_key_changed', 'signing_begun', 'events_lost', 'lag_accepted', 'office_created', "
    "'desk_enrolled', 'person_added', 'password_rehashed')"
)
ADDED = (
    "administrator_recovered",
    "person_left",
    "person_came_back",
    "roles_changed",
    "role_lent",
    "loan_ended",
    "password_changed",
    "password_reset",
)
LOOKED_AFTER = ("person_renamed", "wait_ended", "witness_begun", "clock_confirmed", "administration_reviewed")
EARLIER, LATER = BEFORE.removesuffix(")").split(", 'password_rehashed'")
SINCE = f"{EARLIER}, {', '.join(map(repr, ADDED))}, 'password_rehashed', {', '.join(map(repr, LOOKED_AFTER))})"
person = sa.table("person", *map(sa.column, ("id", "role", "roles", "roles_since")))
event = sa.table("audit_event", sa.column("seq"), sa.column("kind"), sa.column("body", sa.LargeBinary()))


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision. Since when somebody has their role is what their event says."""
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("roles", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("first_password", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("roles_since", _ascii(27), nullable=False, server_default=""))
        batch.add_column(sa.Column("last_sign_in", _ascii(27)))
        batch.add_column(sa.Column("lent", sa.Text(), nullable=False, server_default=""))
    op.execute(sa.update(person).values(roles=person.c.role))
    rows = op.get_bind().execute(sa.select(event.c.body).where(event.c.kind == "person_added").order_by(event.c.seq))
    for (body,) in rows.fetchall():
        with suppress(ValueError, KeyError, TypeError):  # a damaged event, which `verify` names
            said = json.loads(body)
            added = sa.update(person).where(person.c.id == said["subjects"]["person"])
            op.execute(added.values(roles_since=said["at"]))
    with op.batch_alter_table("person") as batch:
        batch.drop_column("role")
    _replace(SINCE)


def downgrade() -> None:
    """Downgrade from this revision. Of several roles the first is kept."""
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("role", _ascii(40), nullable=False, server_default=""))
    rows = op.get_bind().execute(sa.select(person.c.id, person.c.roles))
    for id, roles in rows.fetchall():
        op.execute(sa.update(person).where(person.c.id == id).values(role=roles.partition(" ")[0]))
    with op.batch_alter_table("person") as batch:
        for name in ("roles", "first_password", "roles_since", "last_sign_in", "lent"):
            batch.drop_column(name)
    _replace(BEFORE)


def _replace(condition: str) -> None:
    where = sa.text(condition)
    op.drop_index("ix_audit_event_office", table_name="audit_event")
    op.create_index("ix_audit_event_office", "audit_event", ["seq"], sqlite_where=where, postgresql_where=where)
