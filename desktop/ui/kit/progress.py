"""The progress of long work, reported by a worker to the GUI thread, and its cancellation.

A worker calls `report` as often as it likes: only the newest report is delivered, one at a time, so that a fast
worker cannot flood the screen. It checks `cancelled` between items and stops by itself: nothing is torn down
under it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Lock

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Progress(QObject):
    """The progress of one call. Create it on the GUI thread, and pass it to the call and to `Tasks.run`."""

    changed = Signal(int, int, object)
    """Items done, items in all, and seconds left (float, or None while unknown)."""
    _reported = Signal()

    def __init__(self, parent: QObject | None = None, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._now = now
        self._began = now()
        self._stop = Event()
        self._lock = Lock()
        self._newest: tuple[int, int] | None = None
        self._reported.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def cancelled(self) -> bool:
        """Whether to stop. Safe from any thread."""
        return self._stop.is_set()

    def cancel(self) -> None:
        self._stop.set()

    def report(self, done: int, total: int) -> None:
        """Report from the worker that `done` of `total` items are finished."""
        with self._lock:
            waiting = self._newest is not None
            self._newest = (done, total)
        if not waiting:
            self._reported.emit()

    @Slot()
    def _tell(self) -> None:
        with self._lock:
            newest, self._newest = self._newest, None
        if newest is not None:
            self.changed.emit(*newest, seconds_left(*newest, self._now() - self._began))


def seconds_left(done: int, total: int, elapsed: float) -> float | None:
    """Return the time still needed at the pace so far; None before anything is done."""
    return elapsed * (total - done) / done if 0 < done <= total else None
