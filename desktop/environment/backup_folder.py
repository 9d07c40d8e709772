"""The folder of a back-up: copies of an office's files, and a manifest with the SHA-256 of each.

Rules:
- It is made under another name and renamed when all of it is on the disk: there is no half back-up. The same holds for
  the office that is made from one.
- Nothing in it is in the clear but what is no secret: `office.toml`, the witness file, the manifest.
- The manifest finds damage. It proves nothing against somebody who can write it: that is the log's work, and the
  vault's own authentication.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from desktop.errors import SurroundingsError

MANIFEST = "manifest.json"
FORMAT = 1
_PIECE = 1 << 20

_WORDS = {
    "backup_exists": "There is something in this place already. Name a folder that is not there yet.",
    "backup_not_written": "The files could not be copied. Is the disk full, or not reachable?",
    "backup_unknown": "This folder is no whole back-up of Listening Room.",
    "backup_damaged": "This back-up is damaged: a file was changed, lost or added. Nothing was restored. "
    "Use another back-up.",
}


@dataclass(frozen=True)
class Manifest:
    """What a back-up says of itself. `files`: the digest of each file, by its path with slashes."""

    office: str
    taken_at: str
    program: str
    folder: str
    events: int | None
    files: dict[str, str]


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A folder to fill, which becomes `target` if nothing goes wrong, and is removed otherwise.

    Raises SurroundingsError (`backup_exists`, `backup_not_written`).
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise error("backup_exists")
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
        yield unfinished
        if target.exists():
            target.rmdir()
        unfinished.rename(target)
        _sync_folder(target.parent)
    except OSError:
        raise error("backup_not_written") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def copy_file(source: Path, target: Path) -> None:
    """Copy one file so that it lasts, readable by this account alone. Raises OSError."""
    _private(target.parent)
    with source.open("rb") as read, open(_new(target), "wb") as written:
        shutil.copyfileobj(read, written, _PIECE)
        written.flush()
        os.fsync(written.fileno())


def write_file(target: Path, content: bytes) -> None:
    """Write one file so that it lasts, readable by this account alone. Raises OSError."""
    _private(target.parent)
    with open(_new(target), "wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file in the folder but the manifest, as it lies on the disk. Raises OSError."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = ((path.relative_to(folder).as_posix(), path) for path in files)
    return {name: _digest(path) for name, path in named if name != MANIFEST}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The last thing that is written. Raises OSError."""
    write_file(folder / MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode())


def read_manifest(folder: Path) -> Manifest:
    """What the back-up says, after every file was read. Raises SurroundingsError."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
        if found.pop("format") != FORMAT:
            _unknown()
        manifest = Manifest(**found)
        there = digests(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        _unknown()
    if there != manifest.files:
        raise error("backup_damaged")
    return manifest


def copy_whole(source: Path, target: Path, wanted: Callable[[Path], bool]) -> int:
    """Copy the wanted files of a folder, by their path within it; how many.

    One that is gone when its turn comes was destroyed meanwhile, and is left out.
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
    """One of this module's errors, with its words."""
    return SurroundingsError(code, _WORDS[code])


def _unknown() -> NoReturn:
    raise error("backup_unknown") from None


def _private(folder: Path) -> None:
    """Make the folder, and those above it that are missing: `mkdir` would let everybody look into the latter."""
    if not folder.exists():
        _private(folder.parent)
        folder.mkdir(mode=0o700)


def _new(target: Path) -> int:
    return os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
