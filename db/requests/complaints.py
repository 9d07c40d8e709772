"""Complaints: those from sessions and those taken outside of one, with what the people were told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    delete,
    exists,
    insert,
    null,
    select,
    union_all,
)

from db.schema import request_tables, session_tables
from db.shared.columns import Columns
from db.shared.transactions import OnConnection
from db.shared.values import decode_day, time_in, time_out
from desktop.domain.requests.complaints import (
    Complaint,
    ComplaintStep,
    Countable,
    OpenComplaint,
    Told,
)
from desktop.domain.requests.request import Channel
from desktop.domain.shared.ids import ComplaintId, NoteId, PersonId, RequestId, SessionId

_COMPLAINT = Columns(Complaint, without="session told", on="received_on")
_TOLD = Columns(Told, on="told_on")
_answer = request_tables.follow_up_answer.c
_complaint = request_tables.complaint.c
_session = session_tables.session.c
_told = request_tables.complaint_told.c


class ComplaintsTable(OnConnection):
    """The port `Complaints` over a connection."""

    def of_request(self, request: RequestId, zone: ZoneInfo) -> Sequence[Complaint]:
        which = _taken().where(_complaint.request == request), _made().where(_session.request == request)
        rows = self._connection.execute(union_all(*which)).all()
        told = _told_of(self._connection, [row.id for row in rows])
        found = [_complaint_of(row, zone, tuple(told[row.id])) for row in rows]
        return sorted(found, key=lambda each: (each.on, each.id))

    def countable(self, zone: ZoneInfo) -> Sequence[Countable]:
        rows = self._connection.execute(union_all(_taken(), _made())).all()
        told = _told_of(self._connection, None)
        return [_countable(_complaint_of(row, zone, tuple(told[row.id]))) for row in rows]

    def add(self, complaint: Complaint, by: PersonId, at: datetime) -> None:
        taken = {"taken_by": by, "taken_at": time_in(at)}
        self._connection.execute(insert(request_tables.complaint).values(_COMPLAINT.add(complaint) | taken))

    def add_told(self, complaint: Complaint, by: PersonId, at: datetime) -> None:
        place = {"complaint": complaint.id, "position": len(complaint.told) - 1, "told_by": by, "told_at": time_in(at)}
        self._connection.execute(insert(request_tables.complaint_told).values(_TOLD.add(complaint.told[-1]) | place))

    def drop_last(self, complaint: Complaint) -> None:
        if not complaint.told:
            self._connection.execute(delete(request_tables.complaint).where(_complaint.id == complaint.id))
            return
        last = (_told.complaint == complaint.id) & (_told.position == len(complaint.told) - 1)
        self._connection.execute(delete(request_tables.complaint_told).where(last))


def open_ones() -> CompoundSelect[Any]:
    """Return the query for every open complaint.

    Its columns: `id`, `request`, `said` (the day or the time) and `acknowledged`.
    """
    taken = _open(_complaint.id, _complaint.request, _complaint.received_on)
    made = _open(_session.id, _session.request, _session.closed_at)
    made = made.where(_session.complaint, _session.closed_at.is_not(None))
    return union_all(taken, made)


def open_complaint(request: str, said: str, acknowledged: bool, zone: ZoneInfo) -> OpenComplaint:
    """Return the open complaint of a row of `open_ones`."""
    is_day = len(said) == len("2026-11-24")
    on = date.fromisoformat(said) if is_day else time_out(said).astimezone(zone).date()
    return OpenComplaint(RequestId(request), on, bool(acknowledged))


def _open(id: ColumnElement[Any], request: ColumnElement[Any], said: ColumnElement[Any]) -> Select[Any]:
    acknowledged = _was(ComplaintStep.ACKNOWLEDGED, id).label("acknowledged")
    query = select(id.label("id"), request.label("request"), said.label("said"), acknowledged)
    return query.where(~_was(ComplaintStep.OUTCOME, id))


def _taken() -> Select[Any]:
    return select(
        _complaint.id,
        _complaint.request,
        _complaint.received_on.label("received_on"),
        _complaint.came_by.label("came_by"),
        _complaint.note.label("note"),
        null().label("closed_at"),
    )


def _made() -> Select[Any]:
    """Return those made in a session."""
    closed = _session.closed_at.label("closed_at")
    nothing = [null().label(name) for name in ("received_on", "came_by", "note")]
    query = select(_session.id, _session.request, *nothing, closed)
    return query.where(_session.complaint, _session.closed_at.is_not(None))


def _was(step: ComplaintStep, complaint: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(_told.complaint == complaint, _told.step == step.value)


def _on(row: Row[Any], zone: ZoneInfo) -> date:
    return decode_day(row.received_on) or time_out(row.closed_at).astimezone(zone).date()


def _told_of(connection: Connection, ids: Sequence[str] | None) -> defaultdict[str, list[Told]]:
    query = select(request_tables.complaint_told).order_by(_told.complaint, _told.position)
    found: defaultdict[str, list[Told]] = defaultdict(list)
    for row in connection.execute(query if ids is None else query.where(_told.complaint.in_(ids))):
        found[row.complaint].append(_TOLD.of(row))
    return found


def _complaint_of(row: Row[Any], zone: ZoneInfo, told: tuple[Told, ...]) -> Complaint:
    return Complaint(
        id=ComplaintId(row.id),
        request=RequestId(row.request),
        on=_on(row, zone),
        came_by=Channel(row.came_by) if row.came_by else Channel.IN_PERSON,
        session=None if row.came_by else SessionId(row.id),
        note=NoteId(row.note) if row.note else None,
        told=told,
    )


def _countable(complaint: Complaint) -> Countable:
    ended = complaint.ended
    return Countable(
        complaint.on, complaint.acknowledged_on, ended.on if ended else None, ended.outcome if ended else None
    )
