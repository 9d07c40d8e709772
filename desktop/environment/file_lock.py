"""The operating system's own lock on an open file: it ends with the process, however that ends.

Rules:
- A lock belongs to an open file, not to the process: two threads that each open the file exclude each other, too.
- On Windows a locked byte cannot be read by others. The locked byte is beyond the end of any file.
- Nobody waits for ever: a process suspended while holding a lock must not stop the others for good.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 20.0
"""Seconds to wait for a lock; its holder needs some milliseconds."""

_PAUSE = 0.001, 0.01
_FAR_OUT = 1 << 40


@contextmanager
def locked(descriptor: int, *, shared: bool = False, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the file's lock. Raises TimeoutError after `patience` seconds, OSError where it cannot be locked at all."""
    until = time.monotonic() + patience
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
        os.lseek(descriptor, _FAR_OUT, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def unlock(descriptor: int) -> None:
        """Release the lock."""
        os.lseek(descriptor, _FAR_OUT, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

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
