"""The source of a policy file: the PC's own folder, if its administrator has put one there, else the shipped one.

Rules:
- Only an installed (built) program looks at the PC. One that runs from source uses `resources`.
- The folder is fixed, and no environment variable moves it: `/etc/listening-room` on Linux, `policies` beside the
  program on Windows. The person at the desk cannot write there.
- Where the system has owners and modes, a file or folder that anyone but root could change is refused.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from desktop.config import RESOURCES
from desktop.errors import PolicyRefusedError

ROOT = 0
SHIPPED = RESOURCES / "policies"


def machine_folder() -> Path | None:
    """Return the PC's folder of policies, or None where there is no such place."""
    if not getattr(sys, "frozen", False):
        return None
    if sys.platform == "win32":
        return Path(sys.executable).parent / "policies"
    return Path("/etc/listening-room") if sys.platform == "linux" else None


def policy_file(name: str, folder: Path | None = None, owner: int = ROOT) -> Path:
    """Return the policy file of that name in force on this PC; `folder` replaces the PC's own in tests.

    Raises PolicyRefusedError (`not_the_administrators`).
    """
    folder = folder or machine_folder()
    if folder is None or not os.path.lexists(folder / name):
        return SHIPPED / name
    for path in (folder, folder / name):
        _must_be_the_administrators(path, owner)
    return folder / name


def _must_be_the_administrators(path: Path, owner: int) -> None:
    """Check owner and mode. On Windows the program's folder has its own permissions, which the installer keeps."""
    if os.name == "nt":
        return
    try:
        found = path.stat()
    except OSError:
        raise PolicyRefusedError("not_readable", file=path.name) from None
    if found.st_uid != owner or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PolicyRefusedError("not_the_administrators", path=str(path))
