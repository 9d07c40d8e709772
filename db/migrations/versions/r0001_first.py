"""The first schema: the tables as `db.schema` declares them, less what later revisions add.

For the first release it is written out in full (`CONTRIBUTING.md`): from then on a change to `db.schema` may not reach
it, and offices that are open at other versions count on that.
"""

from __future__ import annotations

from alembic import op

from db.schema import words_index
from db.schema.tables import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade to this revision."""
    metadata.create_all(op.get_bind(), checkfirst=False)
    op.drop_column("policy", "reason_note")
    words_index.create(op.get_bind())


def downgrade() -> None:
    """Downgrade from this revision, to nothing."""
    words_index.drop(op.get_bind())
    metadata.drop_all(op.get_bind(), checkfirst=False)
