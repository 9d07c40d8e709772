"""The one transaction: nothing without its event, nothing left of uncommitted work."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from db.unit_of_work import SqlUnitOfWork
from desktop.application.ports.log import Keystore
from desktop.domain.log.events import Event
from desktop.domain.office.people import Person, Role
from desktop.domain.shared.ids import PersonId, new_id
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.errors import DatabaseError, ExternalSystemError, InDoubtError, KeyringError
from desktop.words.errors import message_for
from tests.db.logs import NOON, newest_checkpoint
from tests.support.fixtures import made, made_in_each
from tests.support.offices.builders import Office
from tests.support.offices.places import PLACES, embedded, owners

office = made_in_each(PLACES)
embedded_office = made(embedded)


FULL = {
    "sqlite": ["CREATE TRIGGER no_room BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'no room'); END"],
    "postgresql": [
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE SQLSTATE '53100'; END$$",
        "CREATE TRIGGER no_room BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION no_room()",
    ],
}
"""Statements that make a database refuse the next event."""


def somebody(name: str = "new-person") -> Person:
    return Person(PersonId(new_id()), name, "Somebody", frozenset({Role.ADVISER}))


def event(office: Office) -> Event:
    return office.an_event()


def is_there(office: Office, name: str = "new-person") -> bool:
    with office.uow().read_only() as uow:
        return uow.people.find(name) is not None


def state(office: Office) -> tuple[list[bytes], str, str]:
    return office.bodies(), office.parts.witness.text(), office.all_rows()


def test_what_is_committed_is_there_with_its_event_and_all_else_is_undone(office: Office) -> None:
    before, unit = state(office), office.uow()
    with unit as uow:
        uow.people.add(somebody(), "hash", NOON)
        assert uow.people.find("new-person") is not None
    with pytest.raises(KeyError), unit as uow:
        assert uow.people.find("new-person") is None
        uow.people.add(somebody(), "hash", NOON)
        raise KeyError("something else")
    with pytest.raises(RuntimeError), office.uow(office.back) as uow:
        uow.people.add(somebody(), "hash", NOON)
        uow.commit(event(office))  # of another desk
    looking = office.uow().read_only()
    with pytest.raises(RuntimeError, match="outside"):
        looking.commit(event(office))
    with pytest.raises(RuntimeError, match="outside"), looking:
        looking.commit(event(office))
    assert state(office) == before
    with unit as uow:
        uow.people.add(somebody(), "hash", NOON)
        recorded = uow.commit(event(office))
        uow.people.add(somebody("too-late"), "hash", NOON)
    assert is_there(office) and not is_there(office, "too-late")
    assert recorded.seq == len(office.bodies()) - 1 >= len(before[0]) and recorded.checkpoint is None


def test_looking_keeps_no_writer_out_and_does_not_see_half_of_anything(office: Office) -> None:
    with office.uow().read_only() as looking:
        assert looking.people.find("new-person") is None
        with office.uow() as uow:
            uow.people.add(somebody(), "hash", NOON)
            uow.commit(event(office))
        assert looking.people.find("new-person") is None
    assert is_there(office)


def test_a_checkpoint_is_over_the_event_and_goes_to_the_witness(office: Office) -> None:
    with office.uow() as uow:
        recorded = uow.commit(event(office), checkpoint=True)
    assert recorded.checkpoint is not None and recorded.checkpoint == office.parts.witness.latest()
    with office.uow().read_only() as uow:
        assert newest_checkpoint(uow) == recorded.checkpoint
    proof = office.verify()
    assert proof.whole and proof.anchored == recorded.seq + 1 == proof.events


def test_the_witness_is_written_only_after_the_database_has_it(office: Office) -> None:
    seen: list[str | None] = []

    def anchor(text: str) -> None:
        with office.uow().read_only() as uow:
            seen.append(newest_checkpoint(uow))
        raise ExternalSystemError("witness_unusable")

    signer = KeystoreDaySigner(office.parts.store, office.parts.file.origin, office.front)
    with (
        pytest.raises(ExternalSystemError),
        SqlUnitOfWork(office.parts.engine, signer, anchor, office.parts.known) as uow,
    ):
        uow.people.add(somebody(), "hash", NOON)
        uow.commit(event(office), checkpoint=True)
    assert len(seen) == 1 and seen[0] not in (None, office.parts.witness.latest())
    assert is_there(office)


def test_an_event_that_cannot_be_written_takes_what_it_is_about_with_it(office: Office) -> None:
    with owners(office) as owner, owner.begin() as connection:
        for statement in FULL[connection.dialect.name]:
            connection.exec_driver_sql(statement)
    before = state(office)
    with pytest.raises(DatabaseError) as failed, office.uow() as uow:
        uow.people.add(somebody(), "hash", NOON)
        uow.commit(event(office))
    assert failed.value.code == ("database_server_full" if office.parts.file.database else "database_unavailable")
    assert state(office) == before


def test_an_error_of_the_database_tells_nothing_of_what_was_written(office: Office) -> None:
    secret = "A-Name-That-Is-Secret"
    with pytest.raises(DatabaseError) as failed, office.uow() as uow:
        for _ in range(2):
            uow.people.add(somebody(secret), "hash", NOON)
    assert secret not in repr(failed.value) + message_for(failed.value)
    assert failed.value.__cause__ is None and failed.value.__suppress_context__
    assert not is_there(office, secret)


def failing(office: Office, monkeypatch: pytest.MonkeyPatch, *, written: bool) -> None:
    """Make the next COMMIT end in an error of the disk, after it was written or before."""
    dialect = office.parts.engine.dialect
    commit = dialect.do_commit

    def fail(connection: Any) -> None:
        monkeypatch.setattr(dialect, "do_commit", commit)
        if written:
            commit(connection)
        raise dbapi2.OperationalError("disk I/O error")

    monkeypatch.setattr(dialect, "do_commit", fail)


def test_an_error_of_commit_that_was_written_all_the_same_is_no_error(
    embedded_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, events = embedded_office, len(embedded_office.bodies())
    with office.uow() as uow:
        uow.people.add(somebody(), "hash", NOON)
        failing(office, monkeypatch, written=True)
        recorded = uow.commit(event(office), checkpoint=True)
    assert is_there(office) and len(office.bodies()) > events
    assert recorded.checkpoint == office.parts.witness.latest()


def test_an_error_of_commit_that_was_not_written_says_so_and_keeps_nobody_out(
    embedded_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, before = embedded_office, state(embedded_office)
    unit, adding = office.uow(), somebody()
    with pytest.raises(DatabaseError) as failed, unit as uow:
        uow.people.add(adding, "hash", NOON)
        failing(office, monkeypatch, written=False)
        uow.commit(event(office), checkpoint=True)
    assert failed.value.code == "database_unavailable" and not isinstance(failed.value, InDoubtError)
    assert state(office) == before
    with unit as uow:
        uow.people.add(adding, "hash", NOON)
        uow.commit(event(office))
    assert is_there(office) and office.verify().whole


def days_of(store: Keystore, name: str) -> int:
    """Return how many days have a key in it."""
    return sum(each[0].isdigit() for each in json.loads(store.get(name) or ""))


def test_a_keyring_that_locks_itself_after_the_commit_makes_nothing_of_it_fail(
    embedded_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day's key is new: it was stored before the commit, and the key before it would be destroyed after."""
    office, store = embedded_office, embedded_office.parts.store
    keep, stored = store.set, []

    def locks(name: str, value: str) -> None:
        stored.append(name)
        if len(stored) == 2:
            raise KeyringError("keyring_locked")
        keep(name, value)

    monkeypatch.setattr(store, "set", locks)
    office.clock.pass_by(days=1)
    with office.uow() as uow:
        uow.people.add(somebody(), "hash", NOON)
        uow.commit(event(office), checkpoint=True)
    assert is_there(office) and len(stored) == 2
    name, days = stored[0], days_of(store, stored[0])
    with office.uow() as uow:
        uow.commit(event(office))
    assert days_of(store, name) == days - 1 == 1, "the next event destroys it"
    assert office.verify().whole
