"""Indexes for the pages of requests and appointments, and the words by which requests are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.requests import asker_words

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


INDEXES: tuple[tuple[str, str, list[str], str], ...] = (
    ("ix_request_received", "request", ["received_on", "reference"], ""),
    ("ix_request_open", "request", ["due_on", "received_on", "reference"], "status != 'closed'"),
    ("ix_asker_call_at", "asker", ["call_at"], ""),
    ("ix_appointment_request", "appointment", ["request", "starts_at"], ""),
    ("ix_request_proof_awaited", "request_proof", ["request"], "arrived_on IS NULL"),
    ("ix_request_clarification_open", "request_clarification", ["request"], "answered_on IS NULL"),
)
"""Name, table, columns, and of which rows."""


def upgrade() -> None:
    """Upgrade to this revision. The words of the requests that are there are written."""
    for name, table, columns, which in INDEXES:
        where = sa.text(which) if which else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "asker_word",
        sa.Column("request", _ascii(32), nullable=False),
        sa.Column("word", _ascii(40), nullable=False),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_asker_word_request_request")),
        sa.PrimaryKeyConstraint("request", "word", name=op.f("pk_asker_word")),
    )
    op.create_index("ix_asker_word_word", "asker_word", ["word", "request"])
    asker_words.fill(op.get_bind())


def downgrade() -> None:
    """Downgrade from this revision."""
    op.drop_table("asker_word")
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
