"""Lesser checks that are asked for at the counter, and answered at a supervisor's own PC."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

WAITS = sa.text("standing = 'waiting'")


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision. Until then none was asked for in this way."""
    op.create_table(
        "asked_check",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("session", _ascii(32), nullable=False),
        sa.Column("asked_by", _ascii(32), nullable=False),
        sa.Column("desk", _ascii(32), nullable=False),
        sa.Column("asked_at", _ascii(27), nullable=False),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("standing", _ascii(40), nullable=False),
        sa.Column("ended_by", _ascii(32)),
        sa.Column("ended_at", _ascii(27)),
        sa.ForeignKeyConstraint(["id"], ["note.id"], name="fk_asked_check_id_note"),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name="fk_asked_check_session_session"),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_asked_check_asked_by_person"),
        sa.ForeignKeyConstraint(["desk"], ["desk.id"], name="fk_asked_check_desk_desk"),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name="fk_asked_check_ended_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_asked_check"),
    )
    op.create_index("ix_asked_check_session", "asked_check", ["session"])
    op.create_index("ix_asked_check_waiting", "asked_check", ["asked_at"], sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    """Downgrade from this revision. The reasons stay notes of their sessions."""
    op.drop_table("asked_check")
