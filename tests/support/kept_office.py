"""Offices that are made once in a test process, and copied for each test that asks for one."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from desktop.bootstrap.opening import open_parts
from tests.support.builders import Office


def a_place() -> Path:
    """Return a folder for an office that lasts as long as the process."""
    place = Path(tempfile.mkdtemp(prefix="listening-room-tests-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


def a_copy(kept: Office, folder: Path) -> Office:
    """Open a copy of a closed office, in a folder of its own under `folder`. Close it: `parts.engine.dispose()`."""
    shutil.copytree(kept.parts.paths.folder, folder / "office")
    return Office(open_parts(folder / "office"), kept.back, dict(kept.people))
