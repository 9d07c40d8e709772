"""PCM on a grid of 8 ms, in batches of equal length whatever blocks it came in.

Rates of 16,000 Hz and more are brought down to 8,000 to 16,000 Hz by averaging neighbours: everything of interest is
below 3,400 Hz, like telephony. A hop is 8 ms. Each batch repeats some hops of the one before, so that windows that
end in it can reach back; before the beginning there is silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HOP_SECONDS = 0.008
HOPS = 504
LEAD_HOPS = 24
_STORED = np.dtype("<i2")
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Grid:
    """The grid of a recording at that rate and channels. `hop` samples of `rate` Hz stand for `hop * factor` frames."""

    source_rate: int
    channels: int

    @property
    def factor(self) -> int:
        return max(1, self.source_rate // 8000)

    @property
    def rate(self) -> float:
        return self.source_rate / self.factor

    @property
    def hop(self) -> int:
        return round(HOP_SECONDS * self.rate)

    @property
    def seconds(self) -> float:
        """The length of a hop, exactly."""
        return self.hop / self.rate

    def hops(self, seconds: float) -> int:
        """Return that many seconds in hops, rounded."""
        return round(seconds / self.seconds)

    def frame(self, hop: int) -> int:
        """Return the frame of the recording at which a hop begins."""
        return hop * self.hop * self.factor


@dataclass(frozen=True)
class Batch:
    """`samples`, -1.0 to 1.0, of shape (channels, hops, samples of a hop).

    They are `LEAD_HOPS` earlier hops, and `HOPS` from hop `first` on. The last batch is padded with
    silence: `end` is the hop at which the recording ended.
    """

    first: int
    end: int
    samples: Floats


def batches(blocks: Iterable[bytes], grid: Grid) -> Iterator[Batch]:
    """Yield batches from blocks of whole frames of 16-bit little-endian interleaved PCM, of any lengths."""
    size = HOPS * grid.hop * grid.factor
    lead = np.zeros((grid.channels, LEAD_HOPS, grid.hop), np.float32)
    first = 0
    for part in _parts(blocks, size, grid.channels):
        frames = len(part)
        filled = part if frames == size else np.concatenate([part, np.zeros((size - frames, grid.channels), _STORED)])
        fresh = _samples(filled, grid)
        samples = np.concatenate([lead, fresh], axis=1)
        lead = fresh[:, -LEAD_HOPS:]
        yield Batch(first, first + -(-frames // (grid.hop * grid.factor)), samples)
        first += HOPS


def _parts(blocks: Iterable[bytes], size: int, channels: int) -> Iterator[NDArray[np.int16]]:
    """Yield `size` frames at a time, the rest at the end: shape (frames, channels)."""
    kept: list[NDArray[np.int16]] = []
    held = 0
    for block in blocks:
        samples = np.frombuffer(block, _STORED).reshape(-1, channels)
        while held + len(samples) >= size:
            taken, samples = samples[: size - held], samples[size - held :]
            yield np.concatenate([*kept, taken])
            kept, held = [], 0
        if len(samples):
            kept.append(samples)
            held += len(samples)
    if kept:
        yield np.concatenate(kept)


def _samples(part: NDArray[np.int16], grid: Grid) -> Floats:
    floats = np.ascontiguousarray(part.T, dtype=np.float32) / np.float32(32768)
    if grid.factor > 1:
        floats = floats.reshape(grid.channels, -1, grid.factor).mean(axis=2)
    return floats.reshape(grid.channels, HOPS, grid.hop)
