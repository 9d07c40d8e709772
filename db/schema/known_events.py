"""The table of events of a PC's own copy of the log (`db.log.known_log`), by which it decides.

Its columns come from the bytes that were verified, and events are found there, never in the database's log. The copy is
SQLCipher at every office. The table is no part of the office's database.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text, text
from sqlalchemy.sql.elements import TextClause

from desktop.domain.log.events import EventKind, Trait


def _of_trait(trait: Trait) -> TextClause:
    """Return the condition that an event is of a kind of that trait."""
    return text(f"kind IN ({', '.join(repr(kind.value) for kind in EventKind if trait in kind.traits)})")


OF_THE_OFFICE = _of_trait(Trait.OF_THE_OFFICE)
"""Events that say who may sign, who works here, at which desks, by which policies; what else administrators did."""
OUTSIDE_SESSIONS = text("session IS NULL AND request IS NOT NULL")
"""Events of a request that belong to none of its sessions."""
OF_ITS_STATE = _of_trait(Trait.OF_ITS_STATE)
"""Events that say how the office does: the newest of each is what Health shows."""
STOPPED = text("kind = 'retention_stopped'")
"""Events of nightly runs that destroyed nothing, since clock or log were in doubt."""
REFUSED = text("kind IN ('sign_in_refused', 'tries_cleared')")
"""Events that someone was refused who tried to sign in, and those by which the tries of an account count no more."""
OF_REVIEWS = _of_trait(Trait.OF_REVIEWS)
"""Events that say which sessions someone has to review: the supervisors' list is compared with them."""
CLOSED = text("kind = 'request_closed'")
"""Events by which a request was closed: the office's figures count them."""
OF_SOUND = _of_trait(Trait.OF_SOUND)
"""Events that say what a recording is, and the retention key under which sound came, or to which it moved."""

known_event = Table(
    "known_event",
    MetaData(),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("day", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("session", Text),
    Column("request", Text),
    Index("ix_known_event_session", "session", "seq"),
    # Partial, so that they cost few appends: most events are of sessions.
    Index("ix_known_event_request", "request", "seq", sqlite_where=OUTSIDE_SESSIONS),
    Index("ix_known_event_office", "seq", sqlite_where=OF_THE_OFFICE),
    Index("ix_known_event_state", "seq", sqlite_where=OF_ITS_STATE),
    Index("ix_known_event_stopped", "seq", sqlite_where=STOPPED),
    Index("ix_known_event_refused", "seq", sqlite_where=REFUSED),
    Index("ix_known_event_reviews", "seq", sqlite_where=OF_REVIEWS),
    Index("ix_known_event_closed", "day", sqlite_where=CLOSED),
    Index("ix_known_event_sound", "seq", sqlite_where=OF_SOUND),
)
