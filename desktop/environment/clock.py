"""The PC's clock.

The only source of time in the program; it is injected (`application.ports.desk.Clock`).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Time of day for records, monotonic seconds for durations."""

    def now(self) -> datetime:
        """Return the time, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back, counted from the PC's start, the same for every program on it."""
        ...


class SystemClock:
    """The clock of this PC."""

    def now(self) -> datetime:
        """Return this PC's time, aware and in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds since the PC was started. Neither setting the time of day nor a new program changes them."""
        return time.monotonic()
