"""Loud and quiet, in chunks of about 0.1 s: silence is relative to the noise of the line.

The floor of a channel is the level that a tenth of its last minute stays below: between words there is only the
line. Silence is at most the floor, or inaudible anyway. Steady sound that has a pitch is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.media.proposals.grid import HOPS, LEAD_HOPS, Batch
from desktop.media.proposals.tones import powers_of

CHUNK_HOPS = 12
CHUNKS = HOPS // CHUNK_HOPS
FINE_HOPS = 4
"""About 32 ms: as long as the shortest pause within a word."""
SILENT_DB = -57.0
# The louder the line, the less a voice stands out of it; and a loud line is steady, for noise alone makes it loud.
_FLOORS_DB = (-45.0, -28.0)
_ABOVE_FLOOR_DB = (4.0, 2.0)
_VOICE_ABOVE_FLOOR_DB = (9.0, 5.0)
_LOUDEST_FLOOR_DB = -24.0
_QUIETEST_VOICE_DB = -48.0
_REMEMBERED_CHUNKS = 625
_LOWEST_DB = -100.0


@dataclass(frozen=True)
class Levels:
    """Shape (channels, chunks), of full scale; `quiet` and `loud` leave a part between them that is neither.

    `fine` has the levels of each `FINE_HOPS` hops.
    """

    decibels: NDArray[np.float64]
    fine: NDArray[np.float64]
    quiet: NDArray[np.bool_]
    loud: NDArray[np.bool_]


class LevelMeter:
    """Remembers a minute of levels, whatever the length of the recording."""

    def __init__(self, channels: int) -> None:
        self._before = np.empty((channels, 0))

    def measure(self, batch: Batch) -> Levels:
        powers = powers_of(batch.samples[:, LEAD_HOPS:])
        decibels, fine = (_decibels(powers, hops) for hops in (CHUNK_HOPS, FINE_HOPS))
        # The last batch's padding is not of the recording.
        real = decibels[:, : max(1, (batch.end - batch.first) // CHUNK_HOPS)]
        known = np.concatenate([self._before, real], axis=1)[:, -_REMEMBERED_CHUNKS:]
        self._before = known
        floor = np.percentile(known, 10, axis=1, method="lower")[:, None]
        line = floor + np.interp(floor, _FLOORS_DB, _ABOVE_FLOOR_DB)
        quiet = decibels <= np.maximum(SILENT_DB, np.minimum(line, _LOUDEST_FLOOR_DB))
        loud = decibels > np.maximum(_QUIETEST_VOICE_DB, floor + np.interp(floor, _FLOORS_DB, _VOICE_ABOVE_FLOOR_DB))
        return Levels(decibels, fine, quiet, loud)


def _decibels(powers: NDArray[np.float64], hops: int) -> NDArray[np.float64]:
    """Return the levels of so many hops each."""
    means = powers.reshape(len(powers), -1, hops).mean(axis=2)
    decibels: NDArray[np.float64] = np.maximum(10 * np.log10(means + 1e-12), _LOWEST_DB)
    return decibels
