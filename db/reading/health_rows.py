"""Figures of how an office does: no name, no number, no words of anybody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from db.schema import request_tables, session_tables
from db.schema.audit_tables import OF_THE_OFFICE, audit_event, checkpoint
from db.shared.values import day_in, day_out, time_out
from desktop.application.ports.reading import HealthRows
from desktop.domain.log.events import EventKind, from_canonical
from desktop.domain.requests.request import UNANSWERED
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import DeskId

_request = request_tables.request.c
_session = session_tables.session.c


def health(connection: Connection, today: date) -> HealthRows:
    """Return them, as of that day of the office's."""
    night = select(audit_event.c.body).where(audit_event.c.kind == EventKind.RETENTION_RUN.value)
    body = connection.execute(night.order_by(audit_event.c.seq.desc()).limit(1)).scalar_one_or_none()
    late = (_request.status.in_([status.value for status in UNANSWERED]), _request.due_on < day_in(today))
    overdue, oldest = connection.execute(select(func.count(), func.min(_request.due_on)).where(*late)).one()
    unfinished = select(func.count()).select_from(session_tables.session).where(_session.state != State.CLOSED.value)
    seen = select(checkpoint.c.desk, func.max(checkpoint.c.at)).group_by(checkpoint.c.desk)
    copied = select(audit_event.c.body).where(OF_THE_OFFICE, audit_event.c.kind == EventKind.DESK_COPIED.value)
    return HealthRows(
        nightly_at=None if body is None else from_canonical(bytes(body))[1].at,
        overdue=overdue,
        oldest_due=None if oldest is None else day_out(oldest),
        unfinished=connection.execute(unfinished).scalar_one(),
        anchored_at={DeskId(desk): time_out(at) for desk, at in connection.execute(seen)},
        copied={from_canonical(bytes(body))[1].desk for body in connection.execute(copied).scalars()},
    )
