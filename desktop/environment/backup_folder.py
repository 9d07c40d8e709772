"""The folder of a back-up: copies of an office's files, and a manifest with the SHA-256 of each.

Rules:
- It is a `whole_folder`: there is no half back-up. The same holds for the office that is restored from one.
- Only what is no secret is in the clear: `office.toml`, the witness file, certificates, the manifest.
- The manifest finds damage. It proves nothing against someone who can write it: that is the work of the log and of
  the vault's own authentication. Of what is in the clear the digests are in what is sealed, too (`IN_CLEAR`): it says
  which server and which witness this PC goes on with.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from desktop.environment.lasting import make_folder, new_file, write_file
from desktop.environment.whole_folder import MARK
from desktop.errors import SurroundingsError

MANIFEST = "manifest.json"
KEYS, WITNESS, STAMPS = "keys.age", "witness.txt", "witness.stamps"
AUTHORITY, STAMPS_CERTIFICATES = "server-authority.pem", "time-stamps.pem"
"""The certificates by which the database server, and a time-stamping authority, are trusted."""
ROWS = "office.rows"
"""The copy of a server's rows, and the name of its key in `keys.age`."""
IN_CLEAR = ("office.toml", WITNESS, STAMPS, AUTHORITY, STAMPS_CERTIFICATES)
"""The files that say where the office is and whom it trusts."""
DIGESTS = "digests"
"""The name of their digests in `keys.age`."""
FORMAT = 1
_PIECE = 1 << 20

Told = Callable[[int], object]
"""Told of so many bytes more that were read. What it raises ends the work."""


def _unheard(_: int) -> None:
    """Let nobody know."""


@dataclass(frozen=True)
class Manifest:
    """The manifest of a back-up. `files`: the digest of each file, by its path with slashes."""

    office: str
    taken_at: str
    program: str
    folder: str
    events: int | None
    files: dict[str, str]


def copy_file(source: Path, target: Path, told: Told = _unheard) -> None:
    """Copy one file durably, readable by this account alone. Raises OSError."""
    make_folder(target.parent)
    with source.open("rb") as read, new_file(target) as written:
        while data := read.read(_PIECE):
            written.write(data)
            told(len(data))
        written.flush()
        os.fsync(written.fileno())


def digests(folder: Path, told: Told = _unheard) -> dict[str, str]:
    """Return the SHA-256 of each file on the disk, except the manifest and a leftover mark. Raises OSError."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = ((path.relative_to(folder).as_posix(), path) for path in files)
    return {name: _digest(path, told) for name, path in named if name not in (MANIFEST, MARK)}


def digests_in_clear(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of `IN_CLEAR` that is there. Raises OSError."""
    return {name: _digest(folder / name, _unheard) for name in IN_CLEAR if (folder / name).is_file()}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, the last file of a back-up. Raises OSError."""
    write_file(folder / MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode())


def read_manifest(folder: Path, told: Told = _unheard) -> Manifest:
    """Return the back-up's manifest, after reading every file. Raises SurroundingsError."""
    manifest = manifest_of(folder)
    try:
        there = digests(folder, told)
    except OSError:
        _unknown()
    if there != manifest.files:
        raise error("backup_damaged")
    return manifest


def manifest_of(folder: Path) -> Manifest:
    """Return what the back-up says of itself; no other file of it is read. Raises SurroundingsError."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
        if found.pop("format") != FORMAT:
            _unknown()
        return Manifest(**found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        _unknown()


def size_of(folder: Path, wanted: Callable[[Path], bool] = lambda path: True) -> int:
    """Return how many bytes the wanted files of a folder have, by their path within it. Raises OSError."""
    files = (path for path in folder.rglob("*") if path.is_file() and wanted(path.relative_to(folder)))
    return sum(path.stat().st_size for path in files)


def copy_whole(source: Path, target: Path, wanted: Callable[[Path], bool], told: Told = _unheard) -> int:
    """Copy the wanted files of a folder, by their path within it; return how many.

    A file that is gone when its turn comes was destroyed meanwhile, and is left out.
    """
    count = 0
    for path in sorted(source.rglob("*")):
        if not path.is_file() or not wanted(path.relative_to(source)):
            continue
        try:
            copy_file(path, target / path.relative_to(source), told)
        except FileNotFoundError:
            continue
        count += 1
    return count


def error(code: str) -> SurroundingsError:
    """Return one of this module's errors, with its words."""
    return SurroundingsError(code)


def _unknown() -> NoReturn:
    raise error("backup_unknown") from None


def _digest(path: Path, told: Told) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_PIECE):
            digest.update(data)
            told(len(data))
    return digest.hexdigest()


def missing_of(backup: Path | None, key: Path | str | None) -> dict[str, str]:
    """Return the codes of what a restoring lacks, by field. `key`: the recovery key's file, or as it was typed."""
    problems = {}
    if backup is None or not backup.is_dir():
        problems["backup"] = "backup_folder_missing"
    if isinstance(key, str):
        if not key.strip():
            problems["recovery_key"] = "recovery_key_missing"
    elif key is None or not key.is_file():
        problems["recovery"] = "recovery_file_missing"
    return problems
