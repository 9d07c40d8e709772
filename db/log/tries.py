"""A desk's wrong passwords as its own refusals say: a row that says fewer, or earlier, is not believed, and is named.

Rules:
- Each refusal says how many have been counted at its desk, and when. The newest is what its row has to say.
- At a desk its own refusals count, recognised by its MAC, and not the row. Where it has none of late, the row does.
- Refusals from before they said when are no evidence: the row counts.
- Of an account only the row counts: signing in clears it, and an unknown name's must not be told from a known one's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from db.log.known import events_in
from db.log.sure import MOST, Sure
from db.schema.audit_tables import REFUSED, audit_event
from db.schema.office_tables import sign_in_tries
from db.shared.tries import tries_in
from db.shared.values import time_out
from desktop.domain.log.differences import Difference
from desktop.domain.log.events import EventKind
from desktop.domain.log.refusals import COUNTED, DESK_FAILURES, UP_THEN
from desktop.domain.log.replay.ledger import Facts
from desktop.domain.log.replay.office import Refused
from desktop.domain.office.throttle import NONE, Tries
from desktop.domain.shared.ids import DeskId

DESK = "desk"
_NEWEST = select(audit_event.c.seq, audit_event.c.body).where(REFUSED).order_by(audit_event.c.seq.desc()).limit(MOST)


def tries_at(connection: Connection, sure: Sure, desk: DeskId) -> Tries | None:
    """Return what this desk's own newest refusal says; None where it has none of late, or it does not say."""
    with connection.execute(_NEWEST) as rows:
        for seq, body, event in events_in(rows):
            if event.kind is EventKind.SIGN_IN_REFUSED and event.desk == desk and sure.written(seq, body, event):
                counted, up = event.facts.get(COUNTED), event.facts.get(UP_THEN)
                if counted is None:
                    return None
                then = time_out(str(counted))
                return Tries(int(str(event.facts[DESK_FAILURES])), then, up if isinstance(up, int) else None)
    return None


def tries_differ(connection: Connection, facts: Facts) -> Iterator[Difference]:
    """Yield the desks of which the row says something else than their newest refusal."""
    for told in facts.of(Refused).values():
        rows = connection.execute(select(sign_in_tries).where(sign_in_tries.c.key == told.id))
        try:
            found = tries_in(rows, DESK).get(told.id, NONE)
        except (ValueError, TypeError):
            yield Difference("table_unreadable", "sign_in_tries")
            return
        if found != Tries(told.failures, told.counted, told.up):
            yield Difference("row_differs", "sign_in_tries", f"{DESK}/{told.id}", "failures", told.since, _shown(found))


def _shown(tries: Tries) -> str:
    at: datetime | None = tries.last_failure
    return str(tries.failures) if at is None else f"{tries.failures} ({at.isoformat(timespec='seconds')})"
