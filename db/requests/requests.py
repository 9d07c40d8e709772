"""Requests with their askers, decisions, appointments and disclosures to the police.

Requests are found by words: rows that follow from `asker`, the same on both databases.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from db.log.notes import note_of, put_note, words_of
from db.log.office_state import events_in
from db.requests import deadlines
from db.schema import office_tables, recording_tables, request_tables
from db.schema.audit_tables import OUTSIDE_SESSIONS, audit_event
from db.schema.request_tables import disclosure as table
from db.schema.session_tables import session
from db.schema.tables import asked_digest
from db.shared.transactions import at_once
from db.shared.values import (
    decode_day,
    encode_day,
    list_in,
    list_or_nothing,
    of_letter,
    pairs_in,
    pairs_out,
    time_in,
    time_out,
)
from desktop.application.ports.requests import AskedCall
from desktop.domain.appointments import Appointment, AppointmentStatus
from desktop.domain.copies.decision import Decision
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.requests.deadline import DeadlineFacts
from desktop.domain.requests.deadline_days import DayCorrected
from desktop.domain.requests.letters import ANSWERING, LetterKind
from desktop.domain.requests.request import (
    WHO_THEY_ARE,
    Asker,
    Authority,
    Call,
    Channel,
    Disclosure,
    DisclosureBasis,
    DisclosureRoute,
    Language,
    Purpose,
    Representative,
    Request,
    Status,
)
from desktop.domain.sessions.needs import Need
from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, NoteId, PersonId, RecordingId, RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.search_term import found_by
from desktop.domain.shared.typed_text import SALT_BYTES, Note

AT_ONCE = 1000
_asker = request_tables.asker.c
_word = request_tables.asker_word.c


def put_words(connection: Connection, request: str, names: tuple[str, ...], number: str) -> None:
    """Save the words of one request, replacing earlier ones."""
    known = frozenset(connection.execute(select(_word.word).where(_word.request == request)).scalars())
    words = found_by(names, number)
    for word in known - words:
        connection.execute(delete(request_tables.asker_word).where(_word.request == request, _word.word == word))
    if words - known:
        rows = [{"request": request, "word": word} for word in sorted(words - known)]
        connection.execute(insert(request_tables.asker_word), rows)


def fill_words(connection: Connection) -> None:
    """Save the words of every request: none has any yet."""
    columns = (
        _asker.request,
        _asker.given_names,
        _asker.surname,
        _asker.representative,
        _asker.call_number,
    )
    askers = iter(connection.execute(select(*columns)).all())
    while some := list(islice(askers, AT_ONCE)):
        rows = [
            {"request": request, "word": word}
            for request, given, surname, acts, number in some
            for word in sorted(found_by((given, surname, acts or ""), number))
        ]
        if rows:
            connection.execute(insert(request_tables.asker_word), rows)


CALL = (_asker.call_at, _asker.call_number, _asker.call_outbound, _asker.call_by_somebody_else)
"""The columns of a call."""


def call_in(call: Call) -> dict[str, Any]:
    """Return the columns of the call."""
    return {
        "call_at": time_in(call.at),
        "call_number": call.number,
        "call_outbound": call.outbound,
        "call_by_somebody_else": call.by_somebody_else,
    }


def call_out(row: Any) -> Call:
    """Return the call of a row with the columns of `CALL`."""
    return Call(time_out(row.call_at), row.call_number, row.call_outbound, row.call_by_somebody_else)


def representative_in(found: Representative | None) -> dict[str, Any]:
    """Return the columns of who acts for the person."""
    return {
        "representative": found.name if found else None,
        "authority": found.authority.value if found else None,
        "authority_scope": found.scope if found else None,
        "authority_seen_on": encode_day(found.seen_on) if found else None,
        "representative_address": found.address if found else None,
    }


def representative_of(row: Row[Any]) -> Representative | None:
    """Return who acts for the person, by the columns of `asker`."""
    if row.representative is None:
        return None
    scope, seen_on, address = row.authority_scope or "", decode_day(row.authority_seen_on), row.representative_address
    return Representative(row.representative, Authority(row.authority), scope, seen_on, address)


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


def letters_made(connection: Connection, request: RequestId) -> Mapping[LetterKind, datetime]:
    """Return the kinds of letter about it that were made, each with when it was last.

    Of those that answer it, after its last decision; of a response letter, after the last session too; of an
    invitation, for the appointment as it is.
    """
    made: dict[LetterKind, datetime] = {}
    kinds = (EventKind.LETTER_MADE, EventKind.SESSION_CLOSED, *_DECIDED, *_APPOINTED)
    for event in _events(connection, request, kinds):
        if event.kind in _DECIDED:
            made = {kind: at for kind, at in made.items() if kind not in ANSWERING}
        elif event.kind in _APPOINTED:
            made.pop(LetterKind.INVITATION, None)
        elif event.kind is EventKind.SESSION_CLOSED:
            made.pop(LetterKind.RESPONSE, None)
        elif (letter := _LETTERS.get(str(event.facts.get("letter")))) is not None:
            made[letter] = event.at
    return made


def corrections_told(connection: Connection, request: RequestId, letter: LetterKind) -> Set[SessionId]:
    """Return the sessions about whose correction that letter was made."""
    made = _events(connection, request, (EventKind.LETTER_MADE,))
    told = [event for event in made if event.facts.get("letter") == letter.value]
    return {SessionId(event.subjects[Subject.SESSION]) for event in told if Subject.SESSION in event.subjects}


def looked_at(connection: Connection, request: RequestId) -> datetime | None:
    """Return when its recording was first searched for, or came; None where neither is in the log."""
    return min((event.at for event in _events(connection, request, _LOOKED)), default=None)


def correctors(connection: Connection, number: str) -> Set[PersonId]:
    """Return who corrected the name or the date of birth of whoever asks under that number."""
    first = select(request_tables.request.c.id).where(request_tables.request.c.reference == number)
    query = select(audit_event.c.seq, audit_event.c.body).where(
        OUTSIDE_SESSIONS,
        audit_event.c.request == first.scalar_subquery(),
        audit_event.c.kind == EventKind.ASKER_CORRECTED.value,
    )
    events = [event for _, _, event in events_in(connection.execute(query)) if event.kind is EventKind.ASKER_CORRECTED]
    return {PersonId(by) for by in map(_who_made_them_another, events) if by}


def _who_made_them_another(corrected: Event) -> str | None:
    changed = corrected.facts["changed"]
    assert isinstance(changed, Sequence)
    return None if WHO_THEY_ARE.isdisjoint(changed) else corrected.actor


def _events(connection: Connection, request: RequestId, kinds: Collection[EventKind]) -> list[Event]:
    """Return its events of those kinds, in order: those outside of its sessions, and those of each, by an index."""
    found = select(audit_event.c.seq, audit_event.c.body).where(audit_event.c.kind.in_([kind.value for kind in kinds]))
    its_sessions = select(session.c.id).where(session.c.request == request)
    outside = found.where(audit_event.c.request == request, audit_event.c.session.is_(None))
    both = outside.union_all(found.where(audit_event.c.session.in_(its_sessions)))
    events = [event for _, _, event in events_in(connection.execute(both.order_by(both.selected_columns.seq)))]
    return [event for event in events if event.kind in kinds and event.subjects.get(Subject.REQUEST) == request]


_request = request_tables.request.c


class RequestsTable:
    """The port `Requests` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: RequestId) -> Request:
        both = select(request_tables.request, request_tables.asker)
        query = both.join(request_tables.asker, _asker.request == _request.id).where(_request.id == id)
        at_once(self._connection, [query, deadlines.proofs_of(id), deadlines.clarifications_of(id)])
        request = request_of(self._connection.execute(query).one())
        proofs, clarifications = deadlines.asked_of(self._connection, id)
        return replace(
            request, deadline_facts=replace(request.deadline_facts, proofs=proofs, clarifications=clarifications)
        )

    def open_calls(self) -> Sequence[AskedCall]:
        query = (
            select(_request.id, _request.reference, *CALL)
            .join(request_tables.asker, _asker.request == _request.id)
            .where(_request.status != Status.CLOSED.value)
            .order_by(_request.reference)
        )
        return [AskedCall(RequestId(row.id), row.reference, call_out(row)) for row in self._connection.execute(query)]

    def of_number(self, number: str) -> Sequence[Request]:
        here = of_letter(_request.reference, number)
        query = select(_request.id).where(here).order_by(func.length(_request.reference), _request.reference)
        return [self.get(RequestId(id)) for id in self._connection.execute(query).scalars()]

    def add(self, request: Request, reason: Note | None) -> None:
        if reason is not None:
            put_note(self._connection, reason)
        self._connection.execute(
            insert(request_tables.request).values(
                id=request.id,
                reference=request.reference,
                kind=request.kind.value,
                purpose=request.purpose.value if request.purpose else None,
                reason_note=reason.id if reason else None,
                taken_by=request.taken_by,
                came_by=request.came_by.value if request.came_by else None,
                copy_offered=request.copy_offered,
                language=request.language.value if request.language else None,
                **_standing(request),
            )
        )
        self._connection.execute(
            insert(request_tables.asker).values(
                request=request.id,
                salt=secrets.token_bytes(SALT_BYTES),
                **_asked(request),
            )
        )
        self._put_words(request)
        deadlines.put_deadline_facts(self._connection, request.id, request.deadline_facts)

    def save(self, request: Request) -> None:
        self._connection.execute(
            update(request_tables.request).where(_request.id == request.id).values(**_standing(request))
        )
        here = request_tables.asker.c.request == request.id
        self._connection.execute(update(request_tables.asker).where(here).values(**_asked(request)))
        self._put_words(request)
        deadlines.put_deadline_facts(self._connection, request.id, request.deadline_facts)

    def _put_words(self, request: Request) -> None:
        acts = request.representative.name if request.representative else ""
        names = request.asker.given_names, request.asker.surname, acts
        put_words(self._connection, request.id, names, request.call.number)

    def add_correction(self, request: RequestId, correction: DayCorrected) -> None:
        deadlines.add_correction(self._connection, request, correction)

    def corrections(self, request: RequestId) -> Sequence[DayCorrected]:
        return deadlines.corrections_of(self._connection, request)

    def keep_note(self, note: Note) -> None:
        put_note(self._connection, note)

    def words(self, note: NoteId) -> str | None:
        return words_of(self._connection, note)

    def next_reference(self, kind: str, year: int) -> int:
        table = request_tables.reference_counter
        here = (table.c.kind == kind) & (table.c.year == year)
        last = self._connection.execute(select(table.c.last).where(here).with_for_update()).scalar_one_or_none()
        if last is None:
            self._connection.execute(insert(table).values(kind=kind, year=year, last=1))
            return 1
        self._connection.execute(update(table).where(here).values(last=last + 1))
        return int(last) + 1

    def add_decision(self, decision: Decision) -> None:
        if decision.note is not None:
            put_note(self._connection, decision.note)
        # The clock does not decide which is the newest. Decisions from before they were counted have 0.
        table = recording_tables.decision
        position = select(func.coalesce(func.max(table.c.position), 0)).where(table.c.request == decision.request)
        self._connection.execute(
            insert(table).values(
                position=self._connection.execute(position).scalar_one() + 1,
                id=decision.id,
                request=decision.request,
                copy=decision.copy,
                copy_digest=decision.copy_digest,
                decided_by=decision.decided_by,
                decided_at=time_in(decision.decided_at),
                approved=decision.approved,
                refusal=decision.refusal,
                until=encode_day(decision.until),
                note=decision.note.id if decision.note else None,
                sent_back=decision.sent_back,
                weighed=pairs_in(decision.weighed),
                version=decision.version,
                transcript=decision.transcript,
            )
        )

    def decision(self, request: RequestId) -> Decision | None:
        table = recording_tables.decision
        query = select(table).where(table.c.request == request).order_by(table.c.id)
        rows = self._connection.execute(query).all()  # all of them, as they are compared with the log
        if not rows:
            return None
        row = max(rows, key=lambda each: (each.position, each.decided_at))
        return Decision(
            id=row.id,
            request=RequestId(row.request),
            copy=None if row.copy is None else CopyId(row.copy),
            copy_digest=row.copy_digest,
            decided_by=PersonId(row.decided_by),
            decided_at=time_out(row.decided_at),
            approved=row.approved,
            refusal=row.refusal,
            until=decode_day(row.until),
            note=note_of(self._connection, row.note),
            sent_back=row.sent_back,
            weighed=pairs_out(row.weighed),
            version=row.version,
            transcript=row.transcript,
        )

    def letters_made(self, request: RequestId) -> Mapping[LetterKind, datetime]:
        return letters_made(self._connection, request)

    def corrections_told(self, request: RequestId, letter: LetterKind) -> Set[SessionId]:
        return corrections_told(self._connection, request, letter)

    def looked_at(self, request: RequestId) -> datetime | None:
        return looked_at(self._connection, request)

    def correctors(self, number: str) -> Set[PersonId]:
        return correctors(self._connection, number)

    def asked_digest(self, request: RequestId) -> str:
        query = select(request_tables.asker).where(_asker.request == request)
        return asked_digest(dict(self._connection.execute(query).one()._mapping))

    def reason(self, request: RequestId) -> str | None:
        note = self._connection.execute(select(_request.reason_note).where(_request.id == request)).scalar_one()
        return words_of(self._connection, note)

    def appointment(self, id: AppointmentId) -> Appointment:
        table = request_tables.appointment
        return appointment_of(self._connection.execute(select(table).where(table.c.id == id)).one())

    def appointments_of(self, request: RequestId) -> Sequence[Appointment]:
        table = request_tables.appointment
        query = select(table).where(table.c.request == request).order_by(table.c.starts_at)
        return [appointment_of(row) for row in self._connection.execute(query)]

    def booked_at(self, desk: DeskId, start: datetime, end: datetime) -> Sequence[Appointment]:
        # The desk's row is locked, so that two concurrent bookings see each other (on SQLite all writers wait anyway).
        self._connection.execute(
            select(office_tables.desk.c.id).where(office_tables.desk.c.id == desk).with_for_update()
        ).one()
        table = request_tables.appointment
        taking_place = (AppointmentStatus.BOOKED.value, AppointmentStatus.ATTENDED.value)
        query = select(table).where(
            table.c.desk == desk,
            table.c.starts_at > time_in(start - timedelta(days=1)),
            table.c.starts_at < time_in(end),
            table.c.status.in_(taking_place),
        )
        found = [appointment_of(row) for row in self._connection.execute(query.order_by(table.c.starts_at))]
        return [appointment for appointment in found if appointment.ends_at > start]

    def add_appointment(self, appointment: Appointment) -> None:
        self._connection.execute(
            insert(request_tables.appointment).values(
                id=appointment.id,
                request=appointment.request,
                desk=appointment.desk,
                starts_at=time_in(appointment.starts_at),
                minutes=appointment.minutes,
                status=appointment.status.value,
            )
        )

    def save_appointment(self, appointment: Appointment) -> None:
        table = request_tables.appointment
        self._connection.execute(
            update(table)
            .where(table.c.id == appointment.id)
            .values(
                desk=appointment.desk,
                starts_at=time_in(appointment.starts_at),
                minutes=appointment.minutes,
                status=appointment.status.value,
            )
        )


def _asked(request: Request) -> dict[str, Any]:
    """Return the columns of who asks for which call."""
    return {
        "given_names": request.asker.given_names,
        "surname": request.asker.surname,
        "born": encode_day(request.asker.born),
        "address": request.asker.address,
        "contact": request.asker.contact,
        **call_in(request.call),
        **representative_in(request.representative),
    }


def _standing(request: Request) -> dict[str, Any]:
    """Return the columns that change as a request progresses."""
    extension = request.deadline_facts.extension
    return {
        "status": request.status.value,
        "received_on": encode_day(request.received_on),
        "due_on": encode_day(request.due_on),
        "recording": request.recording,
        "copy": request.copy,
        "approved_until": encode_day(request.approved_until),
        "copy_wanted": request.copy_wanted,
        "adjustments": list_in(request.adjustments),
        "needs": list_in(need.value for need in request.needs),
        "extended_on": encode_day(extension.told_on) if extension else None,
        "extension_reason": extension.reason.value if extension else None,
    }


def request_of(row: Row[Any]) -> Request:
    """Return the request in a row of `request` joined with `asker`; of its deadline the extension alone."""
    return Request(
        id=RequestId(row.id),
        reference=row.reference,
        kind=Kind(row.kind),
        status=Status(row.status),
        received_on=deadlines.day_of(row.received_on),
        due_on=decode_day(row.due_on),
        asker=Asker(row.given_names, row.surname, decode_day(row.born), row.address, row.contact),
        call=call_out(row),
        taken_by=PersonId(row.taken_by),
        purpose=None if row.purpose is None else Purpose(row.purpose),
        recording=None if row.recording is None else RecordingId(row.recording),
        copy=None if row.copy is None else CopyId(row.copy),
        approved_until=decode_day(row.approved_until),
        adjustments=list_or_nothing(row.adjustments),
        copy_wanted=row.copy_wanted,
        came_by=None if row.came_by is None else Channel(row.came_by),
        copy_offered=row.copy_offered,
        needs=needs_out(row.needs),
        language=None if row.language is None else Language(row.language),
        representative=representative_of(row),
        deadline_facts=DeadlineFacts(extension=deadlines.extension_of(row)),
    )


def needs_out(text: str) -> tuple[Need, ...]:
    """Return the needs in a column of `request`. No event binds them, so unknown codes are ignored."""
    return tuple(Need(code) for code in list_or_nothing(text) if code in set(Need))


def appointment_of(row: Row[Any]) -> Appointment:
    """Return the appointment in a row of `appointment`."""
    return Appointment(
        AppointmentId(row.id),
        RequestId(row.request),
        DeskId(row.desk),
        time_out(row.starts_at),
        row.minutes,
        AppointmentStatus(row.status),
    )


class DisclosuresTable:
    """The port `Disclosures` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_request(self, request: RequestId) -> Sequence[Disclosure]:
        query = select(table).where(table.c.request == request).order_by(table.c.position)
        return [
            Disclosure(
                request=RequestId(row.request),
                position=row.position,
                copy=CopyId(row.copy),
                route=DisclosureRoute(row.route),
                basis=DisclosureBasis(row.basis),
                on=date.fromisoformat(row.disclosed_on),
                receiver=NoteId(row.receiver),
                reference=NoteId(row.reference) if row.reference else None,
                by=PersonId(row.recorded_by),
            )
            for row in self._connection.execute(query)
        ]

    def count(self, first: date, last: date) -> int:
        within = table.c.disclosed_on.between(encode_day(first), encode_day(last))
        return int(self._connection.execute(select(func.count()).select_from(table).where(within)).scalar_one())

    def add(self, disclosure: Disclosure, at: datetime) -> None:
        self._connection.execute(
            insert(table).values(
                request=disclosure.request,
                position=disclosure.position,
                copy=disclosure.copy,
                route=disclosure.route.value,
                basis=disclosure.basis.value,
                disclosed_on=encode_day(disclosure.on),
                receiver=disclosure.receiver,
                reference=disclosure.reference,
                recorded_by=disclosure.by,
                recorded_at=time_in(at),
            )
        )
