"""`office move` killed at every step: the office is always in one place, and the same command moves it in the end."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.lifecycle.create import make_office
from desktop.lifecycle.move import Move
from desktop.vault.blobs import BlobKind
from tests.environment import session_bus
from tests.environment.conftest import enter
from tests.faults.test_office_killed import everything_in_the_keyring
from tests.lifecycle.test_create import PASSWORD, new_office
from tests.support import postgres

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")]
ID = "a" * 32
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with session_bus.secret_service(tmp_path / "session") as made:
        enter(made, monkeypatch)
        yield made


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
        move = Move(place / "office", server, "admin", PASSWORD, vault_in=VaultPlace.DATABASE)
        told = json.dumps(dataclasses.asdict(move), default=str)
        command = [sys.executable, "-m", "tests.faults.move_to_kill", told, str(every), begins]
        ran = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        said = json.loads(ran.stdout)
        assert said["ended"] == 0 and said["killed"] >= at_least, (said, ran.stderr)
        parts = open_parts(place / "office")
        try:
            assert f"/{database.name}?" in str(parts.file.database)
            assert parts.vault.has(BlobKind.APPROVED, ID)
            assert VerifierOver(parts.engine, parts.witness, parts.file.origin).verify().whole
        finally:
            parts.engine.dispose()
        assert not list((place / "office").glob("office.db*"))
        service = f"listening-room/{parts.file.id}"
        assert (service, "database") not in everything_in_the_keyring()
        assert (service, "database-password") in everything_in_the_keyring()
