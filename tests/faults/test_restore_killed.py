"""`restore` killed at every step: the same command restores the office in the end, and each one so called is whole."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from db.engines.server_database import FIRST_EVENTS
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.errors import ExternalSystemError
from desktop.lifecycle.backups import back_up
from desktop.lifecycle.create import make_office
from desktop.lifecycle.restore import restore
from desktop.vault.keys import new_identity
from tests.faults.every_step import kill_at_every_step, killed_at_every_step
from tests.lifecycle.test_create import new_office
from tests.support import postgres
from tests.support.stored_secrets import delete_secrets, stored_secrets

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")]


def main(backup: str, office: str, recovery: str, events: str) -> None:
    folder = Path(office)

    def act(_: int) -> None:
        try:
            restore(Path(backup), folder, Path(recovery), database_stays=True)
        except ExternalSystemError as error:
            if error.code != "office_exists":  # the one before was killed when the office was there, whole
                raise

    def look() -> None:
        if not folder.exists():
            return
        parts = open_parts(folder)
        try:
            proof = VerifierOver(parts.engine, parts.witness, parts.file.origin, parts.paths.vault).verify()
            assert proof.whole and proof.events == int(events)
        finally:
            parts.engine.dispose()

    print(json.dumps(kill_at_every_step(act, 1, look)))


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
    keys, witness = stored_secrets().keys(), new.witness.read_bytes()
    back_up(new.folder, backup)
    shutil.rmtree(new.folder)
    delete_secrets()
    if witness_is_gone:
        new.witness.unlink()
    told = (backup, new.folder, recovery, FIRST_EVENTS)
    assert killed_at_every_step(__name__, *told, surroundings=surroundings)["killed"] > 10
    assert [path.name for path in sorted(place.iterdir())] == ["elsewhere", "office"]
    assert stored_secrets().keys() == keys
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


if __name__ == "__main__":
    main(*sys.argv[1:])
