"""The files of a vault's folder, carried to where they are kept from then on: another folder, or the database.

Rules:
- A container is carried as it is, to the byte: nothing is decrypted, and no key is needed.
- What is carried is what a back-up has, and what lies in quarantine. Derived audio that can be large is rebuilt when it
  is needed.
- Each file is read again in its new place, and its digest compared with that of the old one. The old one stays.
- A file that is there already and is the same, from an attempt that was stopped, stays as it is.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, Protocol

from desktop.application.ports.vault import VaultRows
from desktop.errors import SurroundingsError, VaultDamagedError
from desktop.vault.blobs import QUARANTINE, BlobKind, checked
from desktop.vault.folders import SHARED, make_folder, new_file, sync_folder

Report = Callable[[int, int], None]
"""Told how many bytes of how many are carried."""

CARRIED = (BlobKind.ORIGINAL, BlobKind.APPROVED, BlobKind.WAVEFORM)
_PIECE = 1 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT)
_QUARANTINED = re.compile(rf"({'|'.join(BlobKind)})-([0-9a-f]{{32}})")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Carried:
    """A file to carry. `path`: within its folder. `day`: of its quarantine (`2026-11-24`); None where it is in use."""

    path: Path
    kind: BlobKind
    id: str
    size: int
    day: str | None = None


class Place(Protocol):
    """Where files are carried to."""

    def put(self, file: Carried, source: Path) -> bytes:
        """Store a copy of the file there, unless it is there, and return the SHA-256 of what is there now."""
        ...


def files_of(root: Path) -> Sequence[Carried]:
    """Return the files of a vault's folder that are carried, those in quarantine first. Raises SurroundingsError."""
    try:
        apart = [_quarantined(root, path) for path in sorted((root / QUARANTINE).glob("*/*"))]
        used = [
            Carried(path.relative_to(root), kind, checked(path.name), path.stat().st_size)
            for kind in CARRIED
            for path in sorted((root / kind).glob("[0-9a-f]*"))
            if re.fullmatch(r"[0-9a-f]{32}", path.name)
        ]
    except OSError:
        raise SurroundingsError("vault_not_here") from None
    return [*(file for file in apart if file is not None), *used]


def _quarantined(root: Path, path: Path) -> Carried | None:
    named = _QUARANTINED.fullmatch(path.name)
    if named is None or not _DAY.fullmatch(path.parent.name):
        return None
    return Carried(path.relative_to(root), BlobKind(named[1]), named[2], path.stat().st_size, path.parent.name)


def carry(root: Path, files: Sequence[Carried], place: Place, report: Report) -> None:
    """Carry these files of a vault's folder. Long work.

    Raises SurroundingsError (`move_not_the_same`, `vault_full`, `vault_not_written`), VaultDamagedError.
    """
    done, total = 0, sum(file.size for file in files)
    for file in files:
        report(done, total)
        source = root / file.path
        try:
            if place.put(file, source) != digest_of(source):
                raise SurroundingsError("move_not_the_same")
        except VaultDamagedError:
            if source.exists():
                raise  # else it was destroyed meanwhile
        done += file.size
    report(total, total)


def digest_of(path: Path) -> bytes:
    """Return the SHA-256 of a file. Raises VaultDamagedError (`vault_unreadable`)."""
    try:
        with path.open("rb") as file:
            return _digest(file)
    except OSError:
        raise VaultDamagedError("vault_unreadable") from None


class OtherFolder:
    """Another folder, such as a share, for the group of its accounts. Each file is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, file: Carried, source: Path) -> bytes:
        """See `Place`. Raises SurroundingsError."""
        target = self._root / file.path
        try:
            if not target.exists() or digest_of(target) != digest_of(source):
                _copy(source, target)
        except OSError as error:
            raise SurroundingsError("vault_full" if error.errno in _FULL else "vault_not_written") from None
        return digest_of(target)

    def has_others(self, files: Sequence[Carried]) -> bool:
        """Return whether there is anything else in the folder than these files, or parts of them."""
        names = {str(file.path) for file in files}
        for path in self._root.rglob("*"):
            part = path.name.startswith(".") and path.name.endswith(".part")
            if not path.is_dir() and not part and str(path.relative_to(self._root)) not in names:
                return True
        return False


def _copy(source: Path, target: Path) -> None:
    make_folder(target.parent, SHARED.folder)
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        with source.open("rb") as read, os.fdopen(new_file(part, SHARED.file), "wb") as written:
            while data := read.read(_PIECE):
                written.write(data)
            written.flush()
            os.fsync(written.fileno())
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    sync_folder(target.parent)


class RowsOfDatabase:
    """The vault in the database."""

    def __init__(self, rows: VaultRows) -> None:
        self._rows = rows

    def put(self, file: Carried, source: Path) -> bytes:
        """See `Place`; what is in quarantine goes there. Raises SurroundingsError."""
        kind = file.kind.value
        if file.day is not None:
            self._rows.put_back(kind, file.id, file.day)  # where an earlier attempt set it aside: it is not added twice
        if not self._rows.has(kind, file.id):
            self._add(kind, file.id, source)
        digest = self._digest_of(kind, file.id)
        if file.kind is BlobKind.WAVEFORM and digest != digest_of(source):  # rebuilt since an earlier attempt
            self._add(kind, file.id, source, over=True)
            digest = self._digest_of(kind, file.id)
        if file.day is not None:
            self._rows.quarantine(kind, file.id, file.day)  # one that a row names by now stays in use
        return digest

    def _digest_of(self, kind: str, id: str) -> bytes:
        stored = self._rows.open(kind, id)
        if stored is None:
            return b""
        with stored:
            return _digest(stored)

    def _add(self, kind: str, id: str, source: Path, *, over: bool = False) -> None:
        new = self._rows.begin(kind, id, over=over)
        try:
            with source.open("rb") as read:
                while data := read.read(_PIECE):
                    new.write(data)
            new.finish()
        except OSError:
            new.drop()
            raise VaultDamagedError("vault_unreadable") from None
        except BaseException:
            new.drop()
            raise
        new.keep()


def _digest(file: BinaryIO | RawIOBase) -> bytes:
    digest = sha256()
    while data := file.read(_PIECE):
        digest.update(data)
    return digest.digest()
