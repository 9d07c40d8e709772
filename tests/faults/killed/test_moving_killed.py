"""An office's move to a server, and its recordings' move into its database, killed at their steps.

The office is always in one place, nothing acknowledged is lost, and the same command moves it in the end. While its
recordings move people work between two attempts: recordings are imported, prepared and approved, wherever they are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engines import vault
from db.engines.sqlcipher import sqlcipher_engine
from desktop.application.office import setting_up, signing_in
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.bootstrap.wiring import OpenOffice
from desktop.domain.log.events import EventKind
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import DATABASE_KEY, read_office_file
from desktop.errors import DatabaseError, ExternalSystemError
from desktop.lifecycle import move as moving
from desktop.lifecycle.create import make_office
from desktop.lifecycle.move import IntoDatabase, Move, move_into_database, move_office
from desktop.vault.blobs import BlobKind
from tests.faults.killed.killing import Killer, Steps
from tests.faults.killed.test_making_killed import opened
from tests.lifecycle.moving.moves import contents, set_aside, stored_in
from tests.lifecycle.test_create import PASSWORD, new_office
from tests.support.fakes import TUESDAY
from tests.support.machine.stored_secrets import stored_secrets
from tests.support.offices import builders
from tests.support.offices.builders import Office, a_call
from tests.support.offices.places import shared
from tests.support.servers import postgres

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")]
ID = "a" * 32


def unless_it_has_moved(act: Callable[[], object], code: str) -> None:
    """Move with the same command as before: the one before may have been killed when all was done."""
    try:
        act()
    except ExternalSystemError as error:
        if error.code != code:
            raise


def move(command: Move, last_step_alone: bool, _: int) -> None:
    if last_step_alone:  # also where an earlier attempt was stopped after it
        Steps.begin_with(moving, "_switch", "_finish")
    unless_it_has_moved(lambda: move_office(command, lambda stage, done, total: None), "office_on_server")


def one_of_the_two_can_be_written_to(command: Move) -> None:
    """Check that the office is in one place, whole, and takes events; and that the other place takes none."""
    file, paths = read_office_file(command.folder)
    with OpenOffice(open_parts(command.folder)) as office:
        actor = office.sign_in(command.administrator, command.password).actor
        office.run(signing_in.sign_out, actor)
        over = office.parts.engine, office.parts.witness, office.parts.file.origin, None
        proof = VerifierOver(*over, office.uow).verify()
        assert proof.whole, proof
    key = keystore_of(file, paths).get(DATABASE_KEY)
    if file.database is None or key is None or not paths.database.exists():
        return
    engine = sqlcipher_engine(paths.database, bytes.fromhex(key))
    try:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO audit_event SELECT seq + 1000, body FROM audit_event"))
    except Exception as error:
        assert "moved to a server" in str(error), error
    else:
        raise DatabaseError("the old one takes events, and so does the new one")
    finally:
        engine.dispose()


@pytest.mark.parametrize(("every", "last_step_alone"), [(53, False), (3, True)])
def test_an_office_moves_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, surroundings: dict[str, str], kill: Killer, every: int, last_step_alone: bool
) -> None:
    made = make_office(new_office(tmp_path)).parts
    made.vault.store(BlobKind.APPROVED, ID, [bytes(600_000)], bytes(32))
    made.engine.dispose()
    folder = made.paths.folder
    with postgres.a_database() as database:
        server = postgres.for_a_new_office(database.name)
        command = Move(folder, server, "admin", PASSWORD, vault_in=VaultPlace.DATABASE)
        act, look = partial(move, command, last_step_alone), partial(one_of_the_two_can_be_written_to, command)
        assert kill.at_every_step(act, every, look, statements=True) >= 10
        with opened(folder) as parts:
            assert f"/{database.name}?" in str(parts.file.database)
            assert parts.vault.has(BlobKind.APPROVED, ID)
            assert VerifierOver(parts.engine, parts.witness, parts.file.origin).verify().whole
        assert not list(folder.glob("office.db*"))
        service, kept = f"listening-room/{parts.file.id}", stored_secrets()
        assert (service, "database") not in kept and (service, "database-password") in kept


VAULT_METHODS = ((vault.NewRows, ("write", "finish", "keep")), (vault.ServerVault, ("put_back", "quarantine")))
"""These change the vault's rows, past the engine's own statements."""
NEW_ONES = 3
"""How many recordings are imported between two attempts: each makes the next attempt longer."""


def move_recordings(folder: Path, from_switch_on: bool, _: int) -> None:
    SystemClock.now = lambda self: TUESDAY  # type: ignore[method-assign]  # time stands still, as for the office
    if from_switch_on:  # the event by which every PC goes to the database
        Steps.begin_with(setting_up, "move_recordings")
    command = IntoDatabase(folder, "administrator", builders.PASSWORD)
    unless_it_has_moved(lambda: move_into_database(command, lambda *_: None), "recordings_in_database")


@contextmanager
def opened_office(handed: str) -> Iterator[Office]:
    office = Office.taken_over(handed)
    yield office
    office.parts.engine.dispose()


@dataclass
class Watched:
    """The office between two attempts: all that was acknowledged is there, whole, in one of the two places."""

    handed: str
    root: Path
    expected: dict[str, bytes] = field(init=False)
    events: int = 0
    looks: int = 0
    moved: bool = False

    def __post_init__(self) -> None:
        self.expected = contents(self.root)

    def look(self) -> None:
        """Look at it, and work in it: the office goes on wherever the attempt was killed."""
        with opened_office(self.handed) as office:
            there, in_database = self._there(office), office.parts.file.vault_in is VaultPlace.DATABASE
            assert [name for name, content in self.expected.items() if there.get(name) != content] == [], "lost"
            assert len(office.events()) >= self.events and (in_database or not self.moved)
            office.do(signing_in.sign_out, office.actor("officer"))
            proof = office.verify()
            assert proof.whole, proof
            if self.looks < NEW_ONES:
                office.prepared(office.imported(office.a_request(), a_call(1, 700 + 100 * self.looks)))
                self.expected |= self._there(office)
            self.events, self.looks, self.moved = len(office.events()), self.looks + 1, in_database

    def _there(self, office: Office) -> dict[str, bytes]:
        return stored_in(office) if office.parts.file.vault_in is VaultPlace.DATABASE else contents(self.root)


@pytest.mark.parametrize(("every", "from_switch_on", "at_least"), [(5, False, 20), (2, True, 10)])
def test_recordings_move_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, kill: Killer, every: int, from_switch_on: bool, at_least: int
) -> None:
    with shared(tmp_path) as office:
        aside, root, folder = set_aside(office), office.parts.paths.vault, office.parts.paths.folder
        watched = Watched(office.handed_over(), root)
        act = partial(move_recordings, folder, from_switch_on)
        killed = kill.at_every_step(act, every, watched.look, statements=True, methods=VAULT_METHODS)
        assert killed >= at_least
        assert len(watched.expected) > 9, "people imported recordings between the attempts"
        with opened_office(watched.handed) as again:
            assert again.parts.file.vault_in is VaultPlace.DATABASE
            there = stored_in(again)
            assert aside in there and all(there[name] == content for name, content in contents(root).items())
            moved = [event for event in again.events() if event.kind is EventKind.RECORDINGS_MOVED]
            assert len(moved) == 1, "it is said once"
            again.prepared(again.imported(again.a_request(), a_call(1, 500)))
            assert again.verify().whole
