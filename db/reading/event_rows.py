"""The newest event about something, by the log's indexes: of a session, of a request beside those, of the office."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Connection, and_, select

from db.schema.audit_tables import OF_THE_OFFICE, OUTSIDE_SESSIONS, audit_event
from desktop.domain.log.events import Event, EventKind, Subject, from_canonical

LOOKED_AT = 50
"""How many of the newest events of these kinds are looked at."""


def newest(connection: Connection, kinds: Collection[EventKind], about: Mapping[str, str]) -> Event | None:
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
