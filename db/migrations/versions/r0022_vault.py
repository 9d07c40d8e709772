"""The vault in the database: its files, and their pieces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _ascii(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Upgrade to this revision. An office of before keeps the folder of its vault."""
    op.create_table(
        "vault_file",
        sa.Column("place", _ascii(32), nullable=False),
        sa.Column("kind", _ascii(40), nullable=False),
        sa.Column("id", _ascii(32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", _ascii(27), nullable=False),
        sa.Column("quarantined_on", _ascii(10)),
        sa.PrimaryKeyConstraint("place", name="pk_vault_file"),
    )
    where = sa.text("quarantined_on IS NULL")
    op.create_index(
        "ux_vault_file", "vault_file", ["kind", "id"], unique=True, sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "vault_piece",
        sa.Column("place", _ascii(32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "number", name="pk_vault_piece"),
    )


def downgrade() -> None:
    """Downgrade from this revision. Recordings in the database are lost with it."""
    op.drop_table("vault_piece")
    op.drop_table("vault_file")
