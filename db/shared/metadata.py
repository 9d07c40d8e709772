"""The one schema's metadata. Every constraint has a name derived by convention, so that migrations can name it too."""

from __future__ import annotations

from sqlalchemy import MetaData, String
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def sorted_by_bytes(length: int) -> TypeEngine[str]:
    """Return a plain ASCII text type, at most that long; sorted by its bytes, whatever the server's locale."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")
