"""Sound that sustains its pitch: music and steady tones, as against voices and noise.

Spectra of 64 ms, their coarse shape removed, are compared with those of 96 ms later. In music the same lines are
still there; the pitch of a voice has moved on by then, and noise never resembles itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.media.proposals.grid import HOPS, LEAD_HOPS, Batch, Floats, Grid

SEGMENT_HOPS = 84
SEGMENTS = HOPS // SEGMENT_HOPS
_FRAME_HOPS = 8
_STEP_HOPS = 4
_LATER = 3
_BAND = (200.0, 3400.0)
_SMOOTHED_BINS = 15
_SILENCE = 1e-4


class PitchMeter:
    """Measures one batch at a time; it keeps nothing of a batch."""

    def __init__(self, grid: Grid) -> None:
        size = _FRAME_HOPS * grid.hop
        self._window = np.hanning(size).astype(np.float32)
        bins = np.fft.rfftfreq(size, 1 / grid.rate)
        self._first, self._last = (int(np.searchsorted(bins, min(edge, 0.45 * grid.rate))) for edge in _BAND)

    def measure(self, batch: Batch) -> NDArray[np.float64]:
        """Return how much the pitch is kept, about 0 to 1: shape (channels, segments), for segments of 0.7 s."""
        return np.stack([self._kept(channel) for channel in batch.samples])

    def _kept(self, channel: Floats) -> NDArray[np.float64]:
        reach = _FRAME_HOPS + _STEP_HOPS * (_LATER - 1)
        steps = channel[LEAD_HOPS - reach :].reshape(-1, _STEP_HOPS * channel.shape[-1])
        lines = self._lines(np.concatenate([steps[:-1], steps[1:]], axis=1))
        now, later = lines[:-_LATER], lines[_LATER:]
        both = np.einsum("fb,fb->f", now, later)
        alone = np.einsum("fb,fb->f", now, now) * np.einsum("fb,fb->f", later, later)
        alike: NDArray[np.float64] = (both / np.sqrt(alone + 1e-9)).astype(np.float64)
        means: NDArray[np.float64] = alike.reshape(SEGMENTS, -1).mean(axis=1)
        return means

    def _lines(self, frames: Floats) -> Floats:
        """Return the logarithm of each spectrum, without its coarse shape: shape (frames, bins)."""
        spectrum = np.abs(np.fft.rfft(frames * self._window, axis=1))[:, self._first : self._last].astype(np.float32)
        loud = np.log(spectrum + np.float32(_SILENCE))
        half = _SMOOTHED_BINS // 2
        sums = np.cumsum(np.pad(loud, ((0, 0), (half + 1, half)), mode="edge"), axis=1, dtype=np.float64)
        lines: Floats = (loud - (sums[:, _SMOOTHED_BINS:] - sums[:, :-_SMOOTHED_BINS]) / _SMOOTHED_BINS).astype(
            np.float32
        )
        return lines
