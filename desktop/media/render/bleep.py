"""The tone that may replace removed parts: 1,000 Hz at a level of its own, whatever the copy's gain.

It runs with the recording's own time, so that it is the same however the blocks fall. It rises and falls over 5 ms
within the part, so that it does not click; a very short part has a shorter rise. It is computed in whole numbers only:
same bytes on every machine.
"""

from __future__ import annotations

import numpy as np

from desktop.domain.shared.spans import Span
from desktop.media.render.segments import one_second_of_bleep

RISE_MS = 5


class Bleep:
    """The tone of recordings at `rate` frames a second."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._second = np.frombuffer(one_second_of_bleep(rate), "<i2").astype(np.int64)

    def pcm(self, start: int, end: int, part: Span) -> bytes:
        """Return frames `start` to `end` of one channel, 16 bits each, within `part`, all of which is removed."""
        frames = np.arange(start, end)
        rise = max(1, min(self._rate * RISE_MS // 1000, len(part) // 2))
        from_edge = np.minimum(frames - part.start, part.end - 1 - frames)
        tone = self._second[frames % self._rate] * np.minimum(from_edge, rise) // rise
        return tone.astype("<i2").tobytes()
