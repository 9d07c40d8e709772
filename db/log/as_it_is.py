"""The office as its rows have it: its people, desks, keys and recovery recipients."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, select

from db.schema import office_tables, recording_tables
from db.shared.values import list_out
from desktop.application.ports.log import OfficeAsItIs
from desktop.domain.office.desks import HOLDS, ORIGINALS, DeskKind
from desktop.domain.office.people import hash_digest
from desktop.domain.shared.ids import PersonId


def office_as_it_is(connection: Connection) -> OfficeAsItIs:
    """Return it, for `signing_begun`."""
    person, desk, key = office_tables.person.c, office_tables.desk.c, recording_tables.retention_key.c
    rows = connection.execute
    people = select(person.id, person.roles, person.password_hash, person.active).order_by(person.id)
    desks = select(desk.id, desk.recipient, desk.kind).order_by(desk.id)
    keys = select(key.id, key.source, key.month, key.kind, key.wrapped).order_by(key.id)
    return OfficeAsItIs(
        people=[
            [id, roles, hash_digest(PersonId(id), hashed), "active" if active else "left"]
            for id, roles, hashed, active in rows(people)
        ],
        desks=[[id, recipient, _opens(DeskKind(kind))] for id, recipient, kind in rows(desks)],
        keys=[[*of, sha256(wrapped).hexdigest()] for *of, wrapped in rows(keys)],
        recovery=list_out(rows(select(office_tables.office.c.recovery_recipients)).scalar_one()),
    )


def _opens(kind: DeskKind) -> str:
    """Return what `signing_begun` says of a desk's kind."""
    return "originals" if ORIGINALS in HOLDS[kind] else "copies"
