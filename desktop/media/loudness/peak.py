"""True peak (ITU-R BS.1770-4, annex 2): how far the sound swings between its samples once it is analogue.

- Between two samples it is interpolated by a windowed sinc. The standard asks for four steps at 48,000 Hz; telephone
  speech fills the band almost to half its rate, so there are eight here: 0.2 dB is missed at most (0.7 dB with four).
- Most of it need not be computed. Values between samples are no further out than those around them times the sum of
  the filter's own coefficients. And around the very peak the curve is at least a cosine at half the rate (Bernstein):
  0.7 of the peak is left a quarter of a sample away. So the other steps are computed only where samples, or the points
  halfway between them, come so near.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.media.loudness.iir_filter import product

Samples = NDArray[np.int16]

STRETCH = 64
"""Frames examined together."""
_HALF = 16
"""Samples on each side of a place that determine its value."""
_BETA = 6.0
_HALFWAY, _OTHERS = 4 / 8, (1 / 8, 2 / 8, 3 / 8, 5 / 8, 6 / 8, 7 / 8)
_LEFT_NEAR_PEAK = 0.7
_AT_ONCE = 128


class TruePeak:
    """The greatest true peak of a recording, over all channels, from its beginning on, where more than `least`."""

    def __init__(self, channels: int, least: float = 0.0) -> None:
        self._halfway, self._others = _between(_HALFWAY), [_between(place) for place in _OTHERS]
        self._most = float(np.abs(self._halfway).sum(axis=0).max())
        self._room = self._size = np.zeros((STRETCH, channels), np.int16)  # the last stretch, before the next
        self.furthest = least
        """The peak so far, where 32,768 is full scale. The surroundings of the last sample wait for the next."""

    def begin(self, before: Samples | None) -> None:
        """Begin elsewhere: after that stretch, or after silence."""
        self._room = self._size = np.zeros((STRETCH, self._room.shape[1]), np.int16)
        if before is not None:
            self._room[:] = before

    def add(self, samples: Samples) -> None:
        """Add the next frames: (frames, channels), whole stretches."""
        room = self._with_last(samples)
        np.abs(room, out=self._size)
        loudest = self._size.view(np.uint16).reshape(len(room) // STRETCH, -1).max(axis=1)
        self.furthest = max(self.furthest, float(np.max(loudest)))
        chosen = np.flatnonzero(np.maximum(loudest[:-1], loudest[1:]) * self._most > self.furthest)
        stretches = room.reshape(len(loudest), STRETCH, -1)
        for at in range(0, len(chosen), _AT_ONCE):
            some = chosen[at : at + _AT_ONCE]
            self._look(np.concatenate([stretches[some], stretches[some + 1]], axis=1))

    def end(self) -> float:
        """Return the peak of the whole, where 32,768 is full scale: nothing follows."""
        self.add(np.zeros((STRETCH, self._room.shape[1]), np.int16))
        return self.furthest

    def _with_last(self, samples: Samples) -> Samples:
        """Return the last stretch of the previous call, and these."""
        last = self._room[-STRETCH:].copy()
        if len(self._room) != STRETCH + len(samples):
            self._room, self._size = np.empty((2, STRETCH + len(samples), samples.shape[1]), np.int16)
        self._room[:STRETCH] = last
        self._room[STRETCH:] = samples
        return self._room

    def _look(self, pairs: Samples) -> None:
        """Search between the samples around the middle of these pairs of stretches: (pairs, frames, channels)."""
        each = pairs.transpose(0, 2, 1).reshape(-1, 2 * STRETCH).astype(np.float32)
        halfway = np.abs(product(each, self._halfway)).max(axis=1)
        self.furthest = max(self.furthest, float(halfway.max()))
        samples = np.abs(each[:, STRETCH // 2 : STRETCH // 2 + STRETCH + 1]).max(axis=1)
        near = each[np.maximum(halfway, samples) > _LEFT_NEAR_PEAK * self.furthest]
        if len(near):
            self.furthest = max(self.furthest, *(float(np.abs(product(near, other)).max()) for other in self._others))


def _between(place: float) -> NDArray[np.float32]:
    """Return the matrix from two stretches to the values `place` after a sample, for the frames around their middle."""
    taps = np.arange(1 - _HALF, _HALF + 1)
    away = (place - taps) / _HALF
    one = np.sinc(away * _HALF) * np.i0(_BETA * np.sqrt(1 - away**2)) / np.i0(_BETA)
    found = np.zeros((2 * STRETCH, STRETCH), np.float32)
    for frame in range(STRETCH):
        found[STRETCH // 2 + frame + taps, frame] = one
    return found
