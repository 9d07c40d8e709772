"""Telling other programs on a shared database that something was committed (`db.engines.changes` is told)."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, text

CHANNEL = "listening_room"
OWN = secrets.token_hex(8)
"""This program, as the others see it."""
_TOLD = text(f"SELECT pg_notify('{CHANNEL}', :by)")


def tell(connection: Connection) -> None:
    """Tell the others, once this transaction is committed. Embedded there is nobody to tell."""
    if connection.dialect.name == "postgresql":
        connection.execute(_TOLD, {"by": OWN})
