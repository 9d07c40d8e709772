"""From values over time to spans, one piece after the other: only what is still open is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Run:
    """`value` from `start` to `end`, half-open."""

    value: int
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


class Runs:
    """Stretches of one value, reported when they end."""

    def __init__(self) -> None:
        self._value = self._start = self._at = 0

    def feed(self, values: NDArray[np.generic]) -> Iterator[Run]:
        """Take the next values, in order."""
        whole = values.astype(np.int64)
        before = np.concatenate([[self._value], whole[:-1]])
        for place in np.flatnonzero(whole != before):
            yield from self._ended(self._at + int(place))
            self._value, self._start = int(whole[place]), self._at + int(place)
        self._at += len(whole)

    def finish(self) -> Iterator[Run]:
        """Yield the run that was still open."""
        yield from self._ended(self._at)

    def _ended(self, at: int) -> Iterator[Run]:
        if at > self._start:
            yield Run(self._value, self._start, at)


@dataclass
class Bridged:
    """Joins runs no further apart than `gap`, and forgets at once those then shorter than `least`."""

    gap: int
    least: int = 1
    found: list[Run] = field(default_factory=list)
    """Each joined span, with the number of its runs as its value."""
    _open: Run | None = None

    def add(self, start: int, end: int) -> None:
        if self._open is not None and start - self._open.end <= self.gap:
            self._open = Run(self._open.value + 1, self._open.start, max(end, self._open.end))
            return
        self.close()
        self._open = Run(1, start, end)

    def close(self) -> None:
        if self._open is not None and self._open.length >= self.least:
            self.found.append(self._open)
        self._open = None
