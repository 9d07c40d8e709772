"""Corrected days of the clock, answers to follow-ups from the counter, and an index of each kind of follow-up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COMPLAINS, COMPLAINS_ON_SQLITE = sa.text("complaint"), sa.text("complaint = 1")
WANTED, WANTED_ON_SQLITE = sa.text("correction_wanted"), sa.text("correction_wanted = 1")


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_table(
        "clock_correction",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("day_of", _ascii(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proof", _ascii(40), nullable=True),
        sa.Column("was", _ascii(10), nullable=False),
        sa.Column("became", _ascii(10), nullable=False),
        sa.Column("corrected_by", _ascii(32), nullable=False),
        sa.Column("corrected_at", _ascii(27), nullable=False),
        sa.Column("note", _ascii(32), nullable=True),
        sa.ForeignKeyConstraint(["corrected_by"], ["person.id"], name=op.f("fk_clock_correction_corrected_by_person")),
        sa.ForeignKeyConstraint(["note"], ["note.id"], name=op.f("fk_clock_correction_note_note")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_clock_correction_request_request")),
        sa.PrimaryKeyConstraint("request", "order", name=op.f("pk_clock_correction")),
    )
    op.create_table(
        "arisen_answer",
        sa.Column("session", _ascii(32), nullable=False),
        sa.Column("arising", _ascii(40), nullable=False),
        sa.Column("answer", _ascii(40), nullable=False),
        sa.Column("answered_on", _ascii(10), nullable=False),
        sa.Column("answered_by", _ascii(32), nullable=False),
        sa.Column("answered_at", _ascii(27), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_arisen_answer_answered_by_person")),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name=op.f("fk_arisen_answer_session_session")),
        sa.PrimaryKeyConstraint("session", "arising", name=op.f("pk_arisen_answer")),
    )
    op.create_index(
        "ix_session_complaint", "session", ["id"], sqlite_where=COMPLAINS_ON_SQLITE, postgresql_where=COMPLAINS
    )
    name = "ix_session_note_correction"
    op.create_index(name, "session_note", ["session"], sqlite_where=WANTED_ON_SQLITE, postgresql_where=WANTED)


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_session_note_correction", table_name="session_note")
    op.drop_index("ix_session_complaint", table_name="session")
    op.drop_table("arisen_answer")
    op.drop_table("clock_correction")
