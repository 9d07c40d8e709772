"""People who can sign in, and their failed attempts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from db.schema import office_tables
from db.shared.values import time_in, time_out
from desktop.domain.office.people import Person, Role
from desktop.domain.office.throttle import Tries
from desktop.domain.shared.ids import PersonId

_UP = "-up"
"""The scope of the row beside each row of attempts: the PC's uptime in seconds at the last failure."""


class PeopleTable:
    """The port `People` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: PersonId) -> Person:
        query = select(office_tables.person).where(office_tables.person.c.id == id)
        return person_of(self._connection.execute(query).one())

    def find(self, sign_in_name: str) -> tuple[Person, str] | None:
        query = select(office_tables.person).where(office_tables.person.c.sign_in_name == sign_in_name)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else (person_of(row), row.password_hash)

    def renew_hash(self, id: PersonId, password_hash: str) -> None:
        here = office_tables.person.c.id == id
        self._connection.execute(update(office_tables.person).where(here).values(password_hash=password_hash))

    def add(self, person: Person, password_hash: str) -> None:
        self._connection.execute(
            insert(office_tables.person).values(
                id=person.id,
                sign_in_name=person.sign_in_name,
                shown_name=person.shown_name,
                role=person.role.value,
                password_hash=password_hash,
                active=person.active,
            )
        )

    def tries(self, scope: str, key: str) -> Tries:
        table = office_tables.sign_in_tries
        row = self._connection.execute(select(table).where(table.c.scope == scope, table.c.key == key)).one_or_none()
        if row is None:
            return Tries(failures=0, last_failure=None)
        up = select(table.c.failures).where(table.c.scope == scope + _UP, table.c.key == key)
        failed = None if row.last_failure is None else time_out(row.last_failure)
        return Tries(row.failures, failed, self._connection.execute(up).scalar_one_or_none())

    def save_tries(self, scope: str, key: str, tries: Tries) -> None:
        table = office_tables.sign_in_tries
        here = (table.c.scope.in_([scope, scope + _UP]), table.c.key == key)
        self._connection.execute(delete(table).where(*here))
        rows: list[dict[str, Any]] = [
            {"scope": scope, "key": key, "failures": tries.failures, "last_failure": time_in(tries.last_failure)},
            {"scope": scope + _UP, "key": key, "failures": tries.up, "last_failure": None},
        ]
        self._connection.execute(insert(table), rows if tries.up is not None else rows[:1])


def person_of(row: Row[Any]) -> Person:
    """Return the domain's person from a row of `person`."""
    return Person(PersonId(row.id), row.sign_in_name, row.shown_name, Role(row.role), row.active)
