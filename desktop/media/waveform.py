"""The waveform of a recording: least and greatest sample of short stretches, at several levels, and finer for a part.

- The finest level holds one (least, greatest) pair for each `FRAMES_PER_PEAK` frames and channel; each further level
  joins `STEP` of the one below. Silence is a pair of zeros, so that removed parts show as a flat line.
- A picture is drawn from the coarsest level that still has a pair for each of its columns. A column's pair covers every
  frame of the column, and at most one stretch of that level beyond each of its edges.
- Only the finest level is stored, little-endian, as it is measured: a long recording is never in memory as a whole.
- For zooming in beyond it, pairs of a millisecond are measured from the working copy: near enough to place a mark by
  10 ms, and still a waveform. 500 changes a second cannot convey speech; a fixed number of frames would let it through
  at a high sample rate.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from desktop.application.ports.desk import Waveform
from desktop.application.ports.sound import WaveformDetail
from desktop.domain.copies.copy import ApprovedCopy, Recording
from desktop.errors import VaultDamagedError
from desktop.media.formats.formats import PCM_BLOCK, pcm_between
from desktop.vault.container import RangeReader

FRAMES_PER_PEAK = 64
STEP = 4
_HEADER, _TRAILER = struct.Struct("<4sH"), struct.Struct("<Q")
_MARK = b"LRP2"
_AT_ONCE = 1 << 18

_STORED = np.dtype("<i2")
Level = NDArray[np.int16]
"""Shape (channels, 2, peaks): least, then greatest, of each channel."""
Rows = NDArray[np.int16]
"""The finest level as it is measured and stored: shape (peaks, 2, channels), little-endian."""


@dataclass(frozen=True, eq=False)
class Peaks:
    """The waveform of `frames` frames; `levels` run from fine to coarse, down to one peak."""

    frames: int
    channels: int
    levels: tuple[Level, ...] = field(repr=False)
    finest: int = FRAMES_PER_PEAK
    """Frames to a pair of the first level."""
    rate: int = 0
    """Frames a second, where that is known."""

    def columns(self, start: int, end: int, width: int) -> NDArray[np.int16]:
        """Return frames `start` to `end` in `width` columns: shape (channels, 2, width), least, then greatest."""
        if width < 1 or not 0 <= start < end <= self.frames:
            raise ValueError("at least one column, and a stretch within the recording")
        level, stretch = self._level(width, end - start)
        edges = start + (end - start) * np.arange(width + 1) // width
        first = edges[:-1] // stretch
        last = np.maximum((edges[1:] - 1) // stretch, first)  # a column narrower than a frame has the one it is in
        found = level.take(last, axis=2)
        least, greatest = found[:, 0], found[:, 1]
        # A column has a handful of pairs (`STEP` and what its edges cut), so all columns are processed pair by pair.
        for further in range(int(np.max(last - first))):
            pairs = level.take(np.minimum(first + further, last), axis=2)
            np.minimum(least, pairs[:, 0], out=least)
            np.maximum(greatest, pairs[:, 1], out=greatest)
        return found

    def pairs(self, first: int, after: int) -> NDArray[np.int16]:
        """Return the finest pairs from one to before the other, as far as there are any: shape (channels, 2, pairs)."""
        return self.levels[0][..., first:after]

    def summary(
        self, buckets: int, start: int = 0, end: int | None = None
    ) -> tuple[tuple[tuple[float, float], ...], ...]:
        """Return `buckets` (least, greatest) pairs for each channel, -1.0 to 1.0, over frames `start` to `end`."""
        end = self.frames if end is None else end
        columns = self.columns(start, end, buckets) / 32768
        return tuple(tuple(zip(low.tolist(), high.tolist(), strict=True)) for low, high in columns)

    def _level(self, buckets: int, frames: int) -> tuple[Level, int]:
        """Return the coarsest level whose stretches are no wider than a bucket, and their width in frames."""
        width, found = self.finest, 0
        while found + 1 < len(self.levels) and width * STEP * buckets <= frames:
            width, found = width * STEP, found + 1
        return self.levels[found], width

    @classmethod
    def from_bytes(cls, data: bytes, rate: int = 0) -> Peaks:
        """Read the result of `stored_peaks`; anything else is ValueError."""
        if len(data) < _HEADER.size + _TRAILER.size:
            raise ValueError("no peaks")
        mark, channels = _HEADER.unpack_from(data)
        (frames,) = _TRAILER.unpack_from(data, len(data) - _TRAILER.size)
        count = -(-frames // FRAMES_PER_PEAK)
        size = _HEADER.size + count * channels * 4 + _TRAILER.size
        if mark != _MARK or not channels or not frames or len(data) != size:
            raise ValueError("no peaks")
        rows = np.frombuffer(data, _STORED, count * channels * 2, _HEADER.size).reshape(count, 2, channels)
        return cls(frames, channels, _levels(rows), rate=rate)


def stored_peaks(blocks: Iterable[bytes], channels: int) -> Iterator[bytes]:
    """Yield the finest level of `blocks` (as for `peaks_of`), to be stored beside its recording, encrypted like it.

    A few blocks' worth at a time: another thread may store it, and handing over takes its time too.
    """
    meter = _Meter(channels, FRAMES_PER_PEAK)
    ready = bytearray(_HEADER.pack(_MARK, channels))
    for found in meter.measure(blocks):
        ready += found.tobytes()
        if len(ready) >= _AT_ONCE:
            yield bytes(ready)
            ready.clear()
    yield bytes(ready) + _TRAILER.pack(meter.frames)


def peaks_of(blocks: Iterable[bytes], channels: int, finest: int = FRAMES_PER_PEAK) -> Peaks:
    """Build from blocks of whole frames of 16-bit little-endian interleaved PCM. No frame at all is ValueError.

    `finest`: a multiple of `FRAMES_PER_PEAK`, or fewer.
    """
    meter = _Meter(channels, finest)
    found = list(meter.measure(blocks))
    if meter.frames == 0:
        raise ValueError("peaks of nothing")
    return Peaks(meter.frames, channels, _levels(np.concatenate(found)), finest)


class _Meter:
    """Measures stretches of `width` frames, block by block; the last may be shorter."""

    def __init__(self, channels: int, width: int) -> None:
        self._channels, self._width = channels, width
        self._compared = min(width, FRAMES_PER_PEAK)
        self._frame = 2 * channels
        self.frames = 0

    def measure(self, blocks: Iterable[bytes]) -> Iterator[Rows]:
        left, stretch = b"", self._width * self._frame
        for block in blocks:
            self.frames += len(block) // self._frame
            pcm = left + block if left else block
            whole = len(pcm) // stretch * stretch
            left = pcm[whole:]
            if whole:
                yield self._pairs(memoryview(pcm)[:whole])
        if left:
            missing = (stretch - len(left)) // self._frame
            yield self._pairs(left + left[-self._frame :] * missing)  # the last frame again changes no extreme

    def _pairs(self, pcm: bytes | memoryview) -> Rows:
        """Return the pairs of whole stretches. A frame is moved as one number, so that comparing runs along memory."""
        frames = np.frombuffer(pcm, f"<u{self._frame}").reshape(-1, self._compared)
        samples = np.ascontiguousarray(frames.T).view(_STORED)
        least, greatest = samples.min(axis=0), samples.max(axis=0)
        if self._width > self._compared:
            shape = (-1, self._width // self._compared, self._channels)
            least, greatest = least.reshape(shape).min(axis=1), greatest.reshape(shape).max(axis=1)
        rows = np.empty((len(pcm) // self._width // self._frame, 2, self._channels), _STORED)
        rows[:, 0], rows[:, 1] = least.reshape(-1, self._channels), greatest.reshape(-1, self._channels)
        return rows


def _levels(rows: Rows) -> tuple[Level, ...]:
    levels = [np.ascontiguousarray(rows.transpose(2, 1, 0), np.int16)]
    while levels[-1].shape[2] > 1:
        levels.append(_joined(levels[-1]))
    return tuple(levels)


def _joined(level: Level) -> Level:
    """Join `STEP` pairs at a time into one; the last may have fewer."""
    missing = -level.shape[2] % STEP
    whole = np.concatenate([level, np.repeat(level[..., -1:], missing, axis=2)], axis=2) if missing else level
    parts = [whole[..., place::STEP] for place in range(STEP)]
    least, greatest = parts[0][:, 0], parts[0][:, 1]
    for part in parts[1:]:
        least, greatest = np.minimum(least, part[:, 0]), np.maximum(greatest, part[:, 1])
    return np.stack([least, greatest], axis=1)


BUCKETS = 1600
FEWEST_FRAMES = 64


def waveform_of(blocks: Iterator[bytes], copy: ApprovedCopy) -> Waveform:
    """Return the waveform of an approved copy: 1,600 buckets for each channel (fewer for a very short copy) of
    (low, high), -1.0 to 1.0. It is coarse enough for a screen, and nothing that could be played.
    """
    buckets, width = max(1, min(BUCKETS, copy.frames // FEWEST_FRAMES)), FRAMES_PER_PEAK
    while width * STEP * buckets <= copy.frames:  # no finer than is looked at: memory does not grow with the length
        width *= STEP
    return Waveform(copy.frames, copy.rate, peaks_of(blocks, copy.channels, width).summary(buckets))


PAIRS_A_SECOND = 1000


def detail_of(working: RangeReader, original: Recording, start: int, end: int) -> WaveformDetail:
    """Return frames `start` (or up to a millisecond before: pairs are always at the same places) to `end`.

    Raises VaultDamagedError, ValueError where that is no part of it.
    """
    if not 0 <= start < end <= original.frames:
        raise ValueError("a part of the recording")
    width = min(max(1, original.rate // PAIRS_A_SECOND), FRAMES_PER_PEAK)
    start -= start % width
    found = peaks_of(_sound(working, original, start, end), original.channels, width)
    return WaveformDetail(start, Peaks(found.frames, found.channels, found.levels, width, original.rate))


def _sound(working: RangeReader, original: Recording, start: int, end: int) -> Iterator[bytes]:
    frame = 2 * original.channels
    size = PCM_BLOCK // frame
    for at in range(start, end, size):
        after = min(at + size, end)
        block = pcm_between(working, original.channels, at, after)
        if len(block) != (after - at) * frame:
            raise VaultDamagedError("vault_changed")
        yield block
