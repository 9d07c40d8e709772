"""A mark in the folder of recordings that an office's PCs share: whose it is.

A PC that joins is told a folder, and may see another one there: an empty one would do, and hold recordings that nobody
else finds.
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
    """Return whether it is that office's; one without a mark is where something is in it."""
    try:
        return read_regular(folder / MARK).decode("ascii", "replace").strip() == office
    except FileNotFoundError:
        return any(folder.iterdir())
    except OSError:
        return False
