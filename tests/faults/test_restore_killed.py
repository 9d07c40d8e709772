"""`restore` killed at every step: the same command restores the office in the end, and what is called one is whole."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import secretstorage

from desktop.backing_up import back_up
from desktop.office_making import make_office
from desktop.vault.envelopes import new_identity
from tests.environment import session_bus
from tests.environment.conftest import enter
from tests.faults.test_office_killed import everything_in_the_keyring
from tests.test_office_making import new_office

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")
ROOT = Path(__file__).resolve().parents[2]
EVERY = 1


def forget_everything() -> None:
    """The keyring is gone, as on another PC."""
    with closing(secretstorage.dbus_init()) as bus:
        for item in list(secretstorage.get_default_collection(bus).get_all_items()):
            item.delete()


@pytest.mark.parametrize("witness_is_gone", [False, True])
def test_it_succeeds_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, witness_is_gone: bool
) -> None:
    with session_bus.secret_service(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        identity, recipient = new_identity()
        (tmp_path / "recovery.txt").write_text(identity)
        place = tmp_path / "place"
        new = new_office(place, recovery=(recipient, new_identity()[1]))
        make_office(new).engine.dispose()
        keys, witness = everything_in_the_keyring(), new.witness.read_bytes()
        events = back_up(new.folder, tmp_path / "backup").events
        shutil.rmtree(new.folder)
        forget_everything()
        if witness_is_gone:
            new.witness.unlink()
        told = [tmp_path / "backup", new.folder, tmp_path / "recovery.txt", events, EVERY]
        command = [sys.executable, "-m", "tests.faults.restore_to_kill", *map(str, told)]
        ran = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        said = json.loads(ran.stdout)
        assert said["ended"] == 0 and said["killed"] > 10, ran.stderr
        assert [path.name for path in sorted(place.iterdir())] == ["elsewhere", "office"]
        assert everything_in_the_keyring() == keys
        assert [path.name for path in new.witness.parent.iterdir()] == [new.witness.name]
        assert new.witness.read_bytes() == witness
