"""Files that survive a power cut, and the operating system's own lock on an open file.

A file survives once it is synced, its name once its folder is synced; some file systems cannot sync a folder.
In a folder with the set-group-ID bit, which its group may write, what is made for others is for that group.
A lock belongs to an open file and ends with the process, however that ends; nobody waits for one for ever. On Windows
a locked byte cannot be read by others, so it is beyond the end of any file; and what other programs have open
(scanners, indexers) is replaced and deleted once they have done: two seconds are waited at most (`once_free`).
One application runs for each office folder: a second start leaves a request beside the lock for the first.
"""

from __future__ import annotations

import errno
import os
import random
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, TypeVar

from desktop.errors import AlreadyRunningError, ExternalSystemError

_ON_WINDOWS = os.name == "nt"
_NO_SUCH_SYNC = {errno.EINVAL, errno.EBADF, errno.ENOTSUP}

_PAUSE = 0.001, 0.01
OURS, FOR_OTHERS = 0o600, 0o644
"""The modes of files: for this account alone, or carried to another PC, whose account is another."""


def sync_folder(folder: Path) -> None:
    """Sync the names in the folder. Raises OSError."""
    if _ON_WINDOWS:
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return  # it may be written and not listed
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SUCH_SYNC:
            raise
    finally:
        os.close(descriptor)


def make_folder(folder: Path, mode: int = 0o700) -> None:
    """Make the folder and its missing parents durably, for this account alone unless told otherwise.

    `Path.mkdir` would open the parents to everyone. Raises OSError.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent, mode)
    try:
        folder.mkdir(mode=mode)
        if mode & stat.S_IWGRP and _is_of_group(folder.parent):
            folder.chmod(folder.stat().st_mode | stat.S_IRWXG | stat.S_ISGID)
    except FileExistsError:
        if not folder.is_dir():  # else another program has just made it
            raise NotADirectoryError("something else lies in the folder's place") from None
    sync_folder(folder.parent)


def sync_tree(folder: Path) -> None:
    """Sync everything in a folder: its files, then the folders from the innermost out. Raises OSError."""
    for place, _, files in os.walk(folder, topdown=False):
        for name in files:
            _sync_file(Path(place, name))
        sync_folder(Path(place))


def write_file(target: Path, content: bytes, mode: int = OURS) -> None:
    """Write a new file durably, readable by this account alone unless told otherwise. Raises OSError."""
    make_folder(target.parent)
    with new_file(target, mode) as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    sync_folder(target.parent)


def new_file(target: Path, mode: int = OURS) -> BinaryIO:
    """Create a new file for writing, readable by this account alone unless told otherwise. Raises OSError.

    One that a group may write is for the group of a folder that it shares, whatever the umask says.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    file = open(os.open(target, flags, mode), "wb")  # noqa: PTH123, SIM115 - the caller closes it
    try:
        if sys.platform != "win32" and mode & stat.S_IWGRP and _is_of_group(target.parent):
            os.fchmod(file.fileno(), mode)
    except BaseException:
        file.close()
        target.unlink()
        raise
    return file


_IN_USE = {5, 32, 33}
"""Windows' errors: denied, shared with nobody, locked."""
_IN_USE_SECONDS = 2.0
T = TypeVar("T")


def once_free(act: Callable[[], T]) -> T:
    """Do it, once no other program has the file open: only Windows says so, and is asked for two seconds.

    Raises OSError.
    """
    until = time.monotonic() + _IN_USE_SECONDS
    while True:
        try:
            return act()
        except OSError as error:
            if getattr(error, "winerror", None) not in _IN_USE or time.monotonic() > until:
                raise
        time.sleep(random.uniform(*_PAUSE))


def put_in_place(draft: Path, target: Path) -> None:
    """Give a file that is whole the name of another, durably. Raises OSError."""
    once_free(lambda: draft.replace(target))
    sync_folder(target.parent)


def open_regular(path: Path, flags: int) -> FileIO:
    """Open a file without a buffer; one that is created is for others, too.

    Raises OSError, also where it is no ordinary file: a pipe would wait for ever.
    """
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0), 0o666)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no ordinary file")
    if flags & os.O_CREAT:
        _let_group_write(descriptor, path.parent)
    return FileIO(descriptor, "r+b" if flags & os.O_RDWR else "rb")


NO_LINK = getattr(os, "O_NOFOLLOW", 0)
"""The flag for `open_regular` where others may write in the folder: a link could name any file of this account."""


def is_file_itself(path: Path) -> bool:
    """Return whether an ordinary file is there, and no link to one. Raises OSError."""
    return stat.S_ISREG(path.lstat().st_mode)


def _is_of_group(folder: Path) -> bool:
    mode = folder.stat().st_mode
    return not _ON_WINDOWS and bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)


def _let_group_write(descriptor: int, folder: Path) -> None:
    """Let the folder's group write a file of ours that has nothing in it yet."""
    made = os.fstat(descriptor)
    if sys.platform != "win32" and made.st_size == 0 and _is_of_group(folder) and made.st_uid == os.geteuid():
        os.fchmod(descriptor, made.st_mode | stat.S_IRGRP | stat.S_IWGRP)


def give_to_group(path: Path) -> None:
    """Let the folder's group read and write a file of ours, where the group shares it. Raises OSError."""
    if _is_of_group(path.parent):
        path.chmod(path.stat().st_mode | stat.S_IRGRP | stat.S_IWGRP)


def read_regular(path: Path) -> bytes:
    """Read all of a file. Raises OSError, also for anything but an ordinary file."""
    with open_regular(path, os.O_RDONLY) as file:
        return file.readall()


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR if _ON_WINDOWS else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


PATIENCE = 20.0
"""Seconds to wait for a lock; its holder needs some milliseconds."""

_FAR_OUT = 1 << 40


@contextmanager
def locked(descriptor: int, *, shared: bool = False, patience: float | None = None) -> Iterator[None]:
    """Hold the file's lock. Raises TimeoutError after `patience` seconds, OSError where it cannot be locked at all."""
    until = time.monotonic() + (PATIENCE if patience is None else patience)
    while not try_lock(descriptor, shared=shared):
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(random.uniform(*_PAUSE))
    try:
        yield
    finally:
        unlock(descriptor)


if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int, *, shared: bool = False) -> bool:
        """Take the lock if it is free; on Windows a shared one excludes others all the same."""
        try:
            _lock(descriptor, msvcrt.LK_NBLCK)
        except PermissionError:
            return False
        return True

    def unlock(descriptor: int) -> None:
        """Release the lock."""
        _lock(descriptor, msvcrt.LK_UNLCK)

    def _lock(descriptor: int, how: int) -> None:
        """Lock the byte far out. It is read and written where it was before: else a mark would end there."""
        at = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, _FAR_OUT, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, how, 1)
        finally:
            os.lseek(descriptor, at, os.SEEK_SET)

else:
    import fcntl

    def try_lock(descriptor: int, *, shared: bool = False) -> bool:
        """Take the lock if it is free. Raises OSError where the file system has no locks."""
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(descriptor: int) -> None:
        """Release the lock."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class SingleInstance:
    """Hold it for as long as the application is open: `with SingleInstance(paths.lock) as instance: ...`."""

    def __init__(self, lock: Path) -> None:
        self._lock = lock
        self._request = lock.with_name("open.request")
        self._held: int | None = None

    def acquire(self) -> None:
        """Take the lock. If it is taken, ask the first application to show itself and raise AlreadyRunningError."""
        if self._held is not None:
            return
        try:
            descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as problem:
            raise ExternalSystemError("office_folder_unusable") from problem
        with suppress(OSError):
            if try_lock(descriptor):
                self._held = descriptor
        if self._held is None:
            os.close(descriptor)
            self._ask_the_first()
            raise AlreadyRunningError("already_running")
        self.raise_requested()

    def raise_requested(self) -> bool:
        """Return whether the application was started again since the last call. Cheap: poll it each second."""
        try:
            self._request.unlink()
        except OSError:
            # Not there; or (Windows) just being written, and found at the next look.
            return False
        return True

    def release(self) -> None:
        """Release the lock for the next start. A second call does nothing."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _ask_the_first(self) -> None:
        try:
            self._request.touch(mode=0o600)
        except OSError:
            return  # it cannot be asked; that it is open already is said all the same
