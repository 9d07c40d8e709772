"""Read models across the wings: rows for lists, the newest event about a thing, people, desks and checkpoints."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from db.log.known_log import Known
from db.office import person_of
from db.reading.figures import HealthFigures
from db.reading.request_rows import AppointmentRows, RequestRows, of_appointments
from db.reading.review_rows import ReviewRows
from db.schema import office_tables, recording_tables
from db.schema.audit_tables import audit_head, checkpoint
from db.schema.known_events import OF_THE_OFFICE, OUTSIDE_SESSIONS, known_event
from desktop.application.ports.reading import (
    AppointmentRow,
)
from desktop.domain.log.events import Event, EventKind, Subject, from_canonical
from desktop.domain.office.people import Person
from desktop.domain.shared.ids import CopyId, DeskId, PersonId, RequestId, SessionId
from desktop.domain.shared.search_term import SearchTerm
from desktop.domain.shared.spans import Span, union

LOOKED_AT = 50
"""How many of the newest events of these kinds are looked at."""


def _newest(known: Known, kinds: Collection[EventKind], about: Mapping[str, str]) -> Event | None:
    """Return the newest event of these kinds that names all of `about`, as subjects or facts: by its own bytes, which
    are in the log. The columns only find it."""
    query = sa.select(known_event.c.body).where(_among(about), known_event.c.kind.in_([kind.value for kind in kinds]))
    bodies = known.events.execute(query.order_by(known_event.c.seq.desc()).limit(LOOKED_AT)).scalars()
    return next((event for event in map(_event, bodies) if event.kind in kinds and _names(event, about)), None)


def _among(about: Mapping[str, str]) -> sa.ColumnElement[bool]:
    if Subject.SESSION in about:
        return known_event.c.session == about[Subject.SESSION]
    if Subject.REQUEST in about:
        return sa.and_(OUTSIDE_SESSIONS, known_event.c.request == about[Subject.REQUEST])
    return sa.and_(OF_THE_OFFICE)


def _event(body: object) -> Event:
    assert isinstance(body, bytes | memoryview)
    return from_canonical(bytes(body))[1]


def _names(event: Event, about: Mapping[str, str]) -> bool:
    named = {**{subject.value: id for subject, id in event.subjects.items()}, **event.facts}
    return all(named.get(name) == id for name, id in about.items())


NEWEST = 100
"""How many of a request's newest events of a kind are looked at, where the newest of them is wanted."""


class ReadModels(AppointmentRows, RequestRows, ReviewRows, HealthFigures):
    """The port `Reading` over a connection."""

    def find_appointments(self, term: SearchTerm, zone: ZoneInfo, limit: int) -> Sequence[AppointmentRow]:
        return self._among(of_appointments(term, zone), limit)

    def events_of(self, session: SessionId) -> Sequence[tuple[int, Event]]:
        query = sa.select(known_event.c.body).where(known_event.c.session == session).order_by(known_event.c.seq)
        return [from_canonical(bytes(body)) for body in self._proven.known.events.execute(query).scalars()]

    def newest(self, kinds: Collection[EventKind], about: Mapping[str, str]) -> Event | None:
        return _newest(self._proven.known, kinds, about)

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
        of_it = OUTSIDE_SESSIONS, known_event.c.request == request, known_event.c.kind == kind.value
        query = sa.select(known_event.c.body).where(*of_it).order_by(known_event.c.seq.desc()).limit(most)
        for body in self._proven.known.events.execute(query).scalars().all():
            event = from_canonical(bytes(body))[1]
            if event.kind is kind and event.subjects.get(Subject.REQUEST) == request:
                yield event

    def deciders(self, request: RequestId) -> frozenset[PersonId]:
        query = sa.select(recording_tables.decision.c.decided_by).where(recording_tables.decision.c.request == request)
        return frozenset(PersonId(by) for by in self._values(query))

    def people(self) -> Mapping[PersonId, Person]:
        return {PersonId(row.id): person_of(row) for row in self._rows(sa.select(office_tables.person))}

    def desks(self) -> Mapping[DeskId, str]:
        return {DeskId(row.id): row.name for row in self._rows(sa.select(office_tables.desk))}

    def checkpoints(self) -> Iterator[str]:
        query = sa.select(checkpoint.c.note)
        with self._connection.execute(query, execution_options={"stream_results": True}) as notes:
            yield from notes.scalars()

    def lost(self) -> Collection[tuple[int, str]]:
        query = sa.select(known_event.c.body).where(OF_THE_OFFICE, known_event.c.kind == EventKind.EVENTS_LOST.value)
        bodies = self._proven.known.events.execute(query).scalars()
        stated = [from_canonical(bytes(body))[1].facts["lost"] for body in bodies]
        return {(size, root) for lost in stated for size, root in cast(Sequence[tuple[int, str]], lost)}

    def checkpoint_covering(self, seq: int) -> str | None:
        query = sa.select(checkpoint.c.note).where(checkpoint.c.size > seq).order_by(checkpoint.c.size, checkpoint.c.at)
        note: str | None = self._value_or_none(query.limit(1))
        return note

    def event(self, seq: int) -> Event | None:
        query = sa.select(known_event.c.body).where(known_event.c.seq == seq)
        body = self._proven.known.events.execute(query).scalar_one_or_none()
        return None if body is None else from_canonical(bytes(body))[1]

    def log_size(self) -> int:
        return self._value_or_none(sa.select(audit_head.c.size)) or 0
