"""Measuring two things in one run, in turn, so that the machine's mood affects both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]
Gauge = Callable[[], float]
"""Does something once and returns its cost, in the figure's own unit."""


@dataclass(frozen=True)
class Result:
    """Medians in `unit`. `limit` is the greatest good ratio; with `more`, the greatest difference.

    Without a limit it is only reported.
    """

    name: str
    ours: float
    peer: float
    unit: str
    limit: float | None
    more: bool = False

    @property
    def ratio(self) -> float:
        """Ours to the peer's."""
        return self.ours / self.peer

    @property
    def good(self) -> bool:
        """Whether the figure is within its limit."""
        return self.limit is None or (self.ours - self.peer if self.more else self.ratio) <= self.limit

    @property
    def limit_words(self) -> str:
        """The limit in words: "1.5 x", "+15 ms"."""
        if self.limit is None:
            return "-"
        return f"+{self.limit:g} {self.unit}" if self.more else f"{self.limit:g} x"


def side_by_side(name: str, ours: Work, peer: Work, *, rounds: int, limit: float) -> Result:
    """Run both `rounds` times in turn (and once before, uncounted); medians in milliseconds."""
    return Result(name, *in_turn(timed(ours), timed(peer), rounds), "ms", limit)


def in_turn(ours: Gauge, peer: Gauge, rounds: int) -> tuple[float, float]:
    """Return the medians of both, `rounds` times in turn (and once before, uncounted)."""
    ours()
    peer()
    told = [(ours(), peer()) for _ in range(rounds)]
    return statistics.median(one for one, _ in told), statistics.median(other for _, other in told)


def timed(work: Work, clock: Callable[[], float] = time.perf_counter) -> Gauge:
    """Return the milliseconds that `work` takes, by that clock."""

    def gauge() -> float:
        began = clock()
        work()
        return (clock() - began) * 1000

    return gauge
