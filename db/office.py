"""The office's own facts and desks, its policies' versions, people with failed attempts, and this PC's turns.

An embedded database has no turns: whoever copies it copies the log, and the witnesses tell that there are two.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from db.engines.locks import open_desks
from db.log.notes import put_note
from db.schema import office_tables
from db.shared.transactions import READING, OnConnection
from db.shared.values import UP, Columns, list_in, time_in, time_or_nothing, time_out, time_out_or_none, tries_in
from desktop.application.ports.log import DaySigner
from desktop.application.ports.office import OfficeFacts
from desktop.domain.office.pcs import DeskKind, EnrolledDesk
from desktop.domain.office.people import Person, loans_in, loans_text, roles_in, roles_text
from desktop.domain.office.policies import PolicyName, PolicyVersion
from desktop.domain.office.throttle import NONE, Tries
from desktop.domain.shared.ids import DeskId, NoteId, OfficeId, PersonId
from desktop.domain.shared.typed_text import Note
from desktop.errors import DatabaseError, DeskCopiedError

DEMO, REAL = "demo", "office"
_DESK = Columns(EnrolledDesk)
_desk = office_tables.desk.c
_office = office_tables.office.c
_FACTS = sa.select(_office.id, _office.name, _office.place, _office.zone, _office.nation, _office.kind)
"""Built once: nearly every use case reads them."""


def desk_names(engine: sa.Engine) -> dict[str, str]:
    """Return the name of each desk; none where the database is not as it should be."""
    try:
        with engine.connect().execution_options(**READING) as connection:
            return {row.id: row.name for row in connection.execute(sa.select(_desk.id, _desk.name))}
    except (DatabaseError, sa.exc.SQLAlchemyError):
        return {}


class OfficesTable(OnConnection):
    """The port `Offices` over a connection."""

    def add(self, office: OfficeFacts, recovery: Sequence[str], at: datetime) -> None:
        self._insert(
            office_tables.office,
            one=1,
            id=office.id,
            kind=DEMO if office.demo else REAL,
            name=office.name,
            place=office.place,
            zone=office.zone.key,
            nation=office.nation,
            created_at=time_in(at),
            recovery_recipients=list_in(recovery),
        )

    def get(self) -> OfficeFacts:
        id, name, place, zone, nation, kind = self._row(_FACTS)
        return OfficeFacts(OfficeId(id), name, place, ZoneInfo(zone), nation, kind == DEMO)

    def created_at(self) -> datetime:
        return time_out(self._value(sa.select(_office.created_at)))

    def add_desk(self, desk: EnrolledDesk) -> None:
        self._insert(office_tables.desk, **_DESK.add(desk))

    def desk(self, id: DeskId) -> EnrolledDesk:
        return _DESK.of(self._row(sa.select(office_tables.desk).where(_desk.id == id)))

    def desks(self) -> Sequence[EnrolledDesk]:
        query = sa.select(office_tables.desk).order_by(_desk.enrolled_at, _desk.name, _desk.id)
        return [_DESK.of(row) for row in self._rows(query)]

    def open_desks(self) -> Collection[DeskId]:
        return [DeskId(id) for id in self._values(open_desks(self._connection))]

    def is_newer(self) -> bool:
        from db.schema.migrate import is_newer

        return is_newer(self._connection)

    def withdraw(self, id: DeskId, at: datetime) -> None:
        self._update(office_tables.desk, _desk.id == id, withdrawn_at=time_in(at))

    def change_kind(self, id: DeskId, kind: DeskKind) -> None:
        self._update(office_tables.desk, _desk.id == id, kind=kind.value)

    def change_own_password(self, password: str) -> None:
        from db.engines.server_database import change_own_password

        change_own_password(self._connection, password)

    def replace_recovery(self, recipients: Sequence[str]) -> None:
        self._update(office_tables.office, sa.true(), recovery_recipients=list_in(recipients))


class TurnsTable(OnConnection):
    """The port `Turns` over a connection."""

    def __init__(self, connection: sa.Connection, signer: DaySigner) -> None:
        super().__init__(connection)
        self._signer = signer

    def must_be_ours(self) -> None:
        self._newest()

    def adopt(self) -> None:
        if (newest := self._stored()) is not None:
            self._signer.adopt_turn(newest)

    def take(self) -> int | None:
        newest = self._newest()
        if newest is None:
            return None
        turn = self._signer.begin_turn(newest)
        self._update(office_tables.desk, _desk.id == self._signer.desk, turn=turn)
        return turn

    def _stored(self) -> int | None:
        if self._connection.dialect.name != "postgresql":
            return None
        turn: int | None = self._value_or_none(sa.select(_desk.turn).where(_desk.id == self._signer.desk))
        return turn

    def _newest(self) -> int | None:
        newest = self._stored()
        if newest is not None and not self._signer.may_follow(newest):
            raise DeskCopiedError("desk_copied")
        return newest


_POLICY = Columns(PolicyVersion, reason="reason_note")
_policy = office_tables.policy.c


class PoliciesTable(OnConnection):
    """The port `Policies` over a connection."""

    def versions(self) -> tuple[PolicyVersion, ...]:
        note = office_tables.note
        query = sa.select(office_tables.policy, note.c.salt, note.c.words)
        query = query.outerjoin(note, note.c.id == _policy.reason_note).order_by(_policy.name, _policy.version)
        rows = self._rows(query)
        return tuple(
            _POLICY.of(row, reason=None if row.words is None else Note(NoteId(row.reason_note), row.salt, row.words))
            for row in rows
        )

    def in_force(self) -> dict[PolicyName, tuple[int, str]]:
        newest = (
            sa.select(_policy.name, sa.func.max(_policy.version).label("version"))
            .where(_policy.adopted_at.is_not(None))
            .group_by(_policy.name)
            .subquery()
        )
        both = (_policy.name == newest.c.name) & (_policy.version == newest.c.version)
        query = sa.select(_policy.name, _policy.version, _policy.content).join(newest, both)
        return {PolicyName(name): (version, content) for name, version, content in self._rows(query)}

    def add(self, version: PolicyVersion) -> None:
        put_note(self._connection, version.reason)
        self._insert(office_tables.policy, **_POLICY.add(version))

    def adopt(self, version: PolicyVersion, by: PersonId, at: datetime) -> None:
        self._change(version, adopted_at=time_in(at), approved_by=by)

    def drop(self, version: PolicyVersion, at: datetime) -> None:
        self._change(version, dropped_at=time_in(at))

    def _change(self, version: PolicyVersion, **values: str | None) -> None:
        here = (_policy.name == version.name.value) & (_policy.version == version.version)
        self._update(office_tables.policy, here, **values)


_person = office_tables.person.c
_PERSON = Columns(Person, without="roles lent lent_now", fixed="id")


class PeopleTable(OnConnection):
    """The port `People` over a connection."""

    def __init__(self, connection: sa.Connection, now: Callable[[], datetime]) -> None:
        super().__init__(connection)
        self._now = now

    def get(self, id: PersonId, *, stays: bool = False) -> Person:
        query = sa.select(office_tables.person).where(_person.id == id)
        if stays:
            query = query.with_for_update(read=True)
        return self.of_row(self._row(query))

    def find(self, sign_in_name: str) -> tuple[Person, str] | None:
        row = self._row_or_none(sa.select(office_tables.person).where(_person.sign_in_name == sign_in_name))
        return None if row is None else (self.of_row(row), row.password_hash)

    def of_directory(self, identifier: str) -> Person | None:
        query = sa.select(office_tables.person).where(_person.directory == identifier)
        row = self._row_or_none(query.order_by(_person.id).limit(1))
        return None if row is None else self.of_row(row)

    def renew_hash(self, id: PersonId, password_hash: str) -> None:
        self._change(id, password_hash=password_hash)

    def add(self, person: Person, password_hash: str, at: datetime) -> None:
        values = {"id": person.id, "password_hash": password_hash, "roles_since": time_in(at)}
        self._insert(office_tables.person, **values, **_columns(person))

    def save(self, person: Person) -> None:
        self._change(person.id, **_columns(person))

    def everybody(self) -> Sequence[Person]:
        query = sa.select(office_tables.person).order_by(_person.id).with_for_update()
        return [person_of(row) for row in self._rows(query)]

    def accounts(self) -> Sequence[tuple[Person, datetime | None, datetime | None, Tries]]:
        rows = self._rows(sa.select(office_tables.person))
        tries = self._tries_of_all("account")
        return [
            (
                person_of(row),
                time_out_or_none(row.roles_since or None),
                time_or_nothing(row.last_sign_in),
                tries.get(row.id, NONE),
            )
            for row in rows
        ]

    def have_roles_since(self, id: PersonId, at: datetime) -> None:
        self._change(id, roles_since=time_in(at))

    def came_in(self, id: PersonId, at: datetime) -> None:
        self._change(id, last_sign_in=time_in(at))

    def of_row(self, row: sa.Row[Any]) -> Person:
        """Return the person of a row of `person`, with the roles that are lent to them today."""
        person = person_of(row)
        if not person.lent:
            return person
        day = self._now().astimezone(OfficesTable(self._connection).get().zone).date()
        return replace(person, lent_now=frozenset(loan.role for loan in person.lent if loan.in_force(day)))

    def _change(self, id: PersonId, **values: object) -> None:
        self._update(office_tables.person, _person.id == id, **values)

    def tries(self, scope: str, key: str) -> Tries:
        table = office_tables.sign_in_tries
        here = table.c.scope.in_([scope, scope + UP]), table.c.key == key
        return tries_in(self._rows(sa.select(table).where(*here)), scope).get(key, NONE)

    def _tries_of_all(self, scope: str) -> dict[str, Tries]:
        table = office_tables.sign_in_tries
        return tries_in(self._rows(sa.select(table).where(table.c.scope.in_([scope, scope + UP]))), scope)

    def save_tries(self, scope: str, key: str, tries: Tries) -> None:
        table = office_tables.sign_in_tries
        here = (table.c.scope.in_([scope, scope + UP]), table.c.key == key)
        self._delete(table, *here)
        rows: list[dict[str, Any]] = [
            {"scope": scope, "key": key, "failures": tries.failures, "last_failure": time_in(tries.last_failure)},
            {"scope": scope + UP, "key": key, "failures": tries.up, "last_failure": None},
        ]
        self._insert_all(table, rows if tries.up is not None else rows[:1])


def person_of(row: sa.Row[Any]) -> Person:
    """Return the domain's person from a row of `person`."""
    return _PERSON.of(row, roles=roles_in(row.roles), lent=loans_in(row.lent))


def _columns(person: Person) -> dict[str, Any]:
    return {**_PERSON.save(person), "roles": roles_text(person.roles), "lent": loans_text(person.lent)}
