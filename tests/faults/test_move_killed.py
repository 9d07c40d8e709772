"""`office move` killed at every step: the office is always in one place, and the same command moves it in the end."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engines.sqlcipher import sqlcipher_engine
from desktop.application.office.signing_in import SignIn, sign_in, sign_out
from desktop.application.ports.desk import PasswordCheck
from desktop.application.ports.sound import VaultPlace
from desktop.application.shared.commands import Actor
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.making import Server
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.config import RESOURCES
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import DATABASE_KEY, read_office_file
from desktop.environment.passwords import Passwords
from desktop.environment.policies import load_office_policy
from desktop.errors import DatabaseError, ExternalSystemError
from desktop.lifecycle import move as moving
from desktop.lifecycle.create import make_office
from desktop.lifecycle.move import Move, move_office
from desktop.vault.blobs import BlobKind
from tests.faults.every_step import Steps, kill_at_every_step, killed_at_every_step
from tests.lifecycle.test_create import PASSWORD, new_office
from tests.support import password_cost, postgres
from tests.support.stored_secrets import stored_secrets

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")]
ID = "a" * 32


def move(command: Move) -> None:
    """Move it, with the same command as before."""
    try:
        move_office(command, lambda stage, done, total: None)
    except ExternalSystemError as error:
        if error.code != "office_on_server":  # the one before was killed when all was done
            raise


def one_of_the_two_can_be_written_to(command: Move) -> None:
    """Check that the office is in one place, whole, and takes events; and that the other place takes none."""
    file, paths = read_office_file(command.folder)
    here = file.database is None
    parts = open_parts(command.folder)
    try:
        desk, who = parts.file.desk, (command.administrator, command.password)
        policy = load_office_policy(RESOURCES / "policies" / "office.toml")
        check = PasswordCheck(SystemClock(), Passwords(), policy)
        person = sign_in(SignIn(desk, *who), uow=parts.uow(desk), clock=check.clock, check=check).person
        sign_out(Actor(person.id, desk), uow=parts.uow(desk), clock=SystemClock())
        over = parts.engine, parts.witness, parts.file.origin, None
        proof = VerifierOver(*over, lambda: parts.uow(desk)).verify()
        assert proof.whole, proof
    finally:
        parts.engine.dispose()
    key = keystore_of(file, paths).get(DATABASE_KEY)
    if here or key is None or not paths.database.exists():
        return
    engine = sqlcipher_engine(paths.database, bytes.fromhex(key))
    try:
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO audit_event SELECT seq + 1000, body, day, kind, NULL, NULL FROM audit_event")
            )
    except Exception as error:
        assert "moved to a server" in str(error), error
    else:
        raise DatabaseError("the old one takes events, and so does the new one")
    finally:
        engine.dispose()


def main(told: str, every: str, begins: str) -> None:
    """Kill at each `every`th step from the beginning on, or from its last step on (`begins` is `switch`)."""
    password_cost.make_cheap()
    said = json.loads(told)
    said |= {"folder": Path(said["folder"]), "server": Server(**said["server"])}
    said |= {"vault": said["vault"] and Path(said["vault"]), "vault_in": VaultPlace(said["vault_in"])}
    command = Move(**said)
    if begins == "switch":  # also where an earlier attempt was stopped after it
        Steps.begin_with(moving, "_switch", "_finish")
    killed = kill_at_every_step(
        lambda _: move(command), int(every), lambda: one_of_the_two_can_be_written_to(command), statements=True
    )
    print(json.dumps(killed), flush=True)
    os._exit(0)


@pytest.mark.parametrize(("every", "begins", "at_least"), [(53, "", 10), (3, "switch", 10)])
def test_it_moves_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, surroundings: dict[str, str], every: int, begins: str, at_least: int
) -> None:
    place = tmp_path / "place"
    made = make_office(new_office(place)).parts
    made.vault.store(BlobKind.APPROVED, ID, [bytes(600_000)], bytes(32))
    made.engine.dispose()
    with postgres.a_database() as database:
        server = postgres.for_a_new_office(database.name)
        command = Move(place / "office", server, "admin", PASSWORD, vault_in=VaultPlace.DATABASE)
        told = json.dumps(dataclasses.asdict(command), default=str)
        said = killed_at_every_step(__name__, told, every, begins, surroundings=surroundings)
        assert said["killed"] >= at_least
        parts = open_parts(place / "office")
        try:
            assert f"/{database.name}?" in str(parts.file.database)
            assert parts.vault.has(BlobKind.APPROVED, ID)
            assert VerifierOver(parts.engine, parts.witness, parts.file.origin).verify().whole
        finally:
            parts.engine.dispose()
        assert not list((place / "office").glob("office.db*"))
        service, kept = f"listening-room/{parts.file.id}", stored_secrets()
        assert (service, "database") not in kept and (service, "database-password") in kept


if __name__ == "__main__":
    main(*sys.argv[1:])
