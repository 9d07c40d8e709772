"""Events, checkpoints and times that whoever can write to the database, and has no PC, cannot have made up.

Their desk has signed them. Nothing is sure of an office whose log is not the one that this desk has pinned.
The log's days, evidence of whether a PC's clock is right, begin where the clock was last found right or confirmed. A
server's time is given only where it is another machine's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, select

from db.log.office_state import Stored, events_in
from db.schema.audit_tables import audit_event, audit_head
from desktop.domain.log.checkpoint import Checkpoint, parse_note
from desktop.domain.log.events import Event
from desktop.domain.log.signers import Signers
from desktop.domain.office.clock_doubt import FOUND_RIGHT
from desktop.errors import LogBrokenError, RowRefusedError

MOST = 200
"""The most events, or checkpoints, that are looked at for one that is sure."""


class TrustedEvents:
    """The sure events and checkpoints of one log, as one transaction sees it.

    `signers`: returns who may sign; raises RowRefusedError.
    """

    def __init__(self, connection: Connection, signers: Callable[[], Signers]) -> None:
        self._connection, self._of = connection, signers

    def believed(self, seq: int, body: bytes, event: Event) -> bool:
        """Return whether a PC of the office wrote and signed that event."""
        signers = self._signers()
        return signers is not None and signers.believes(seq, body, event)

    def newest(self, query: Select[Any]) -> Stored | None:
        """Return the newest believed one among the first events of that query, whose rows are numbers and bytes."""
        with self._connection.execute(query.limit(MOST)) as rows:
            return next((stored for stored in events_in(rows) if self.believed(*stored)), None)

    def first(self, stored: Iterable[Stored]) -> Stored | None:
        """Return the first of these that is believed."""
        return next((each for each in stored if self.believed(*each)), None)

    def checkpoint(self, text: str, desk: str = "") -> Checkpoint | None:
        """Return what that note says, where a desk of this office signed it: that one, if it is named; else None."""
        signers = self._signers()
        try:
            note = parse_note(text)
        except LogBrokenError:
            return None
        return note.checkpoint if signers is not None and signers.vouches(note, desk) else None

    def oldest_after(self, size: int, now: datetime) -> datetime | None:
        """Return since when the log's events from that number on have waited; None where there are none.

        That is the time of the first, or of one after it that is earlier, up to the first that is sure and is not of a
        time to come: the time of an event that is not sure can be any.
        """
        later = select(audit_event.c.seq, audit_event.c.body).where(audit_event.c.seq >= size)
        oldest: datetime | None = None
        with self._connection.execute(later.order_by(audit_event.c.seq)) as rows:
            for seq, body, event in events_in(rows):
                oldest = event.at if oldest is None else min(oldest, event.at)
                if event.at <= now and self.believed(seq, body, event):
                    break
        return oldest

    def _signers(self) -> Signers | None:
        try:
            return self._of()
        except RowRefusedError:
            return None


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

    def __init__(self, connection: Connection, sure: Callable[[], TrustedEvents]) -> None:
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
