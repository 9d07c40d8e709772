"""Walking a folder from outside, level by level and in order, and opening its files.

Rules:
- No link is followed, neither to a file nor to a folder: everything read is in the named folder. Where the
  system can do it, everything is opened relative to its open folder, so that nothing can be swapped meanwhile.
- Ordinary files only. Anything that waits (a pipe) or has no end (a device) is not opened to be read.
- Hidden files and folders are skipped. Anything unacceptable carries a code of `refusals`.
- Memory holds the names of one folder, however many folders there are.
"""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.media.telephony.refusals import refused

DEEPEST = 32
_BY_HANDLE = {os.open} <= os.supports_dir_fd and {os.scandir} <= os.supports_fd and hasattr(os, "O_NOFOLLOW")
_FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0)


class FileBytes:
    """The port `OpenFile`: an ordinary file, read in ranges, from any thread."""

    def __init__(self, handle: int) -> None:
        """Takes ownership of the open file. Raises MediaRefusedError where it is no ordinary one."""
        self._handle = handle
        self._lock = threading.Lock()
        about = os.fstat(handle)
        self.size = about.st_size
        if not stat.S_ISREG(about.st_mode):
            self.close()
            raise refused("file_is_special")

    def read(self, offset: int, length: int) -> bytes:
        """Read up to `length` bytes from `offset`. Raises MediaRefusedError where that fails."""
        pieces, left = [], length
        while left > 0 and (piece := self._piece(offset, left)):
            pieces.append(piece)
            offset, left = offset + len(piece), left - len(piece)
        return b"".join(pieces)

    def close(self) -> None:
        """Close it; safe at any time, and more than once."""
        with self._lock:
            if self._handle >= 0:
                os.close(self._handle)
            self._handle = -1

    def _piece(self, offset: int, length: int) -> bytes:
        with self._lock, contextlib.suppress(OSError):
            os.lseek(self._handle, offset, os.SEEK_SET)
            return os.read(self._handle, length)
        raise refused("file_not_read")


class Folder:
    """An open folder; `path` is relative to the named one, and ends in a slash unless it is that one."""

    def __init__(self, place: Path, path: str = "", handle: int = -1) -> None:
        self.path = path
        self._place = place
        self._handle = handle

    @classmethod
    def at(cls, place: Path) -> Folder:
        """Open the named folder. Raises OSError."""
        return cls(place, "", os.open(place, os.O_RDONLY) if _BY_HANDLE else -1)

    def entries(self) -> list[tuple[str, str]]:
        """Return name and kind (`file`, `folder`, `link`, `special`) of unhidden entries, by name. Raises OSError."""
        with os.scandir(self._handle if _BY_HANDLE else self._place) as found:
            return sorted((entry.name, _kind_of(entry)) for entry in found if not entry.name.startswith("."))

    def folder(self, name: str) -> Folder:
        """Open a folder within. Raises OSError, also where a link has taken its place."""
        handle = os.open(name, _FOLDER, dir_fd=self._handle) if _BY_HANDLE else -1
        return Folder(self._place / name, f"{self.path}{name}/", handle)

    def file(self, name: str) -> FileBytes:
        """Open a file within. Raises MediaRefusedError."""
        handle = -1
        with contextlib.suppress(OSError):
            handle = self._opened(name)
        if handle < 0:
            raise refused("file_not_read")
        return FileBytes(handle)

    def _opened(self, name: str) -> int:
        if _BY_HANDLE:
            return os.open(name, _FILE, dir_fd=self._handle)
        place = self._place / name
        return -1 if place.is_symlink() else os.open(place, _FILE)

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
        self._handle = -1


@dataclass(frozen=True)
class Level:
    """The files of one folder, by name, while it is open; `refused` are name and code of entries that are none."""

    folder: Folder
    files: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()


def walk(place: Path) -> Iterator[Level]:
    """Yield the folder, then those within, each before the ones inside it. An unreadable folder is `refused`."""
    with contextlib.closing(Folder.at(place)) as folder:
        yield from _levels(folder, folder.entries(), DEEPEST)


def _levels(folder: Folder, entries: list[tuple[str, str]], deeper: int) -> Iterator[Level]:
    files = tuple(name for name, kind in entries if kind == "file")
    strange = tuple((name, f"file_is_{kind}") for name, kind in entries if kind in ("link", "special"))
    yield Level(folder, files, strange)
    for name in (name for name, kind in entries if kind == "folder"):
        if deeper == 0:
            yield Level(folder, (), ((name, "folder_too_deep"),))
            continue
        with contextlib.ExitStack() as opened:
            inside: list[tuple[str, str]] | None = None
            with contextlib.suppress(OSError):
                within = opened.enter_context(contextlib.closing(folder.folder(name)))
                inside = within.entries()
            if inside is None:
                yield Level(folder, (), ((name, "folder_not_read"),))
            else:
                yield from _levels(within, inside, deeper - 1)


def _kind_of(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink() or getattr(entry, "is_junction", bool)():  # Windows has junctions; Python 3.12 knows them
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "special"
