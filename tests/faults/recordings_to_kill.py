"""Run as a program: moves an office's recordings into its database, killed at one step after the other until one is
through; between two attempts the office is worked in.

`python -m tests.faults.recordings_to_kill OFFICE EVERY FROM`: OFFICE is JSON (`folder`, `back`, `people`). It is killed
at each `EVERY`th step from its beginning on, or from the event on by which every PC goes (FROM is `switch`).
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from db.engines import vault
from desktop.application.office.setting_up import move_recordings
from desktop.application.office.signing_in import sign_out
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.opening import open_parts
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.environment.clock import SystemClock
from desktop.errors import ExternalSystemError
from desktop.lifecycle import move as moving
from desktop.lifecycle.move import IntoDatabase, move_into_database
from tests.faults import every_step
from tests.faults.every_step import kill_at_every_step
from tests.faults.move_to_kill import Later
from tests.lifecycle.moving.moves import contents, stored_in
from tests.support import password_cost
from tests.support.builders import PASSWORD, Office, a_call


class Counted(Later):
    """Counts each act on the vault's rows, too, which go past the engine's own statements."""

    here: ClassVar[Counted | None] = None

    def __init__(self, last: int) -> None:
        super().__init__(last)
        Counted.here = self

    @classmethod
    def count(cls, owner: type, *names: str) -> None:
        """Have each of these acts be a step before and one after it."""
        for name in names:
            setattr(owner, name, cls._counted(getattr(owner, name)))

    @staticmethod
    def _counted(act: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(act)
        def stepped(*arguments: Any, **more: Any) -> Any:
            if Counted.here is not None:
                Counted.here.step()
            done = act(*arguments, **more)
            if Counted.here is not None:
                Counted.here.step()
            return done

        return stepped


NEW_ONES = 3
"""How many recordings are imported between two attempts: each makes the next attempt longer."""


@dataclass
class Watched:
    """The office between two attempts: all that was acknowledged is there, whole, in one of the two places."""

    folder: Path
    back: DeskId
    people: dict[str, PersonId]
    root: Path
    expected: dict[str, bytes]
    events: int = 0
    looks: int = 0
    seen: set[VaultPlace] = field(default_factory=set)

    def look(self) -> None:
        """Look at it, and work in it: the office goes on wherever the attempt was killed."""
        office = Office(open_parts(self.folder), self.back, self.people)
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


def _begin_with_the_switch() -> None:
    """Count what is done from the use case on that lets every PC go by the database."""
    Later.begun, act = False, move_recordings

    @functools.wraps(act)
    def begins(*arguments: Any, **ports: Any) -> Any:
        Later.begun = True
        return act(*arguments, **ports)

    vars(moving)["move_recordings"] = begins


def main(told: str, every: int, begins: str) -> None:
    password_cost.make_cheap()
    said = json.loads(told)
    folder = Path(said["folder"])
    office = Office(open_parts(folder), said["back"], said["people"])
    root, now = office.parts.paths.vault, office.clock.now()
    watched = Watched(folder, said["back"], said["people"], root, contents(root), len(office.events()))
    office.parts.engine.dispose()
    SystemClock.now = lambda self: now  # type: ignore[method-assign]  # time stands still, as for the office
    if begins == "switch":
        _begin_with_the_switch()
    every_step.Steps = Counted  # type: ignore[misc]
    Counted.count(vault.NewFile, "write", "finish", "keep")
    Counted.count(vault.ServerVault, "put_back", "quarantine")
    done = kill_at_every_step(lambda _: move(folder), every, watched.look, statements=True)
    print(json.dumps({**done, "files": len(watched.expected), "seen": sorted(watched.seen)}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
