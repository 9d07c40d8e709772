"""A made-up recording: a waveform over samples in memory, which follows the port, and tones that are nobody's voice."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

RATE = 8000


@dataclass(eq=False)
class FakeWaveform:
    """The port `WaveformLevels`, straight from samples of shape (channels, frames)."""

    samples: NDArray[np.int16]
    rate: int = RATE
    finest: int = 1
    asked: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def frames(self) -> int:
        return int(self.samples.shape[1])

    @property
    def channels(self) -> int:
        return int(self.samples.shape[0])

    def columns(self, start: int, end: int, width: int) -> NDArray[np.int16]:
        assert 0 <= start < end <= self.frames and width > 0
        self.asked.append((start, end, width))
        edges = start + (end - start) * np.arange(width + 1) // width
        found = np.empty((self.channels, 2, width), np.int16)
        for column, (first, after) in enumerate(pairwise(edges)):
            part = self.samples[:, first : max(after, first + 1)]
            found[:, 0, column], found[:, 1, column] = part.min(axis=1), part.max(axis=1)
        return found

    def pairs(self, first: int, after: int) -> NDArray[np.int16]:
        edges = [*range(first * self.finest, min(after * self.finest, self.frames), self.finest)]
        parts = [self.samples[:, edge : edge + self.finest] for edge in edges]
        return np.stack([np.stack([part.min(axis=1), part.max(axis=1)], axis=1) for part in parts], axis=2)


def talk(seconds: float, channels: int = 2, rate: int = RATE) -> NDArray[np.int16]:
    """Return two parties in turn: one second each, loud for its party and silent for the other."""
    at = np.arange(int(seconds * rate))
    tone = (9000 * np.sin(2 * np.pi * 440 * at / rate)).astype(np.int16)
    turn = at // rate % max(channels, 1)
    return np.stack([np.where(turn == channel, tone, 0) for channel in range(channels)]).astype(np.int16)
