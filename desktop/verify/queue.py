"""Checkpoints that wait until the tree has grown to their size.

Rules: they come in the order of their sizes and are read one ahead, so that a table of them is never held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from desktop.verify.notes import Note


class Queue:
    """Checkpoints in the order of their sizes, read one ahead."""

    def __init__(self, notes: Iterator[Note]) -> None:
        self._notes = notes
        self._next = next(notes, None)

    @property
    def due(self) -> float:
        """The size of the next one; infinite where there is none."""
        return self._next.size if self._next else inf

    def up_to(self, size: int) -> Iterator[Note]:
        """Yield those over at most that many events."""
        while self._next is not None and self._next.size <= size:
            yield self._next
            self._next = next(self._notes, None)

    def rest(self) -> Iterator[Note]:
        """Yield all that are left."""
        while self._next is not None:
            yield self._next
            self._next = next(self._notes, None)
