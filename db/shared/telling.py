"""Telling other programs on a shared database that something was committed (`db.engines.changes` is told)."""

from __future__ import annotations

import secrets

from sqlalchemy import bindparam, func

CHANNEL = "listening_room"
OWN = secrets.token_hex(8)
"""This program, as the others see it."""
BY = "by"
TOLD = func.pg_notify(CHANNEL, bindparam(BY))
"""Tells the others, once its transaction is committed. `BY`: this program (`OWN`)."""
