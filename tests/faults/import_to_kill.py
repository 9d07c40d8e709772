"""A program that is killed by itself: an import that ends with SIGKILL at a moment of its second recording.

`tests.faults.loaded` starts it with FOLDER FACTS TREE MOMENT: FACTS is JSON (`back`, `people`), MOMENT one of
`MOMENTS`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from db.log.audit_log import AuditLog
from db.recordings.recordings import RecordingsTable
from db.unit_of_work import SqlUnitOfWork
from desktop.application.recordings.folder_import import ImportSteps
from desktop.bootstrap.opening import open_parts
from desktop.media.store.strongroom import VaultStrongroom
from desktop.vault.blobs import Unfinished
from tests.support.builders import Office
from tests.support.trees import Imports

MOMENTS: dict[str, tuple[type, str, int, bool]] = {
    "the import has begun": (ImportSteps, "begin", 1, True),
    "a file is read": (VaultStrongroom, "digest", 2, False),
    "a file is being stored": (Unfinished, "keep", 3, True),
    "a file is stored": (VaultStrongroom, "lock_away", 2, True),
    "its row is written": (RecordingsTable, "add", 2, True),
    "its event is written": (AuditLog, "append", 3, True),
    "it is committed": (SqlUnitOfWork, "commit", 3, True),
    "all have come in": (ImportSteps, "finish", 1, False),
}
"""Which call of which object, and whether before or after it."""


def killed(method: Callable[..., Any], number: int, after: bool) -> Callable[..., Any]:
    calls = iter(range(1, 100))

    def instead(*arguments: Any, **more: Any) -> Any:
        last = next(calls) == number
        result = method(*arguments, **more) if after or not last else None
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return instead


def main(folder: str, facts: str, tree: str, moment: str) -> None:
    found = json.loads(facts)
    office = Office(open_parts(Path(folder)), found["back"], found["people"])
    owner, name, number, after = MOMENTS[moment]
    with patch.object(owner, name, killed(getattr(owner, name), number, after)):
        Imports(office).run(Path(tree))
    sys.exit("it was not killed")
