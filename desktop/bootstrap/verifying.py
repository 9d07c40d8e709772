"""The independent verifier over an open office."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.environment.database_server import Server as Server
from desktop.environment.office_file import DATABASE_KEY as DATABASE_KEY
from desktop.environment.office_file import DATABASE_PASSWORD as DATABASE_PASSWORD
from desktop.environment.office_file import DEMO as DEMO
from desktop.environment.office_file import REAL as REAL
from desktop.environment.office_file import OfficeFile as OfficeFile
from desktop.environment.office_file import facts_of as facts_of
from desktop.environment.office_file import read_office_file as read_office_file
from desktop.environment.office_policies import keeping_policy as keeping_policy
from desktop.environment.office_policies import office_policy as office_policy
from desktop.environment.office_policies import policy_path as policy_path
from desktop.errors import ListeningRoomError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from desktop.application.ports.desk import Clock, Proof
    from desktop.application.ports.sound import Watcher
    from desktop.environment.witness import Witness


def log_connection(engine: Engine) -> AbstractContextManager[Any]:
    """Open a connection of the driver's own (PEP 249) for the verifier: one snapshot, streamed."""
    from db.engines.office_database import driver_connection

    return driver_connection(engine)


@dataclass(frozen=True)
class VerifierOver:
    """The independent verifier, over a connection of its own."""

    engine: Engine
    witness: Witness
    origin: str = ""
    vault: Path | None = None
    clock: Clock | None = None

    def verify(self, watcher: Watcher | None = None) -> Proof:
        """Run it. Long work. Raises ListeningRoomError (`verifying_stopped`)."""
        from desktop.verify import Stopped, verify

        again, origin, vault = self.witness.readable_text, self.origin, self.vault
        hear, stop = (watcher.report, lambda: watcher.cancelled) if watcher else (None, None)
        now = None if self.clock is None else self.clock.now()
        check = partial(verify, origin=origin, on_progress=hear, stop=stop, witness_again=again, vault=vault, now=now)
        told = again()  # before the database is looked at
        with log_connection(self.engine) as connection:
            try:
                report = check(connection, told)
            except Stopped:
                raise ListeningRoomError("verifying_stopped") from None
        from desktop.application.ports.desk import Proof

        return Proof(
            whole=report.ok,
            events=report.events,
            anchored=report.anchored_events,
            newest_anchor=report.newest_anchor_at,
            findings=tuple(finding.words for finding in report.findings),
            unproved=report.unproved,
        )
