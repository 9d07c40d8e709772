"""The vault's folder: one file for each original and each approved copy, named by its identifier.

Rules:
- only ciphertext touches the disk;
- a file is written under another name, made to last (file, then folder), and renamed: it is there whole or not at all;
- nothing is ever overwritten. A second store of the same identifier is an error of ours (FileExistsError). What is made
  from an original and can be made again may take the place of a damaged one, whole or not at all (`remake`);
- where the system does not let a file go that somebody has open (Windows), nothing fails: what is to be destroyed goes
  another time, since its key is gone; what was made again lies beside the old one until that can go, and is what is
  read;
- what no row names goes nowhere but into quarantine (`files`), in a folder of its day, and may come back;
- the kind and the identifier are bound into what is stored, so that a file put in another's place is refused.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
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
QUARANTINE = "quarantine"
_FULL = (errno.ENOSPC, errno.EDQUOT)
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

        Raises SurroundingsError (`vault_full`, `vault_not_a_folder`, else `vault_not_written`), FileExistsError.
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
        final = self.path(kind, id)
        with _told():
            _make_folder(final.parent)
            return Unfinished(final, plain, key, _context(kind, id), over=True)

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
        before, dropped = time.time() - seconds, 0
        for part in self._root.glob("*/.*.part"):
            with contextlib.suppress(FileNotFoundError, PermissionError):  # gone, or open elsewhere
                if part.stat().st_mtime < before:
                    part.unlink()
                    dropped += 1
        return dropped

    def set_aside(self) -> list[tuple[str, str]]:
        """Day and name (kind, hyphen, identifier) of what lies in quarantine, in no order."""
        return [(path.parent.name, path.name) for path in (self._root / QUARANTINE).glob("*/*")]

    def move_aside(self, kind: BlobKind, id: str, day: str) -> bool:
        """Move it into that day's quarantine; whether that could be done. Raises SurroundingsError."""
        path, place = _newest(self.path(kind, id)), self._place(kind, id, day)
        with _told():
            _make_folder(place.parent)
            return _moved(path, place)

    def move_back(self, kind: BlobKind, id: str, day: str) -> bool:
        """Move it back from that day's quarantine; not where its place is taken. Raises SurroundingsError."""
        path, place = self.path(kind, id), self._place(kind, id, day)
        with _told():
            _make_folder(path.parent)
            return not path.exists() and _moved(place, path)

    def destroy(self, kind: BlobKind, id: str, day: str | None = None) -> bool:
        """Remove the file; one that is gone already is fine. What makes it final is that its key is destroyed too.

        `day`: the one that lies in that day's quarantine. Whether it is gone: not where the system keeps what somebody
        has open. Raises SurroundingsError (`vault_not_removed`).
        """
        path = self.path(kind, id) if day is None else self._place(kind, id, day)
        try:
            _beside(path).unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            _sync_folder(path.parent)
        except FileNotFoundError:
            return True  # no folder of that kind yet
        except PermissionError:
            return False
        except OSError as error:
            raise _error("vault_not_removed") from error
        return True

    def _place(self, kind: BlobKind, id: str, day: str) -> Path:
        return self._root / QUARANTINE / day / f"{kind}-{self.path(kind, id).name}"


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
                _put_over(self._partial, self._final)
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
    except NotADirectoryError as error:
        raise _error("vault_not_a_folder") from error
    except OSError as error:
        full = error.errno in _FULL
        raise _error("vault_full" if full else "vault_not_written") from error


def _error(code: str) -> SurroundingsError:
    return SurroundingsError(code)


def _beside(path: Path) -> Path:
    """Where what was made again lies as long as the old one cannot be replaced."""
    return path.with_name(f"{path.name}.new")


def _put_over(partial: Path, final: Path) -> None:
    try:
        _beside(final).unlink(missing_ok=True)
        partial.replace(final)
    except PermissionError:  # somebody has the old one open, on Windows
        partial.replace(_beside(final))


def _newest(path: Path) -> Path:
    """What is to be read: what was made again, which takes the old one's place as soon as it can."""
    beside = _beside(path)
    if not beside.exists():
        return path
    try:
        return beside.replace(path)
    except OSError:
        return beside


def _context(kind: BlobKind, id: str) -> bytes:
    return f"listening-room/v1|{kind}|{id}".encode()


def _reader(path: Path, key: bytes, context: bytes) -> RangeReader:
    try:
        path = _newest(path)
        if not stat.S_ISREG(path.stat().st_mode):
            raise VaultDamagedError("vault_unreadable")  # a pipe would keep us waiting for ever
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


def _moved(source: Path, target: Path) -> bool:
    """Move it, so that it lasts; whether that could be done: not where the system keeps what somebody has open."""
    try:
        source.replace(target)
    except (FileNotFoundError, PermissionError):
        return False
    _sync_folder(target.parent)
    _sync_folder(source.parent)
    return True


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
