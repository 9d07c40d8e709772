"""Requests with their askers, deadlines, decisions, appointments and complaints, and disclosures to the police.

Requests are found by words: rows that follow from `asker`, the same on both databases. Of a deadline the rows are
proofs and questions, asked and answered, and the corrected days. Complaints come from sessions, or are taken outside of
one, and have what the people were told.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from db.log.known_log import Known
from db.log.notes import note_of, put_note, words_of
from db.schema import office_tables, recording_tables, request_tables, session_tables
from db.schema.known_events import EVENTS, OUTSIDE_SESSIONS, known_event
from db.schema.session_tables import session
from db.schema.tables import asked_digest
from db.shared.transactions import OnConnection, at_once
from db.shared.values import Columns, decode_day, encode_day, list_or_nothing, of_letter, time_in, time_out
from desktop.application.ports.requests import AskedCall
from desktop.domain.appointments import Appointment, AppointmentStatus
from desktop.domain.copies.decision import Decision
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.requests.complaints import Complaint, ComplaintStep, OpenComplaint, Told
from desktop.domain.requests.deadline import Clarification, DeadlineFacts, Extension, ProofAsked
from desktop.domain.requests.deadline_days import DayCorrected, NotedDay
from desktop.domain.requests.letters import ANSWERING, LetterKind
from desktop.domain.requests.request import (
    WHO_THEY_ARE,
    Asker,
    Call,
    Channel,
    Disclosure,
    Representative,
    Request,
    Status,
)
from desktop.domain.sessions.needs import Need
from desktop.domain.shared.ids import AppointmentId, ComplaintId, DeskId, NoteId, PersonId, RequestId, SessionId
from desktop.domain.shared.search_term import found_by
from desktop.domain.shared.typed_text import SALT_BYTES, Note

_asker = request_tables.asker.c
_word = request_tables.asker_word.c


CALL = (_asker.call_at, _asker.call_number, _asker.call_outbound, _asker.call_by_somebody_else)
"""The columns of a call."""
_APPOINTMENT = Columns(Appointment, fixed="id request")
_ASKER = Columns(Asker)
_CALL = Columns(Call, prefix="call_")
_DECISION = Columns(Decision)
_disclosure = request_tables.disclosure.c
_DISCLOSURE = Columns(Disclosure, on="disclosed_on", by="recorded_by")
REPRESENTATIVE = Columns(
    Representative,
    name="representative",
    scope="authority_scope",
    seen_on="authority_seen_on",
    address="representative_address",
)
_REQUEST = Columns(
    Request,
    without="asker call representative deadline_facts",
    fixed="id reference kind purpose taken_by came_by copy_offered language",
)


_DECIDED = (
    EventKind.REQUEST_APPROVED,
    EventKind.REQUEST_SENT_BACK,
    EventKind.REQUEST_REFUSED,
    EventKind.RECORDING_NOT_LEFT,
    EventKind.APPROVAL_WITHDRAWN,
)
"""The events after which the letters that told of the decision before tell of another one."""
_APPOINTED = (EventKind.APPOINTMENT_BOOKED, EventKind.APPOINTMENT_MOVED, EventKind.APPOINTMENT_CALLED_OFF)
"""The events after which an invitation tells of another appointment, or of none."""
_LETTERS = {kind.value: kind for kind in LetterKind}
_LOOKED = (
    EventKind.RECORDING_SEARCHED,
    EventKind.RECORDING_IMPORTED,
    EventKind.RECORDING_BROUGHT_BACK,
    EventKind.RECORDING_LINKED,
)


def _who_made_them_another(corrected: Event) -> str | None:
    changed = corrected.facts["changed"]
    assert isinstance(changed, Sequence)
    return None if WHO_THEY_ARE.isdisjoint(changed) else corrected.actor


_request = request_tables.request.c


class RequestsTable(OnConnection):
    """The port `Requests` over a connection."""

    def __init__(self, connection: sa.Connection, known: Callable[[], Known]) -> None:
        """`known`: returns the log as this transaction sees it."""
        super().__init__(connection)
        self._known = known

    def get(self, id: RequestId) -> Request:
        both = sa.select(request_tables.request, request_tables.asker)
        query = both.join(request_tables.asker, _asker.request == _request.id).where(_request.id == id)
        at_once(self._connection, [query, proofs_of(id), clarifications_of(id)])
        request = _request_of(self._row(query))
        proofs, clarifications = asked_of(self._connection, id)
        return replace(
            request, deadline_facts=replace(request.deadline_facts, proofs=proofs, clarifications=clarifications)
        )

    def open_calls(self) -> Sequence[AskedCall]:
        query = (
            sa.select(_request.id, _request.reference, *CALL)
            .join(request_tables.asker, _asker.request == _request.id)
            .where(_request.status != Status.CLOSED.value)
            .order_by(_request.reference)
        )
        return [AskedCall(RequestId(row.id), row.reference, _CALL.of(row)) for row in self._rows(query)]

    def of_number(self, number: str) -> Sequence[Request]:
        here = of_letter(_request.reference, number)
        query = sa.select(_request.id).where(here).order_by(sa.func.length(_request.reference), _request.reference)
        return [self.get(RequestId(id)) for id in self._values(query)]

    def add(self, request: Request, reason: Note | None) -> None:
        put_note(self._connection, reason)
        values = _REQUEST.add(request) | EXTENSION.add(request.deadline_facts.extension)
        self._insert(request_tables.request, **values, reason_note=reason.id if reason else None)
        salt = secrets.token_bytes(SALT_BYTES)
        self._insert(request_tables.asker, request=request.id, salt=salt, **_asked(request))
        self._put_words(request)
        put_deadline_facts(self._connection, request.id, request.deadline_facts)

    def save(self, request: Request) -> None:
        values = _REQUEST.save(request) | EXTENSION.add(request.deadline_facts.extension)
        self._update(request_tables.request, _request.id == request.id, **values)
        self._update(request_tables.asker, _asker.request == request.id, **_asked(request))
        self._put_words(request)
        put_deadline_facts(self._connection, request.id, request.deadline_facts)

    def _put_words(self, request: Request) -> None:
        acts = request.representative.name if request.representative else ""
        words = found_by((request.asker.given_names, request.asker.surname, acts), request.call.number)
        here = _word.request == request.id
        known = frozenset(self._values(sa.select(_word.word).where(here)))
        for word in known - words:
            self._delete(request_tables.asker_word, here, _word.word == word)
        rows = [{"request": request.id, "word": word} for word in sorted(words - known)]
        self._insert_all(request_tables.asker_word, rows)

    def add_correction(self, request: RequestId, correction: DayCorrected) -> None:
        table = request_tables.deadline_correction
        values = _NOTED.add(correction.noted) | _CORRECTED.add(correction)
        self._insert(table, request=request, order=self._count(table, table.c.request == request), **values)

    def corrections(self, request: RequestId) -> Sequence[DayCorrected]:
        table = request_tables.deadline_correction
        query = sa.select(table).where(table.c.request == request).order_by(table.c.order)
        return [
            _CORRECTED.of(row, noted=_NOTED.of(row), note=note_of(self._connection, row.note))
            for row in self._rows(query)
        ]

    def keep_note(self, note: Note) -> None:
        put_note(self._connection, note)

    def words(self, note: NoteId) -> str | None:
        return words_of(self._connection, note)

    def next_reference(self, kind: str, year: int) -> int:
        table = request_tables.reference_counter
        here = (table.c.kind == kind) & (table.c.year == year)
        last = self._value_or_none(sa.select(table.c.last).where(here).with_for_update())
        if last is None:
            self._insert(table, kind=kind, year=year, last=1)
            return 1
        self._update(table, here, last=last + 1)
        return int(last) + 1

    def add_decision(self, decision: Decision) -> None:
        put_note(self._connection, decision.note)
        # Which is the newest is counted, and not told by a clock.
        table = recording_tables.decision
        last = sa.func.coalesce(sa.func.max(table.c.position), 0)
        position = self._value(sa.select(last).where(table.c.request == decision.request)) + 1
        self._insert(table, **_DECISION.add(decision), position=position)

    def decision(self, request: RequestId) -> Decision | None:
        table = recording_tables.decision
        query = sa.select(table).where(table.c.request == request).order_by(table.c.id)
        rows = self._rows(query)  # all of them, as they are compared with the log
        if not rows:
            return None
        row = max(rows, key=lambda each: each.position)
        return _DECISION.of(row, note=note_of(self._connection, row.note))

    def letters_made(self, request: RequestId) -> Mapping[LetterKind, datetime]:
        made: dict[LetterKind, datetime] = {}
        kinds = (EventKind.LETTER_MADE, EventKind.SESSION_CLOSED, *_DECIDED, *_APPOINTED)
        for event in self._events(request, kinds):
            if event.kind in _DECIDED:
                made = {kind: at for kind, at in made.items() if kind not in ANSWERING}
            elif event.kind in _APPOINTED:
                made.pop(LetterKind.INVITATION, None)
            elif event.kind is EventKind.SESSION_CLOSED:
                made.pop(LetterKind.RESPONSE, None)
            elif (letter := _LETTERS.get(str(event.facts.get("letter")))) is not None:
                made[letter] = event.at
        return made

    def corrections_told(self, request: RequestId, letter: LetterKind) -> Set[SessionId]:
        made = self._events(request, (EventKind.LETTER_MADE,))
        told = [event for event in made if event.facts.get("letter") == letter.value]
        return {SessionId(event.subjects[Subject.SESSION]) for event in told if Subject.SESSION in event.subjects}

    def looked_at(self, request: RequestId) -> datetime | None:
        return min((event.at for event in self._events(request, _LOOKED)), default=None)

    def correctors(self, number: str) -> Set[PersonId]:
        first = sa.select(request_tables.request.c.id).where(request_tables.request.c.reference == number)
        query = EVENTS.where(
            OUTSIDE_SESSIONS,
            known_event.c.request == self._value_or_none(first),
            known_event.c.kind == EventKind.ASKER_CORRECTED.value,
        )
        events = (event for _, _, event in self._known().found(query))
        return {PersonId(by) for by in map(_who_made_them_another, events) if by}

    def _events(self, request: RequestId, kinds: Collection[EventKind]) -> list[Event]:
        """Return its events of those kinds, in order: those outside of its sessions, and those of each, by an index."""
        found = EVENTS.where(known_event.c.kind.in_([kind.value for kind in kinds]))
        its_sessions = self._values(sa.select(session.c.id).where(session.c.request == request))
        outside = found.where(known_event.c.request == request, known_event.c.session.is_(None))
        both = outside.union_all(found.where(known_event.c.session.in_(its_sessions)))
        there = self._known().found(both.order_by(both.selected_columns.seq))
        return [event for _, _, event in there if event.subjects.get(Subject.REQUEST) == request]

    def asked_digest(self, request: RequestId) -> str:
        query = sa.select(request_tables.asker).where(_asker.request == request)
        return asked_digest(dict(self._row(query)._mapping))

    def reason(self, request: RequestId) -> str | None:
        note = self._value(sa.select(_request.reason_note).where(_request.id == request))
        return words_of(self._connection, note)

    def appointment(self, id: AppointmentId) -> Appointment:
        table = request_tables.appointment
        return _APPOINTMENT.of(self._row(sa.select(table).where(table.c.id == id)))

    def appointments_of(self, request: RequestId) -> Sequence[Appointment]:
        table = request_tables.appointment
        query = sa.select(table).where(table.c.request == request).order_by(table.c.starts_at)
        return [_APPOINTMENT.of(row) for row in self._rows(query)]

    def booked_at(self, desk: DeskId, start: datetime, end: datetime) -> Sequence[Appointment]:
        # The desk's row is locked, so that two concurrent bookings see each other (on SQLite all writers wait anyway).
        self._row(sa.select(office_tables.desk.c.id).where(office_tables.desk.c.id == desk).with_for_update())
        table = request_tables.appointment
        taking_place = (AppointmentStatus.BOOKED.value, AppointmentStatus.ATTENDED.value)
        query = sa.select(table).where(
            table.c.desk == desk,
            table.c.starts_at > time_in(start - timedelta(days=1)),
            table.c.starts_at < time_in(end),
            table.c.status.in_(taking_place),
        )
        found = [_APPOINTMENT.of(row) for row in self._rows(query.order_by(table.c.starts_at))]
        return [appointment for appointment in found if appointment.ends_at > start]

    def add_appointment(self, appointment: Appointment) -> None:
        self._insert(request_tables.appointment, **_APPOINTMENT.add(appointment))

    def save_appointment(self, appointment: Appointment) -> None:
        table = request_tables.appointment
        self._update(table, table.c.id == appointment.id, **_APPOINTMENT.save(appointment))


def _asked(request: Request) -> dict[str, Any]:
    """Return the columns of who asks for which call."""
    acts = REPRESENTATIVE.add(request.representative)
    return {**_ASKER.add(request.asker), **_CALL.add(request.call), **acts}


def _request_of(row: sa.Row[Any]) -> Request:
    """Return the request in a row of `request` joined with `asker`; of its deadline the extension alone."""
    return _REQUEST.of(
        row,
        asker=_ASKER.of(row),
        call=_CALL.of(row),
        adjustments=list_or_nothing(row.adjustments),
        needs=needs_out(row.needs),
        representative=REPRESENTATIVE.perhaps(row),
        deadline_facts=DeadlineFacts(extension=EXTENSION.perhaps(row)),
    )


def needs_out(text: str) -> tuple[Need, ...]:
    """Return the needs in a column of `request`. No event binds them, so unknown codes are ignored."""
    return tuple(Need(code) for code in list_or_nothing(text) if code in set(Need))


class DisclosuresTable(OnConnection):
    """The port `Disclosures` over a connection."""

    def of_request(self, request: RequestId) -> Sequence[Disclosure]:
        query = sa.select(request_tables.disclosure).where(_disclosure.request == request)
        return [_DISCLOSURE.of(row) for row in self._rows(query.order_by(_disclosure.position))]

    def count(self, first: date, last: date) -> int:
        within = _disclosure.disclosed_on.between(encode_day(first), encode_day(last))
        return self._count(request_tables.disclosure, within)

    def add(self, disclosure: Disclosure, at: datetime) -> None:
        self._insert(request_tables.disclosure, **_DISCLOSURE.add(disclosure), recorded_at=time_in(at))


_CORRECTED = Columns(DayCorrected, without="noted", by="corrected_by", at="corrected_at")
_NOTED = Columns(NotedDay, of="day_of", day="was")
_PROOF = Columns(ProofAsked, asked="asked_on", arrived="arrived_on")
_QUESTION = Columns(Clarification, asked="asked_on", answered="answered_on")
EXTENSION = Columns(Extension, told_on="extended_on", reason="extension_reason")
"""The columns of a request that say whether it was extended."""


def put_deadline_facts(connection: sa.Connection, request: RequestId, deadline_facts: DeadlineFacts) -> None:
    """Save the proofs and the questions, replacing others; the extension is the request's own."""
    if asked_of(connection, request) == (deadline_facts.proofs, deadline_facts.clarifications):
        return
    for table in (request_tables.request_proof, request_tables.request_clarification):
        connection.execute(sa.delete(table).where(table.c.request == request))
    for table, asked in (
        (request_tables.request_proof, map(_PROOF.add, deadline_facts.proofs)),
        (request_tables.request_clarification, map(_QUESTION.add, deadline_facts.clarifications)),
    ):
        if rows := [{"request": request, "position": at, **values} for at, values in enumerate(asked)]:
            connection.execute(sa.insert(table), rows)


def asked_of(connection: sa.Connection, request: RequestId) -> tuple[tuple[ProofAsked, ...], tuple[Clarification, ...]]:
    """Return the proofs and the questions, each in the order of recording."""
    return (
        tuple(_PROOF.of(row) for row in connection.execute(proofs_of(request))),
        tuple(_QUESTION.of(row) for row in connection.execute(clarifications_of(request))),
    )


def proofs_of(request: RequestId) -> sa.Select[Any]:
    """Return the query for the proofs asked for, in the order of recording."""
    table = request_tables.request_proof
    return sa.select(table).where(table.c.request == request).order_by(table.c.position)


def clarifications_of(request: RequestId) -> sa.Select[Any]:
    """Return the query for the questions to the person, in the order of recording."""
    table = request_tables.request_clarification
    return sa.select(table).where(table.c.request == request).order_by(table.c.position)


def awaiting() -> sa.Subquery:
    """Return a query for the requests that await something: its column `request`."""
    proof, asked = request_tables.request_proof.c, request_tables.request_clarification.c
    return sa.union_all(
        sa.select(proof.request).where(proof.arrived_on.is_(None)),
        sa.select(asked.request).where(asked.answered_on.is_(None)),
    ).subquery("awaiting")


def day_of(text: str) -> date:
    """Return the date of a column that always has one."""
    day = decode_day(text)
    assert day is not None
    return day


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
        rows = self._rows(sa.union_all(*which))
        told = _told_of(self._connection, [row.id for row in rows])
        found = [_complaint_of(row, zone, tuple(told[row.id])) for row in rows]
        return sorted(found, key=lambda each: (each.on, each.id))

    def every_one(self, zone: ZoneInfo) -> Sequence[Complaint]:
        rows = self._rows(sa.union_all(_taken(), _made()))
        told = _told_of(self._connection, None)
        return [_complaint_of(row, zone, tuple(told[row.id])) for row in rows]

    def add(self, complaint: Complaint, by: PersonId, at: datetime) -> None:
        self._insert(request_tables.complaint, **_COMPLAINT.add(complaint), taken_by=by, taken_at=time_in(at))

    def add_told(self, complaint: Complaint, by: PersonId, at: datetime) -> None:
        place = {"complaint": complaint.id, "position": len(complaint.told) - 1, "told_by": by, "told_at": time_in(at)}
        self._insert(request_tables.complaint_told, **_TOLD.add(complaint.told[-1]), **place)

    def drop_last(self, complaint: Complaint) -> None:
        if not complaint.told:
            self._delete(request_tables.complaint, _complaint.id == complaint.id)
            return
        last = (_told.complaint == complaint.id) & (_told.position == len(complaint.told) - 1)
        self._delete(request_tables.complaint_told, last)


def open_ones() -> sa.CompoundSelect[Any]:
    """Return the query for every open complaint.

    Its columns: `id`, `request`, `said` (the day or the time) and `acknowledged`.
    """
    taken = _open(_complaint.id, _complaint.request, _complaint.received_on)
    made = _open(_session.id, _session.request, _session.closed_at)
    made = made.where(_session.complaint, _session.closed_at.is_not(None))
    return sa.union_all(taken, made)


def open_complaint(request: str, said: str, acknowledged: bool, zone: ZoneInfo) -> OpenComplaint:
    """Return the open complaint of a row of `open_ones`."""
    is_day = len(said) == len("2026-11-24")
    on = date.fromisoformat(said) if is_day else time_out(said).astimezone(zone).date()
    return OpenComplaint(RequestId(request), on, bool(acknowledged))


def _open(id: sa.ColumnElement[Any], request: sa.ColumnElement[Any], said: sa.ColumnElement[Any]) -> sa.Select[Any]:
    acknowledged = _was(ComplaintStep.ACKNOWLEDGED, id).label("acknowledged")
    query = sa.select(id.label("id"), request.label("request"), said.label("said"), acknowledged)
    return query.where(~_was(ComplaintStep.OUTCOME, id))


def _taken() -> sa.Select[Any]:
    return sa.select(
        _complaint.id,
        _complaint.request,
        _complaint.received_on.label("received_on"),
        _complaint.came_by.label("came_by"),
        _complaint.note.label("note"),
        sa.null().label("closed_at"),
    )


def _made() -> sa.Select[Any]:
    """Return those made in a session."""
    closed = _session.closed_at.label("closed_at")
    nothing = [sa.null().label(name) for name in ("received_on", "came_by", "note")]
    query = sa.select(_session.id, _session.request, *nothing, closed)
    return query.where(_session.complaint, _session.closed_at.is_not(None))


def _was(step: ComplaintStep, complaint: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.exists().where(_told.complaint == complaint, _told.step == step.value)


def _on(row: sa.Row[Any], zone: ZoneInfo) -> date:
    return decode_day(row.received_on) or time_out(row.closed_at).astimezone(zone).date()


def _told_of(connection: sa.Connection, ids: Sequence[str] | None) -> defaultdict[str, list[Told]]:
    query = sa.select(request_tables.complaint_told).order_by(_told.complaint, _told.position)
    found: defaultdict[str, list[Told]] = defaultdict(list)
    for row in connection.execute(query if ids is None else query.where(_told.complaint.in_(ids))):
        found[row.complaint].append(_TOLD.of(row))
    return found


def _complaint_of(row: sa.Row[Any], zone: ZoneInfo, told: tuple[Told, ...]) -> Complaint:
    return Complaint(
        id=ComplaintId(row.id),
        request=RequestId(row.request),
        on=_on(row, zone),
        came_by=Channel(row.came_by) if row.came_by else Channel.IN_PERSON,
        session=None if row.came_by else SessionId(row.id),
        note=NoteId(row.note) if row.note else None,
        told=told,
    )
