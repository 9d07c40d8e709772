"""The loudness of a recording along its length, and the gain of its copy, so that a customer hears it with ease.

Measured is what remains, removed parts being silent, by ITU-R BS.1770-4: integrated loudness (K-weighting, blocks of
400 ms, each 100 ms after the last, gated at -70 LUFS and then at 10 LU under the mean) and true peak. A call in one
channel is measured as one, as everywhere.

- The target is -20 LUFS, about that of the spoken prompts that telephone systems come with (of 70 of Debian's Asterisk
  packages the median is -19.4). Broadcast's -23 leaves room for music and effects, which a call has not. The true
  peaks of these prompts are 15 to 19 dB above their loudness, so -20 is also about the most that a gain alone reaches
  under the next rule; louder would need a limiter, which alters the sound.
- The gain never lifts the true peak over -1 dBTP: playback stays clear of clipping on every device.
- A copy is never softer than its recording, and at most 20 dB louder: an empty line is not amplified into a roar.
- One gain for the whole and for all channels: levels show who shouts and who whispers. Silence, and less than 400 ms of
  sound, have no loudness and are left as they are.
- A track holds the weighted energy of each tenth of a second, all channels together, and the true peak of each piece of
  `PIECE` frames. They are measured once, over the whole of the working copy, and stored beside it, encrypted like it.
- Removal changes them within its part and near it: the weighting of a tenth depends on what came before (after
  `_RUN_UP` tenths nothing is left of it in single precision), a true peak on `_REACH` frames either side. There they
  are measured again, as the copy will be. Either way the figures are those of BS.1770-4 over the whole of what remains.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from desktop.domain.shared.spans import Span, union
from desktop.media.loudness.filters import PIECE, STRETCH, Samples, TruePeak, Weighting, hop_of

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


FULL_SCALE = 32768.0
_HEADER, _MARK = struct.Struct("<4sIHQ"), b"LRL1"
_STORED = np.dtype("<f4")
_RUN_UP = 2
_REACH = STRETCH

Kept = NDArray[np.float32]
Part = Callable[[int, int], bytes]
"""Frames from the first to, not including, the second, as they will be in the copy: 16-bit little-endian PCM."""


@dataclass(frozen=True, eq=False)
class Track:
    """The loudness along a whole recording. `energies`: sums of squares; `peaks`: 32,768 is full scale."""

    rate: int
    channels: int
    frames: int
    energies: Kept = field(repr=False)
    peaks: Kept = field(repr=False)

    def loudness(self) -> Loudness:
        """Return the loudness of the recording as it is."""
        return _loudness(self.energies, hop_of(self.rate), _furthest(self.peaks))

    def loudness_without(self, removed: Iterable[Span], part: Part) -> Loudness:
        """Return the loudness of a copy that `part` gives; it differs from the recording within these spans alone."""
        spans = union(removed)
        return _loudness(self._energies(spans, part), hop_of(self.rate), self._peak(spans, part))

    def to_bytes(self) -> bytes:
        """Return it in its stored form."""
        header = _HEADER.pack(_MARK, self.rate, self.channels, self.frames)
        return header + self.energies.astype(_STORED).tobytes() + self.peaks.astype(_STORED).tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Track:
        """Read the result of `to_bytes`; anything else is ValueError."""
        if len(data) < _HEADER.size:
            raise ValueError("no loudness")
        mark, rate, channels, frames = _HEADER.unpack_from(data)
        if mark != _MARK or not rate or not channels or not frames:
            raise ValueError("no loudness")
        tenths, pieces = frames // hop_of(rate), -(-frames // PIECE)
        if len(data) != _HEADER.size + _STORED.itemsize * (tenths + pieces):
            raise ValueError("no loudness")
        figures = np.frombuffer(data, _STORED, offset=_HEADER.size).astype(np.float32)
        return cls(rate, channels, frames, figures[:tenths], figures[tenths:])

    def _energies(self, removed: Sequence[Span], part: Part) -> Kept:
        """Return the energies, those near removed parts measured again: stretch by stretch, each after its run-up."""
        hop, tenths = hop_of(self.rate), len(self.energies)
        near = [Span(span.start // hop, min(-(-span.end // hop) + _RUN_UP, tenths)) for span in removed
                if span.start // hop < tenths]  # fmt: skip
        runs = [(max(0, run.start - _RUN_UP), run) for run in union(near)]
        if not runs:
            return self.energies
        frames = (step for first, run in runs for step in _steps(first * hop, run.end * hop))
        found = _weighted(
            (_samples(part(start, end), self.channels) for start, end in frames), self.rate, self.channels
        )
        energies, at = self.energies.copy(), 0
        for first, run in runs:
            at += run.start - first
            energies[run.start : run.end] = found[at : at + len(run)]
            at += len(run)
        return energies

    def _peak(self, removed: Sequence[Span], part: Part) -> float:
        """Return the greatest peak of the pieces away from removed parts, and of the others as they will be."""
        near = union(Span(max(0, each.start - _REACH) // PIECE, -(-(each.end + _REACH) // PIECE)) for each in removed)
        untouched = np.ones(len(self.peaks), np.bool_)
        for run in near:
            untouched[run.start : run.end] = False
        peak = TruePeak(self.channels, least=_furthest(self.peaks[untouched]))
        for run in near:
            first, last = run.start * PIECE, min(run.end * PIECE, self.frames)
            peak.begin(_samples(part(first - STRETCH, first), self.channels) if first else None)
            for start, end in _steps(first, last):
                peak.add(_whole_stretches(_samples(part(start, end), self.channels)))
            after = _samples(part(last, min(last + STRETCH, self.frames)), self.channels)
            peak.add(_whole_stretches(after) if len(after) else np.zeros((STRETCH, self.channels), np.int16))
        return peak.furthest


class Meter:
    """Measures a recording from its beginning on. The same sound has the same figures however its blocks fall."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels, self._frames = rate, channels, 0
        self._gathered = _Gathered(channels)
        self._weighting, self._peak = Weighting(rate, channels), TruePeak(channels)
        self._energies, self._peaks = [np.empty(0, np.float32)], list[float]()

    def add(self, block: bytes) -> None:
        """Add the next whole frames of 16-bit little-endian PCM, as many as there are."""
        samples = _samples(block, self._channels)
        self._frames += len(samples)
        for piece in self._gathered.whole(samples):
            self._take(piece)

    def end(self) -> Track:
        """Return the track; once, after everything was added."""
        if self._gathered.held:
            self._take(self._gathered.rest())
        if self._peaks:
            self._peaks[-1] = max(self._peaks[-1], self._peak.end())
        energies = np.concatenate(self._energies)[: self._frames // hop_of(self._rate)]
        return Track(self._rate, self._channels, self._frames, energies, np.array(self._peaks, np.float32))

    def _take(self, piece: Samples) -> None:
        self._energies.append(self._weighting.energies(piece))
        self._peak.add(piece)
        self._peaks.append(self._peak.furthest)
        self._peak.furthest = 0.0


def measured(blocks: Iterable[bytes], rate: int, channels: int) -> Track:
    """Return the loudness along blocks of whole frames of 16-bit little-endian PCM, of any lengths."""
    meter = Meter(rate, channels)
    for block in blocks:
        meter.add(block)
    return meter.end()


class _Gathered:
    """Pieces of `PIECE` frames from blocks of any lengths. A piece lasts until the next call: fresh memory takes as
    long as the sums."""

    def __init__(self, channels: int) -> None:
        self._piece, self.held = np.zeros((PIECE, channels), np.int16), 0

    def whole(self, samples: Samples) -> Iterator[Samples]:
        """Yield the pieces that these complete."""
        while len(samples):
            some = samples[: PIECE - self.held]
            self._piece[self.held : self.held + len(some)] = some
            self.held, samples = self.held + len(some), samples[len(some) :]
            if self.held == PIECE:
                self.held = 0
                yield self._piece

    def rest(self) -> Samples:
        """Return the incomplete piece, padded with zeros."""
        self._piece[self.held :] = 0
        return self._piece


def _weighted(blocks: Iterable[Samples], rate: int, channels: int) -> Kept:
    """Return the energies of each tenth of a second of these samples, which are whole tenths."""
    weighting, gathered = Weighting(rate, channels), _Gathered(channels)
    found, frames = [np.empty(0, np.float32)], 0
    for samples in blocks:
        frames += len(samples)
        found += [weighting.energies(piece) for piece in gathered.whole(samples)]
    if gathered.held:
        found.append(weighting.energies(gathered.rest()))
    return np.concatenate(found)[: frames // weighting.hop]


def _furthest(peaks: Kept) -> float:
    return max(peaks.tolist(), default=0.0)


def _loudness(energies: Kept, hop: int, furthest: float) -> Loudness:
    return loudness_of(energies.astype(np.float64) / (hop * FULL_SCALE**2), furthest / FULL_SCALE)


def _steps(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split into steps of which none needs much memory."""
    return ((at, min(at + PIECE, end)) for at in range(start, end, PIECE))


def _samples(pcm: bytes, channels: int) -> Samples:
    return np.frombuffer(pcm, "<i2").reshape(-1, channels)


def _whole_stretches(samples: Samples) -> Samples:
    missing = -len(samples) % STRETCH
    return np.pad(samples, ((0, missing), (0, 0))) if missing else samples
