"""Checkpoints that wait until the tree has grown to their size.

Rules: they come in the order of their sizes, and are read one ahead, or as far as the events were read: a table of them
is never held in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from math import inf

from desktop.verify.notes import Note


class Queue:
    """Checkpoints in the order of their sizes."""

    def __init__(self, notes: Iterator[Note]) -> None:
        self._notes = notes
        self._read: deque[Note] = deque()
        self._read_on()

    @property
    def due(self) -> float:
        """The size of the next one; infinite where there is none."""
        return self._read[0].size if self._read else inf

    def coming(self, size: int) -> Iterator[Note]:
        """Read on, and yield those over at most that many events that were not read before; they stay."""
        while self._newest is not None and self._newest.size <= size:
            yield self._newest
            self._read_on()

    def up_to(self, size: float) -> Iterator[Note]:
        """Yield those over at most that many events."""
        while self._read and self._read[0].size <= size:
            yield self._read.popleft()
            if not self._read:
                self._read_on()

    def rest(self) -> Iterator[Note]:
        """Yield all that are left."""
        yield from self.up_to(inf)

    def _read_on(self) -> None:
        self._newest = next(self._notes, None)
        if self._newest is not None:
            self._read.append(self._newest)
