"""`office create` killed at every step: the same command makes the office in the end, and nothing else is left."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import secretstorage

from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import VerifierOver
from tests.environment import session_bus
from tests.environment.conftest import enter
from tests.test_office_making import new_office

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")
ROOT = Path(__file__).resolve().parents[2]
EVERY = 3


def everything_in_the_keyring() -> set[tuple[str, str]]:
    """Service and name of each entry, asked without our code."""
    with closing(secretstorage.dbus_init()) as bus:
        items = secretstorage.get_default_collection(bus).get_all_items()
        found = [item.get_attributes() for item in items]
    return {(each["service"], each["username"]) for each in found}


def test_it_succeeds_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session_bus.secret_service(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        place = tmp_path / "place"
        new = dataclasses.asdict(new_office(place))
        command = [sys.executable, "-m", "tests.faults.office_to_kill", json.dumps(new, default=str), str(EVERY)]
        ran = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True)
        said = json.loads(ran.stdout)
        assert said["ended"] == 0, ran.stderr
        assert said["killed"] > 20
        assert [path.name for path in sorted(place.iterdir())] == ["elsewhere", "office"]
        parts = open_parts(place / "office")
        try:
            with parts.uow(parts.file.desk).look() as uow:
                assert [person.sign_in_name for person in uow.reading.people().values()] == ["admin"]
            assert VerifierOver(parts.engine, parts.witness, parts.file.origin).verify().whole
        finally:
            parts.engine.dispose()
        assert parts.witness.text().count("listening-room witness v1") == 1
        names = {"database", f"identity/{parts.file.desk}", f"signing-keys/{parts.file.desk}"}
        assert everything_in_the_keyring() == {(f"listening-room/{parts.file.id}", name) for name in names}
