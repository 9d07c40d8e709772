"""The signal that proposals look at: PCM on a grid of 8 ms, its levels, its tones, and spans of what holds on.

- Batches are of equal length whatever blocks the PCM came in. Rates of 16,000 Hz and more are brought down to 8,000 to
  16,000 Hz by averaging neighbours: everything of interest is below 3,400 Hz. Each batch repeats some hops of the one
  before, so that windows that end in it can reach back; before the beginning there is silence.
- Silence is relative to the noise of the line, in chunks of about 0.1 s. The floor of a channel is the level that a
  tenth of its last minute stays below: between words there is only the line. Steady sound that has a pitch is none.
- A key is one low and one high tone at once (697 770 852 941 Hz with 1209 1336 1477 1633 Hz). It counts where both hold
  most of the energy, neither is much stronger than the other (twist), each stands out of its group, and their second
  harmonics are weak: voices have strong ones. The key itself is known here only as a number that changes when it does.
  Ringing in the United Kingdom is 400 with 450 Hz.
- Of spans only what is still open is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

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
    silence: `end` is the hop at which the recording ended. `frames`: how many of the recording there were up to here.
    """

    first: int
    end: int
    frames: int
    samples: Floats


def batches(blocks: Iterable[bytes], grid: Grid) -> Iterator[Batch]:
    """Yield batches from blocks of whole frames of 16-bit little-endian interleaved PCM, of any lengths."""
    size = HOPS * grid.hop * grid.factor
    lead = np.zeros((grid.channels, LEAD_HOPS, grid.hop), np.float32)
    first = frames = 0
    for part in _parts(blocks, size, grid.channels):
        frames += len(part)
        filled = np.pad(part, ((0, size - len(part)), (0, 0))) if len(part) < size else part
        fresh = _samples(filled, grid)
        samples = np.concatenate([lead, fresh], axis=1)
        lead = fresh[:, -LEAD_HOPS:]
        yield Batch(first, first + -(-len(part) // (grid.hop * grid.factor)), frames, samples)
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


LOW = (697.0, 770.0, 852.0, 941.0)
HIGH = (1209.0, 1336.0, 1477.0, 1633.0)
RING = (400.0, 450.0)
KEY_HOPS = 3
RING_HOPS = 8

_KEY_SHARE = 0.45
_RING_SHARE = 0.55
_EACH_RING_SHARE = 0.12
_TWIST = 8.0
_OTHERS = 0.4
_HARMONIC = 0.5
_LEAST_POWER = 10 ** (-50 / 10)
_ROWS = 33
_T = TypeVar("_T", np.float64, np.complex128)


@dataclass(frozen=True)
class Tones:
    """Shape (channels, hops). `keys` is -1 where no key sounds; both describe a window that ends with the hop."""

    keys: NDArray[np.int8]
    ringing: NDArray[np.bool_]


class ToneMeter:
    """Measures one batch at a time; it keeps nothing of a batch."""

    def __init__(self, grid: Grid) -> None:
        tones = np.array([*LOW, *HIGH, *RING])
        # A harmonic above half the rate cannot be measured, and cannot be there.
        self._harmonics = 2 * tones[:8] < grid.rate / 2
        turns = np.array([*tones, *(2 * tones[:8])]) / grid.rate
        waves = np.exp(-2j * np.pi * turns * np.arange(grid.hop)[:, None])
        # Real and imaginary parts side by side, in one piece: one product of real matrices does it all.
        self._basis = np.ascontiguousarray(np.concatenate([waves.real, waves.imag], axis=1), np.float32)
        self._phases = np.exp(-2j * np.pi * turns * (grid.hop * np.arange(LEAD_HOPS + 1024))[:, None])
        self._hop = grid.hop

    def measure(self, batch: Batch) -> Tones:
        """Return the tones of the windows that end within the batch."""
        hops = batch.samples.shape[1]
        # In small pieces: a large product is shared out to threads, and then waits for the busiest processor.
        products = batch.samples.reshape(-1, _ROWS, self._hop) @ self._basis
        real, imaginary = np.split(products.reshape(*batch.samples.shape[:2], -1), 2, axis=-1)
        partial = (real + 1j * imaginary) * self._phases[:hops]
        energy = np.einsum("chn,chn->ch", batch.samples, batch.samples).astype(np.float64)
        return Tones(self._keys(partial, energy), self._ringing(partial[..., 8:10], energy))

    def _keys(self, partial: NDArray[np.complex128], energy: NDArray[np.float64]) -> NDArray[np.int8]:
        tones = self._powers(partial, KEY_HOPS)
        total = _ended(energy, KEY_HOPS)
        low, low_at, low_clear = _strongest(tones[..., 0:4])
        high, high_at, high_clear = _strongest(tones[..., 4:8])
        harmonics = np.where(self._harmonics, tones[..., 10:18], 0.0)
        low_harmonic = np.take_along_axis(harmonics[..., 0:4], low_at[..., None], -1)[..., 0]
        high_harmonic = np.take_along_axis(harmonics[..., 4:8], high_at[..., None], -1)[..., 0]
        sounds = (
            (low + high > _KEY_SHARE * total)
            & (total > _LEAST_POWER * KEY_HOPS * self._hop)
            & (low < _TWIST * high)
            & (high < _TWIST * low)
            & low_clear
            & high_clear
            & (low_harmonic < _HARMONIC * low)
            & (high_harmonic < _HARMONIC * high)
        )
        return np.where(sounds, 4 * low_at + high_at, -1).astype(np.int8)

    def _ringing(self, partial: NDArray[np.complex128], energy: NDArray[np.float64]) -> NDArray[np.bool_]:
        tones = self._powers(partial, RING_HOPS)
        total = _ended(energy, RING_HOPS)
        loud = total > _LEAST_POWER * RING_HOPS * self._hop
        both = np.all(tones > _EACH_RING_SHARE * total[..., None], axis=-1)
        ringing: NDArray[np.bool_] = loud & both & (tones.sum(axis=-1) > _RING_SHARE * total)
        return ringing

    def _powers(self, partial: NDArray[np.complex128], hops: int) -> NDArray[np.float64]:
        """Return the energy of each tone in the window of so many hops."""
        summed = _ended(partial, hops)
        powers: NDArray[np.float64] = 2 * (summed.real**2 + summed.imag**2) / (hops * self._hop)
        return powers


def _ended(values: NDArray[_T], hops: int) -> NDArray[_T]:
    """Return sums over `hops` hops, one for each hop of the batch in which they end."""
    sums = np.cumsum(values, axis=1)
    ended: NDArray[_T] = sums[:, LEAD_HOPS:] - sums[:, LEAD_HOPS - hops : -hops]
    return ended


def _strongest(group: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.bool_]]:
    """Return the strongest of a group of tones, its index, and whether the others are weak beside it."""
    at = group.argmax(axis=-1)
    ordered = np.sort(group, axis=-1)
    return ordered[..., -1], at, ordered[..., -2] < _OTHERS * ordered[..., -1]


def powers_of(samples: Floats) -> NDArray[np.float64]:
    """Return the mean power of each hop: shape (channels, hops)."""
    powers: NDArray[np.float64] = np.einsum("chn,chn->ch", samples, samples).astype(np.float64) / samples.shape[-1]
    return powers


CHUNK_HOPS = 12
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


@dataclass(frozen=True)
class Run:
    """`value` from `start` to `end`, half-open."""

    value: int
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


class Runs:
    """Stretches of one value, reported when they end."""

    def __init__(self) -> None:
        self._value = self._start = self._at = 0

    def feed(self, values: NDArray[np.generic]) -> Iterator[Run]:
        """Take the next values, in order."""
        whole = values.astype(np.int64)
        before = np.concatenate([[self._value], whole[:-1]])
        for place in np.flatnonzero(whole != before):
            yield from self._ended(self._at + int(place))
            self._value, self._start = int(whole[place]), self._at + int(place)
        self._at += len(whole)

    def finish(self) -> Iterator[Run]:
        """Yield the run that was still open."""
        yield from self._ended(self._at)

    def _ended(self, at: int) -> Iterator[Run]:
        if at > self._start:
            yield Run(self._value, self._start, at)


@dataclass
class Bridged:
    """Joins runs no further apart than `gap`, and forgets at once those then shorter than `least`."""

    gap: int
    least: int = 1
    found: list[Run] = field(default_factory=list)
    """Each joined span, with the number of its runs as its value."""
    _open: Run | None = None

    def add(self, start: int, end: int) -> None:
        if self._open is not None and start - self._open.end <= self.gap:
            self._open = Run(self._open.value + 1, self._open.start, max(end, self._open.end))
            return
        self.close()
        self._open = Run(1, start, end)

    def close(self) -> None:
        if self._open is not None and self._open.length >= self.least:
            self.found.append(self._open)
        self._open = None
