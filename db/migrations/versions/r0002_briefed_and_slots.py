"""Whether a session was briefed is stored as a fact; a slot that was called off can be booked again.

Existing sessions count as briefed where they have been listened to or are past the brief. The database refuses to
downgrade where a slot has been booked again meanwhile.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TAKES_PLACE = sa.text("status IN ('booked', 'attended')")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.add_column("session", sa.Column("briefed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        """UPDATE session SET briefed = TRUE
        WHERE state IN ('briefed', 'listening', 'on_break') OR interrupted_from IN ('briefed', 'listening', 'on_break')
        OR EXISTS (SELECT 1 FROM heard_span WHERE heard_span.session = session.id)"""
    )
    op.create_index("ix_session_request", "session", ["request", "opened_at"])
    with op.batch_alter_table("appointment") as batch_op:
        batch_op.drop_constraint("uq_appointment_desk_starts_at", type_="unique")
    op.create_index(
        "ux_appointment_slot",
        "appointment",
        ["desk", "starts_at"],
        unique=True,
        sqlite_where=TAKES_PLACE,
        postgresql_where=TAKES_PLACE,
    )


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ux_appointment_slot", table_name="appointment")
    with op.batch_alter_table("appointment") as batch_op:
        batch_op.create_unique_constraint("uq_appointment_desk_starts_at", ["desk", "starts_at"])
    op.drop_index("ix_session_request", table_name="session")
    op.drop_column("session", "briefed")
