"""Figures of how an office does: no name, no number, no words of anybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, func, null, select, union_all

from db.engines.one_program import open_desks
from db.schema import office_tables, recording_tables, request_tables, session_tables
from db.schema.audit_tables import OF_THE_OFFICE, audit_event, audit_head, checkpoint
from db.shared.values import day_in, day_out, time_out
from desktop.application.ports.reading import HealthRows
from desktop.domain.log.events import EventKind, from_canonical
from desktop.domain.requests.request import UNANSWERED
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import DeskId

_key = recording_tables.retention_key.c
_request = request_tables.request.c
_session = session_tables.session.c


def health(connection: Connection, today: date) -> HealthRows:
    """Return them, as of that day of the office's, in two statements: over a slow line each is waited for."""
    figures = connection.execute(_figures(today)).one()
    anchored_at: dict[DeskId, datetime] = {}
    copied: set[DeskId] = set()
    opened: set[DeskId] = set()
    for row in connection.execute(_of_desks(open_desks(connection))):
        if row.body is not None:
            copied.add(from_canonical(bytes(row.body))[1].desk)
        elif row.at is not None:
            anchored_at[DeskId(row.desk)] = time_out(row.at)
        else:
            opened.add(DeskId(row.desk))
    return HealthRows(
        begun_at=time_out(figures.begun_at),
        events=figures.events or 0,
        nightly_at=None if figures.night is None else from_canonical(bytes(figures.night))[1].at,
        overdue=figures.overdue,
        oldest_due=None if figures.oldest is None else day_out(figures.oldest),
        unfinished=figures.unfinished,
        keys_to_renew=figures.keys,
        anchored_at=anchored_at,
        copied=copied,
        open_desks=opened,
    )


def _figures(today: date) -> Select[Any]:
    """Return the query for what is one value each."""
    nights = select(audit_event.c.body).where(audit_event.c.kind == EventKind.RETENTION_RUN.value)
    late = (_request.status.in_([status.value for status in UNANSWERED]), _request.due_on < day_in(today))
    requests = select(func.count()).select_from(request_tables.request).where(*late)
    unfinished = select(func.count()).select_from(session_tables.session).where(_session.state != State.CLOSED.value)
    to_renew = (_key.destroyed_at.is_(None), _key.retired_at.is_not(None))
    keys = select(func.count()).select_from(recording_tables.retention_key).where(*to_renew)
    return select(
        select(office_tables.office.c.created_at).scalar_subquery().label("begun_at"),
        select(audit_head.c.size).scalar_subquery().label("events"),
        nights.order_by(audit_event.c.seq.desc()).limit(1).scalar_subquery().label("night"),
        requests.scalar_subquery().label("overdue"),
        select(func.min(_request.due_on)).where(*late).scalar_subquery().label("oldest"),
        unfinished.scalar_subquery().label("unfinished"),
        keys.scalar_subquery().label("keys"),
    )


def _of_desks(opened: Select[str]) -> CompoundSelect[Any]:
    """Return the query for when each desk last signed a checkpoint, for the events of copied ones, and who is open."""
    seen = select(checkpoint.c.desk, func.max(checkpoint.c.at).label("at"), null().label("body"))
    is_copied = OF_THE_OFFICE, audit_event.c.kind == EventKind.DESK_COPIED.value
    copied = select(null(), null(), audit_event.c.body).where(*is_copied)
    return union_all(seen.group_by(checkpoint.c.desk), copied, opened.add_columns(null(), null()))
