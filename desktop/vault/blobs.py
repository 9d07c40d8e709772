"""The vault's folder: one file for each original and each approved copy, named by its identifier.

Rules:
- only ciphertext touches the disk;
- a file is written under another name, made to last (file, then folder), and renamed: it is there whole or not at all;
- nothing is ever overwritten. A second store of the same identifier is an error of ours (FileExistsError). What is made
  from an original and can be made again may take the place of a damaged one, whole or not at all (`remake`);
- the kind and the identifier are bound into what is stored, so that a file put in another's place is refused.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.errors import SurroundingsError, VaultDamagedError
from desktop.vault.container import RangeReader, Written, write

_IDENTIFIER = re.compile(r"[0-9a-f]{32}")
_ON_WINDOWS = os.name == "nt"
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class BlobKind(StrEnum):
    """Originals and approved copies have different keys, folders and contexts.

    The shape of an original (PEAKS), its decoded working copy (WORKING) and the loudness along that (LOUDNESS) lie
    under the original's key and identifier, each with a context of its own.
    """

    ORIGINAL = "original"
    APPROVED = "approved"
    PEAKS = "peaks"
    WORKING = "working"
    LOUDNESS = "loudness"


MADE_FROM_ORIGINALS = (BlobKind.WORKING, BlobKind.LOUDNESS, BlobKind.PEAKS)
"""What can be made again; the two others from the first."""


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
        with self.begin(kind, id, plain, key) as unfinished:
            unfinished.keep()
            return unfinished.written

    def begin(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> Unfinished:
        """As `store`, but it is not there before it is kept, and may be read meanwhile."""
        final = self.path(kind, id)
        if final.exists():
            raise FileExistsError("this identifier is stored already")
        with _told():
            _make_folder(final.parent)
            return Unfinished(final, plain, key, _context(kind, id))

    def remake(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> Unfinished:
        """As `begin`, but kept it takes the place of what is there. ValueError for what cannot be made again."""
        if kind not in MADE_FROM_ORIGINALS:
            raise ValueError("an original or an approved copy is never written over")
        with _told():
            return Unfinished(self.path(kind, id), plain, key, _context(kind, id), over=True)

    def open(self, kind: BlobKind, id: str, key: bytes) -> RangeReader:
        """A reader, to be closed by the caller. Raises VaultDamagedError: `vault_missing`, or see `container`."""
        return _reader(self.path(kind, id), key, _context(kind, id))

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


class Unfinished:
    """What is written, encrypted, and not yet kept: leaving its `with` without `keep` leaves nothing of it."""

    def __init__(self, final: Path, plain: Iterable[bytes], key: bytes, context: bytes, *, over: bool = False) -> None:
        self._final, self._key, self._context, self._over = final, key, context, over
        self._partial = final.with_name(f".{final.name}.{secrets.token_hex(8)}.part")
        self._target = os.fdopen(os.open(self._partial, _NEW_FILE, 0o600), "wb")
        self._lasts = False
        try:
            self.written = write(plain, self._target, key, context)
            self._target.flush()
        except BaseException:
            self._drop()
            raise

    def open(self) -> RangeReader:
        """A reader of what may yet be given up, to be closed before that. Raises VaultDamagedError."""
        return _reader(self._partial, self._key, self._context)

    def sync(self) -> None:
        """Make the bytes last; slow, so that it may be done by another thread while they are looked at."""
        with _told():
            os.fsync(self._target.fileno())
        self._lasts = True

    def keep(self) -> None:
        """From here on it is there. Raises SurroundingsError, FileExistsError."""
        if not self._lasts:
            self.sync()
        with _told():
            self._target.close()
            if self._over:
                self._partial.replace(self._final)
            else:
                _rename_new(self._partial, self._final)
            _sync_folder(self._final.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop()

    def _drop(self) -> None:
        with contextlib.suppress(OSError):
            self._target.close()
        with contextlib.suppress(OSError):
            self._partial.unlink()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Whatever the disk will not do is SurroundingsError; that something is there already is an error of ours."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise SurroundingsError("vault_not_written", "The recording could not be stored. Is the disk full?") from error


def _context(kind: BlobKind, id: str) -> bytes:
    return f"listening-room/v1|{kind}|{id}".encode()


def _reader(path: Path, key: bytes, context: bytes) -> RangeReader:
    try:
        source = path.open("rb", buffering=0)
    except FileNotFoundError as error:
        raise VaultDamagedError("vault_missing") from error
    except OSError as error:
        raise VaultDamagedError("vault_unreadable") from error
    with contextlib.ExitStack() as on_refusal:
        on_refusal.callback(source.close)
        reader = RangeReader(source, key, context)
        on_refusal.pop_all()
    return reader


def _rename_new(partial: Path, final: Path) -> None:
    """Rename, but never onto another file: the name is reserved first, so that of two writers one fails."""
    os.close(os.open(final, _NEW_FILE, 0o600))
    try:
        partial.replace(final)
    except OSError:
        final.unlink()
        raise


def _make_folder(folder: Path) -> None:
    """Make it and those above it that are missing, each for this account alone, and so that its name lasts."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if not folder.is_dir():  # else another program has just made it
            raise NotADirectoryError("something else lies in the folder's place") from None
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Make names last. Windows cannot open a folder and needs no such call."""
    if _ON_WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
