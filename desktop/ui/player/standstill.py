"""Tells whether the PC stood still, or its clock jumped, while something played. No Qt, and no clock of its own.

Rules:
- It is asked ten times a second. Longer than `FROZE_SECONDS` between two looks, nobody could have pressed anything.
- A clock that goes another way than the time that passed by more than `JUMPED_SECONDS` was set, or the PC slept: the
  monotonic clock stands still meanwhile.
"""

from __future__ import annotations

from datetime import datetime

from desktop.application.ports.playing import Halt

FROZE_SECONDS = 10.0
JUMPED_SECONDS = 60.0


class Standstill:
    """Asked by whoever plays; `frame` is where it stood at the last look at which all was well."""

    def __init__(self) -> None:
        self._before: tuple[float, datetime] | None = None
        self.frame = 0

    def look(self, monotonic: float, now: datetime, frame: int) -> Halt | None:
        """Why playing cannot go on by itself, or None. Seconds of a monotonic clock, and the time of day in UTC."""
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
        """It begins to play: what was before does not count."""
        self._before = None
