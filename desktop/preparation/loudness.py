"""How loud a recording is, and by how much its copy is made louder, so that a customer hears it with ease.

Measured is what remains, removed parts being silent, by ITU-R BS.1770-4: integrated loudness (K-weighting, blocks of
400 ms, each 100 ms after the last, gated at -70 LUFS and then at 10 LU under the mean) and true peak. A call in one
channel is measured as one, as everywhere.

The policy:
- The aim is -20 LUFS, about that of the spoken prompts that telephone systems come with (of 70 of Debian's Asterisk
  packages the middle is at -19.4). Broadcast's -23 leaves room for music and effects, which a call has not. The true
  peaks of these prompts stand 15 to 19 dB above their loudness, so -20 is also about the most that a gain alone reaches
  under the next rule; louder would need a limiter, which alters the sound.
- The gain never lifts the true peak over -1 dBTP: what is played stays clear of clipping in every device.
- A copy is never softer than its recording, and at most 20 dB louder: an empty line is not blown up into a roar.
- One gain for the whole and for all channels alike: who shouts and who whispers is told by their levels.
- Silence, and less than 400 ms of sound, have no loudness and are left as they are.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.preparation.ahead import ahead
from desktop.preparation.loudness_peak import Samples, TruePeak
from desktop.preparation.loudness_weighting import PIECE, Weighting

AIM_CDB = -20_00
HIGHEST_TRUE_PEAK_CDB = -1_00
MOST_GAIN_CDB = 20_00

_FULL_SCALE = 32768.0
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
    """Of a copy, in hundredths of dB, dBTP and LUFS: the gain it got, and what it has with it."""

    gain_cdb: int
    true_peak_cdb: int | None
    loudness_cdb: int | None


def comfortable(found: Loudness) -> Level:
    """The level of the copy of a recording that was measured so."""
    peak = None if found.true_peak is None else math.ceil(100 * found.true_peak)
    loudness = None if found.integrated is None else round(100 * found.integrated)
    if peak is None or loudness is None:
        return Level(0, peak, loudness)
    gain = max(0, min(AIM_CDB - loudness, HIGHEST_TRUE_PEAK_CDB - peak, MOST_GAIN_CDB))
    return Level(gain, peak + gain, loudness + gain)


def measured(blocks: Iterable[bytes], rate: int, channels: int) -> Loudness:
    """The loudness of blocks of whole frames of 16-bit little-endian PCM, of any lengths.

    The same sound has the same figures however its blocks fall. Kept are ten numbers a second.
    """
    weighting, peak = Weighting(rate, channels), TruePeak(channels)
    energies, frames = [np.empty(0, np.float32)], 0
    for samples, count in ahead(_looked_at(_pieces(blocks, channels), peak)):
        energies.append(weighting.energies(samples))
        frames += count
    hops = np.concatenate(energies, dtype=np.float64)[: frames // weighting.hop]
    furthest = peak.end()
    return Loudness(
        _gated(hops / (weighting.hop * _FULL_SCALE**2)), 20 * math.log10(furthest / _FULL_SCALE) if furthest else None
    )


def _looked_at(pieces: Iterable[tuple[Samples, int]], peak: TruePeak) -> Iterator[tuple[Samples, int]]:
    """The same pieces, once `peak` has seen them."""
    for samples, count in pieces:
        peak.add(samples)
        yield samples, count


def _pieces(blocks: Iterable[bytes], channels: int) -> Iterator[tuple[Samples, int]]:
    """The same frames in pieces of `PIECE`, and how many each holds; the last is filled up with zeros.

    A piece lasts until the next but one. All that is large is made once and used again, here and where it goes to:
    fresh memory takes as long as the sums.
    """
    rooms = itertools.cycle(np.zeros((2, PIECE, channels), np.int16))
    piece, held = next(rooms), 0
    for block in blocks:
        samples = np.frombuffer(block, "<i2").reshape(-1, channels)
        while len(samples):
            some = samples[: PIECE - held]
            piece[held : held + len(some)] = some
            held, samples = held + len(some), samples[len(some) :]
            if held == PIECE:
                yield piece, held
                piece, held = next(rooms), 0
    if held:
        piece[held:] = 0
        yield piece, held


def _gated(hops: NDArray[np.float64]) -> float | None:
    """Integrated loudness from the mean square of each hop, where full scale is 1."""
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
