"""The times that the log and the database server know of: evidence of whether a PC's clock is right.

Rules:
- A time of the log counts where whoever can write to the database cannot have made it up (`db.log.sure`); else a clock
  that is wrong could be found right by an event that fits it.
- The log's days are those of its events, by the clocks of its desks. They begin with the event by which the clock was
  last found right, or last confirmed by an administrator; before the first such event, with the log's first.
- A server's time is given only where it is another machine's: on this PC it would be the same clock asked twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, select

from db.log.known import Stored, events_in
from db.log.sure import Sure
from db.schema.audit_tables import audit_event, audit_head
from desktop.domain.office.clock_doubt import FOUND_RIGHT

NEWEST = 2_000
"""The most events among which the newest that is sure is looked for."""
_EVENTS = select(audit_event.c.seq, audit_event.c.body).order_by(audit_event.c.seq.desc())
_RIGHT = _EVENTS.where(audit_event.c.kind.in_([kind.value for kind in FOUND_RIGHT]))
_ELSEWHERE: Select[Any] = select(
    literal_column(
        "CASE WHEN inet_server_addr() <> inet_client_addr() AND NOT inet_server_addr() << inet '127.0.0.0/8' "
        "THEN clock_timestamp() END"
    )
)


class TimesTable:
    """The port `Times` over a connection."""

    def __init__(self, connection: Connection, sure: Callable[[], Sure]) -> None:
        self._connection, self._sure = connection, sure

    def server(self) -> datetime | None:
        if self._connection.dialect.name != "postgresql":
            return None
        now: datetime | None = self._connection.execute(_ELSEWHERE).scalar_one()
        return None if now is None else now.astimezone(UTC)

    def found_right(self) -> datetime | None:
        found = self._right()
        return None if found is None else found[2].at

    def newest(self) -> datetime | None:
        with self._connection.execute(_EVENTS.limit(NEWEST)) as rows:
            found = self._sure().first(events_in(rows))
        return None if found is None else found[2].at

    def size(self) -> int:
        return self._connection.execute(select(audit_head.c.size)).scalar_one_or_none() or 0

    def days(self) -> Sequence[date]:
        last = self._right()
        since = audit_event.c.seq >= (0 if last is None else last[0])
        first = func.min(audit_event.c.seq)
        query = select(audit_event.c.day).where(since).group_by(audit_event.c.day).order_by(first)
        return [date.fromisoformat(day) for day in self._connection.execute(query).scalars()]

    def _right(self) -> Stored | None:
        """Return the newest event by which the clock was found right."""
        return self._sure().newest(_RIGHT)
