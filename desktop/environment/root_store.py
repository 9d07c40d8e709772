"""The key store of a PC kept for jobs: a file that root alone can read. Nobody works at such a PC.

Rules:
- A keyring is unlocked by someone who signs in, and at night nobody does. A PC that is kept for the nightly run may
  have its keys in a file instead. That costs something: whoever is root there, or has its disk, has the keys.
- Every account but root is refused, and every file that another owns or may read or write, before anything is read.
- Linux alone: elsewhere the system's keyring is open to a service.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from desktop.environment.key_file import Errors, KeyFile
from desktop.errors import KeyringError

MARKER = "listening-room keys of a PC kept for jobs: for root alone"
ERRORS = Errors(
    lambda: KeyringError("root_store_unreadable"),
    lambda: KeyringError("root_store_unwritable"),
    lambda: KeyringError("root_store_not_ours"),
)
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class RootStore(KeyFile):
    """The keys of one PC kept for jobs."""

    def __init__(self, file: Path, owner: str) -> None:
        """Raises KeyringError where the account is not root's, the file open to others, or not this office's."""
        if sys.platform != "linux":
            raise KeyringError("root_store_linux")
        if os.geteuid() != 0:
            raise KeyringError("root_store_root")
        with suppress(FileNotFoundError):
            found = file.stat(follow_symlinks=False)
            if not stat.S_ISREG(found.st_mode) or found.st_uid != 0 or found.st_mode & OTHERS:
                raise KeyringError("root_store_open")
        super().__init__(file, owner, MARKER, ERRORS)
