"""Rows of appointments, with their request and their session; and of sessions without one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from db.requests.requests import REPRESENTATIVE, needs_out
from db.schema import office_tables, request_tables, session_tables
from db.shared.transactions import OnConnection
from db.shared.values import decode_day, list_or_nothing, time_in, time_out
from desktop.application.ports.reading import AppointmentRow
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.requests.request import Status
from desktop.domain.sessions.session import UNDER_WAY, Outcome, State
from desktop.domain.shared.ids import AppointmentId, DeskId, RequestId, SessionId
from desktop.domain.shared.kinds import Kind

_appointment = request_tables.appointment.c
_asker = request_tables.asker.c
_desk = office_tables.desk.c
_request = request_tables.request.c
_session = session_tables.session.c

_ABOUT = (
    _desk.name.label("desk_name"),
    _request.reference,
    _request.kind,
    _request.status.label("request_status"),
    _request.approved_until,
    _request.adjustments,
    _request.needs,
    _asker.representative,
    _asker.authority,
    _asker.authority_scope,
    _asker.authority_seen_on,
    _asker.representative_address,
    _asker.given_names,
    _asker.surname,
    _session.id.label("session"),
    _session.state,
    _session.outcome,
)
"""The columns about the desk, the request and the session, of both kinds of row."""
_by_mistake = func.coalesce(_session.outcome, "") == Outcome.OPENED_BY_MISTAKE.value
"""Of a session that is none of its appointment any more."""


class AppointmentRows(OnConnection):
    """The lists of appointments of the port `Reading`."""

    def appointments(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]:
        """Return the appointments that start from `start` up to, not including, `end`."""
        query = _appointments().where(_appointment.starts_at >= time_in(start), _appointment.starts_at < time_in(end))
        rows = self._connection.execute(query.order_by(_appointment.starts_at, _appointment.id))
        return [_appointment_row(row) for row in rows]

    def unfinished(self, before: datetime) -> Sequence[AppointmentRow]:
        """Return appointments whose session was interrupted or left under way (`Reading.unfinished`)."""
        begun = [State.INTERRUPTED.value, *(state.value for state in UNDER_WAY)]
        found = select(_session.appointment).where(_session.state.in_(begun))  # few: the rest are closed
        found = found.with_hint(session_tables.session, "INDEXED BY ix_session_state_desk", "sqlite")
        which = or_(_session.state == State.INTERRUPTED.value, _appointment.starts_at < time_in(before))
        query = _appointments().where(_appointment.id.in_(found), _session.state.in_(begun), which)
        rows = self._connection.execute(query.order_by(_appointment.starts_at, _appointment.id))
        return [_appointment_row(row) for row in rows]

    def unbooked(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]:
        """Return the sessions without an appointment that were opened from `start` up to, not including, `end`.

        And earlier ones that are not closed: in one statement, since over a slow line each is waited for.
        """
        begun = [State.INTERRUPTED.value, *(state.value for state in UNDER_WAY)]
        at = _session.opened_at
        which = or_(and_(at >= time_in(start), at < time_in(end)), and_(at < time_in(start), _session.state.in_(begun)))
        query: Select[Any] = (
            select(
                _session.id,
                _session.opened_at.label("starts_at"),
                _session.desk,
                _session.request,
                *_ABOUT,
            )
            .join(office_tables.desk, _desk.id == _session.desk)
            .join(request_tables.request, _request.id == _session.request)
            .join(request_tables.asker, _asker.request == _request.id)
            .where(_session.appointment.is_(None), which)
            .order_by(_session.opened_at, _session.id)
        )
        return [_row(row, 0, AppointmentStatus.ATTENDED, booked=False) for row in self._connection.execute(query)]

    def _among(self, which: ColumnElement[bool], limit: int) -> Sequence[AppointmentRow]:
        """Return the newest appointments of which that is true."""
        query = _appointments().where(which).order_by(_appointment.starts_at.desc(), _appointment.id).limit(limit)
        return [_appointment_row(row) for row in self._connection.execute(query)]


def _appointments() -> Select[Any]:
    return (
        select(
            request_tables.appointment,
            *_ABOUT,
        )
        .join(office_tables.desk, _desk.id == _appointment.desk)
        .join(request_tables.request, _request.id == _appointment.request)
        .join(request_tables.asker, _asker.request == _request.id)
        .outerjoin(session_tables.session, and_(_session.appointment == _appointment.id, ~_by_mistake))
    )


def _appointment_row(row: Row[Any]) -> AppointmentRow:
    return _row(row, row.minutes, AppointmentStatus(row.status))


def _row(row: Row[Any], minutes: int, status: AppointmentStatus, *, booked: bool = True) -> AppointmentRow:
    return AppointmentRow(
        id=AppointmentId(row.id),
        starts_at=time_out(row.starts_at),
        minutes=minutes,
        desk=DeskId(row.desk),
        desk_name=row.desk_name,
        status=status,
        request=RequestId(row.request),
        reference=row.reference,
        kind=Kind(row.kind),
        request_status=Status(row.request_status),
        approved_until=decode_day(row.approved_until),
        shown_name=f"{row.given_names} {row.surname}".strip(),
        adjustments=list_or_nothing(row.adjustments),
        needs=needs_out(row.needs),
        representative=REPRESENTATIVE.perhaps(row),
        session=None if row.session is None else SessionId(row.session),
        session_state=None if row.state is None else State(row.state),
        session_outcome=None if row.outcome is None else Outcome(row.outcome),
        booked=booked,
    )
