"""The hand of whoever can write to the database: it edits rows, hides events, and appends some, with a tree that fits.

Nobody here has a desk's keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from db.schema.audit_tables import audit_event, audit_head
from db.schema.tables import metadata
from desktop.application.office.signing_in import SignIn
from desktop.application.sessions.listening import OpenRecording
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.domain.log.events import Event, EventKind, Facts, Subject, canonical
from desktop.domain.log.merkle import Frontier, leaf_hash
from desktop.domain.log.sealing import signed_message, with_signature
from desktop.domain.requests.request import Call
from desktop.domain.shared.ids import DeskId, RequestId, SessionId
from desktop.errors import RowRefusedError
from tests.support.fakes import TUESDAY
from tests.support.offices.builders import NUMBER, PASSWORD, Office, a_call
from tests.support.offices.places import owners
from tests.verify.forgery import ATTACKER

Seal = Callable[[bytes], bytes]


def tree_over(connection: Connection) -> Frontier:
    """Return the tree over all events of the database."""
    tree = Frontier()
    for body in connection.execute(select(audit_event.c.body).order_by(audit_event.c.seq)).scalars():
        tree = tree.append(leaf_hash(bytes(body)))
    return tree


def add(engine: Engine, event: Event, seal: Seal = bytes) -> int:
    """Append it; return its number."""
    with engine.begin() as connection:
        tree = tree_over(connection)
        seq, body = tree.size, seal(canonical(event, tree.size))
        connection.execute(audit_event.insert(), {"seq": seq, "body": body})
        tree = tree.append(leaf_hash(body))
        head = {"size": tree.size, "root": tree.root()}
        connection.execute(audit_head.update(), head)
    return seq


def signed_for(origin: str) -> Seal:
    """Sign it with the attacker's own key, for that log."""

    def seal(body: bytes) -> bytes:
        return with_signature(body, ATTACKER.sign(signed_message(origin, body)))

    return seal


OF_ANOTHER_MONTH = Call(TUESDAY - timedelta(days=60), NUMBER)
"""Its recording needs a new key."""


def edit(office: Office, statement: str, **values: Any) -> None:
    """Change the database as its administrator does."""
    with owners(office) as engine, engine.begin() as connection:
        changed = connection.exec_driver_sql(statement.format(**{name: f"'{value}'" for name, value in values.items()}))
        assert changed.rowcount > 0, "the attack did something"


def set_row(office: Office, table: str, key: str, **columns: object) -> None:
    """Say something else in the row of that key."""
    rows = metadata.tables[table]
    with owners(office) as engine, engine.begin() as connection:
        changed = connection.execute(rows.update().where(next(iter(rows.primary_key)) == key).values(columns))
        assert changed.rowcount > 0, "the attack did something"


@contextmanager
def edited(office: Office, table: str, key: str, **columns: object) -> Iterator[None]:
    """Let the row of that key say something else, and its own again at the end."""
    rows = metadata.tables[table]
    with owners(office) as engine, engine.connect() as connection:
        before = connection.execute(rows.select().where(next(iter(rows.primary_key)) == key)).one()
    set_row(office, table, key, **columns)
    yield
    set_row(office, table, key, **{name: before._mapping[name] for name in columns})


def copied(office: Office, table: str, key: str, **columns: object) -> None:
    """Add a row like the one of that key, in which these columns say something else."""
    rows = metadata.tables[table]
    with owners(office) as engine, engine.begin() as connection:
        of = connection.execute(rows.select().where(next(iter(rows.primary_key)) == key)).one()
        connection.execute(rows.insert(), {**of._mapping, **columns})


def approved_by_rows(office: Office, copy: str, decision: object, by: str) -> None:
    """Write the rows of an approval, and no event."""
    edit(office, "UPDATE request SET status = 'approved' WHERE copy = {copy}", copy=copy)
    columns = "id, request, copy, copy_digest, decided_by, decided_at, approved, sent_back, weighed, version, position"
    values = "{id}, request, id, digest, {by}, prepared_at, '1', '0', '[]', version, 1"
    insert = f"INSERT INTO decision ({columns}) SELECT {values} FROM approved_copy WHERE id = {{copy}}"
    edit(office, insert, id=decision, by=office.people[by], copy=copy)


def refused(office: Office, act: Callable[[], object], table: str, column: str = "") -> None:
    """Assert that acting on it is refused for that row, that nothing is open, and that the log says so."""
    with pytest.raises(RowRefusedError) as found:
        act()
    assert (found.value.table, found.value.column) == (table, column)
    assert office.player.loaded is None and office.fake_sound.opened is None
    [event] = [event for event in office.events() if event.kind is EventKind.ROW_REFUSED][-1:]
    assert (event.facts["table"], event.facts["column"]) == (table, column)
    assert office.verify().whole, "the refusal itself is logged as it should be"


def listen(office: Office, session: SessionId) -> Callable[[], object]:
    return lambda: office.do(OpenRecording(office.who(session), session), sound=office.sound)


def unapproved(office: Office) -> RequestId:
    """Return a request whose copy waits for a decision."""
    return office.prepared(office.imported(office.a_request(), a_call(20.0, 640)))


def signed_in(office: Office, name: str) -> object:
    command = SignIn(office.front, name, PASSWORD)
    return office.do(command, passwords=office.passwords, policy=office.policy)


SEALS = ("bare", "signed")


def seal_of(office: Office, name: str) -> Seal:
    seals: dict[str, Seal] = {"bare": bytes, "signed": signed_for(office.parts.file.origin)}
    return seals[name]


def forge_in_every_way(office: Office, kind: EventKind, *said: Any, **more: Any) -> None:
    """Append that event with each seal that the attacker can make."""
    for seal in SEALS:
        forge(office, kind, seal, *said, **more)


def forge(
    office: Office,
    kind: EventKind,
    seal: str,
    subjects: Mapping[Subject, str],
    facts: Facts | None = None,
    actor: str | None = None,
    desk: DeskId | None = None,
) -> None:
    """Append an event in a desk's name (the back office's), by one of the staff."""
    by = office.people[actor] if actor else None
    event = Event(kind, office.clock.now(), desk or office.back, by, subjects, facts or {})
    with owners(office) as engine:
        add(engine, event, seal_of(office, seal))


def findings(office: Office) -> str:
    parts = office.parts
    verifier = VerifierOver(parts.engine, parts.witness, parts.file.origin, uow=office.uow)
    return "\n".join(verifier.verify().findings)


def reopened(office: Office) -> Parts:
    return open_parts(office.parts.paths.folder, as_it_is=True)


def guards_of(connection: Connection) -> list[str]:
    if connection.dialect.name == "postgresql":
        return [f"ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_{what}" for what in ("update", "delete")]
    return [f"DROP TRIGGER audit_event_no_{what}" for what in ("update", "delete")]


@contextmanager
def out_of_sight(place: Office, kind: str) -> Iterator[Office]:
    """Yield the office at a PC that is started while the newest event of that kind is not there."""
    with owners(place) as engine, engine.begin() as connection:
        event = taken_out(connection, kind)
    again = Office(reopened(place), place.back, place.people, place.clock)
    try:
        yield again
        with owners(place) as engine, engine.begin() as connection:
            connection.execute(audit_event.insert(), event)
    finally:
        again.parts.engine.dispose()


def newest_of(connection: Connection, kind: str) -> dict[str, Any]:
    """Return the row of the newest event of that kind, by its bytes."""
    said = f'"kind":"{kind}","n":'.encode()
    events = connection.execute(audit_event.select().order_by(audit_event.c.seq.desc())).mappings()
    return next(dict(row) for row in events if said in bytes(row["body"]))


def taken_out(connection: Connection, kind: str) -> dict[str, Any]:
    """Take the newest event of that kind out of the database, and return its row."""
    for statement in guards_of(connection):
        connection.exec_driver_sql(statement)
    event = newest_of(connection, kind)
    connection.execute(audit_event.delete().where(audit_event.c.seq == event["seq"]))
    return event
