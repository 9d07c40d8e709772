"""Giving a decoding child the ranges of a recording that it asks for, and no more than a decoder has a use for.

Rules:
- the source is read here, by a thread of the parent's: the child has no file, and never sees more than it asked for;
- a range lies within the file and is not long. Few wait at a time, and all of them together are a few times the file
  (its structure is looked at, then it is decoded). A child that asks for anything else is not to be believed;
- why a range could not be given is in `failure`; the child finds the end of its input.
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
"""A short range counts as so many bytes, so that there is an end of them too."""


class Feeder:
    """Between a source and a child's input, which it closes in the end."""

    def __init__(self, source: Incoming, target: IO[bytes]) -> None:
        self._source, self._target = source, target
        self._left = _TIMES_OVER * source.size + 64 * WINDOW
        self._asked: queue.SimpleQueue[tuple[int, int] | None] = queue.SimpleQueue()
        self.reached = 0
        """The end of the range that was asked for last."""
        self.failure: OutsideError | None = None
        self._thread = threading.Thread(target=self._run, name="decode-feeder")
        self._thread.start()

    def ask(self, offset: int, length: int) -> None:
        """The child wants these bytes. Raises MediaRefusedError where no decoder would."""
        self._left -= max(length, _LEAST)
        within = 0 <= offset < offset + length <= self._source.size
        if not within or length > WINDOW or self._left < 0 or self._asked.qsize() >= _MOST_WAITING:
            raise refused("media_decoder_died")
        self.reached = offset + length
        self._asked.put((offset, length))

    def close(self) -> None:
        """No more. The child has ended by now, so that nothing blocks."""
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
