"""Questions of supervisors to the advisers of closed sessions, and their answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

UNANSWERED = sa.text("answer IS NULL")


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.create_table(
        "review_question",
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("session", _ascii(32), nullable=False),
        sa.Column("asked_by", _ascii(32), nullable=False),
        sa.Column("asked_to", _ascii(32), nullable=False),
        sa.Column("asked_at", _ascii(27), nullable=False),
        sa.Column("answer", _ascii(32), nullable=True),
        sa.Column("answered_at", _ascii(27), nullable=True),
        sa.ForeignKeyConstraint(["answer"], ["note.id"], name=op.f("fk_review_question_answer_note")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_review_question_asked_by_person")),
        sa.ForeignKeyConstraint(["asked_to"], ["person.id"], name=op.f("fk_review_question_asked_to_person")),
        sa.ForeignKeyConstraint(["id"], ["note.id"], name=op.f("fk_review_question_id_note")),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name=op.f("fk_review_question_session_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_question")),
    )
    op.create_index("ix_review_question_session", "review_question", ["session"])
    op.create_index(
        "ix_review_question_unanswered",
        "review_question",
        ["asked_to", "asked_at"],
        sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    )


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_index("ix_review_question_unanswered", table_name="review_question")
    op.drop_index("ix_review_question_session", table_name="review_question")
    op.drop_table("review_question")
