"""The answer to COMMIT is lost between the server and the desk: nothing is written twice, and nobody is misinformed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from db.log import commands
from db.schema.tables import metadata
from db.unit_of_work import SqlUnitOfWork
from desktop.bootstrap.making import create_parts
from desktop.domain.log.events import EventKind
from desktop.domain.shared.ids import DeskId, new_id
from desktop.environment.office_file import DEMO
from desktop.errors import AlreadySavedError, DatabaseError, InDoubtError
from tests.faults.lost import every_commit
from tests.support.fixtures import made
from tests.support.offices.builders import PEOPLE, Office, set_up
from tests.support.offices.places import behind, embedded
from tests.support.servers import postgres
from tests.support.servers.proxy import Loses, Proxy, a_proxy

pytestmark = pytest.mark.slow


proxy = made(lambda _: a_proxy(postgres.the_server().port))


@pytest.fixture
def office(tmp_path: Path, proxy: Proxy) -> Iterator[Office]:
    with behind(proxy, tmp_path) as made:
        yield made


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return the committers: module and function."""
    found: list[tuple[str, str]] = []
    commit = SqlUnitOfWork.commit

    def noted(unit: SqlUnitOfWork, *arguments: Any, **more: Any) -> Any:
        code = sys._getframe(1).f_code
        found.append((Path(code.co_filename).stem, code.co_name))
        return commit(unit, *arguments, **more)

    monkeypatch.setattr(SqlUnitOfWork, "commit", noted)
    return found


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow one look-up, and no more."""
    monkeypatch.setattr(commands, "LOOK_SECONDS", 0)


def kinds(office: Office) -> list[EventKind]:
    return [event.kind for event in office.events()]


def rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: len(connection.execute(table.select()).all())
            for table in metadata.sorted_tables
            if table.name != "checkpoint"
        }


@pytest.mark.against("network")
def test_with_every_answer_lost_every_use_case_does_what_it_does_otherwise_and_does_it_once(
    office: Office, proxy: Proxy, tmp_path: Path, seen: list[tuple[str, str]]
) -> None:
    with Loses(office.parts.engine, proxy):
        every_commit.everything(office, tmp_path)
    assert proxy.dropped >= len(seen) > 100
    with embedded(tmp_path / "undisturbed") as other:
        every_commit.everything(other, tmp_path / "undisturbed")
        assert Counter(kinds(office)) == Counter(kinds(other))
        assert kinds(office) == kinds(other)
        assert rows(office.parts.engine) == rows(other.parts.engine)
    made_before = {("setting_up", name) for name in ("create_office", "enrol_desk", "join_office")}
    made_before |= {("recovery", "state_loss")}  # of an older database
    assert every_commit.sites() - set(seen) <= made_before
    proof = office.verify()
    assert proof.whole and proof.anchored > 100


class Hesitating(Office):
    """Each press loses its answer while the server stays away: its outcome is unknown. Then it is pressed again."""

    proxy: Proxy
    asked_once_more: list[str]

    def _press(self, call: Callable[..., Any], desk: DeskId | None) -> Any:
        press = partial(call, uow=self.uow(desk))
        self.proxy.shuts_after_drop = True
        with Loses(self.parts.engine, self.proxy, only=1):
            try:
                return press()
            except InDoubtError:
                self.proxy.shut = False
        try:
            return press()
        except AlreadySavedError as saved:
            assert saved.code == "already_saved"
            self.asked_once_more.append(press.func.__name__)
            return super()._press(call, desk)


ONCE_MORE = {"sign_in": EventKind.SIGNED_IN, "unlock": EventKind.DESK_UNLOCKED}
"""Signing in is requested once more, and that is logged too."""


def test_in_doubt_every_press_that_is_made_again_gives_what_it_would_have_given_and_is_written_once(
    office: Office, proxy: Proxy, tmp_path: Path, impatient: None
) -> None:
    hesitating = Hesitating(office.parts, office.back, office.people)
    hesitating.proxy, hesitating.asked_once_more = proxy, []
    every_commit.everything(hesitating, tmp_path)
    assert proxy.dropped > 100
    with embedded(tmp_path / "undisturbed") as other:
        every_commit.everything(other, tmp_path / "undisturbed")
        more, fewer = Counter(kinds(office)) - Counter(kinds(other)), Counter(kinds(other)) - Counter(kinds(office))
    silent = {*hesitating.asked_once_more} - {*ONCE_MORE, "mark_interrupted"}
    assert silent == set(), "say with `again` what these give where they had been carried out already"
    expected = [ONCE_MORE[name] for name in hesitating.asked_once_more if name != "mark_interrupted"]
    expected[expected.index(EventKind.SIGNED_IN)] = (
        EventKind.SIGN_IN_REFUSED
    )  # one of the two did not know the password
    expected.remove(EventKind.SIGNED_IN)  # by the directory: it was in doubt whether they had been added
    assert (more, fewer) == (Counter(expected), Counter())
    assert office.verify().whole


def test_an_office_is_made_once(tmp_path: Path, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres.a_database() as database:
        port = f":{database.server.port}/"
        server = replace(postgres.for_a_new_office(database.name), address=database.address)
        parts = create_parts(tmp_path / "office", DEMO, None, server)
        behind_it = postgres.engine_of(
            str(parts.file.database).replace(port, f":{proxy.port}/"), postgres.DESKS_PASSWORD
        )
        parts.engine.dispose()
        made = Office(replace(parts, engine=behind_it), DeskId(new_id()), {})
        try:
            with Loses(behind_it, proxy):
                set_up(made)
            assert proxy.dropped == 4 + len(PEOPLE)
            assert Counter(kinds(made)) == {
                EventKind.OFFICE_CREATED: 1,
                EventKind.LOG_STARTED: 2,
                EventKind.DESK_ENROLLED: 2,
                EventKind.DESK_JOINED: 1,
                EventKind.PERSON_ADDED: len(PEOPLE),
            }
        finally:
            behind_it.dispose()


@pytest.mark.parametrize("checkpoint", [False, True])
def test_what_the_server_never_heard_is_not_written_and_says_that_it_can_be_tried_again(
    office: Office, proxy: Proxy, checkpoint: bool
) -> None:
    before, witness = office.all_rows(), office.parts.witness.text()
    unit, event = office.uow(), office.an_event()
    with Loses(office.parts.engine, proxy, question=True), pytest.raises(DatabaseError) as lost, unit as uow:
        uow.commit(event, checkpoint=checkpoint)
    assert proxy.dropped == 1 and not isinstance(lost.value, InDoubtError)
    assert lost.value.code == "database_lost"
    assert (office.all_rows(), office.parts.witness.text()) == (before, witness)
    with unit as uow:
        uow.commit(event, checkpoint=checkpoint)
    assert kinds(office).count(event.kind) == 1


@pytest.mark.parametrize("written", [True, False])
def test_while_it_cannot_be_looked_up_nobody_is_told_that_it_was_or_was_not_written(
    office: Office, proxy: Proxy, impatient: None, written: bool
) -> None:
    unit, event = office.uow(), office.an_event()
    proxy.shuts_after_drop = True
    with Loses(office.parts.engine, proxy, question=not written), pytest.raises(InDoubtError) as lost, unit as uow:
        uow.commit(event, checkpoint=True)
    assert lost.value.code == "database_in_doubt"
    with pytest.raises(DatabaseError), unit as uow:  # it is away still, and the doubt stays
        uow.commit(event, checkpoint=True)
    proxy.shut = False
    if written:
        anchored = office.parts.witness.latest()
        with pytest.raises(AlreadySavedError) as saved, unit as uow:
            uow.commit(event, checkpoint=True)
        assert saved.value.subjects == {"session": "5" * 32, "request": "e" * 32}
        assert office.parts.witness.latest() != anchored, "its checkpoint is anchored now"
    else:
        with unit as uow:
            uow.commit(event, checkpoint=True)
    proof = office.verify()
    assert proof.whole and proof.anchored == proof.events
    assert kinds(office).count(event.kind) == 1
    with unit as uow:  # and after that it is another command
        uow.commit(event)
    assert kinds(office).count(event.kind) == 2


def test_an_identifier_is_written_once(office: Office) -> None:
    with office.parts.engine.connect() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM command").scalars().all()
    assert ids and len(set(ids)) == len(ids)
    with office.parts.engine.connect() as connection, pytest.raises(IntegrityError):
        commands.carried_out(connection, ids[0], 0)
