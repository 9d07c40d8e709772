"""Serving a decoding child the ranges of a recording that it requests, and no more than a decoder can use.

Rules:
- the source is read here, by a thread of the parent's: the child has no file, and never sees more than it requested;
- a range is within the file and not long. Few are pending at a time, and all of them together are a few times the file
  (its structure is examined, then it is decoded). A child that requests anything else is not trusted;
- `failure` says why a range could not be given; the child sees the end of its input.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import IO, TYPE_CHECKING

from desktop.errors import OutsideError
from desktop.media.formats.formats import WINDOW, refused

if TYPE_CHECKING:
    from desktop.application.ports.sound import Incoming

_MOST_WAITING = 8
_TIMES_OVER = 6
_LEAST = 1 << 12
"""Bytes that a short range counts as, so that those too are limited."""


class Feeder:
    """The feeder between a source and a child's input, which it closes in the end."""

    def __init__(self, source: Incoming, target: IO[bytes]) -> None:
        self._source, self._target = source, target
        self._left = _TIMES_OVER * source.size + 64 * WINDOW
        self._asked: queue.SimpleQueue[tuple[int, int] | None] = queue.SimpleQueue()
        self.reached = 0
        """The end of the last requested range."""
        self.failure: OutsideError | None = None
        self._thread = threading.Thread(target=self._run, name="decode-feeder")
        self._thread.start()

    def ask(self, offset: int, length: int) -> None:
        """Queue these bytes for the child. Raises MediaRefusedError where no decoder would request them."""
        self._left -= max(length, _LEAST)
        within = 0 <= offset < offset + length <= self._source.size
        if not within or length > WINDOW or self._left < 0 or self._asked.qsize() >= _MOST_WAITING:
            raise refused("media_decoder_died")
        self.reached = offset + length
        self._asked.put((offset, length))

    def close(self) -> None:
        """Stop. The child has ended by now, so that nothing blocks."""
        self._asked.put(None)
        self._thread.join()

    def _run(self) -> None:
        # A child that stops listening is no error here: its exit status tells.
        with contextlib.suppress(OSError), self._target:
            while asked := self._asked.get():
                try:
                    data = self._source.read(*asked)
                    if len(data) != asked[1]:
                        raise refused("media_changed")
                except OutsideError as error:
                    self.failure = error
                    return
                self._target.write(data)
                self._target.flush()
