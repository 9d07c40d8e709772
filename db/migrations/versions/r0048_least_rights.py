"""The head of the log moves ahead alone, and the desks' role deletes only where the program does.

Nothing of the tables changes: guards and rights are laid anew after every migration (`db.schema.migrate`).
"""

from __future__ import annotations

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade to this revision."""


def downgrade() -> None:
    """Downgrade from this revision. A program of before works with the rights of this one."""
