"""`office move --vault-in database` killed at every step: nothing acknowledged is lost, the same command moves them.

Between two attempts people work: recordings are imported, prepared and approved, wherever they are by then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import EventKind
from tests.lifecycle.moving.moves import contents, set_aside, stored_in
from tests.support.builders import Office, a_call
from tests.support.places import shared

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="it forks")]
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("every", "begins", "at_least"), [(5, "", 20), (2, "switch", 10)])
def test_they_move_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, every: int, begins: str, at_least: int
) -> None:
    with shared(tmp_path) as office:
        aside = set_aside(office)
        office.parts.engine.dispose()
        folder, root = office.parts.paths.folder, office.parts.paths.vault
        told = json.dumps({"folder": str(folder), "back": office.back, "people": office.people})
        command = [sys.executable, "-m", "tests.faults.recordings_to_kill", told, str(every), begins]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        said = json.loads(ran.stdout)
        assert said["ended"] == 0 and said["killed"] >= at_least, (said, ran.stderr)
        assert said["files"] > 9, "people imported recordings between the attempts"
        again = Office(open_parts(folder), office.back, office.people)
        try:
            assert again.parts.file.vault_in is VaultPlace.DATABASE
            there = stored_in(again)
            assert aside in there and all(there[name] == content for name, content in contents(root).items())
            moved = [event for event in again.events() if event.kind is EventKind.RECORDINGS_MOVED]
            assert len(moved) == 1, "it is said once"
            again.prepared(again.imported(again.a_request(), a_call(1, 500)))
            assert again.verify().whole
        finally:
            again.parts.engine.dispose()
