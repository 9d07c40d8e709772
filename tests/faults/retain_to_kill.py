"""A program that is killed by itself: a nightly destruction that ends with SIGKILL at a moment of its own.

`tests.faults.loaded` starts it with FOLDER FACTS MOMENT: FACTS is JSON (`back`, `people`), MOMENT one of `MOMENTS`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unittest.mock import patch

from db.log.audit_log import AuditLog
from db.recordings.keeping import KeepingTable, RetentionKeysTable
from db.unit_of_work import SqlUnitOfWork
from desktop.application.recordings.retaining import Retaining, RetainReport
from desktop.application.recordings.vault_care import Quarantine
from desktop.bootstrap.opening import open_parts
from desktop.media.store.strongroom import VaultStrongroom
from desktop.vault.blobs import Blobs
from tests.faults.import_to_kill import killed
from tests.support.builders import Office

DAYS = 184
"""Days after which the calls of the office are due."""

MOMENTS: dict[str, tuple[type, str, int, bool]] = {
    "the clock is confirmed": (SqlUnitOfWork, "commit", 1, True),
    "what is due is known": (Retaining, "_due", 1, True),
    "the first one's keys are emptied": (KeepingTable, "mark_destroyed", 1, True),
    "its event is written": (AuditLog, "append", 2, True),
    "its end is committed": (SqlUnitOfWork, "commit", 2, True),
    "its original's file is removed": (VaultStrongroom, "remove", 1, True),
    "one of three files of an original is removed": (Blobs, "destroy", 2, False),
    "the second one's keys are emptied": (KeepingTable, "mark_destroyed", 2, True),
    "a new key is made for what is held": (VaultStrongroom, "reseal", 1, True),
    "the old key is emptied": (RetentionKeysTable, "destroy", 1, True),
    "what is held is under the new key": (RetentionKeysTable, "reseal", 1, True),
    "the old key's end is committed": (SqlUnitOfWork, "commit", 4, True),
    "the other kind's key is emptied": (RetentionKeysTable, "destroy", 2, True),
    "all keys are done": (Quarantine, "run", 1, False),
    "the run is about to be noted": (Retaining, "_note_the_run", 1, False),
}
"""Which call of which object, and whether before or after it."""


def retain(office: Office) -> RetainReport:
    """Do the nightly run, at the back office."""
    return office.retain()


def main(folder: str, facts: str, moment: str) -> None:
    found = json.loads(facts)
    office = Office(open_parts(Path(folder)), found["back"], found["people"])
    office.clock.pass_by(days=DAYS)
    owner, name, number, after = MOMENTS[moment]
    with patch.object(owner, name, killed(getattr(owner, name), number, after)):
        retain(office)
    sys.exit("it was not killed")
