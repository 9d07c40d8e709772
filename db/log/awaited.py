"""Sessions that by the log someone has still to review, kept while the program runs.

Rules:
- A session waits once its desk has signed that it was closed, until a PC has signed that it was signed off. One in
  which the recording was opened, and that was not closed, is under way.
- What is new in the log is read by its index, before each use. When the program starts, the newest `MOST` events of
  these kinds are that a PC has signed, looked for in `PAGES` times as many: someone who makes up others pushes none of
  them out. Of what closed longer ago `verify` says what is not as it was.
- A transaction that does not see the newest of them is told of its own log.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from sqlalchemy import Connection, bindparam, select

from db.log.known import Stored, events_in
from db.schema.audit_tables import OF_REVIEWS, audit_event
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.shared.ids import SessionId

MOST, PAGES = 2000, 20
_KINDS = select(audit_event.c.seq, audit_event.c.body).where(OF_REVIEWS)
_BEFORE = _KINDS.where(audit_event.c.seq < bindparam("before")).order_by(audit_event.c.seq.desc())
_FROM = _KINDS.where(audit_event.c.seq >= bindparam("last")).order_by(audit_event.c.seq)

Believed = Callable[[int, bytes, Event], bool]


class _Followed:
    """The sessions that wait and those under way, up to the event with the number `last`; -1 before the first."""

    def __init__(self) -> None:
        self.last, self.body = -1, b""
        self.waiting: dict[SessionId, None] = {}
        self.under_way: dict[SessionId, None] = {}

    def follow(self, connection: Connection, believed: Believed) -> bool:
        """Follow what is new; False, and nothing done, where this transaction does not see its last event."""
        if self.last < 0:
            found = reversed(_newest(connection, believed))
        else:
            found = events_in(connection.execute(_FROM, {"last": self.last}))
            if next(found, (-1, b""))[:2] != (self.last, self.body):
                return False
        for stored in found:
            if believed(*stored):
                self._take(stored)
            self.last, self.body = stored[:2]
        return True

    def _take(self, stored: Stored) -> None:
        event = stored[2]
        session = SessionId(event.subjects.get(Subject.SESSION, ""))
        if event.kind is EventKind.RECORDING_OPENED:
            self.under_way[session] = None
            return
        self.under_way.pop(session, None)
        if event.kind is EventKind.REVIEW_SIGNED_OFF:
            self.waiting.pop(session, None)
        else:
            self.waiting[session] = None


def _newest(connection: Connection, believed: Believed) -> list[Stored]:
    """Return the newest that are believed, the newest first."""
    found, before = list[Stored](), 2**62
    for _ in range(PAGES):
        rows = connection.execute(_BEFORE.limit(MOST), {"before": before}).all()
        found += [stored for stored in events_in(rows) if believed(*stored)]
        if len(rows) < MOST or len(found) >= MOST:
            break
        before = rows[-1].seq
    return found


class Awaited:
    """The sessions that wait, and those under way. Shared by the units of work of one office; safe across threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._followed = _Followed()

    def up_to_date(self, connection: Connection, believed: Believed) -> tuple[list[SessionId], list[SessionId]]:
        """Return those that wait, and those under way, by the log that this transaction sees."""
        with self._lock:
            followed = self._followed
            if not followed.follow(connection, believed):
                followed = _Followed()
                followed.follow(connection, believed)
                if followed.last >= self._followed.last:
                    self._followed = followed
            return list(followed.waiting), list(followed.under_way)
