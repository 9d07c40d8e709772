"""Holds, and the destruction of recordings, copies and keys: a destroyed one is marked, and its key emptied.

Every open request gets the hold that it would have been given. A digest, and a source's key of a month, are free again
once theirs is destroyed; the database refuses to downgrade where one was used again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LIVES = sa.text("destroyed_at IS NULL")


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision."""
    for table in ("recording", "approved_copy", "retention_key"):
        op.add_column(table, sa.Column("destroyed_at", _ascii(27), nullable=True))
    with op.batch_alter_table("recording") as batch_op:
        batch_op.drop_constraint("uq_recording_digest", type_="unique")
    with op.batch_alter_table("retention_key") as batch_op:
        batch_op.drop_constraint("uq_retention_key_source_month_kind", type_="unique")
    _unique_of_the_living("ux_recording_digest", "recording", ["digest"])
    _unique_of_the_living("ux_retention_key", "retention_key", ["source", "month", "kind"])
    op.create_index("ix_recording_call", "recording", ["source", "call_at", "id"])
    op.create_index("ix_recording_key", "recording", ["retention_key"])
    op.create_index("ix_approved_copy_recording", "approved_copy", ["recording"])
    op.create_index("ix_approved_copy_key", "approved_copy", ["retention_key"])
    op.create_table(
        "retention_hold",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("reason", _ascii(40), nullable=False),
        sa.Column("owner", _ascii(32), nullable=False),
        sa.Column("review_on", _ascii(10), nullable=False),
        sa.Column("placed_at", _ascii(27), nullable=False),
        sa.Column("release_asked_by", _ascii(32), nullable=True),
        sa.Column("released_by", _ascii(32), nullable=True),
        sa.Column("released_at", _ascii(27), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_retention_hold_{name}_{other}"))
            for name, other in (
                ("request", "request"),
                ("owner", "person"),
                ("release_asked_by", "person"),
                ("released_by", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
    )
    op.create_index("ix_retention_hold_request", "retention_hold", ["request"])
    op.create_table(
        "held_recording",
        sa.Column("hold", _ascii(32), nullable=False),
        sa.Column("recording", _ascii(32), nullable=False),
        sa.ForeignKeyConstraint(["hold"], ["retention_hold.id"], name=op.f("fk_held_recording_hold_retention_hold")),
        sa.ForeignKeyConstraint(["recording"], ["recording.id"], name=op.f("fk_held_recording_recording_recording")),
        sa.PrimaryKeyConstraint("hold", "recording", name=op.f("pk_held_recording")),
    )
    op.create_index("ix_held_recording_recording", "held_recording", ["recording"])
    op.create_table(
        "stop_deletion",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("source", _ascii(40), nullable=False),
        sa.Column("deletes_on", _ascii(10), nullable=True),
        sa.Column("confirmed_by", _ascii(32), nullable=True),
        sa.Column("confirmed_at", _ascii(27), nullable=True),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_stop_deletion_request_request")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_stop_deletion_confirmed_by_person")),
        sa.PrimaryKeyConstraint("request", "source", name=op.f("pk_stop_deletion")),
    )
    _hold_what_is_asked_for(op.get_bind())


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_table("stop_deletion")
    op.drop_table("held_recording")
    op.drop_table("retention_hold")
    for index, table in (
        ("ix_approved_copy_key", "approved_copy"),
        ("ix_approved_copy_recording", "approved_copy"),
        ("ix_recording_key", "recording"),
        ("ix_recording_call", "recording"),
        ("ux_retention_key", "retention_key"),
        ("ux_recording_digest", "recording"),
    ):
        op.drop_index(index, table_name=table)
    with op.batch_alter_table("retention_key") as batch_op:
        batch_op.create_unique_constraint("uq_retention_key_source_month_kind", ["source", "month", "kind"])
    with op.batch_alter_table("recording") as batch_op:
        batch_op.create_unique_constraint("uq_recording_digest", ["digest"])
    for table in ("retention_key", "approved_copy", "recording"):
        op.drop_column(table, "destroyed_at")


def _hold_what_is_asked_for(connection: sa.Connection) -> None:
    """Place the holds, to be reviewed after three months, as in the standard policy; who took the request owns it."""
    now = datetime.now(UTC)
    asked = sa.text("SELECT id, purpose, taken_by, recording FROM request WHERE status <> 'closed'")
    hold = sa.text(
        "INSERT INTO retention_hold (id, request, reason, owner, review_on, placed_at)"
        " VALUES (:id, :request, :reason, :owner, :review_on, :placed_at)"
    )
    held = sa.text("INSERT INTO held_recording (hold, recording) VALUES (:hold, :recording)")
    for request in connection.execute(asked).all():
        values = {
            "id": uuid4().hex,
            "request": request.id,
            "reason": request.purpose if request.purpose in ("complaint", "police") else "request",
            "owner": request.taken_by,
            "review_on": (now + timedelta(days=91)).date().isoformat(),
            "placed_at": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
        connection.execute(hold, values)
        if request.recording is not None:
            connection.execute(held, {"hold": values["id"], "recording": request.recording})


def _unique_of_the_living(name: str, table: str, columns: list[str]) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=LIVES, postgresql_where=LIVES)
