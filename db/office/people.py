"""People who can sign in, and their failed attempts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from db.office.offices import OfficesTable
from db.schema import office_tables
from db.shared.tries import UP, tries_in
from db.shared.values import time_in, time_or_nothing, time_out_or_none
from desktop.domain.office.people import Person, loans_in, loans_text, roles_in, roles_text
from desktop.domain.office.throttle import NONE, Tries
from desktop.domain.shared.ids import PersonId

"""The scope of the row beside each row of attempts: the PC's uptime in seconds at the last failure."""


class PeopleTable:
    """The port `People` over a connection."""

    def __init__(self, connection: Connection, now: Callable[[], datetime]) -> None:
        self._connection, self._now = connection, now

    def get(self, id: PersonId, *, stays: bool = False) -> Person:
        query = select(office_tables.person).where(office_tables.person.c.id == id)
        if stays:
            query = query.with_for_update(read=True)
        return self.of_row(self._connection.execute(query).one())

    def find(self, sign_in_name: str) -> tuple[Person, str] | None:
        query = select(office_tables.person).where(office_tables.person.c.sign_in_name == sign_in_name)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else (self.of_row(row), row.password_hash)

    def of_directory(self, identifier: str) -> Person | None:
        query = select(office_tables.person).where(office_tables.person.c.directory == identifier)
        row = self._connection.execute(query.order_by(office_tables.person.c.id)).first()
        return None if row is None else self.of_row(row)

    def renew_hash(self, id: PersonId, password_hash: str) -> None:
        self._update(id, password_hash=password_hash)

    def add(self, person: Person, password_hash: str, at: datetime) -> None:
        values = {"id": person.id, "password_hash": password_hash, "roles_since": time_in(at), **_columns(person)}
        self._connection.execute(insert(office_tables.person).values(values))

    def save(self, person: Person) -> None:
        self._update(person.id, **_columns(person))

    def everybody(self) -> Sequence[Person]:
        query = select(office_tables.person).order_by(office_tables.person.c.id).with_for_update()
        return [person_of(row) for row in self._connection.execute(query)]

    def accounts(self) -> Sequence[tuple[Person, datetime | None, datetime | None, Tries]]:
        rows = self._connection.execute(select(office_tables.person)).all()
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
        self._update(id, roles_since=time_in(at))

    def came_in(self, id: PersonId, at: datetime) -> None:
        self._update(id, last_sign_in=time_in(at))

    def of_row(self, row: Row[Any]) -> Person:
        """Return the person of a row of `person`, with the roles that are lent to them today."""
        person = person_of(row)
        if not person.lent:
            return person
        day = self._now().astimezone(OfficesTable(self._connection).get().zone).date()
        return replace(person, lent_now=frozenset(loan.role for loan in person.lent if loan.in_force(day)))

    def _update(self, id: PersonId, **values: object) -> None:
        here = office_tables.person.c.id == id
        self._connection.execute(update(office_tables.person).where(here).values(values))

    def tries(self, scope: str, key: str) -> Tries:
        table = office_tables.sign_in_tries
        here = table.c.scope.in_([scope, scope + UP]), table.c.key == key
        return tries_in(self._connection.execute(select(table).where(*here)), scope).get(key, NONE)

    def _tries_of_all(self, scope: str) -> dict[str, Tries]:
        table = office_tables.sign_in_tries
        return tries_in(self._connection.execute(select(table).where(table.c.scope.in_([scope, scope + UP]))), scope)

    def save_tries(self, scope: str, key: str, tries: Tries) -> None:
        table = office_tables.sign_in_tries
        here = (table.c.scope.in_([scope, scope + UP]), table.c.key == key)
        self._connection.execute(delete(table).where(*here))
        rows: list[dict[str, Any]] = [
            {"scope": scope, "key": key, "failures": tries.failures, "last_failure": time_in(tries.last_failure)},
            {"scope": scope + UP, "key": key, "failures": tries.up, "last_failure": None},
        ]
        self._connection.execute(insert(table), rows if tries.up is not None else rows[:1])


def person_of(row: Row[Any]) -> Person:
    """Return the domain's person from a row of `person`."""
    return Person(
        PersonId(row.id),
        row.sign_in_name,
        row.shown_name,
        roles_in(row.roles),
        row.active,
        row.first_password,
        loans_in(row.lent),
        row.directory,
        row.barred,
    )


def _columns(person: Person) -> dict[str, Any]:
    return {
        "sign_in_name": person.sign_in_name,
        "shown_name": person.shown_name,
        "roles": roles_text(person.roles),
        "active": person.active,
        "first_password": person.first_password,
        "lent": loans_text(person.lent),
        "directory": person.directory,
        "barred": person.barred,
    }
