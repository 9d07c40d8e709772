"""The vault's folder: one file for each original and each approved copy, named by its identifier.

Rules:
- only ciphertext touches the disk;
- a file is written under another name, made to last (file, then folder), and renamed: it is there whole or not at all;
- nothing is ever overwritten. A second store of the same identifier is an error of ours (FileExistsError);
- the kind and the identifier are bound into what is stored, so that a file put in another's place is refused.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from desktop.errors import SurroundingsError, VaultDamagedError
from desktop.vault.container import RangeReader, Written, write

_IDENTIFIER = re.compile(r"[0-9a-f]{32}")
_ON_WINDOWS = os.name == "nt"
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class BlobKind(StrEnum):
    """Originals and approved copies have different keys, folders and contexts.

    The shape of an original (PEAKS) and its decoded working copy (WORKING) lie under the original's key and identifier,
    each with a context of its own.
    """

    ORIGINAL = "original"
    APPROVED = "approved"
    PEAKS = "peaks"
    WORKING = "working"


class Blobs:
    """The stored recordings of one office, under `root`. Holds no key."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, kind: BlobKind, id: str) -> Path:
        """Where it lies or would lie. An identifier is 32 lower-case hexadecimal digits (ValueError otherwise)."""
        if not _IDENTIFIER.fullmatch(id):
            raise ValueError("no identifier of ours")
        return self._root / kind / id

    def store(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> Written:
        """Encrypt `plain` into a new file. An error leaves no file behind; one that `plain` raises passes through.

        Raises SurroundingsError `vault_not_written` for any OSError (disk full, no permission), FileExistsError.
        """
        final = self.path(kind, id)
        if final.exists():
            raise FileExistsError("this identifier is stored already")
        partial = final.with_name(f".{id}.{secrets.token_hex(8)}.part")
        try:
            for folder in (self._root, final.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = _write_new(partial, plain, key, _context(kind, id))
            _rename_new(partial, final)
            _sync_folder(final.parent)
        except FileExistsError:
            raise
        except OSError as error:
            words = "The recording could not be stored. Is the disk full?"
            raise SurroundingsError("vault_not_written", words) from error
        finally:
            with contextlib.suppress(OSError):
                partial.unlink()
        return written

    def open(self, kind: BlobKind, id: str, key: bytes) -> RangeReader:
        """A reader, to be closed by the caller. Raises VaultDamagedError: `vault_missing`, or see `container`."""
        try:
            source = self.path(kind, id).open("rb", buffering=0)
        except FileNotFoundError as error:
            raise VaultDamagedError("vault_missing") from error
        except OSError as error:
            raise VaultDamagedError("vault_unreadable") from error
        with contextlib.ExitStack() as on_refusal:
            on_refusal.callback(source.close)
            reader = RangeReader(source, key, _context(kind, id))
            on_refusal.pop_all()
        return reader

    def older_than(self, seconds: float) -> list[tuple[BlobKind, str]]:
        """Kind and identifier of each stored file that was written so long ago, in no order."""
        before = time.time() - seconds
        return [
            (kind, path.name)
            for kind in BlobKind
            for path in (self._root / kind).glob("*")
            if _IDENTIFIER.fullmatch(path.name) and path.stat().st_mtime < before
        ]

    def drop_unfinished(self, seconds: float) -> int:
        """Remove what a program that was killed so long ago had not finished writing. How many files."""
        before = time.time() - seconds
        left = [part for part in self._root.glob("*/.*.part") if part.stat().st_mtime < before]
        for part in left:
            part.unlink(missing_ok=True)
        return len(left)

    def destroy(self, kind: BlobKind, id: str) -> None:
        """Remove the file; one that is gone already is fine. What makes it final is that its key is destroyed too."""
        path = self.path(kind, id)
        try:
            path.unlink(missing_ok=True)
            _sync_folder(path.parent)
        except FileNotFoundError:
            return  # no folder of that kind yet
        except OSError as error:
            words = "The stored recording could not be removed. Is it open elsewhere?"
            raise SurroundingsError("vault_not_written", words) from error


def _context(kind: BlobKind, id: str) -> bytes:
    return f"listening-room/v1|{kind}|{id}".encode()


def _write_new(path: Path, plain: Iterable[bytes], key: bytes, context: bytes) -> Written:
    with os.fdopen(os.open(path, _NEW_FILE, 0o600), "wb") as target:
        written = write(plain, target, key, context)
        target.flush()
        os.fsync(target.fileno())
    return written


def _rename_new(partial: Path, final: Path) -> None:
    """Rename, but never onto another file: the name is reserved first, so that of two writers one fails."""
    os.close(os.open(final, _NEW_FILE, 0o600))
    try:
        partial.replace(final)
    except OSError:
        final.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Make names last. Windows cannot open a folder and needs no such call."""
    if _ON_WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
