"""K-weighting (ITU-R BS.1770-4, annex 1): perceived power, for each tenth of a second.

The standard gives its two filters, a shelf for the head and a high pass, as coefficients for 48,000 Hz. Here they are
computed for any rate, from their analogue originals, by the bilinear transform.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from desktop.media.loudness.iir_filter import Runner, System

PIECE = 1 << 16
"""Frames weighted at once: few enough to stay in the processor's cache."""
_ROW = 32

# In hertz and decibels; with these, the transform gives the standard's own coefficients at 48,000 Hz.
_SHELF_HERTZ, _SHELF_GAIN, _SHELF_Q, _SHELF_SLOPE = (
    1681.974450955533,
    3.999843853973347,
    0.7071752369554196,
    0.4996667741545416,
)
_PASS_HERTZ, _PASS_Q = 38.13547087602444, 0.5003270373238773


def hop_of(rate: int) -> int:
    """Return the frames in a tenth of a second."""
    return round(rate / 10)


class Weighting:
    """The weighting of one recording, from its beginning on, all channels alike."""

    def __init__(self, rate: int, channels: int) -> None:
        self.hop = hop_of(rate)
        self._channels = channels
        self._filter = Runner(k_weighting(rate).blocked(_ROW), channels, PIECE // _ROW)
        self._apart = np.empty((channels, PIECE), np.float32)
        self._heard, self._left = np.empty((channels, self.hop + PIECE), np.float32), 0  # not yet in a whole hop

    def energies(self, samples: NDArray[np.int16]) -> NDArray[np.float32]:
        """Return the squares of the weighted samples, summed over all channels in each hop that is whole by now.

        `samples`: the next `PIECE` frames, (frames, channels).
        """
        self._apart[...] = samples.T
        heard = self._filter.run(self._apart.reshape(self._channels, -1, _ROW))
        end = self._left + PIECE
        self._heard[:, self._left : end] = heard.reshape(self._channels, -1)
        whole = end // self.hop * self.hop
        hops = self._heard[:, :whole].reshape(self._channels, -1, self.hop)
        energies: NDArray[np.float32] = np.vecdot(hops, hops).sum(axis=0)
        self._left = end - whole
        self._heard[:, : self._left] = self._heard[:, whole:end].copy()
        return energies


def k_weighting(rate: int) -> System:
    """Return the shelf, then the high pass."""
    return System.of_biquad(*shelf(rate)).followed_by(System.of_biquad(*high_pass(rate)))


Coefficients = tuple[float, float, float]


def shelf(rate: int) -> tuple[Coefficients, Coefficients]:
    """Return numerator and denominator of the first filter, in falling powers of z."""
    k = math.tan(math.pi * _SHELF_HERTZ / rate)
    high = 10 ** (_SHELF_GAIN / 20)
    band = high**_SHELF_SLOPE
    a0 = 1 + k / _SHELF_Q + k * k
    numerator = (high + band * k / _SHELF_Q + k * k, 2 * (k * k - high), high - band * k / _SHELF_Q + k * k)
    b0, b1, b2 = (each / a0 for each in numerator)
    return (b0, b1, b2), (1.0, 2 * (k * k - 1) / a0, (1 - k / _SHELF_Q + k * k) / a0)


def high_pass(rate: int) -> tuple[Coefficients, Coefficients]:
    """Return the second filter's numerator and denominator; the numerator is the standard's, not scaled to gain one."""
    k = math.tan(math.pi * _PASS_HERTZ / rate)
    a0 = 1 + k / _PASS_Q + k * k
    return (1.0, -2.0, 1.0), (1.0, 2 * (k * k - 1) / a0, (1 - k / _PASS_Q + k * k) / a0)
