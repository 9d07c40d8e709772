"""The supervisor's list at speed: sessions that wait for a signature, an index for each filter, words in notes.

The index of words follows the notes by triggers on SQLite (FTS5), and is an index of the table itself on PostgreSQL.
A destroyed note is deleted from it too.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.schema import words_index

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNUSED = ("day", "kind", "request")
WAITS, WAITS_ON_SQLITE = sa.text("waiting"), sa.text("waiting = 1")


def upgrade() -> None:
    """Upgrade to this revision."""
    op.add_column("session", sa.Column("waiting", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        """UPDATE session SET waiting = TRUE
        WHERE state = 'closed' AND NOT EXISTS (SELECT 1 FROM review WHERE review.session = session.id)"""
    )
    op.drop_index("ix_session_adviser", table_name="session")
    op.create_index("ix_session_adviser", "session", ["adviser", "exceptional", "opened_at", "id"])
    columns = ["exceptional", "opened_at", "id"]
    op.create_index("ix_session_waiting", "session", columns, sqlite_where=WAITS_ON_SQLITE, postgresql_where=WAITS)
    op.create_index("ix_session_note_note", "session_note", ["note"])
    for column in UNUSED:  # nothing searches events by these, and each costs every append
        op.drop_index(f"ix_audit_event_{column}", table_name="audit_event")
    words_index.create(op.get_bind())


def downgrade() -> None:
    """Downgrade from this revision."""
    words_index.drop(op.get_bind())
    for column in UNUSED:
        op.create_index(f"ix_audit_event_{column}", "audit_event", [column, "seq"])
    op.drop_index("ix_session_note_note", table_name="session_note")
    op.drop_index("ix_session_waiting", table_name="session")
    op.drop_index("ix_session_adviser", table_name="session")
    op.create_index("ix_session_adviser", "session", ["adviser", "opened_at", "id"])
    op.drop_column("session", "waiting")
