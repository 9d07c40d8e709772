"""Measuring two things in one run, one after the other in turn, so that the machine's mood falls on both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Result:
    """Medians in `unit`; `ratio` is ours to the peer's; `limit` is the greatest ratio that is good."""

    name: str
    ours: float
    peer: float
    unit: str
    limit: float

    @property
    def ratio(self) -> float:
        return self.ours / self.peer

    @property
    def good(self) -> bool:
        return self.ratio <= self.limit


def side_by_side(name: str, ours: Work, peer: Work, *, rounds: int, limit: float) -> Result:
    """Run both `rounds` times in turn (and once before, uncounted); medians in milliseconds."""
    ours()
    peer()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, taken in zip((ours, peer), times, strict=True):
            began = time.perf_counter()
            work()
            taken.append((time.perf_counter() - began) * 1000)
    return Result(name, statistics.median(times[0]), statistics.median(times[1]), "ms", limit)
