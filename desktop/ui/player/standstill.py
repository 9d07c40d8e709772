"""Detects that the PC stood still, or its clock jumped, during playback. No Qt, and no clock of its own.

Rules:
- It is asked ten times a second. If two looks are more than `FROZE_SECONDS` apart, nobody could have pressed anything.
- If the clock differs from the elapsed time by more than `JUMPED_SECONDS`, it was set, or the PC slept: the monotonic
  clock stops meanwhile.
"""

from __future__ import annotations

from datetime import datetime

from desktop.application.ports.playing import Halt

FROZE_SECONDS = 10.0
JUMPED_SECONDS = 60.0


class Standstill:
    """The detector of a standstill. `frame` is the position at the last look without a problem."""

    def __init__(self) -> None:
        self._before: tuple[float, datetime] | None = None
        self.frame = 0

    def look(self, monotonic: float, now: datetime, frame: int) -> Halt | None:
        """Return why playback must stop, or None. Takes seconds of a monotonic clock, and the time of day in UTC."""
        before, self._before = self._before, (monotonic, now)
        if before is not None:
            passed = monotonic - before[0]
            if passed > FROZE_SECONDS:
                return Halt.FROZE
            if abs((now - before[1]).total_seconds() - passed) > JUMPED_SECONDS:
                return Halt.CLOCK_JUMPED
        self.frame = frame
        return None

    def forget(self) -> None:
        """Start afresh: Play is pressed, and earlier looks do not count. From the press on it is watched."""
        self._before = None
