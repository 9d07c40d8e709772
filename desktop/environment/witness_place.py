"""The folder of a witness file to be, tried out before anything is made.

Rules:
- A file is really written there, synced, and removed again: a share that is read only, full or away shows it then.
- It is not in the office's folder. On the office's disk it is accepted, and said: whoever loses that loses both.
- Where the data is on a server, a witness on a PC's own disk is called out: no other PC reaches it, and whoever has
  that PC can change it.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.environment.lasting import sync_folder, write_file

if TYPE_CHECKING:
    from desktop.environment.office_file import OfficeFile


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


def is_on_own_disk(office: OfficeFile, folder: Path) -> bool:
    """Return whether an office on a server has no witness file but on the disk of this PC itself, where its folder is.

    A file that is not there says nothing: its share may be away.
    """
    files = [file for file in office.witnesses(folder) if file.exists()]
    return office.database is not None and bool(files) and all(same_disk(file.parent, folder) for file in files)


def _device(path: Path) -> int | None:
    for at in (path, *path.absolute().parents):
        with suppress(OSError):
            return at.stat().st_dev
    return None
