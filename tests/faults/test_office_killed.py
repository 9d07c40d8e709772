"""`office create` killed at every step: the same command makes the office in the end, and nothing else is left."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import secretstorage

from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.environment.secret_service import default_collection
from desktop.lifecycle.create import NewOffice
from tests.environment import session_bus
from tests.environment.conftest import enter
from tests.lifecycle.test_create import new_office
from tests.support import postgres

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")]
ROOT = Path(__file__).resolve().parents[2]
EVERY = 3
EVERY_ON_SERVER = 11


def everything_in_the_keyring() -> set[tuple[str, str]]:
    """Return service and name of each entry, asked without our code."""
    with closing(secretstorage.dbus_init()) as bus:
        items = default_collection(bus).get_all_items()
        found = [item.get_attributes() for item in items]
    return {(each["service"], each["username"]) for each in found}


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with session_bus.secret_service(tmp_path / "session") as made:
        enter(made, monkeypatch)
        yield made


def killed_at_every_step(new: NewOffice, every: int, surroundings: dict[str, str]) -> int:
    """Return how many were killed until the office was made."""
    told = json.dumps(dataclasses.asdict(new), default=str)
    command = [sys.executable, "-m", "tests.faults.office_to_kill", told, str(every)]
    ran = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["ended"] == 0, ran.stderr
    return int(said["killed"])


def is_whole_and_alone(place: Path, key: str) -> None:
    """Check that the office is there, and nothing of those that were killed: no file, no line of a witness, no key."""
    assert [path.name for path in sorted(place.iterdir())] == ["elsewhere", "office"]
    parts = open_parts(place / "office")
    try:
        with parts.uow(parts.file.desk).read_only() as uow:
            assert [person.sign_in_name for person in uow.reading.people().values()] == ["admin"]
        assert VerifierOver(parts.engine, parts.witness, parts.file.origin).verify().whole
    finally:
        parts.engine.dispose()
    assert parts.witness.text().count("listening-room witness v1") == 1
    names = {key, f"identity/{parts.file.desk}", f"signing-keys/{parts.file.desk}"}
    assert everything_in_the_keyring() == {(f"listening-room/{parts.file.id}", name) for name in names}


def test_it_succeeds_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, surroundings: dict[str, str]
) -> None:
    assert killed_at_every_step(new_office(tmp_path / "place"), EVERY, surroundings) > 20
    is_whole_and_alone(tmp_path / "place", "database")


def test_on_a_server_it_succeeds_with_the_same_command_too(tmp_path: Path, surroundings: dict[str, str]) -> None:
    with postgres.a_database() as database:
        new = new_office(tmp_path / "place", server=postgres.for_a_new_office(database.name))
        assert killed_at_every_step(new, EVERY_ON_SERVER, surroundings) > 20
        is_whole_and_alone(tmp_path / "place", "database-password")
