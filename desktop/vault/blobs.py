"""The vault's folder: one file for each original and each approved copy, named by its identifier.

- Only ciphertext touches the disk. The kind and the identifier are bound into it, so that a file in another's place is
  refused.
- A file is written under another name, synced (file, then folder), and renamed: it is there whole or not at all.
- Nothing is ever overwritten. A second store of the same identifier is our bug (FileExistsError). Derived audio, which
  can be rebuilt, may replace a damaged file, whole or not at all (`rebuild`).
- Where the system does not release a file that someone has open (Windows), nothing fails: a destroyed file is deleted
  another time, since its key is gone; a rebuilt one stays beside the old one until that can be deleted, and is the one
  that is read.
- Files that no row names go only into quarantine (`place`), in a folder of that day, and may be restored.
- A folder that PCs share has the office's mark (`office.txt`) from its beginning. Where that is not found the share is
  away, or another is connected there: nothing is called missing or damaged, destroyed or stored then (`vault_away`).
- A folder with the set-group-ID bit, which its group may write, is one that the accounts of several PCs share: what is
  made in it for others is for that group, whatever this account's umask takes away. Elsewhere the umask has its say.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from desktop.errors import ExternalSystemError, VaultDamagedError
from desktop.files.durable import (
    make_folder,
    new_file,
    once_free,
    open_regular,
    put_in_place,
    read_regular,
    sync_folder,
    write_file,
)

if TYPE_CHECKING:
    from desktop.domain.shared.ids import OfficeId
    from desktop.vault.container import RangeReader, Written


class Modes(NamedTuple):
    """The modes of new files and folders, less what the account's umask takes away outside a group's folder."""

    file: int
    folder: int


OURS, SHARED = Modes(0o600, 0o700), Modes(0o660, 0o770)
"""For this account alone; and where the accounts of several PCs share the folder, for their group."""


MARK = "office.txt"


def mark(folder: Path, office: OfficeId) -> None:
    """Make an empty folder that PCs share the vault of that office. Raises OSError."""
    if not (folder / MARK).exists():
        write_file(folder / MARK, f"{office}\n".encode("ascii"), SHARED.file)


def unmark(folder: Path, office: OfficeId) -> None:
    """Take that office's mark away again, where it is. Raises OSError."""
    if is_vault_of(folder, office):
        (folder / MARK).unlink()


def is_empty(folder: Path) -> bool:
    """Return whether there is a folder with nothing in it but a mark. Raises OSError."""
    return folder.is_dir() and all(path.name == MARK for path in folder.iterdir())


def is_vault_of(folder: Path, office: OfficeId) -> bool:
    """Return whether it can be reached, and has that office's mark."""
    try:
        return read_regular(folder / MARK).decode("ascii", "replace").strip() == office
    except OSError:
        return False


_IDENTIFIER = re.compile(r"[0-9a-f]{32}")
QUARANTINE = "quarantine"
FULL = (errno.ENOSPC, errno.EDQUOT)
"""The faults of a disk on which nothing more fits."""


class BlobKind(StrEnum):
    """Originals and approved copies have different keys, folders and contexts.

    An original's waveform (WAVEFORM), its decoded working copy (WORKING) and the loudness along that (LOUDNESS) are
    under the original's key and identifier, each with a context of its own.
    """

    ORIGINAL = "original"
    APPROVED = "approved"
    WAVEFORM = "waveform"
    WORKING = "working"
    LOUDNESS = "loudness"


DERIVED_FROM_ORIGINALS = (BlobKind.WORKING, BlobKind.LOUDNESS, BlobKind.WAVEFORM)
"""The kinds that can be rebuilt; the two others from the first."""


def checked(id: str) -> str:
    """Return it: an identifier is 32 lower-case hexadecimal digits (ValueError otherwise)."""
    if not _IDENTIFIER.fullmatch(id):
        raise ValueError("no identifier of ours")
    return id


class Blobs:
    """The stored recordings of one office, under `root`. Holds no key.

    `office`: whose PCs share that folder; None where it is this PC's alone. Every method but `path` and `has` raises
    ExternalSystemError (`vault_away`) where a shared one cannot be reached.
    """

    def __init__(self, root: Path, office: OfficeId | None = None) -> None:
        self._root = root
        self._office = office
        self._modes = OURS if office is None else SHARED

    def _must_be_there(self) -> None:
        if self._office is not None and not is_vault_of(self._root, self._office):
            raise _error("vault_away")

    def path(self, kind: BlobKind, id: str) -> Path:
        """Return its path, present or not. An identifier is 32 lower-case hexadecimal digits (ValueError otherwise)."""
        return self._root / kind / checked(id)

    def has(self, kind: BlobKind, id: str) -> bool:
        """Return whether its file is there, whole or not."""
        return self.path(kind, id).exists()

    def store(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> Written:
        """Encrypt `plain` into a new file. An error leaves no file behind; one raised by `plain` passes through.

        Raises ExternalSystemError (`vault_full`, `vault_not_a_folder`, else `vault_not_written`), FileExistsError.
        """
        with self.begin(kind, id, plain, key) as unfinished:
            unfinished.keep()
            return unfinished.written

    def begin(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> Unfinished:
        """Begin a `store`: it is not there until it is kept, and may be read meanwhile."""
        final = self.path(kind, id)
        self._must_be_there()
        if final.exists():
            raise FileExistsError("this identifier is stored already")
        with _disk_errors():
            make_folder(final.parent, self._modes.folder)
            return Unfinished(final, plain, key, context_of(kind, id), self._modes.file, self._must_be_there)

    def rebuild(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> Unfinished:
        """Begin a replacement: kept, it replaces the existing file. ValueError for kinds that cannot be rebuilt."""
        if kind not in DERIVED_FROM_ORIGINALS:
            raise ValueError("an original or an approved copy is never written over")
        final = self.path(kind, id)
        self._must_be_there()
        with _disk_errors():
            make_folder(final.parent, self._modes.folder)
            return Unfinished(final, plain, key, context_of(kind, id), self._modes.file, self._must_be_there, over=True)

    def open(self, kind: BlobKind, id: str, key: bytes) -> RangeReader:
        """Open a reader, to be closed by the caller. Raises VaultDamagedError: `vault_missing`, or see `container`."""
        return _reader(self.path(kind, id), key, context_of(kind, id), self._must_be_there)

    def older_than(self, seconds: float) -> Iterator[tuple[BlobKind, str]]:
        """Yield kind and identifier of each stored file that was written so long ago, in no order; however many.

        Raises ExternalSystemError (`vault_not_listed`).
        """
        self._must_be_there()
        for kind in BlobKind:
            for path in _older(self._root / kind, seconds):
                if _IDENTIFIER.fullmatch(path.name):
                    yield kind, path.name

    def drop_unfinished(self, seconds: float) -> int:
        """Delete unfinished files that a program killed so long ago left; return how many.

        Raises ExternalSystemError (`vault_not_listed`, `vault_not_removed`).
        """
        self._must_be_there()
        dropped = 0
        for part in [path for kind in BlobKind for path in _older(self._root / kind, seconds)]:
            if part.name.startswith(".") and part.suffix == ".part":
                try:
                    part.unlink()
                    dropped += 1
                except (FileNotFoundError, PermissionError):
                    continue  # gone, or open elsewhere
                except OSError as error:
                    raise _error("vault_not_removed") from error
        return dropped

    def in_quarantine(self) -> list[tuple[str, str]]:
        """Return day and name (kind, hyphen, identifier) of the files in quarantine, in no order.

        Raises ExternalSystemError (`vault_not_listed`).
        """
        self._must_be_there()
        days = [day for day in _listed(self._root / QUARANTINE) if day.is_dir()]
        return [(day.name, path.name) for day in days for path in _listed(day)]

    def quarantine(self, kind: BlobKind, id: str, day: str) -> bool:
        """Move it into that day's quarantine; return whether that was possible. Raises ExternalSystemError."""
        self._must_be_there()
        path, place = _newest(self.path(kind, id)), self._place(kind, id, day)
        with _disk_errors():
            make_folder(place.parent, self._modes.folder)
            return _moved(path, place)

    def put_back(self, kind: BlobKind, id: str, day: str) -> bool:
        """Restore it from that day's quarantine; not where its place is taken. Raises ExternalSystemError."""
        self._must_be_there()
        path, place = self.path(kind, id), self._place(kind, id, day)
        with _disk_errors():
            make_folder(path.parent, self._modes.folder)
            return not path.exists() and _moved(place, path)

    def destroy(self, kind: BlobKind, id: str, day: str | None = None) -> bool:
        """Delete the file; a missing one is fine. Destroying its key too makes this final.

        `day`: the one in that day's quarantine. Returns whether it is gone: not where the system keeps a file that
        has open. Raises ExternalSystemError (`vault_not_removed`).
        """
        path = self.path(kind, id) if day is None else self._place(kind, id, day)
        self._must_be_there()
        try:
            for each in (_beside(path), path):
                once_free(partial(each.unlink, missing_ok=True))
            sync_folder(path.parent)
        except FileNotFoundError:
            return True  # no folder of that kind yet
        except PermissionError:
            return False
        except OSError as error:
            raise _error("vault_not_removed") from error
        return True

    def _place(self, kind: BlobKind, id: str, day: str) -> Path:
        return self._root / QUARANTINE / day / f"{kind}-{self.path(kind, id).name}"


class NewFile(ABC):
    """An encrypted file being written, not yet kept: leaving its `with` without `keep` leaves nothing of it."""

    written: Written
    """Its sizes and digest."""

    @abstractmethod
    def open(self) -> RangeReader:
        """Open a reader of a file that may yet be given up, to be closed before that. Raises VaultDamagedError."""

    @abstractmethod
    def sync(self) -> None:
        """Make its bytes last, where that takes time: another thread may do it while they are read."""

    @abstractmethod
    def keep(self) -> None:
        """Keep it: it is there from now on. Raises ExternalSystemError, FileExistsError."""

    @abstractmethod
    def drop(self) -> None:
        """Leave nothing of it, unless it was kept."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()


class Unfinished(NewFile):
    """One in a folder."""

    def __init__(
        self,
        final: Path,
        plain: Iterable[bytes],
        key: bytes,
        context: bytes,
        mode: int,
        must_be_there: Callable[[], None],
        *,
        over: bool = False,
    ) -> None:
        from desktop.vault.container import write  # at its first use: the windows do not wait for its ciphers

        self._final, self._key, self._context, self._mode, self._over = final, key, context, mode, over
        self._must_be_there = must_be_there
        self._partial = final.with_name(f".{final.name}.{secrets.token_hex(8)}.part")
        self._target = new_file(self._partial, mode)
        self._lasts = False
        try:
            self.written = write(plain, self._target, key, context)
            self._target.flush()
        except BaseException:
            self.drop()
            raise

    def open(self) -> RangeReader:
        return _reader(self._partial, self._key, self._context, self._must_be_there)

    def sync(self) -> None:
        with _disk_errors():
            os.fsync(self._target.fileno())
        self._lasts = True

    def keep(self) -> None:
        if not self._lasts:
            self.sync()
        with _disk_errors():
            self._target.close()
            if self._over:
                _put_over(self._partial, self._final)
            else:
                _rename_new(self._partial, self._final, self._mode)

    def drop(self) -> None:
        with contextlib.suppress(OSError):
            self._target.close()
        with contextlib.suppress(OSError):
            self._partial.unlink()


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    """Turn any fault of the disk into ExternalSystemError; an existing file is our bug."""
    try:
        yield
    except FileExistsError:
        raise
    except NotADirectoryError as error:
        raise _error("vault_not_a_folder") from error
    except OSError as error:
        raise _error("vault_full" if error.errno in FULL else "vault_not_written") from error


def _error(code: str) -> ExternalSystemError:
    return ExternalSystemError(code)


def _listed(folder: Path) -> list[Path]:
    """Return what is in the folder; nothing where there is none yet."""
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _error("vault_not_listed") from error


def _older(folder: Path, seconds: float) -> Iterator[Path]:
    """Yield what in the folder was written so long ago; nothing where there is none yet. However many there are."""
    before = time.time() - seconds
    try:
        with os.scandir(folder) as found:
            for entry in found:
                with contextlib.suppress(FileNotFoundError):  # it is gone meanwhile
                    if entry.stat().st_mtime < before:
                        yield Path(entry.path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _error("vault_not_listed") from error


def _beside(path: Path) -> Path:
    """Return the place of a rebuilt file until the old one can be replaced."""
    return path.with_name(f"{path.name}.new")


def _put_over(made: Path, final: Path) -> None:
    try:
        once_free(lambda: _beside(final).unlink(missing_ok=True))
        once_free(lambda: made.replace(final))
    except PermissionError:  # the old one is open elsewhere, on Windows
        made.replace(_beside(final))
    sync_folder(final.parent)


def _newest(path: Path) -> Path:
    """Return the file to read: a rebuilt one, which replaces the old one as soon as it can."""
    beside = _beside(path)
    if not beside.exists():
        return path
    try:
        return beside.replace(path)
    except OSError:
        return beside


def context_of(kind: BlobKind, id: str) -> bytes:
    """Return the context that binds a container to its kind and identifier."""
    return f"listening-room/v1|{kind}|{id}".encode()


def _reader(path: Path, key: bytes, context: bytes, must_be_there: Callable[[], None]) -> RangeReader:
    try:
        path = _newest(path)
        source = _File(path, open_regular(path, os.O_RDONLY))
    except FileNotFoundError as error:
        must_be_there()
        raise VaultDamagedError("vault_missing") from error
    except OSError as error:
        must_be_there()
        raise VaultDamagedError("vault_unreadable") from error
    return reader_of(source, key, context, must_be_there)


class _File(io.RawIOBase):
    """A stored file that is opened anew where it cannot be read: a handle does not survive a share that was away.

    Once it is closed it stays so: reading then is our bug (ValueError).
    """

    def __init__(self, path: Path, file: io.FileIO) -> None:
        self._path, self._file, self._at = path, file, 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._must_be_open()
        self._at = offset if whence == os.SEEK_SET else self._file.seek(offset, whence)
        return self._at

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]  # no other buffer is given
        self._must_be_open()
        try:
            got = self._read(target)
        except OSError:
            self._let_go()
            self._file = open_regular(self._path, os.O_RDONLY)
            got = self._read(target)
        self._at += got
        return got

    def _read(self, target: memoryview) -> int:
        if self._file.closed:
            raise OSError(errno.EBADF, "not opened again yet")
        self._file.seek(self._at)
        return self._file.readinto(target) or 0

    def _must_be_open(self) -> None:
        if self.closed:
            raise ValueError("the file is closed")

    def _let_go(self) -> None:
        with contextlib.suppress(OSError):
            self._file.close()

    def close(self) -> None:
        self._let_go()
        super().close()


def reader_of(
    source: io.RawIOBase, key: bytes, context: bytes, must_be_there: Callable[[], None] = lambda: None
) -> RangeReader:
    """Return a reader of that container, which closes it. Raises VaultDamagedError, and has closed it then.

    `must_be_there` is called where the source cannot be read, and raises what is told in place of damage.
    """
    from desktop.vault.container import RangeReader

    with contextlib.ExitStack() as on_refusal:
        on_refusal.callback(source.close)
        reader = RangeReader(source, key, context, must_be_there)
        on_refusal.pop_all()
    return reader


def _moved(source: Path, target: Path) -> bool:
    """Move it durably; return whether that was possible: not where the system keeps a file that someone has open."""
    try:
        once_free(lambda: source.replace(target))
    except (FileNotFoundError, PermissionError):
        return False
    sync_folder(target.parent)
    sync_folder(source.parent)
    return True


def _rename_new(made: Path, final: Path, mode: int) -> None:
    """Rename durably, but never onto another file: the name is reserved first, so that of two writers one fails."""
    new_file(final, mode).close()
    try:
        put_in_place(made, final)
    except OSError:
        final.unlink()
        raise
