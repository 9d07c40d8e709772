"""The operations of a process on an office's files and keys: counted, and one of them failed or made its last.

`Watch(roots)` redirects the C library's calls once; from `begin` to `end` each operation on a file below the roots and
each call to the key store is counted, in order. A `Fault` meets the operation of its number: an error of the disk or
of the keyring, or SIGKILL. Of a write the first half is on the disk: the rest is refused when it is tried, as by a disk
that fills. `unsynced` has the files that were written, and the folders that names were given in, and not synced since.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from desktop.environment.keyring.stores import DemoStore
from desktop.errors import KeyringError
from tests.faults.operations.library_calls import SIGNATURES, real, redirect


class Kind(StrEnum):
    """An operation on a file; or, in place `keyring`, a call to the store."""

    READ = "read"
    WRITE = "write"
    SYNC = "sync"
    RENAME = "rename"
    UNLINK = "unlink"
    MAKE = "make"
    OPEN = "open"
    GET = "get"
    SET = "set"
    DELETE = "delete"


class Operation(NamedTuple):
    """One operation. `place`: one of `PLACES`, `keyring` (calls to the store), or `other`."""

    place: str
    kind: Kind

    def __str__(self) -> str:
        return f"{self.place} {self.kind}"


class How(StrEnum):
    """How the operation ends."""

    FAILED = "failed"
    KILLED = "killed"


@dataclass(frozen=True)
class Fault:
    """The operation to be met, counted from 0, and how."""

    number: int
    how: How


KINDS = {
    "read": Kind.READ,
    "pread64": Kind.READ,
    "write": Kind.WRITE,
    "pwrite64": Kind.WRITE,
    "copy_file_range": Kind.WRITE,
    "sendfile64": Kind.WRITE,
    "ftruncate64": Kind.WRITE,
    "fsync": Kind.SYNC,
    "fdatasync": Kind.SYNC,
    "rename": Kind.RENAME,
    "unlink": Kind.UNLINK,
    "unlinkat": Kind.UNLINK,
    "rmdir": Kind.UNLINK,
    "mkdir": Kind.MAKE,
}
ROOMY = {Kind.WRITE, Kind.MAKE}
"""Operations that a full disk refuses. Every other one of these meets that, the rest an error of the disk itself."""
PLACES = {"database": "/office.db", "witness": "/witness", "key file": "demo-keys.json", "vault": "/vault/"}
BYTES_WRITTEN = ("write", "pwrite64")


class Watch:
    """Counts from `begin` to `end`. One for each process, which is thrown away afterwards."""

    def __init__(self, *roots: Path) -> None:
        self._roots = tuple(f"{root.resolve()}/" for root in roots)
        self._on = False
        self._fault: Fault | None = None
        self._torn = ""
        self.met: Operation | None = None
        self.unsynced: set[str] = set()
        self.counted: list[Operation] = []
        answers = {name: self._answer(name, kind) for name, kind in KINDS.items()}
        answers |= {name: self._opening(name) for name in SIGNATURES if name.startswith("open")}
        redirect(answers)
        for kind in (Kind.GET, Kind.SET, Kind.DELETE):
            setattr(DemoStore, kind, self._asking(getattr(DemoStore, kind), kind))

    def begin(self, fault: Fault | None = None) -> None:
        self.counted, self._fault, self._on = [], fault, True

    def end(self) -> None:
        self._on = False

    def _meets(self, place: str, kind: Kind) -> How | None:
        """Count it, and return how it ends if it is the one."""
        self.counted.append(operation := Operation(place, kind))
        if self._fault is None or len(self.counted) != self._fault.number + 1:
            return None
        self.met = operation
        return self._fault.how

    def _place(self, path: str) -> str | None:
        root = next((root for root in self._roots if path.startswith(root)), None)
        if root is None:
            return None
        inside = f"/{path.removeprefix(root)}/"
        return next((place for place, mark in PLACES.items() if mark in inside), "other")

    def _answer(self, name: str, kind: Kind) -> Callable[..., int]:
        """Return the answer to a call whose first argument is a descriptor, or whose first path is the file."""
        function = real(name)
        by_name = SIGNATURES[name][1] is ctypes.c_char_p
        which = 2 if name == "copy_file_range" else 1 if name == "unlinkat" else 0

        def answer(*arguments: Any) -> int:
            path = _path(arguments[which], by_name or name == "unlinkat") if self._on else ""
            if not (place := self._place(path)):
                return int(function(*arguments))
            how = self._meets(place, kind)
            halved = 0
            if how and name in BYTES_WRITTEN and arguments[2] > 1:
                halved = int(function(*arguments[:2], arguments[2] // 2, *arguments[3:]))
                self._torn = path
            if how is How.KILLED:
                os.kill(os.getpid(), signal.SIGKILL)
            if how is How.FAILED and not halved:
                return self._refuse(kind)
            if not halved and name in BYTES_WRITTEN and path == self._torn:
                self._torn = ""
                return self._refuse(kind)
            self._note(kind, path, _path(arguments[1], named=True) if kind is Kind.RENAME else "")
            return halved or int(function(*arguments))

        return answer

    def not_synced(self) -> Iterator[str]:
        """Yield what a power cut would take. The database syncs its files by rules of its own, and a PC's copy
        of the log is not synced: an older one does.
        """
        for path in sorted(self.unsynced):
            if self._place(path) not in (None, "database") and "known-log" not in path:
                yield f"not synced: {path.removeprefix(self._roots[0])}"

    def _note(self, kind: Kind, path: str, renamed: str) -> None:
        """Note what is unsynced by that operation, or is no more."""
        if kind is Kind.WRITE:
            self.unsynced.add(path)
        elif kind is Kind.MAKE:
            self.unsynced.add(str(Path(path).parent))
        elif kind is Kind.RENAME:
            self.unsynced |= {str(Path(renamed).parent)} | ({renamed} if path in self.unsynced else set())
        if kind in (Kind.SYNC, Kind.UNLINK, Kind.RENAME):
            self.unsynced.discard(path)

    def _opening(self, name: str) -> Callable[..., int]:
        function, at = real(name), int(name == "openat64")

        def answer(*arguments: Any) -> int:
            if self._on and (place := self._place(_path(arguments[at], named=True))):
                kind = Kind.MAKE if arguments[at + 1] & os.O_CREAT else Kind.OPEN
                how = self._meets(place, kind)
                if how is How.KILLED:
                    os.kill(os.getpid(), signal.SIGKILL)
                if how is How.FAILED:
                    return self._refuse(kind)
            return int(function(*arguments))

        return answer

    def _refuse(self, kind: Kind) -> int:
        full = kind in ROOMY and len(self.counted) % 2
        ctypes.set_errno(errno.ENOSPC if full else errno.EIO)
        return -1

    def _asking(self, method: Callable[..., Any], kind: Kind) -> Callable[..., Any]:
        def asked(*arguments: Any) -> Any:
            if self._on:
                how = self._meets("keyring", kind)
                if how is How.KILLED:
                    os.kill(os.getpid(), signal.SIGKILL)
                if how is How.FAILED:
                    raise KeyringError("keyring_failed")
            return method(*arguments)

        return asked


def _path(argument: Any, named: bool) -> str:
    """Return the absolute path of a descriptor or of a name; empty where it has none."""
    try:
        if named:
            return os.path.abspath(os.fsdecode(argument))  # noqa: PTH100 - no object for each of thousands
        return os.readlink(f"/proc/self/fd/{argument}")  # noqa: PTH115 - the same
    except OSError:
        return ""
