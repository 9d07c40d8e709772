"""`office-moved.toml`: says in the folder of an office that was on one PC where it is now. No secret in it."""

from __future__ import annotations

import json
import tomllib
from datetime import datetime
from pathlib import Path

from desktop.environment.lasting import read_regular, write_file

_TEXT = """\
# This office has moved to a database server. The database that was in this folder is deleted, and its key with it.
moved_at = {at}
database = {address}
"""


def write_note(file: Path, address: str, at: datetime) -> None:
    """Write it, unless it is there. `address` has no password. Raises OSError."""
    if not file.exists():
        content = _TEXT.format(at=json.dumps(at.isoformat()), address=json.dumps(address, ensure_ascii=False))
        write_file(file, content.encode("utf-8"))


def moved_to(file: Path) -> str | None:
    """Return the server's address; None where the office has not moved, as far as its folder says."""
    try:
        found = tomllib.loads(read_regular(file).decode("utf-8-sig")).get("database")
    except (OSError, ValueError):
        return None
    return found if isinstance(found, str) else None
