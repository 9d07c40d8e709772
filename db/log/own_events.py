"""A desk's own events, recognised by their MAC: what it looks at before it vouches for them."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import Connection, select

from db.schema.audit_tables import audit_event
from desktop.domain.log.sealing import is_own


def first_foreign(connection: Connection, desk: str, start: int, end: int, mac: Callable[[bytes], bytes]) -> int | None:
    """Return the number of the first event in that desk's name that it did not write; `end` is excluded."""
    query = select(audit_event.c.seq, audit_event.c.body).where(audit_event.c.seq >= start, audit_event.c.seq < end)
    in_its_name = re.compile(rf'\{{"actor":(?:null|"[^"]*"),"at":"[^"]*","desk":"{desk}"'.encode())
    with connection.execute(query.order_by(audit_event.c.seq), execution_options={"stream_results": True}) as rows:
        for seq, body in rows:
            if in_its_name.match(bytes(body)) and not is_own(bytes(body), mac):
                return int(seq)
    return None
