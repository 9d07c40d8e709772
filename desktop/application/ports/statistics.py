"""The database port for the office's figures: requests that were closed, sessions that were held, and nobody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from desktop.domain.reviews.statistics import ClosedRequest, HeldSession


class Statistics(Protocol):
    """Both days are the office's own in that zone, and included."""

    def closed_requests(self, first: date, last: date, zone: ZoneInfo) -> Sequence[ClosedRequest]:
        """Return the requests of persons that were closed then, as the log has it."""
        ...

    def received_requests(self, first: date, last: date) -> int:
        """Return how many requests of persons arrived then."""
        ...

    def held_sessions(self, first: date, last: date, zone: ZoneInfo) -> Sequence[HeldSession]:
        """Return the closed sessions that were opened then."""
        ...
