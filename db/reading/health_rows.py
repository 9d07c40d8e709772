"""Figures of how an office does: no name, no number, no words of anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from db.schema import request_tables, session_tables
from db.schema.audit_tables import OF_ITS_STATE, OF_THE_OFFICE, audit_event, checkpoint
from db.shared.values import day_in, day_out, time_out
from desktop.application.ports.keeping import StoredFile
from desktop.application.ports.reading import HealthRows, PcReported, VaultLooked
from desktop.domain.log.events import Event, EventKind, from_canonical
from desktop.domain.requests.request import UNANSWERED
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import DeskId

_request = request_tables.request.c
_session = session_tables.session.c


def health(connection: Connection, today: date) -> HealthRows:
    """Return them, as of that day of the office's."""
    night = next(_of_state(connection, EventKind.RETENTION_RUN, 1), None)
    late = (_request.status.in_([status.value for status in UNANSWERED]), _request.due_on < day_in(today))
    overdue, oldest = connection.execute(select(func.count(), func.min(_request.due_on)).where(*late)).one()
    unfinished = select(func.count()).select_from(session_tables.session).where(_session.state != State.CLOSED.value)
    seen = select(checkpoint.c.desk, func.max(checkpoint.c.at)).group_by(checkpoint.c.desk)
    copied = select(audit_event.c.body).where(OF_THE_OFFICE, audit_event.c.kind == EventKind.DESK_COPIED.value)
    return HealthRows(
        nightly_at=None if night is None else night.at,
        overdue=overdue,
        oldest_due=None if oldest is None else day_out(oldest),
        unfinished=connection.execute(unfinished).scalar_one(),
        anchored_at={DeskId(desk): time_out(at) for desk, at in connection.execute(seen)},
        copied={from_canonical(bytes(body))[1].desk for body in connection.execute(copied).scalars()},
        looked=vault_looked(connection),
        reported=_newest_by_desk(_of_state(connection, EventKind.DESK_REPORTED)),
    )


def vault_looked(connection: Connection) -> VaultLooked | None:
    """Return how far the vault has been looked through."""
    event = next(_of_state(connection, EventKind.VAULT_LOOKED_THROUGH, 1), None)
    if event is None:
        return None
    facts: Mapping[str, Any] = event.facts
    return VaultLooked(
        at=event.at,
        up_to=facts["up_to"],
        began=time_out(facts["began"]),
        ended=time_out(facts["ended"]) if facts["ended"] else None,
        looked_at=facts["looked_at"],
        of=facts["of"],
        damaged=tuple(StoredFile(kind, id) for kind, id, _ in facts["damaged"]),
    )


def pc_reported(connection: Connection, desk: DeskId) -> PcReported | None:
    """Return what that PC last told of itself."""
    return _newest_by_desk(_of_state(connection, EventKind.DESK_REPORTED)).get(desk)


def _of_state(connection: Connection, kind: EventKind, limit: int | None = None) -> Iterator[Event]:
    """Yield events of that kind, the newest first."""
    query = select(audit_event.c.body).where(OF_ITS_STATE, audit_event.c.kind == kind.value)
    bodies = connection.execute(query.order_by(audit_event.c.seq.desc()).limit(limit)).scalars()
    return (from_canonical(bytes(body))[1] for body in bodies)


def _newest_by_desk(events: Iterator[Event]) -> Mapping[DeskId, PcReported]:
    found: dict[DeskId, PcReported] = {}
    for event in events:
        facts: Mapping[str, Any] = event.facts
        told = PcReported(event.at, facts["version"], facts.get("clock_ahead"), tuple(facts["lacks"]))
        found.setdefault(event.desk, told)
    return found
