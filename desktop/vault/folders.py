"""New files and folders of a vault, with the modes that its folder asks for.

Rules:
- A folder with the set-group-ID bit, which its group may write, is one that the accounts of several PCs share: what is
  made in it for others is for that group, whatever this account's umask takes away.
- Elsewhere the umask has its say.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_ON_WINDOWS = os.name == "nt"
_GROUP = stat.S_IRWXG


class Modes(NamedTuple):
    """The modes of new files and folders, less what the account's umask takes away outside a group's folder."""

    file: int
    folder: int


OURS, SHARED = Modes(0o600, 0o700), Modes(0o660, 0o770)
"""For this account alone; and where the accounts of several PCs share the folder, for their group."""


def new_file(path: Path, mode: int) -> int:
    """Create it for writing, and return its descriptor. Raises OSError, FileExistsError."""
    descriptor = os.open(path, _NEW_FILE, mode)
    try:
        if mode & _GROUP and is_of_group(path.parent):
            os.fchmod(descriptor, mode)
    except BaseException:
        os.close(descriptor)
        path.unlink()
        raise
    return descriptor


def make_folder(folder: Path, mode: int) -> None:
    """Make it and its missing parents durably. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent, mode)
    try:
        folder.mkdir(mode=mode)
        if mode & _GROUP and is_of_group(folder.parent):
            folder.chmod(mode | stat.S_ISGID)
    except FileExistsError:
        if not folder.is_dir():  # else another program has just made it
            raise NotADirectoryError("something else lies in the folder's place") from None
    sync_folder(folder.parent)


def is_of_group(folder: Path) -> bool:
    """Return whether that folder is shared by its group. Raises OSError."""
    mode = folder.stat().st_mode
    return not _ON_WINDOWS and bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)


def sync_folder(folder: Path) -> None:
    """Sync names. Windows cannot open a folder and needs no such call. Raises OSError."""
    if _ON_WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
