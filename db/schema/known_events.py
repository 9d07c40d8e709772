"""The table of events of a PC's own copy of the log (`db.log.known_log`), by which it decides.

Its columns come from the bytes that were verified, and events are found there, never in the database's log. The copy is
SQLCipher at every office. The table is no part of the office's database.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Column, Dialect, Index, Integer, LargeBinary, MetaData, Table, Text, TypeDecorator, select, text
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
_ID = re.compile("[0-9a-f]{32}")


def id_bytes(id: str | None) -> bytes | str | None:
    """Return an identifier as its 16 bytes; any other text stays one."""
    return bytes.fromhex(id) if id is not None and _ID.fullmatch(id) else id


class _Id(TypeDecorator[str]):
    """An identifier, whose text is twice as long as it has to be."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        return id_bytes(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return value.hex() if isinstance(value, bytes) else value


known_event = Table(
    "known_event",
    MetaData(),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("day", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("session", _Id),
    Column("request", _Id),
    Column("recording", _Id),
    Column("key", _Id),
    Column("month", Text),
    Index("ix_known_event_session", "session", "seq"),
    # Partial, so that they cost few appends: most events are of sessions.
    Index("ix_known_event_request", "request", "seq", sqlite_where=OUTSIDE_SESSIONS),
    Index("ix_known_event_office", "seq", sqlite_where=OF_THE_OFFICE),
    Index("ix_known_event_state", "seq", sqlite_where=OF_ITS_STATE),
    Index("ix_known_event_stopped", "seq", sqlite_where=STOPPED),
    Index("ix_known_event_refused", "seq", sqlite_where=REFUSED),
    Index("ix_known_event_reviews", "seq", sqlite_where=OF_REVIEWS),
    Index("ix_known_event_closed", "day", sqlite_where=CLOSED),
    Index("ix_known_event_recording", "recording", "seq", sqlite_where=text("recording IS NOT NULL")),
    Index("ix_known_event_key", "key", "seq", sqlite_where=text("key IS NOT NULL")),
    Index("ix_known_event_month", "month", "seq", sqlite_where=text("month IS NOT NULL")),
)
"""Only events of sound (`Trait.OF_SOUND`), and of its end, have: the recording that they are about; the retention key
under which sound came, or to which it moved; and the month (UTC) of the call that they import.
"""
EVENTS = select(known_event.c.seq, known_event.c.body)
"""The query for all events, as `Known.found` reads them; whoever asks says which."""
