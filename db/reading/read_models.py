"""Rows for lists, in pages by keyset (never OFFSET), and the events of one session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from db.office.people import person_of
from db.requests.clocks import clarification_of, extension_of, proof_of
from db.schema import tables
from db.schema.audit_tables import HEARD_BY_STAFF, audit_event, audit_head, checkpoint
from db.schema.words_index import has_words, words_typed
from db.shared.values import day_out, list_out, time_in, time_out
from desktop.application.ports.reading import AppointmentRow, QueueRow, RequestRow, ReviewFilter, ReviewRow
from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.domain.log.events import Event, Subject, from_canonical
from desktop.domain.office.people import Person
from desktop.domain.requests.clock_facts import ClockFacts
from desktop.domain.requests.request import Status
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.session import UNDER_WAY, Outcome, State
from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, PersonId, RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span, union

T = TypeVar("T")
BOOKED = AppointmentStatus.BOOKED.value

_appointment = tables.appointment.c
_asker = tables.asker.c
_desk = tables.desk.c
_request = tables.request.c
_review = tables.review.c
_session = tables.session.c
_BY_DUE = (_request.due_on.is_(None), _request.due_on, _request.id)
"""What is due first comes first; what has no date (internal requests) comes last, on either database."""


class ReadModels:
    """The port `Reading` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def appointments(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]:
        query = _appointments().where(_appointment.starts_at >= time_in(start), _appointment.starts_at < time_in(end))
        rows = self._connection.execute(query.order_by(_appointment.starts_at, _appointment.id))
        return [_appointment_row(row) for row in rows]

    def unfinished(self, before: datetime) -> Sequence[AppointmentRow]:
        under_way = and_(
            _session.state.in_([state.value for state in UNDER_WAY]), _appointment.starts_at < time_in(before)
        )
        which = or_(_session.state == State.INTERRUPTED.value, under_way)
        rows = self._connection.execute(_appointments().where(which).order_by(_appointment.starts_at, _appointment.id))
        return [_appointment_row(row) for row in rows]

    def requests(self, statuses: Sequence[str], also: Collection[RequestId] = ()) -> Sequence[RequestRow]:
        open_ones: ColumnElement[bool] = _request.status.in_(statuses)
        which = or_(open_ones, _request.id.in_(sorted(also))) if also else open_ones
        rows = self._connection.execute(_requests().where(which).order_by(*_BY_DUE))
        return self._with_clocks([_request_row(row) for row in rows], which)

    def _with_clocks(self, rows: list[RequestRow], which: ColumnElement[bool]) -> list[RequestRow]:
        """The rows of those requests with what was asked of each person, which most were never asked."""
        proofs = self._asked(tables.request_proof, proof_of, which)
        asked = self._asked(tables.request_clarification, clarification_of, which)
        return [
            replace(row, clock=replace(row.clock, proofs=tuple(proofs[row.id]), clarifications=tuple(asked[row.id])))
            if row.id in proofs or row.id in asked
            else row
            for row in rows
        ]

    def _asked(
        self, table: Table, made_of: Callable[[Row[Any]], T], which: ColumnElement[bool]
    ) -> defaultdict[str, list[T]]:
        query = select(table).join(tables.request, _request.id == table.c.request).where(which)
        found: defaultdict[str, list[T]] = defaultdict(list)
        for row in self._connection.execute(query.order_by(table.c.request, table.c.position)):
            found[row.request].append(made_of(row))
        return found

    def requests_to_invite(self) -> Sequence[RequestRow]:
        booked = select(_appointment.id).where(
            _appointment.request == _request.id, _appointment.status == AppointmentStatus.BOOKED.value
        )
        query = _requests().where(_request.status == Status.APPROVED.value, ~booked.exists()).order_by(*_BY_DUE)
        return [_request_row(row) for row in self._connection.execute(query)]

    def decisions_waiting(self) -> Sequence[QueueRow]:
        which = _request.status == Status.PREPARED.value
        query = (
            _requests()
            .add_columns(tables.approved_copy.c.prepared_by, _sent_back().label("sent_back"))
            .join(tables.approved_copy, tables.approved_copy.c.id == _request.copy)
            .where(which)
            .order_by(*_BY_DUE)
        )
        rows = self._connection.execute(query).all()
        requests = self._with_clocks([_request_row(row) for row in rows], which)
        return [
            QueueRow(request, PersonId(row.prepared_by), row.sent_back)
            for request, row in zip(requests, rows, strict=True)
        ]

    def reviews(self, by: ReviewFilter, limit: int) -> Sequence[ReviewRow]:
        rows: list[ReviewRow] = []
        after = by.after
        if after is None or after[0]:
            marked = self._reviews(by, after, limit, _session.exceptional)
            late = self._reviews(by, after, limit, *_late(by.late), by_waiting=True) if by.late is not None else []
            rows, after = sorted([*marked, *late], key=lambda row: row.key[1:])[:limit], None
        if len(rows) < limit:
            rows += self._reviews(by, after, limit - len(rows), *_ordinary(by.late))
        return rows

    def _reviews(
        self,
        by: ReviewFilter,
        after: tuple[bool, str, str] | None,
        limit: int,
        *which: Any,
        by_waiting: bool = False,
    ) -> list[ReviewRow]:
        """A page of one part of the list. Each part follows an index, oldest first.

        SQLite is told where it guesses wrongly: few sessions wait, and few have the words that are asked for.
        """
        query = (
            select(
                _session.id,
                _session.opened_at,
                _session.closed_at,
                _session.adviser,
                _session.outcome,
                _session.exceptions,
                _session.exceptional,
                _request.reference,
                _request.kind,
                tables.person.c.shown_name,
                _review.signed_off_by,
            )
            .join(tables.request, _request.id == _session.request)
            .join(tables.person, tables.person.c.id == _session.adviser)
            .outerjoin(tables.review, _review.session == _session.id)
            .where(_session.state == State.CLOSED.value, *which, *self._conditions(by), *_later_than(after))
            .order_by(_session.opened_at, _session.id)
            .limit(limit)
        )
        if words_typed(by.words):
            query = query.with_hint(tables.session, "INDEXED BY sqlite_autoindex_session_1", "sqlite")
        elif by_waiting:
            query = query.with_hint(tables.session, "INDEXED BY ix_session_waiting", "sqlite")
        return [_review_row(row, by.late) for row in self._connection.execute(query)]

    def _conditions(self, by: ReviewFilter) -> list[Any]:
        words = words_typed(by.words)
        return [*_review_conditions(by), *([has_words(self._connection.dialect.name, words)] if words else [])]

    def review_counts(self, late: datetime | None = None) -> tuple[int, int]:
        to_look_at: ColumnElement[bool] = _session.exceptional
        if late is not None:
            to_look_at = or_(to_look_at, and_(_session.opened_at < time_in(late), _session.closed_at < time_in(late)))
        query = select(func.count(), func.sum(case((to_look_at, 1), else_=0))).where(_session.waiting)
        every, looked_at = self._connection.execute(query).one()
        return int(looked_at or 0), every - int(looked_at or 0)

    def events_of(self, session: SessionId) -> Sequence[tuple[int, Event]]:
        query = select(audit_event.c.body).where(audit_event.c.session == session).order_by(audit_event.c.seq)
        return [from_canonical(bytes(body)) for body in self._connection.execute(query).scalars()]

    def heard_by_staff(self, by: PersonId, copy: CopyId, request: RequestId) -> tuple[Span, ...]:
        query = select(audit_event.c.body).where(HEARD_BY_STAFF, audit_event.c.request == request)
        found = (from_canonical(bytes(body))[1] for body in self._connection.execute(query).scalars())
        return union(
            Span(start, end)
            for event in found
            if event.actor == by and event.subjects.get(Subject.COPY) == copy
            for start, end in cast(Sequence[tuple[int, int]], event.facts["heard"])
        )

    def deciders(self, request: RequestId) -> frozenset[PersonId]:
        query = select(tables.decision.c.decided_by).where(tables.decision.c.request == request)
        return frozenset(PersonId(by) for by in self._connection.execute(query).scalars())

    def people(self) -> Mapping[PersonId, Person]:
        return {PersonId(row.id): person_of(row) for row in self._connection.execute(select(tables.person))}

    def desks(self) -> Mapping[DeskId, str]:
        return {DeskId(row.id): row.name for row in self._connection.execute(select(tables.desk))}

    def desk_recipients(self, kind: str) -> Sequence[str]:
        query = select(_desk.recipient).order_by(_desk.enrolled_at)
        if kind == "original":
            query = query.where(_desk.opens_originals)
        recovery = self._connection.execute(select(tables.office.c.recovery_recipients)).scalar_one()
        return [*self._connection.execute(query).scalars(), *list_out(recovery)]

    def latest_checkpoint(self) -> str | None:
        query = select(checkpoint.c.note).order_by(checkpoint.c.size.desc()).limit(1)
        return self._connection.execute(query).scalar_one_or_none()

    def checkpoint_covering(self, seq: int) -> str | None:
        query = select(checkpoint.c.note).where(checkpoint.c.size > seq).order_by(checkpoint.c.size, checkpoint.c.at)
        return self._connection.execute(query.limit(1)).scalar_one_or_none()

    def log_size(self) -> int:
        return self._connection.execute(select(audit_head.c.size)).scalar_one_or_none() or 0


def _appointments() -> Select[Any]:
    return (
        select(
            tables.appointment,
            _desk.name.label("desk_name"),
            _request.reference,
            _request.kind,
            _request.status.label("request_status"),
            _request.approved_until,
            _request.adjustments,
            _asker.given_names,
            _asker.surname,
            _session.id.label("session"),
            _session.state,
            _session.outcome,
        )
        .join(tables.desk, _desk.id == _appointment.desk)
        .join(tables.request, _request.id == _appointment.request)
        .join(tables.asker, _asker.request == _request.id)
        .outerjoin(tables.session, _session.appointment == _appointment.id)
    )


def _appointment_row(row: Row[Any]) -> AppointmentRow:
    return AppointmentRow(
        id=AppointmentId(row.id),
        starts_at=time_out(row.starts_at),
        minutes=row.minutes,
        desk=DeskId(row.desk),
        desk_name=row.desk_name,
        status=AppointmentStatus(row.status),
        request=RequestId(row.request),
        reference=row.reference,
        kind=Kind(row.kind),
        request_status=Status(row.request_status),
        approved_until=day_out(row.approved_until),
        shown_name=f"{row.given_names} {row.surname}".strip(),
        adjustments=list_out(row.adjustments),
        session=None if row.session is None else SessionId(row.session),
        session_state=None if row.state is None else State(row.state),
        session_outcome=None if row.outcome is None else Outcome(row.outcome),
    )


def _requests() -> Select[Any]:
    return select(
        _request.id,
        _request.reference,
        _request.kind,
        _request.status,
        _request.received_on,
        _request.due_on,
        _request.extended_on,
        _request.extension_reason,
        _asker.given_names,
        _asker.surname,
        _request.id.in_(select(_appointment.request).where(_appointment.status == BOOKED)).label("booked"),
    ).join(tables.asker, _asker.request == _request.id)


def _sent_back() -> ScalarSelect[Any]:
    """How often the request of the row was sent back."""
    decision = tables.decision.c
    count = select(func.count()).where(decision.request == _request.id, decision.sent_back)
    return count.correlate(tables.request).scalar_subquery()


def _request_row(row: Row[Any]) -> RequestRow:
    received = day_out(row.received_on)
    assert received is not None
    name = f"{row.given_names} {row.surname}".strip()
    return RequestRow(
        RequestId(row.id),
        row.reference,
        Kind(row.kind),
        Status(row.status),
        received,
        day_out(row.due_on),
        name,
        ClockFacts(extension=extension_of(row)),
        row.booked,
    )


def _review_conditions(by: ReviewFilter) -> list[Any]:
    conditions: list[Any] = []
    if by.waiting_only:
        conditions.append(_session.waiting)
    if by.start is not None:
        conditions.append(_session.opened_at >= time_in(by.start))
    if by.end is not None:
        conditions.append(_session.opened_at < time_in(by.end))
    if by.adviser is not None:
        conditions.append(_session.adviser == by.adviser)
    if by.outcome is not None:
        conditions.append(_session.outcome == by.outcome.value)
    return conditions


def _late(late: datetime) -> list[Any]:
    """Nothing else is exceptional about it, but it waits too long."""
    before = time_in(late)
    return [~_session.exceptional, _session.waiting, _session.opened_at < before, _session.closed_at < before]


def _ordinary(late: datetime | None) -> list[Any]:
    in_time = [] if late is None else [or_(_session.closed_at >= time_in(late), ~_session.waiting)]
    return [~_session.exceptional, *in_time]


def _later_than(after: tuple[bool, str, str] | None) -> list[Any]:
    if after is None:
        return []
    _, opened_at, id = after
    return [tuple_(_session.opened_at, _session.id) > tuple_(literal(opened_at), literal(id))]


def _review_row(row: Any, late: datetime | None) -> ReviewRow:
    exceptions = [Exceptional(code) for code in list_out(row.exceptions)]
    if row.signed_off_by is None and late is not None and time_out(row.closed_at) < late:
        exceptions.append(Exceptional.NOT_SIGNED_OFF)
    return ReviewRow(
        id=SessionId(row.id),
        reference=row.reference,
        kind=Kind(row.kind),
        opened_at=time_out(row.opened_at),
        adviser=PersonId(row.adviser),
        adviser_name=row.shown_name,
        outcome=Outcome(row.outcome),
        exceptions=tuple(exceptions),
        signed_off=row.signed_off_by is not None,
        key=(bool(exceptions), row.opened_at, row.id),
    )
