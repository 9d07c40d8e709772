"""A temporary folder of a process that may be killed: `script/lib.sh` removes it when the process is no more."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def own_folder_in_memory() -> Path:
    """Make one, in memory where there is such a place."""
    stat, memory = Path("/proc/self/stat"), Path("/dev/shm")
    started = stat.read_text("ascii", "replace").rpartition(") ")[2].split()[19] if stat.exists() else ""
    made = Path(tempfile.mkdtemp(prefix="lr-", dir=memory if os.access(memory, os.W_OK) else None))
    (made / ".whose").write_text(f"{os.getpid()} {started}\n", "ascii")
    return made
