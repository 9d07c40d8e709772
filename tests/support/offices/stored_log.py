"""The log of an office as its database holds it."""

from __future__ import annotations

from sqlalchemy import Engine

from desktop.domain.log.events import Event, from_canonical


def bodies_in(engine: Engine) -> list[bytes]:
    """Return the stored bytes of all events, in order."""
    with engine.connect() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM audit_event ORDER BY seq").scalars()
        return [bytes(body) for body in bodies]


def events_in(engine: Engine) -> list[Event]:
    """Return all events, in order."""
    return [from_canonical(body)[1] for body in bodies_in(engine)]
