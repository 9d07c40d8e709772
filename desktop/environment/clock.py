"""The PC's clock.

The only source of time in the program; it is injected (the port `application.ports.desk.Clock`).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The clock of this PC."""

    def now(self) -> datetime:
        """Return this PC's time, aware and in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds since the PC was started. Neither setting the time of day nor a new program changes them."""
        return time.monotonic()
