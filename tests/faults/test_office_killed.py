"""`office create` killed at every step: the same command makes the office in the end, and nothing else is left.

With a database server, each statement to it is a step too.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import pytest

from desktop.bootstrap.making import Server
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.errors import ExternalSystemError
from desktop.lifecycle.create import NewOffice, make_office
from tests.faults.every_step import kill_at_every_step, killed_at_every_step
from tests.lifecycle.test_create import new_office
from tests.support import password_cost, postgres
from tests.support.stored_secrets import stored_secrets

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")]
EVERY = 3
EVERY_ON_SERVER = 11


def make(new: NewOffice) -> None:
    """Make it, with the same command as before."""
    try:
        make_office(new).close()
    except ExternalSystemError as error:
        if error.code != "office_exists":  # the one before was killed when the office was there, whole
            raise


def opens_whole(folder: Path) -> None:
    """Check that a folder called an office opens, with its administrator."""
    if not folder.exists():
        return
    parts = open_parts(folder)
    try:
        with parts.uow(parts.file.desk).read_only() as uow:
            assert len(uow.reading.people()) == 1
    finally:
        parts.engine.dispose()


def main(command: str, every: str) -> None:
    password_cost.make_cheap()
    said = json.loads(command)
    paths = {name: Path(said[name]) for name in ("folder", "witness")}
    server = Server(**said["server"]) if said["server"] else None
    new = NewOffice(**{**said, **paths, "recovery": tuple(said["recovery"]), "server": server})
    look, statements = lambda: opens_whole(new.folder), server is not None
    print(json.dumps(kill_at_every_step(lambda _: make(new), int(every), look, statements=statements)))


def made_in_the_end(new: NewOffice, every: int, surroundings: dict[str, str], key: str) -> None:
    """Check that the office is there, and nothing of those that were killed: no file, no line of a witness, no key."""
    told = json.dumps(dataclasses.asdict(new), default=str)
    assert killed_at_every_step(__name__, told, every, surroundings=surroundings)["killed"] > 20
    assert [path.name for path in sorted(new.folder.parent.iterdir())] == ["elsewhere", "office"]
    parts = open_parts(new.folder)
    try:
        with parts.uow(parts.file.desk).read_only() as uow:
            assert [person.sign_in_name for person in uow.reading.people().values()] == ["admin"]
        assert VerifierOver(parts.engine, parts.witness, parts.file.origin).verify().whole
    finally:
        parts.engine.dispose()
    assert parts.witness.text().count("listening-room witness v1") == 1
    names = {key, f"identity/{parts.file.desk}", f"signing-keys/{parts.file.desk}"}
    assert stored_secrets().keys() == {(f"listening-room/{parts.file.id}", name) for name in names}


def test_it_succeeds_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, surroundings: dict[str, str]
) -> None:
    made_in_the_end(new_office(tmp_path / "place"), EVERY, surroundings, "database")


def test_on_a_server_it_succeeds_with_the_same_command_too(tmp_path: Path, surroundings: dict[str, str]) -> None:
    with postgres.a_database() as database:
        new = new_office(tmp_path / "place", server=postgres.for_a_new_office(database.name))
        made_in_the_end(new, EVERY_ON_SERVER, surroundings, "database-password")


if __name__ == "__main__":
    main(*sys.argv[1:])
