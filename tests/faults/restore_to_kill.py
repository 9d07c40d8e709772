"""Run as a program: restores an office, and is killed at one step after the other, until a try gets through.

`python -m tests.faults.restore_to_kill BACKUP OFFICE RECOVERY EVENTS EVERY`: EVENTS is the log's length then.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.errors import ExternalSystemError
from desktop.lifecycle.restore import restore
from tests.faults.every_step import kill_at_every_step


def main(backup: str, office: str, recovery: str, events: str, every: str) -> None:
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

    print(json.dumps(kill_at_every_step(act, int(every), look)))


if __name__ == "__main__":
    main(*sys.argv[1:])
