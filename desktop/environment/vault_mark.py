"""A mark in the folder of recordings that an office's PCs share: whose it is.

A PC that joins is told a folder, and may see another one there, or be given the one above it: it would store recordings
where no other PC looks. Whoever lets a PC in marks the folder before.
"""

from __future__ import annotations

from pathlib import Path

from desktop.domain.shared.ids import OfficeId
from desktop.environment.lasting import FOR_OTHERS, read_regular, write_file

MARK = "office.txt"


def mark(folder: Path, office: OfficeId) -> None:
    """Mark it, unless it is marked. Raises OSError."""
    if not (folder / MARK).exists():
        write_file(folder / MARK, f"{office}\n".encode("ascii"), FOR_OTHERS)


def is_of(folder: Path, office: OfficeId) -> bool:
    """Return whether it has that office's mark."""
    try:
        return read_regular(folder / MARK).decode("ascii", "replace").strip() == office
    except OSError:
        return False
