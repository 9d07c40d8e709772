"""The files that a verification reads outside the database: the witness file once more, and the vault's.

Rules:
- A desk writes the witness file right after the database. A missing checkpoint is awaited briefly.
- Nothing in the vault is opened: anything but an ordinary file could keep its reader waiting for ever.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 2.0
"""Seconds within which a desk has written the witness file, which takes it some milliseconds."""

_PAUSE = 0.05

WitnessText = Callable[[], str | None]
"""Returns the witness file's text now; None where it cannot be read."""


def arrives(checkpoint: str, witness: WitnessText | None) -> bool:
    """Return whether the checkpoint is in the witness file, or arrives there soon."""
    until = time.monotonic() + PATIENCE
    while witness is not None:
        if checkpoint in (witness() or ""):
            return True
        if time.monotonic() > until:
            break
        time.sleep(_PAUSE)
    return False


def no_files(folder: Path) -> int:
    """Return how many entries of a folder, and of those within it, are neither files nor folders."""
    names = (Path(place, name) for place, _, found in os.walk(folder) for name in found)
    return sum(not _is_file(path) for path in names)


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return not path.is_symlink()  # it was destroyed just now
    except OSError:
        return False
