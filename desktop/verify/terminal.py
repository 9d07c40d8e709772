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
CHECKED = "Checked {done:,} of {total:,} events."
_WIPE = "\r\x1b[K"


class TerminalProgress:
    """Use it as a context, and give `report` to `verify` as `on_progress`."""

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic, words: str = CHECKED) -> None:
        self.done = 0
        self.total = 0
        self._stream = stream
        self._shown = stream.isatty()
        self._now = now
        self._words = words
        self._began = self._next = now()

    def report(self, done: int, total: int) -> None:
        """Report that `done` of `total` are done."""
        self.done, self.total = done, total
        if self._shown and self._now() >= self._next:
            self._next = self._now() + PAUSE
            self._write(f"{_WIPE}{self._words.format(done=done, total=total)} {self._left()}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write(_WIPE)

    def _left(self) -> str:
        if not 0 < self.done <= self.total:
            return ""
        seconds = round((self._now() - self._began) * (self.total - self.done) / self.done)
        return f"About {seconds // 60} min {seconds % 60} s left." if seconds >= 60 else f"About {seconds} s left."

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
