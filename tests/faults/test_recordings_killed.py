"""`office move --vault-in database` killed at every step: nothing acknowledged is lost, the same command moves them.

Between two attempts people work: recordings are imported, prepared and approved, wherever they are by then.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from db.engines import vault
from desktop.application.office import setting_up
from desktop.application.office.signing_in import sign_out
from desktop.application.ports.sound import VaultPlace
from desktop.domain.log.events import EventKind
from desktop.environment.clock import SystemClock
from desktop.errors import ExternalSystemError
from desktop.lifecycle.move import IntoDatabase, move_into_database
from tests.faults.every_step import Steps, kill_at_every_step, killed_at_every_step
from tests.lifecycle.moving.moves import contents, set_aside, stored_in
from tests.support import password_cost
from tests.support.builders import PASSWORD, Office, a_call
from tests.support.places import shared

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="it forks")]
VAULT_ACTS = ((vault.NewRows, ("write", "finish", "keep")), (vault.ServerVault, ("put_back", "quarantine")))
"""These change the vault's rows, past the engine's own statements."""
NEW_ONES = 3
"""How many recordings are imported between two attempts: each makes the next attempt longer."""


@dataclass
class Watched:
    """The office between two attempts: all that was acknowledged is there, whole, in one of the two places."""

    handed: str
    root: Path
    expected: dict[str, bytes]
    events: int = 0
    looks: int = 0
    seen: set[VaultPlace] = field(default_factory=set)

    def look(self) -> None:
        """Look at it, and work in it: the office goes on wherever the attempt was killed."""
        office = Office.taken_over(self.handed)
        try:
            place = office.parts.file.vault_in
            there = self._there(office)
            lost = [name for name, content in self.expected.items() if there.get(name) != content]
            assert not lost, (place, lost)
            assert len(office.events()) >= self.events
            assert place is VaultPlace.DATABASE or VaultPlace.DATABASE not in self.seen, "it went back"
            self.seen.add(place)
            office.do(sign_out, office.actor("officer"))
            proof = office.verify()
            assert proof.whole, proof
            if self.looks < NEW_ONES:
                office.prepared(office.imported(office.a_request(), a_call(1, 700 + 100 * self.looks)))
                self.expected |= self._there(office)
            self.events, self.looks = len(office.events()), self.looks + 1
        finally:
            office.parts.engine.dispose()

    def _there(self, office: Office) -> dict[str, bytes]:
        return stored_in(office) if office.parts.file.vault_in is VaultPlace.DATABASE else contents(self.root)


def move(folder: Path) -> None:
    """Move them, with the same command as before."""
    try:
        move_into_database(IntoDatabase(folder, "administrator", PASSWORD), lambda stage, done, total: None)
    except ExternalSystemError as error:
        if error.code != "recordings_in_database":  # the one before was killed when the log said so
            raise


def main(handed: str, every: str, begins: str) -> None:
    """Kill at each `every`th step from the beginning on, or from the event on by which every PC goes (`switch`)."""
    password_cost.make_cheap()
    office = Office.taken_over(handed)
    folder, root, now = office.parts.paths.folder, office.parts.paths.vault, office.clock.now()
    watched = Watched(handed, root, contents(root), len(office.events()))
    office.parts.engine.dispose()
    SystemClock.now = lambda self: now  # type: ignore[method-assign]  # time stands still, as for the office
    if begins == "switch":
        Steps.begin_with(setting_up, "move_recordings")
    done = kill_at_every_step(lambda _: move(folder), int(every), watched.look, statements=True, acts=VAULT_ACTS)
    print(json.dumps({**done, "files": len(watched.expected), "seen": sorted(watched.seen)}), flush=True)
    os._exit(0)


@pytest.mark.parametrize(("every", "begins", "at_least"), [(5, "", 20), (2, "switch", 10)])
def test_they_move_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, every: int, begins: str, at_least: int
) -> None:
    with shared(tmp_path) as office:
        aside = set_aside(office)
        handed, root = office.handed_over(), office.parts.paths.vault
        said = killed_at_every_step(__name__, handed, every, begins)
        assert said["killed"] >= at_least
        assert said["files"] > 9, "people imported recordings between the attempts"
        again = Office.taken_over(handed)
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


if __name__ == "__main__":
    main(*sys.argv[1:])
