"""The times that the log and the database server know of: evidence of whether a PC's clock is right.

Rules:
- The log's days are those of its events, by the clocks of its desks. They begin with the event by which the clock was
  last found right, or last confirmed by an administrator; before the first such event, with the log's first.
- A server's time is given only where it is another machine's: on this PC it would be the same clock asked twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Connection, func, select, text

from db.schema.audit_tables import audit_event, audit_head
from desktop.domain.log.events import from_canonical
from desktop.domain.office.clock_doubt import FOUND_RIGHT

_KINDS = audit_event.c.kind.in_([kind.value for kind in FOUND_RIGHT])
_RIGHT = select(audit_event.c.seq, audit_event.c.body).where(_KINDS).order_by(audit_event.c.seq.desc()).limit(1)
_ELSEWHERE = text(
    "SELECT CASE WHEN inet_server_addr() <> inet_client_addr() AND NOT inet_server_addr() << inet '127.0.0.0/8' "
    "THEN clock_timestamp() END"
)


class TimesTable:
    """The port `Times` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def server(self) -> datetime | None:
        if self._connection.dialect.name != "postgresql":
            return None
        now: datetime | None = self._connection.execute(_ELSEWHERE).scalar_one()
        return None if now is None else now.astimezone(UTC)

    def found_right(self) -> datetime | None:
        row = self._connection.execute(_RIGHT).one_or_none()
        return None if row is None else from_canonical(bytes(row.body))[1].at

    def newest(self) -> datetime | None:
        query = select(audit_event.c.body).order_by(audit_event.c.seq.desc()).limit(1)
        body = self._connection.execute(query).scalar_one_or_none()
        return None if body is None else from_canonical(bytes(body))[1].at

    def size(self) -> int:
        return self._connection.execute(select(audit_head.c.size)).scalar_one_or_none() or 0

    def days(self) -> Sequence[date]:
        last = self._connection.execute(_RIGHT).one_or_none()
        since = audit_event.c.seq >= (0 if last is None else last.seq)
        first = func.min(audit_event.c.seq)
        query = select(audit_event.c.day).where(since).group_by(audit_event.c.day).order_by(first)
        return [date.fromisoformat(day) for day in self._connection.execute(query).scalars()]
