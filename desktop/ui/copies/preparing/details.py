"""A finer picture where one looks closely: made behind the coarse one, and shown when it has come.

Rules:
- Where a pixel is narrower than what a pair of the stored shape covers, a finer shape of what is in sight is asked for,
  with as much beside it as somebody is likely to look at next. It is made off the GUI thread.
- One is asked for at a time, and the lanes keep one. One that comes when something else is in sight is dropped, and
  what is in sight then is asked for.
- Where it cannot be made that is said once, and the same place is not asked for again. The coarse picture stays.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.ports.sound import Detail, Pyramid
from desktop.errors import ListeningRoomError
from desktop.ui.copies.preparing.lanes import Lanes
from desktop.ui.copies.preparing.viewport import Viewport
from desktop.ui.running.tasks import Tasks

BESIDE_SECONDS = 10
"""Before and after what is in sight, or as much as is in sight where that is more."""

Frames = tuple[int, int]
"""From one to before the other."""


class Details(QObject):
    """For one open original: `make` gives the detail of some frames, on a worker."""

    failed = Signal(ListeningRoomError)

    def __init__(self, lanes: Lanes, pyramid: Pyramid, make: Callable[[int, int], Detail], tasks: Tasks) -> None:
        super().__init__(lanes)
        self._lanes, self._pyramid, self._make, self._tasks = lanes, pyramid, make, tasks
        self._there: Frames | None = None
        self._coming: Frames | None = None
        self._refused: Frames | None = None
        lanes.sight_changed.connect(self._look)
        self._look()

    @Slot()
    @Slot(object)
    def _look(self, _sight: object = None) -> None:
        """Ask for what is in sight, if it can be seen from nearer, and is not there or about to be."""
        if self._coming is not None:
            return
        seen = seen_closely(self._pyramid, self._lanes.sight, self._lanes.devicePixelRatioF())
        if seen is None or _within(seen, self._refused):
            return
        if not _within(with_beside(seen, self._pyramid, (seen[1] - seen[0]) // 2), self._there):
            least = BESIDE_SECONDS * self._pyramid.rate
            self._coming = with_beside(seen, self._pyramid, max(least, seen[1] - seen[0]))
            self._tasks.run(partial(self._make, *self._coming), lane="sight").then(self._came).otherwise(self._did_not)

    @Slot(object)
    def _came(self, detail: Detail) -> None:
        self._coming, there = None, (detail.start, detail.end)
        if _within(self._lanes.sight.frames(self._pyramid.rate, self._pyramid.frames), there):
            self._there = there
            self._lanes.show_detail(detail)
        self._look()

    @Slot(object)
    def _did_not(self, error: ListeningRoomError) -> None:
        self._refused, self._coming = self._coming, None
        self.failed.emit(error)
        self._look()


def seen_closely(shape: Pyramid, sight: Viewport, ratio: float) -> Frames | None:
    """The frames in sight, where a pixel (`ratio` of them to a unit of the sight's width) is finer than the shape."""
    first, after = sight.frames(shape.rate, shape.frames)
    return (first, after) if after - first < shape.finest * sight.width * ratio else None


def with_beside(part: Frames, shape: Pyramid, frames: int) -> Frames:
    """That part, with so many frames beside it as far as there are any."""
    return max(0, part[0] - frames), min(shape.frames, part[1] + frames)


def _within(part: Frames, other: Frames | None) -> bool:
    return other is not None and other[0] <= part[0] and part[1] <= other[1]
