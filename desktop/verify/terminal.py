"""Progress of long work on a terminal: one line that is overwritten, and wiped at the end.

Rules: nothing is written where the stream is no terminal (a file, a pipe, a timer's log), nor more than ten times a
second. Times are seconds of a monotonic clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

PAUSE = 0.1
Says = Callable[[int, int, int | None], str]
"""The line for so many done, of so many, with about so many seconds left, where that can be told."""
_WIPE = "\r\x1b[K"


class TerminalProgress:
    """Use it as a context, and give `report` to `verify` as `on_progress`."""

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic, says: Says | None = None) -> None:
        self.done = 0
        self.total = 0
        self._stream = stream
        self._shown = stream.isatty()
        self._now = now
        self._says = says or checked
        self._began = self._next = now()

    def report(self, done: int, total: int) -> None:
        """Report that `done` of `total` are done."""
        self.done, self.total = done, total
        if self._shown and self._now() >= self._next:
            self._next = self._now() + PAUSE
            self._write(f"{_WIPE}{self._says(done, total, self._left())}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write(_WIPE)

    def _left(self) -> int | None:
        if not 0 < self.done <= self.total:
            return None
        return round((self._now() - self._began) * (self.total - self.done) / self.done)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def checked(done: int, total: int, left: int | None) -> str:
    """Say how many events are checked, and how long the rest takes."""
    said = f"Checked {done:,} of {total:,} events."
    if left is None:
        return said
    return f"{said} About {left // 60} min {left % 60} s left." if left >= 60 else f"{said} About {left} s left."
