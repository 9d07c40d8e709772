"""The last event that this PC wrote, on its own disk: a record of fixed length in a file for each desk of an office.

Rules:
- A record has the event's number and hash, and a checksum over these, the log's name and the desk: nothing personal.
- It is written once the event is committed, in one call and without a sync. Whatever stops the program in between, or
  takes the newest record with the power, leaves an earlier event of the log, or a torn record.
- A record that is torn, or of another log or desk, is none. A file that cannot be read or written stops nobody: the
  program's own log says so, once, and what is remembered while the program runs remains.
- Two programs at one desk share the file, and each looks at it before it writes: the later event's record stays. Both
  events are in the log by then, so that a record that is overwritten nevertheless is no error.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from desktop.environment.lasting import OURS

Written = tuple[int, bytes]
"""An event's number, and its hash."""

_EVENT = struct.Struct(">Q32s")
_CHECK_BYTES = 16
_LENGTH = _EVENT.size + _CHECK_BYTES
_LABEL = b"listening-room/v1|last event"
_FLAGS = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


if sys.platform == "win32":

    def _get(descriptor: int) -> bytes:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return os.read(descriptor, _LENGTH + 1)

    def _put(descriptor: int, record: bytes) -> int:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return os.write(descriptor, record)

else:

    def _get(descriptor: int) -> bytes:
        return os.pread(descriptor, _LENGTH + 1, 0)

    def _put(descriptor: int, record: bytes) -> int:
        return os.pwrite(descriptor, record, 0)


def _told(code: str) -> None:
    from desktop.environment.own_log import own_log  # an office opens without

    own_log("office").note("last_event_not_kept", code=code)


class LastEventFile:
    """The file of one desk. Safe across threads; opened at its first use, and again after `close`."""

    def __init__(self, path: Path, origin: str, desk: str, tell: Callable[[str], None] = _told) -> None:
        """`tell` is called with the name of the first error."""
        self._path, self._tell = path, tell
        self._of = b"|".join((_LABEL, origin.encode(), desk.encode(), b""))
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._found: tuple[bytes, Written | None] = b"", None
        self._behind = self._failed = False

    def read(self) -> Written | None:
        """Return what was written last; None where there is nothing, or where the last event could not be written."""
        with self._lock:
            return None if self._behind else self._read()

    def write(self, event: Written, *before: Written | None) -> None:
        """Write it, unless another program has written a later one: none of those that were there `before`."""
        with self._lock:
            there = self._read()
            self._behind = False
            if there is not None and there not in before and there[0] > event[0]:
                return
            body = _EVENT.pack(*event)
            try:
                descriptor = self._opened(os.O_CREAT)
                if _put(descriptor, body + self._checksum(body)) != _LENGTH:
                    raise OSError(errno.ENOSPC, "not all of it")
            except OSError as error:
                self._behind = True
                self._say(error)

    def close(self) -> None:
        """Close it."""
        with self._lock:
            descriptor, self._descriptor = self._descriptor, None
            if descriptor is not None:
                with suppress(OSError):
                    os.close(descriptor)

    def _read(self) -> Written | None:
        try:
            record = _get(self._opened())
        except FileNotFoundError:
            return None
        except OSError as error:
            self._say(error)
            return None
        if record != self._found[0]:
            self._found = record, self._event_of(record)
        return self._found[1]

    def _event_of(self, record: bytes) -> Written | None:
        body = record[: _EVENT.size]
        if len(record) != _LENGTH or record != body + self._checksum(body):
            return None
        seq, leaf = _EVENT.unpack(body)
        return seq, leaf

    def _checksum(self, body: bytes) -> bytes:
        return hashlib.sha256(self._of + body).digest()[:_CHECK_BYTES]

    def _opened(self, create: int = 0) -> int:
        """Return the open file. Raises OSError, also where it is no ordinary file: a pipe would wait for ever."""
        if self._descriptor is None:
            descriptor = os.open(self._path, _FLAGS | create, OURS)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.close(descriptor)
                raise OSError(errno.EINVAL, "no ordinary file")
            self._descriptor = descriptor
        return self._descriptor

    def _say(self, error: OSError) -> None:
        if not self._failed:
            self._failed = True
            self._tell(errno.errorcode.get(error.errno or 0, "unknown"))
