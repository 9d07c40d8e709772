"""The loudness of a recording, and the gain of its copy, so that a customer hears it with ease.

Measured is what remains, removed parts being silent, by ITU-R BS.1770-4: integrated loudness (K-weighting, blocks of
400 ms, each 100 ms after the last, gated at -70 LUFS and then at 10 LU under the mean) and true peak. A call in one
channel is measured as one, as everywhere.

The policy:
- The target is -20 LUFS, about that of the spoken prompts that telephone systems come with (of 70 of Debian's Asterisk
  packages the median is -19.4). Broadcast's -23 leaves room for music and effects, which a call has not. The true
  peaks of these prompts are 15 to 19 dB above their loudness, so -20 is also about the most that a gain alone reaches
  under the next rule; louder would need a limiter, which alters the sound.
- The gain never lifts the true peak over -1 dBTP: playback stays clear of clipping on every device.
- A copy is never softer than its recording, and at most 20 dB louder: an empty line is not amplified into a roar.
- One gain for the whole and for all channels: levels show who shouts and who whispers.
- Silence, and less than 400 ms of sound, have no loudness and are left as they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AIM_CDB = -20_00
HIGHEST_TRUE_PEAK_CDB = -1_00
MOST_GAIN_CDB = 20_00

_OFFSET = -0.691
_HOPS_IN_BLOCK = 4
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS, None where there is none; true peak in dBTP, None where every sample is zero."""

    integrated: float | None
    true_peak: float | None


@dataclass(frozen=True)
class Level:
    """The level of a copy, in hundredths of dB, dBTP and LUFS: its gain, and its peak and loudness with that gain."""

    gain_cdb: int
    true_peak_cdb: int | None
    loudness_cdb: int | None


def comfortable(found: Loudness) -> Level:
    """Return the level for the copy of a recording with that loudness."""
    peak = None if found.true_peak is None else math.ceil(100 * found.true_peak)
    loudness = None if found.integrated is None else round(100 * found.integrated)
    if peak is None or loudness is None:
        return Level(0, peak, loudness)
    gain = max(0, min(AIM_CDB - loudness, HIGHEST_TRUE_PEAK_CDB - peak, MOST_GAIN_CDB))
    return Level(gain, peak + gain, loudness + gain)


def loudness_of(hops: NDArray[np.float64], furthest: float) -> Loudness:
    """Return the loudness from the mean square of each whole tenth of a second, and the true peak; full scale is 1."""
    return Loudness(_gated(hops), 20 * math.log10(furthest) if furthest else None)


def _gated(hops: NDArray[np.float64]) -> float | None:
    """Return integrated loudness from the mean square of each hop, where full scale is 1."""
    if len(hops) < _HOPS_IN_BLOCK:
        return None
    blocks = np.convolve(hops, np.full(_HOPS_IN_BLOCK, 1 / _HOPS_IN_BLOCK), "valid")
    loud = blocks[blocks > _power(_ABSOLUTE_GATE)]
    if not len(loud):
        return None
    loud = loud[loud > loud.mean() * 10 ** (_RELATIVE_GATE / 10)]
    return _OFFSET + 10 * math.log10(loud.mean())


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET) / 10))
