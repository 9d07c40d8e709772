"""The folder of a back-up: copies of an office's files, and a manifest with the SHA-256 of each.

Rules:
- It is a `whole_folder`: there is no half back-up. The same holds for the office that is restored from one.
- Only what is no secret is in the clear: `office.toml`, the witness file, certificates, the manifest.
- The manifest finds damage. It proves nothing against someone who can write it: that is the work of the log and of
  the vault's own authentication. Of what is in the clear the digests are in what is sealed, too (`IN_CLEAR`): it says
  which server and which witness this PC goes on with.
- What is compared is what is used, whoever exchanges a file in between. Files in the clear are read once, into memory
  (`in_clear`), and others are compared as they are copied (`take`). Rows alone are read twice: their key authenticates
  them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

from desktop.environment.lasting import make_folder, new_file, read_regular, write_file
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


@dataclass(frozen=True)
class Manifest:
    """The manifest of a back-up. `files`: the digest of each file, by its path with slashes."""

    office: str
    taken_at: str
    program: str
    folder: str
    events: int | None
    files: dict[str, str]


def copy_file(source: Path, target: Path) -> None:
    """Copy one file durably, readable by this account alone. Raises OSError."""
    with source.open("rb") as read:
        _write(iter(partial(read.read, _PIECE), b""), target)


def _write(pieces: Iterable[bytes], target: Path) -> None:
    make_folder(target.parent)
    with new_file(target) as written:
        for data in pieces:
            written.write(data)
        written.flush()
        os.fsync(written.fileno())


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file on the disk, except the manifest and a leftover mark. Raises OSError."""
    return {name: _digest(path) for name, path in _files(folder)}


def _files(folder: Path) -> list[tuple[str, Path]]:
    named = ((path.relative_to(folder).as_posix(), path) for path in sorted(folder.rglob("*")) if path.is_file())
    return [(name, path) for name, path in named if name not in (MANIFEST, MARK)]


def in_clear(folder: Path) -> dict[str, bytes]:
    """Return each file of `IN_CLEAR` that is there. Raises OSError."""
    return {name: read_regular(folder / name) for name in IN_CLEAR if (folder / name).is_file()}


def sealed(files: Mapping[str, bytes]) -> str:
    """Return what `DIGESTS` says of those files."""
    return json.dumps({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, the last file of a back-up. Raises OSError."""
    write_file(folder / MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode())


def take(backup: Path, manifest: Manifest, wanted: Callable[[str], bool], target: Path, told: Told) -> None:
    """Copy the wanted files of a back-up, by their path with slashes, and read the others.

    Raises SurroundingsError (`backup_damaged`) where they are not as the manifest says, OSError.
    """
    there = {}
    for name, path in _files(backup):
        digest = hashlib.sha256()
        pieces = _hashed(path, digest.update, told)
        if wanted(name):
            _write(pieces, target / name)
        else:
            for _ in pieces:
                pass
        there[name] = digest.hexdigest()
    if there != manifest.files:
        raise error("backup_damaged")


def _hashed(path: Path, update: Callable[[bytes], object], told: Told) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while data := file.read(_PIECE):
                update(data)
                yield data
                told(len(data))
    except OSError:
        raise error("backup_damaged") from None


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


def copy_whole(source: Path, target: Path, wanted: Callable[[Path], bool]) -> int:
    """Copy the wanted files of a folder, by their path within it; return how many.

    A file that is gone when its turn comes was destroyed meanwhile, and is left out.
    """
    count = 0
    for path in sorted(source.rglob("*")):
        if not path.is_file() or not wanted(path.relative_to(source)):
            continue
        try:
            copy_file(path, target / path.relative_to(source))
        except FileNotFoundError:
            continue
        count += 1
    return count


def error(code: str) -> SurroundingsError:
    """Return one of this module's errors, with its words."""
    return SurroundingsError(code)


def _unknown() -> NoReturn:
    raise error("backup_unknown") from None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
