"""A desk's own events, recognised by their MAC: what it looks at before it vouches for them.

`end` is excluded everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import closing

from sqlalchemy import Connection, select

from db.schema.audit_tables import audit_event
from desktop.domain.log.sealing import is_own

AT_ONCE = 1000
"""How many events are read in one answer; where there are more, they are streamed."""
Mac = Callable[[bytes], bytes]


def first_foreign(connection: Connection, desk: str, start: int, end: int, mac: Mac) -> int | None:
    """Return the number of the first event in that desk's name that it did not write."""
    with closing(_in_its_name(connection, desk, start, end)) as events:
        return next((seq for seq, body in events if not is_own(body, mac)), None)


def has_written(connection: Connection, desk: str, start: int, end: int, mac: Mac) -> bool:
    """Return whether one of those events is the desk's own."""
    with closing(_in_its_name(connection, desk, start, end)) as events:
        return any(is_own(body, mac) for _, body in events)


def _in_its_name(connection: Connection, desk: str, start: int, end: int) -> Generator[tuple[int, bytes]]:
    query = select(audit_event.c.seq, audit_event.c.body).where(audit_event.c.seq >= start, audit_event.c.seq < end)
    in_its_name = re.compile(rf'\{{"actor":(?:null|"[^"]*"),"at":"[^"]*","desk":"{desk}"'.encode())
    many = end - start > AT_ONCE  # a few come in one answer: a stream takes the server seven
    with connection.execute(query.order_by(audit_event.c.seq), execution_options={"stream_results": many}) as rows:
        yield from ((int(seq), bytes(body)) for seq, body in rows if in_its_name.match(bytes(body)))
