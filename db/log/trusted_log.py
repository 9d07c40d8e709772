"""Events, checkpoints and times that whoever can write to the database, and has no PC, cannot have made up.

They are of this PC's own copy of the log, or signed by a desk that it names. The log's days, evidence of whether a PC's
clock is right, begin where the clock was last found right or confirmed. A server's time is given only where it is
another machine's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, select

from db.log.known_log import Known, Stored
from db.schema.known_events import EVENTS, known_event
from desktop.domain.log.checkpoint import Checkpoint, parse_note
from desktop.domain.office.clock_doubt import FOUND_RIGHT
from desktop.errors import LogBrokenError

MOST = 200
"""The most checkpoints that are looked at for one that a desk of this office signed, and the most findings listed."""


def newest_event(known: Known, query: Select[Any]) -> Stored | None:
    """Return the first event of that query, whose rows are numbers and bytes, over the events that are believed."""
    return next(known.found(query.limit(1)), None)


def checkpoint_of(known: Known, text: str, desk: str = "") -> Checkpoint | None:
    """Return what that note says, where a desk of this office signed it: that one, if it is named; else None."""
    try:
        note = parse_note(text)
    except LogBrokenError:
        return None
    return note.checkpoint if known.signers.vouches(note, desk) else None


def oldest_after(known: Known, size: int, now: datetime) -> datetime | None:
    """Return since when the log's events from that number on have waited; None where there are none.

    That is the time of the first, or of one after it that is earlier, up to the first that is not of a time to come.
    """
    oldest: datetime | None = None
    for _, _, event in known.found(EVENTS.where(known_event.c.seq >= size).order_by(known_event.c.seq)):
        oldest = event.at if oldest is None else min(oldest, event.at)
        if event.at <= now:
            break
    return oldest


_NEWEST_FIRST = EVENTS.order_by(known_event.c.seq.desc())
_RIGHT = _NEWEST_FIRST.where(known_event.c.kind.in_([kind.value for kind in FOUND_RIGHT]))
_ELSEWHERE: Select[Any] = select(
    literal_column(
        "CASE WHEN inet_server_addr() <> inet_client_addr() AND NOT inet_server_addr() << inet '127.0.0.0/8' "
        "THEN clock_timestamp() END"
    )
)


class TimesTable:
    """The port `Times` over a connection."""

    def __init__(self, connection: Connection, known: Known) -> None:
        self._connection, self._known = connection, known

    def server(self) -> datetime | None:
        if self._connection.dialect.name != "postgresql":
            return None
        now: datetime | None = self._connection.execute(_ELSEWHERE).scalar_one()
        return None if now is None else now.astimezone(UTC)

    def found_right(self) -> datetime | None:
        found = newest_event(self._known, _RIGHT)
        return None if found is None else found[2].at

    def newest(self) -> datetime | None:
        found = newest_event(self._known, _NEWEST_FIRST)
        return None if found is None else found[2].at

    def size(self) -> int:
        return self._known.size

    def days(self) -> Sequence[date]:
        last = newest_event(self._known, _RIGHT)
        since = known_event.c.seq >= (0 if last is None else last[0])
        first = func.min(known_event.c.seq)
        query = select(known_event.c.day).where(since).group_by(known_event.c.day).order_by(first)
        return [date.fromisoformat(day) for day in self._known.events.execute(query).scalars()]
