"""One application for each office folder: a second start brings the first to the front.

Rules:
- The lock is the operating system's own on an open file (`flock`, or `msvcrt.locking` on Windows), so that
  it ends with the process however that ends. The file itself says nothing and stays: removing it would let
  two in.
- A second start leaves `open.request` beside the lock and stops. The first polls for it, deletes
  it and shows its window. Existence is the message: no socket to listen on, no clock to compare.
- A request left before this start is stale and deleted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.errors import AlreadyRunningError, SurroundingsError


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
            raise SurroundingsError("office_folder_unusable") from problem
        try:
            _lock_now(descriptor)
        except OSError:
            os.close(descriptor)
            self._ask_the_first()
            raise AlreadyRunningError("already_running") from None
        self._held = descriptor
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


if sys.platform == "win32":
    import msvcrt

    def _lock_now(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock_now(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
