"""Files and folders that survive a power cut.

Rules:
- A file survives once it is synced; its name survives once its folder is synced.
- Some file systems cannot sync a folder, and Windows cannot open one: nothing more can be done there.
- In a folder with the set-group-ID bit, which its group may write, what is made for others is for that group, whatever
  this account's umask takes away: the accounts of several PCs share it.
"""

from __future__ import annotations

import errno
import os
import stat
from io import FileIO
from pathlib import Path
from typing import BinaryIO

_NO_SUCH_SYNC = {errno.EINVAL, errno.EBADF, errno.ENOTSUP}

OURS, FOR_OTHERS = 0o600, 0o644
"""The modes of files: for this account alone, or carried to another PC, whose account is another."""


def sync_folder(folder: Path) -> None:
    """Sync the names in the folder. Raises OSError."""
    if os.name == "nt":
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
    folder.mkdir(mode=mode, exist_ok=True)
    if mode & stat.S_IWGRP and _is_of_group(folder.parent):
        folder.chmod(folder.stat().st_mode | stat.S_IRWXG | stat.S_ISGID)
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
    """Create a new file for writing, readable by this account alone unless told otherwise. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return open(os.open(target, flags, mode), "wb")  # noqa: PTH123


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


def _is_of_group(folder: Path) -> bool:
    mode = folder.stat().st_mode
    return os.name != "nt" and bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)


def _let_group_write(descriptor: int, folder: Path) -> None:
    """Let the folder's group write a file of ours that has nothing in it yet."""
    made = os.fstat(descriptor)
    if made.st_size == 0 and _is_of_group(folder) and made.st_uid == os.geteuid():
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
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
