"""The shape of a recording for the eye: least and greatest sample of short stretches, at several widths.

- The finest level holds one (least, greatest) pair for each `FRAMES_PER_PEAK` frames and channel; each further level
  joins `STEP` of the one below. Silence is a pair of zeros, so that removed parts show as a flat line.
- A picture is drawn from the coarsest level that still has a pair for each of its buckets. A bucket's pair covers every
  frame of the bucket, and at most one stretch of that level beyond each of its edges.
- Stored is the finest level alone, little-endian; the others are made again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FRAMES_PER_PEAK = 64
STEP = 4
_HEADER = struct.Struct("<4sHQ")
_MARK = b"LRP1"

_STORED = np.dtype("<i2")
Level = NDArray[np.int16]
"""Shape (peaks, 2, channels): least, then greatest, of each channel."""


@dataclass(frozen=True, eq=False)
class Peaks:
    """Of `frames` frames; `levels` run from fine to coarse, down to one peak."""

    frames: int
    channels: int
    levels: tuple[Level, ...] = field(repr=False)
    finest: int = FRAMES_PER_PEAK
    """Frames to a pair of the first level."""
    rate: int = 0
    """Frames a second, where that is known."""

    def columns(self, start: int, end: int, width: int) -> NDArray[np.int16]:
        """Frames `start` to `end` in `width` columns: shape (channels, 2, width), least, then greatest sample."""
        if width < 1 or not 0 <= start < end <= self.frames:
            raise ValueError("at least one column, and a stretch within the recording")
        level, stretch = self._level(width, end - start)
        edges = start + (end - start) * np.arange(width + 1) // width
        first, after = edges[:-1] // stretch, -(-edges[1:] // stretch)
        # reduceat reads pairs of bounds; every second result belongs to a gap between columns.
        bounds = np.stack([first, np.maximum(after, first + 1)], axis=1).ravel()
        begin, stop = int(bounds[0]), int(bounds.max())
        seen = np.concatenate([level[begin:stop], level[stop - 1 : stop]])  # a bound may stand at the end itself
        least = np.minimum.reduceat(seen[:, 0], bounds - begin)[::2]
        greatest = np.maximum.reduceat(seen[:, 1], bounds - begin)[::2]
        return np.stack([least, greatest]).transpose(2, 0, 1)

    def overview(
        self, buckets: int, start: int = 0, end: int | None = None
    ) -> tuple[tuple[tuple[float, float], ...], ...]:
        """For each channel, `buckets` pairs (least, greatest), -1.0 to 1.0, over frames `start` to `end`."""
        end = self.frames if end is None else end
        columns = self.columns(start, end, buckets) / 32768
        return tuple(tuple(zip(low.tolist(), high.tolist(), strict=True)) for low, high in columns)

    def _level(self, buckets: int, frames: int) -> tuple[Level, int]:
        """The coarsest level whose stretches are no wider than a bucket, and their width in frames."""
        width, found = self.finest, 0
        while found + 1 < len(self.levels) and width * STEP * buckets <= frames:
            width, found = width * STEP, found + 1
        return self.levels[found], width

    def to_bytes(self) -> bytes:
        """For storing beside what it shows: it tells about the recording, so it is encrypted like it."""
        return _HEADER.pack(_MARK, self.channels, self.frames) + self.levels[0].astype(_STORED).tobytes()

    @classmethod
    def from_bytes(cls, data: bytes, rate: int = 0) -> Peaks:
        """What `to_bytes` made; anything else is ValueError."""
        if len(data) < _HEADER.size:
            raise ValueError("no peaks")
        mark, channels, frames = _HEADER.unpack_from(data)
        count = -(-frames // FRAMES_PER_PEAK)
        if mark != _MARK or not channels or not frames or len(data) != _HEADER.size + count * channels * 4:
            raise ValueError("no peaks")
        finest = np.frombuffer(data, _STORED, offset=_HEADER.size).reshape(count, 2, channels)
        return cls(frames, channels, _pyramid(finest.astype(np.int16)), rate=rate)


def peaks_of(blocks: Iterable[bytes], channels: int, finest: int = FRAMES_PER_PEAK) -> Peaks:
    """From blocks of whole frames of 16-bit little-endian interleaved PCM. No frame at all is ValueError."""
    found: list[Level] = []
    frames = 0
    left = np.empty((0, channels), np.int16)
    for block in blocks:
        samples = np.frombuffer(block, _STORED).astype(np.int16).reshape(-1, channels)
        frames += len(samples)
        samples = np.concatenate([left, samples])
        whole = len(samples) // finest * finest
        found.append(_reduced(samples[:whole], samples[:whole], finest))
        left = samples[whole:]
    found.append(_reduced(left, left, finest))
    if frames == 0:
        raise ValueError("peaks of nothing")
    return Peaks(frames, channels, _pyramid(np.concatenate(found)), finest)


def _reduced(least: NDArray[np.int16], greatest: NDArray[np.int16], width: int) -> Level:
    """One pair for each `width` rows; the last may cover fewer."""
    if len(least) == 0:
        return np.empty((0, 2, least.shape[1]), np.int16)
    starts = np.arange(0, len(least), width)
    return np.stack([np.minimum.reduceat(least, starts), np.maximum.reduceat(greatest, starts)], axis=1)


def _pyramid(finest: Level) -> tuple[Level, ...]:
    levels = [finest]
    while len(levels[-1]) > 1:
        levels.append(_reduced(levels[-1][:, 0], levels[-1][:, 1], STEP))
    return tuple(levels)
