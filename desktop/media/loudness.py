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

How, by recursive filters as products of matrices:

- numpy has no recursion, and sample by sample Python is too slow. A filter is a linear system: a state of a few numbers
  holds everything that went before. So is the filter that takes `count` inputs at once (`blocked`). The states before
  many such rows follow each other by a linear system again, and are computed in the same way. The result is the filter
  itself, not a truncated one.
- The standard gives its two filters, a shelf for the head and a high pass, as coefficients for 48,000 Hz. Here they are
  computed for any rate, from their analogue originals, by the bilinear transform.
- Between two samples the peak is interpolated by a windowed sinc. The standard asks for four steps at 48,000 Hz;
  telephone speech fills the band almost to half its rate, so there are eight here: 0.2 dB is missed at most (0.7 dB
  with four).
- Most of it need not be computed. Values between samples are no further out than those around them times the sum of
  the filter's own coefficients. And around the very peak the curve is at least a cosine at half the rate (Bernstein):
  0.7 of the peak is left a quarter of a sample away. So the other steps are computed only where samples, or the points
  halfway between them, come so near.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from desktop.domain.shared.spans import Span, union

Matrix = NDArray[Any]
Rows = NDArray[np.float32]
_AT_ONCE = 8
_UNSHARED = 1 << 17
"""Multiplications that OpenBLAS leaves to one thread (it shares out from four times as many on)."""


@dataclass(frozen=True, eq=False)
class System:
    """Row vectors throughout: new state = state @ step + input @ into; output = state @ out + input @ through."""

    step: Matrix
    into: Matrix
    out: Matrix
    through: Matrix

    @classmethod
    def of_biquad(cls, b: tuple[float, float, float], a: tuple[float, float, float]) -> Self:
        """Return the filter (b0 + b1/z + b2/z²) / (a0 + a1/z + a2/z²), one number in and one out."""
        b0, b1, b2 = (each / a[0] for each in b)
        a1, a2 = a[1] / a[0], a[2] / a[0]
        step = np.array([[-a1, -a2], [1.0, 0.0]])
        return cls(step, np.array([[b1 - a1 * b0, b2 - a2 * b0]]), np.array([[1.0], [0.0]]), np.array([[b0]]))

    def followed_by(self, other: System) -> System:
        """Return both, one after the other."""
        nothing = np.zeros((len(other.step), len(self.step)))
        return System(
            np.block([[self.step, self.out @ other.into], [nothing, other.step]]),
            np.hstack([self.into, self.through @ other.into]),
            np.vstack([self.out @ other.through, other.out]),
            self.through @ other.through,
        )

    def blocked(self, count: int) -> System:
        """Return the same with `count` successive inputs in one row, and as many outputs."""
        powers = [np.eye(len(self.step))]
        for _ in range(count):
            powers.append(powers[-1] @ self.step)
        answers = [self.through, *(self.into @ power @ self.out for power in powers[: count - 1])]
        nothing = np.zeros_like(self.through)
        return System(
            powers[count],
            np.vstack([self.into @ power for power in reversed(powers[:count])]),
            np.hstack([power @ self.out for power in powers[:count]]),
            np.block([[answers[to - at] if to >= at else nothing for to in range(count)] for at in range(count)]),
        )

    def states(self) -> System:
        """Return the system that gives the state before each input, the inputs being what they add to the state."""
        one = np.eye(len(self.step))
        return System(self.step, one, one, np.zeros_like(one))

    def rounded(self) -> System:
        """Return it in single precision: half the work of double, and an error that a measurement tolerates."""
        return System(*(each.astype(np.float32) for each in (self.step, self.into, self.out, self.through)))


class Runner:
    """A system run over many rows at once and several channels alike, from rest; it resumes where it stopped."""

    def __init__(self, system: System, channels: int, rows: int) -> None:
        """`rows`: how many of each channel come at once; a power of two."""
        self._system = system.rounded()
        self._state = np.zeros((channels, len(system.step)), np.float32)
        self._outputs, self._remembered = np.empty((2, channels, rows, len(system.through)), np.float32)
        self._coarser: list[System] = []
        while rows > _AT_ONCE:
            system, rows = system.states().blocked(_AT_ONCE), rows // _AT_ONCE
            self._coarser.append(system.rounded())

    def run(self, rows: Rows) -> Rows:
        """Return the next rows' outputs, until the next call. Both: (channels, rows, inputs or outputs of one)."""
        added = product(rows, self._system.into)
        before = _before(self._state, added, self._system.step, self._coarser)
        self._state = before[:, -1] @ self._system.step + added[:, -1]
        product(rows, self._system.through, self._outputs)
        product(before, self._system.out, self._remembered)
        self._outputs += self._remembered
        return self._outputs


def _before(state: Rows, added: Rows, step: Rows, coarser: Sequence[System]) -> Rows:
    """Return the state before each row, where each row adds `added` to it."""
    if not coarser:
        states = np.empty_like(added)
        for at in range(added.shape[1]):
            states[:, at] = state
            state = state @ step + added[:, at]
        return states
    system, *others = coarser
    groups = added.reshape(len(added), -1, len(system.through))
    starts = _before(state, product(groups, system.into), system.step, others)
    return (product(groups, system.through) + product(starts, system.out)).reshape(added.shape)


def product(rows: Rows, matrix: Rows, out: Rows | None = None) -> Rows:
    """Return `rows @ matrix` over the last axis, a few rows at a time. `out`: the target, contiguous.

    So few that BLAS does not share them out among threads: these wait for each other longer than the work takes, and
    may add up in another order on another machine.
    """
    flat = rows.reshape(-1, rows.shape[-1])
    few = max(1, _UNSHARED // matrix.size)
    whole = len(flat) // few * few
    found = np.empty((len(flat), matrix.shape[1]), np.float32) if out is None else out.reshape(-1, matrix.shape[1])
    np.matmul(flat[:whole].reshape(-1, few, flat.shape[1]), matrix, out=found[:whole].reshape(-1, few, matrix.shape[1]))
    np.matmul(flat[whole:], matrix, out=found[whole:])
    return found.reshape(*rows.shape[:-1], matrix.shape[1])


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


Samples = NDArray[np.int16]

STRETCH = 64
"""Frames examined together."""
_HALF = 16
"""Samples on each side of a place that determine its value."""
_BETA = 6.0
_HALFWAY, _OTHERS = 4 / 8, (1 / 8, 2 / 8, 3 / 8, 5 / 8, 6 / 8, 7 / 8)
_LEFT_NEAR_PEAK = 0.7
_BLOCKS_AT_ONCE = 128


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
        for at in range(0, len(chosen), _BLOCKS_AT_ONCE):
            some = chosen[at : at + _BLOCKS_AT_ONCE]
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
    hops = energies.astype(np.float64) / (hop * FULL_SCALE**2)
    return Loudness(_gated(hops), 20 * math.log10(furthest / FULL_SCALE) if furthest else None)


def _steps(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split into steps of which none needs much memory."""
    return ((at, min(at + PIECE, end)) for at in range(start, end, PIECE))


def _samples(pcm: bytes, channels: int) -> Samples:
    return np.frombuffer(pcm, "<i2").reshape(-1, channels)


def _whole_stretches(samples: Samples) -> Samples:
    missing = -len(samples) % STRETCH
    return np.pad(samples, ((0, missing), (0, 0))) if missing else samples
