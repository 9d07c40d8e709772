"""The PC's clock.

Nothing else in the program asks for the time; it is handed in (`application.ports.desk.Clock`).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Time of day for records, monotonic seconds for lengths."""

    def now(self) -> datetime:
        """The time, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back, counted from when the PC was started, the same for every program on it."""
        ...


class SystemClock:
    """The clock of this PC."""

    def now(self) -> datetime:
        """The time, aware and in UTC, as this PC has it."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since the PC was started. Setting the time of day does not change them, nor does a new program."""
        return time.monotonic()
