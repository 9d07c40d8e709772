"""The folder of a witness file to be, tried out before anything is made.

Rules:
- A file is really written there, synced, and removed again: a share that is read only, full or away shows it then.
- It is not in the office's folder. On the office's disk it is accepted, and said: whoever loses that loses both.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from desktop.environment.lasting import sync_folder, write_file


def problem_of(folder: Path, file: Path, office: Path) -> str | None:
    """Return why the witness `file` cannot be in that folder, by its code; None where it can.

    `witness_folder_missing`, `witness_inside`, `witness_taken_there` or `witness_not_writable`.
    """
    if not folder.is_dir():
        return "witness_folder_missing"
    if folder.resolve().is_relative_to(office.resolve()):
        return "witness_inside"
    probe = folder / f".listening-room-{secrets.token_hex(8)}"
    try:
        if file.exists() and (not file.is_file() or file.stat().st_size):
            return "witness_taken_there"
        write_file(probe, b"Listening Room tries whether it can write here.\n")
        probe.unlink()
        sync_folder(folder)
    except OSError:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
        return "witness_not_writable"
    return None


def same_disk(one: Path, other: Path) -> bool:
    """Return whether both are on one file system; of a folder that is not there yet, the nearest that is."""
    return _device(one) == _device(other)


def _device(path: Path) -> int | None:
    for at in (path, *path.absolute().parents):
        with suppress(OSError):
            return at.stat().st_dev
    return None
