"""Detailed waveforms for close zoom: computed behind the coarse one, and shown when ready.

Rules:
- Where a pixel is narrower than a pair of the stored waveform, a detailed one is requested for the part in view, plus a
  margin that is likely to be viewed next. It is computed off the GUI thread.
- One request runs at a time, and the lanes keep one result. A result for a part out of view is dropped, and the part
  in view is requested.
- A failure is reported once, and that part is not requested again. The coarse waveform stays.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.ports.sound import WaveformDetail, WaveformLevels
from desktop.errors import ListeningRoomError
from desktop.ui.copies.preparing.lanes import Lanes
from desktop.ui.copies.preparing.viewport import Viewport
from desktop.ui.running.tasks import Tasks

BESIDE_SECONDS = 10
"""The margin on each side of the view; the length of the view where that is longer."""

Frames = tuple[int, int]
"""The first frame, and the one after the last."""


class WaveformDetails(QObject):
    """The details of one open original: `make` computes the detail of some frames, on a worker."""

    failed = Signal(ListeningRoomError)

    def __init__(
        self, lanes: Lanes, waveform: WaveformLevels, make: Callable[[int, int], WaveformDetail], tasks: Tasks
    ) -> None:
        super().__init__(lanes)
        self._lanes, self._waveform, self._make, self._tasks = lanes, waveform, make, tasks
        self._there: Frames | None = None
        self._coming: Frames | None = None
        self._refused: Frames | None = None
        lanes.sight_changed.connect(self._look)
        self._look()

    @Slot()
    @Slot(object)
    def _look(self, _sight: object = None) -> None:
        """Request the part in view, if detail would show and is neither there nor requested."""
        if self._coming is not None:
            return
        seen = seen_closely(self._waveform, self._lanes.sight, self._lanes.devicePixelRatioF())
        if seen is None or _within(seen, self._refused):
            return
        if not _within(with_beside(seen, self._waveform, (seen[1] - seen[0]) // 2), self._there):
            least = BESIDE_SECONDS * self._waveform.rate
            self._coming = with_beside(seen, self._waveform, max(least, seen[1] - seen[0]))
            self._tasks.run(partial(self._make, *self._coming), lane="sight").then(self._came).otherwise(self._not_made)

    @Slot(object)
    def _came(self, detail: WaveformDetail) -> None:
        self._coming, there = None, (detail.start, detail.end)
        if _within(self._lanes.sight.frames(self._waveform.rate, self._waveform.frames), there):
            self._there = there
            self._lanes.show_waveform_detail(detail)
        self._look()

    @Slot(object)
    def _not_made(self, error: ListeningRoomError) -> None:
        self._refused, self._coming = self._coming, None
        self.failed.emit(error)
        self._look()


def seen_closely(waveform: WaveformLevels, sight: Viewport, ratio: float) -> Frames | None:
    """Return the frames in view, where a pixel (`ratio` to a unit of the view's width) is finer than the waveform."""
    first, after = sight.frames(waveform.rate, waveform.frames)
    return (first, after) if after - first < waveform.finest * sight.width * ratio else None


def with_beside(part: Frames, waveform: WaveformLevels, frames: int) -> Frames:
    """Return a part extended by `frames` on each side, within the recording."""
    return max(0, part[0] - frames), min(waveform.frames, part[1] + frames)


def _within(part: Frames, other: Frames | None) -> bool:
    return other is not None and other[0] <= part[0] and part[1] <= other[1]
