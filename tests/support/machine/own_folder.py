"""Temporary folders of a process: one that lasts as long, and one that goes even where the process is killed."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def kept_folder() -> Path:
    """Return a folder for what is made once in a process, and copied for each test."""
    place = Path(tempfile.mkdtemp(prefix="listening-room-tests-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


def own_folder_in_memory() -> Path:
    """Make one, in memory where there is such a place; `script/lib.sh` removes it when this process is no more."""
    stat, memory = Path("/proc/self/stat"), Path("/dev/shm")
    started = stat.read_text("ascii", "replace").rpartition(") ")[2].split()[19] if stat.exists() else ""
    made = Path(tempfile.mkdtemp(prefix="lr-", dir=memory if os.access(memory, os.W_OK) else None))
    (made / ".whose").write_text(f"{os.getpid()} {started}\n", "ascii")
    return made
