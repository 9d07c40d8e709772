"""Read models across the wings: rows for lists, the newest event about a thing, people, desks and checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, select

from db.log.proven import ProvenRows
from db.log.trusted_log import TrustedEvents as Sure
from db.office import person_of
from db.reading import appointment_rows, health_rows, request_rows, review_rows
from db.schema import office_tables, recording_tables
from db.schema.audit_tables import OF_THE_OFFICE, OUTSIDE_SESSIONS, audit_event, audit_head, checkpoint
from desktop.application.ports.reading import (
    AppointmentRow,
    HealthRows,
    PcReported,
    RequestRow,
    ReviewCounts,
    ReviewFilter,
    ReviewRow,
    VaultLooked,
)
from desktop.domain.log.events import Event, EventKind, Subject, from_canonical
from desktop.domain.office.people import Person
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import CopyId, DeskId, PersonId, RequestId, SessionId
from desktop.domain.shared.search_term import SearchTerm
from desktop.domain.shared.spans import Span, union

LOOKED_AT = 50
"""How many of the newest events of these kinds are looked at."""


def newest_event(connection: Connection, kinds: Collection[EventKind], about: Mapping[str, str]) -> Event | None:
    """Return the newest event of these kinds that names all of `about`, as subjects or facts: by its own bytes, which
    are in the log. The columns only find it."""
    query = select(audit_event.c.body).where(_among(about), audit_event.c.kind.in_([kind.value for kind in kinds]))
    bodies = connection.execute(query.order_by(audit_event.c.seq.desc()).limit(LOOKED_AT)).scalars()
    return next((event for event in map(_event, bodies) if event.kind in kinds and _names(event, about)), None)


def _among(about: Mapping[str, str]) -> ColumnElement[bool]:
    if Subject.SESSION in about:
        return audit_event.c.session == about[Subject.SESSION]
    if Subject.REQUEST in about:
        return and_(OUTSIDE_SESSIONS, audit_event.c.request == about[Subject.REQUEST])
    return and_(OF_THE_OFFICE)


def _event(body: object) -> Event:
    assert isinstance(body, bytes | memoryview)
    return from_canonical(bytes(body))[1]


def _names(event: Event, about: Mapping[str, str]) -> bool:
    named = {**{subject.value: id for subject, id in event.subjects.items()}, **event.facts}
    return all(named.get(name) == id for name, id in about.items())


NEWEST = 100
"""How many of a request's newest events of a kind are looked at, where the newest of them is wanted."""


class ReadModels:
    """The port `Reading` over a connection."""

    def __init__(self, connection: Connection, proven: Callable[[], ProvenRows] | None = None) -> None:
        """`proven`: needed for what the log says."""
        self._connection, self._proven_of = connection, proven

    def _proven(self) -> ProvenRows:
        assert self._proven_of is not None, "in a unit of work"
        return self._proven_of()

    def _sure(self) -> Sure:
        return self._proven().sure

    def appointments(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]:
        return appointment_rows.between(self._connection, start, end)

    def unbooked(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]:
        return appointment_rows.unbooked(self._connection, start, end)

    def unfinished(self, before: datetime) -> Sequence[AppointmentRow]:
        return appointment_rows.unfinished(self._connection, before)

    def open_requests(self, today: date, zone: ZoneInfo, status: Status | None = None) -> Sequence[RequestRow]:
        return request_rows.open_requests(self._connection, today, zone, status)

    def closed_requests(self, limit: int, today: date, zone: ZoneInfo) -> Sequence[RequestRow]:
        return request_rows.closed_requests(self._connection, limit, today, zone)

    def requests_named(self, ids: Collection[RequestId], today: date, zone: ZoneInfo) -> Sequence[RequestRow]:
        return request_rows.named(self._connection, ids, today, zone)

    def find_requests(self, term: SearchTerm, status: Status | None, zone: ZoneInfo, limit: int) -> Sequence[RequestId]:
        return request_rows.found_requests(self._connection, term, status, zone, limit)

    def find_sessions(self, term: SearchTerm, zone: ZoneInfo, limit: int) -> Sequence[SessionId]:
        return request_rows.found_sessions(self._connection, term, zone, limit)

    def find_appointments(self, term: SearchTerm, zone: ZoneInfo, limit: int) -> Sequence[AppointmentRow]:
        return appointment_rows.among(self._connection, request_rows.of_appointments(term, zone), limit)

    def preparations_of(self, ids: Collection[RequestId]) -> Mapping[RequestId, tuple[PersonId, int]]:
        return request_rows.preparations_of(self._connection, ids)

    def reviews(self, by: ReviewFilter, limit: int) -> Sequence[ReviewRow]:
        return review_rows.page(self._connection, by, limit)

    def missing_reviews(self, late: datetime | None = None) -> Sequence[ReviewRow]:
        return review_rows.missing_rows(self._connection, self._proven(), late)

    def review_counts(self, late: datetime | None = None) -> ReviewCounts:
        return review_rows.counts(self._connection, late, self._sure())

    def review_place(self, id: SessionId, late: datetime | None) -> tuple[int, int]:
        return review_rows.place_of(self._connection, id, late)

    def events_of(self, session: SessionId) -> Sequence[tuple[int, Event]]:
        query = select(audit_event.c.body).where(audit_event.c.session == session).order_by(audit_event.c.seq)
        return [from_canonical(bytes(body)) for body in self._connection.execute(query).scalars()]

    def newest(self, kinds: Collection[EventKind], about: Mapping[str, str]) -> Event | None:
        return newest_event(self._connection, kinds, about)

    def heard_by_staff(self, by: PersonId, copy: CopyId, request: RequestId) -> tuple[Span, ...]:
        return union(
            Span(start, end)
            for event in self._beside_sessions(request, EventKind.HEARD)
            if event.actor == by and event.subjects.get(Subject.COPY) == copy
            for start, end in cast(Sequence[tuple[int, int]], event.facts["heard"])
        )

    def has_read_transcript(self, by: PersonId, copy: CopyId, request: RequestId) -> bool:
        opened = self._beside_sessions(request, EventKind.TRANSCRIPT_OPENED)
        return any(event.actor == by and event.subjects.get(Subject.COPY) == copy for event in opened)

    def security_code_flagged(self, request: RequestId) -> datetime | None:
        flagged = self._beside_sessions(request, EventKind.SECURITY_CODE_FLAGGED, NEWEST)
        return next((event.at for event in flagged), None)

    def request_opened(self, request: RequestId, by: PersonId) -> datetime | None:
        opened = self._beside_sessions(request, EventKind.REQUEST_OPENED, NEWEST)
        return next((event.at for event in opened if event.actor == by), None)

    def _beside_sessions(self, request: RequestId, kind: EventKind, most: int | None = None) -> Iterator[Event]:
        """Yield a request's events of that kind that belong to no session, newest first.

        The columns only find them: of which kind an event is, and of what, is asked of its own bytes, which are in the
        log. `most`: how many are looked at.
        """
        of_it = OUTSIDE_SESSIONS, audit_event.c.request == request, audit_event.c.kind == kind.value
        query = select(audit_event.c.body).where(*of_it).order_by(audit_event.c.seq.desc()).limit(most)
        for body in self._connection.execute(query).scalars().all():
            event = from_canonical(bytes(body))[1]
            if event.kind is kind and event.subjects.get(Subject.REQUEST) == request:
                yield event

    def deciders(self, request: RequestId) -> frozenset[PersonId]:
        query = select(recording_tables.decision.c.decided_by).where(recording_tables.decision.c.request == request)
        return frozenset(PersonId(by) for by in self._connection.execute(query).scalars())

    def people(self) -> Mapping[PersonId, Person]:
        return {PersonId(row.id): person_of(row) for row in self._connection.execute(select(office_tables.person))}

    def desks(self) -> Mapping[DeskId, str]:
        return {DeskId(row.id): row.name for row in self._connection.execute(select(office_tables.desk))}

    def checkpoints(self) -> Iterator[str]:
        query = select(checkpoint.c.note)
        with self._connection.execute(query, execution_options={"stream_results": True}) as notes:
            yield from notes.scalars()

    def lost(self) -> Collection[tuple[int, str]]:
        query = select(audit_event.c.body).where(OF_THE_OFFICE, audit_event.c.kind == EventKind.EVENTS_LOST.value)
        stated = [from_canonical(bytes(body))[1].facts["lost"] for body in self._connection.execute(query).scalars()]
        return {(size, root) for lost in stated for size, root in cast(Sequence[tuple[int, str]], lost)}

    def checkpoint_covering(self, seq: int) -> str | None:
        query = select(checkpoint.c.note).where(checkpoint.c.size > seq).order_by(checkpoint.c.size, checkpoint.c.at)
        return self._connection.execute(query.limit(1)).scalar_one_or_none()

    def event(self, seq: int) -> Event | None:
        query = select(audit_event.c.body).where(audit_event.c.seq == seq)
        body = self._connection.execute(query).scalar_one_or_none()
        return None if body is None else from_canonical(bytes(body))[1]

    def health(self, today: date, anchored: int | None = None) -> HealthRows:
        return health_rows.health(self._connection, today, anchored, self._sure())

    def vault_looked(self) -> VaultLooked | None:
        return health_rows.vault_looked(self._connection, self._sure())

    def pc_reported(self, desk: DeskId) -> PcReported | None:
        return health_rows.pc_reported(self._connection, desk)

    def log_size(self) -> int:
        return self._connection.execute(select(audit_head.c.size)).scalar_one_or_none() or 0
