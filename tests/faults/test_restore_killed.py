"""`restore` killed at every step: the same command restores the office in the end, and each one so called is whole."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import secretstorage

from db.engines.server_database import FIRST_EVENTS
from desktop.environment.secret_service import default_collection
from desktop.lifecycle.backups import back_up
from desktop.lifecycle.create import make_office
from desktop.vault.keys import new_identity
from tests.environment import session_bus
from tests.environment.conftest import enter
from tests.faults.test_office_killed import everything_in_the_keyring
from tests.lifecycle.test_create import new_office
from tests.support import postgres

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")]
ROOT = Path(__file__).resolve().parents[2]
EVERY = 1


def forget_everything() -> None:
    """Empty the keyring, as on another PC."""
    with closing(secretstorage.dbus_init()) as bus:
        for item in list(default_collection(bus).get_all_items()):
            item.delete()


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with session_bus.secret_service(tmp_path / "session") as made:
        enter(made, monkeypatch)
        yield made


def restored_in_the_end(
    place: Path, surroundings: dict[str, str], *, witness_is_gone: bool = False, **more: Any
) -> None:
    """Back an office up, lose it with its keys, and kill its restoring."""
    identity, recipient = new_identity()
    place.mkdir()
    backup, recovery = place.with_name("backup"), place.with_name("recovery.txt")
    recovery.write_text(identity)
    new = new_office(place, recovery=(recipient, new_identity()[1]), **more)
    make_office(new).close()
    keys, witness = everything_in_the_keyring(), new.witness.read_bytes()
    back_up(new.folder, backup)
    shutil.rmtree(new.folder)
    forget_everything()
    if witness_is_gone:
        new.witness.unlink()
    told = [backup, new.folder, recovery, FIRST_EVENTS, EVERY]
    command = [sys.executable, "-m", "tests.faults.restore_to_kill", *map(str, told)]
    ran = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["ended"] == 0 and said["killed"] > 10, ran.stderr
    assert [path.name for path in sorted(place.iterdir())] == ["elsewhere", "office"]
    assert everything_in_the_keyring() == keys
    assert [path.name for path in new.witness.parent.iterdir()] == [new.witness.name]
    assert new.witness.read_bytes() == witness


@pytest.mark.parametrize("witness_is_gone", [False, True])
def test_it_succeeds_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, surroundings: dict[str, str], witness_is_gone: bool
) -> None:
    restored_in_the_end(tmp_path / "place", surroundings, witness_is_gone=witness_is_gone)


def test_so_it_does_where_the_database_is_on_a_server(tmp_path: Path, surroundings: dict[str, str]) -> None:
    with postgres.a_database() as database:
        restored_in_the_end(tmp_path / "place", surroundings, server=postgres.for_a_new_office(database.name))
