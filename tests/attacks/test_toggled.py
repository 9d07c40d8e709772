"""Rows that are as the log says for one statement alone, the one that compares them, and otherwise the attacker's.

Embedded nobody else writes meanwhile: the office is on a server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import event

from desktop.application.office.signing_in import SignIn
from desktop.domain.office.people import hash_digest
from desktop.domain.requests.letters import LetterKind
from desktop.domain.shared.ids import PersonId, RequestId
from desktop.errors import ListeningRoomError
from tests.application.requests.test_letters import invited, make
from tests.support.fixtures import made
from tests.support.offices.builders import ASKER, PASSWORD, Office
from tests.support.offices.places import owners, shared

STRANGERS = "what a stranger types"


place = made(shared)


@dataclass
class Toggled:
    """A column of one row. `statement`: the number of the one that finds `true` in it; `seen`: how many there were."""

    table: str
    column: str
    key: str
    id: str
    true: str
    false: str
    statement: int = 0
    seen: int = 0


@contextmanager
def toggled(place: Office, row: Toggled) -> Iterator[None]:
    """Let the row be true for its statement alone, of those after the transaction began."""
    change = f"UPDATE {row.table} SET {row.column} = %s WHERE {row.key} = %s"
    row.seen = 0
    with owners(place) as engine:
        pooled = engine.raw_connection()
        spy: Any = pooled.driver_connection
        spy.autocommit = True
        spy.execute("SET lock_timeout = '100ms'")

        def say(value: str) -> None:
            with suppress(psycopg.errors.LockNotAvailable):  # it is being written to
                spy.execute(change, (value, row.id))

        def before(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            row.seen += 1
            if row.seen == row.statement:
                say(row.true)

        def after(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            if row.seen == row.statement:
                say(row.false)

        say(row.false)
        event.listen(place.parts.engine, "before_cursor_execute", before)
        event.listen(place.parts.engine, "after_cursor_execute", after)
        try:
            yield
        finally:
            event.remove(place.parts.engine, "before_cursor_execute", before)
            event.remove(place.parts.engine, "after_cursor_execute", after)
            say(row.true)
            pooled.close()


def hash_of(place: Office, person: PersonId) -> str:
    with place.parts.engine.connect() as connection:
        query = "SELECT password_hash FROM person WHERE id = %(id)s"
        return str(connection.exec_driver_sql(query, {"id": person}).scalar_one())


def test_no_stranger_signs_in_while_the_hash_is_theirs_for_all_but_one_statement(place: Office) -> None:
    approver = place.people["approver"]
    row = Toggled("person", "password_hash", "id", approver, hash_of(place, approver), place.passwords.hash(STRANGERS))
    let_in = []
    while row.seen >= row.statement:
        row.statement += 1
        place.clock.pass_by(hours=1)
        with toggled(place, row), suppress(ListeningRoomError):
            command = SignIn(place.front, "approver", STRANGERS)
            place.do(command, passwords=place.passwords, policy=place.policy)
            let_in.append(row.statement)
    assert row.statement > 5 and let_in == []
    assert place.verify().whole


def test_a_sign_in_names_the_hash_that_opened(place: Office) -> None:
    approver = place.people["approver"]
    command = SignIn(place.front, "approver", PASSWORD)
    place.do(command, passwords=place.passwords, policy=place.policy)
    assert place.events()[-1].facts["hash"] == hash_digest(approver, hash_of(place, approver))


def test_no_invitation_goes_to_an_address_that_the_row_has_for_all_but_one_statement(place: Office) -> None:
    request: RequestId = invited(place)
    row = Toggled("asker", "address", "request", request, ASKER.address, "1 Spy Street")
    addresses: set[str] = set()
    while row.seen >= row.statement:
        row.statement += 1
        with toggled(place, row), suppress(ListeningRoomError):
            addresses.update(make(place, request, LetterKind.INVITATION).to)
    assert row.statement > 5 and "1 Spy Street" not in addresses
