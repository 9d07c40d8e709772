"""An approved copy: the decoded recording with the decided parts removed, as one WAV, block by block.

- What comes out is 16-bit PCM behind the canonical 44-byte header. The same input gives the same bytes.
- A removed frame is digital silence (or a bleep) on the channels it is removed from; every other sample is untouched.
  The cuts are made here, at frames; pydub changes whole pieces only (`segments`).
- Frames come already guarded and rounded outwards (`domain.removal`).
- Memory does not grow with the length, and nothing is written to a file.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from desktop.domain.removal import RemovedFrames
from desktop.preparation.formats import refused
from desktop.preparation.segments import Segment, one_second_of_bleep, segment, silenced, with_channels_changed

HEADER_SIZE = 44
Style = Literal["silence", "bleep"]
_SAMPLE = 2
_LARGEST = 0xFFFFFFFF


def render(
    blocks: Iterable[bytes],
    rate: int,
    channels: int,
    removed: Sequence[RemovedFrames],
    *,
    frames: int,
    style: Style = "silence",
) -> Iterator[bytes]:
    """The WAV of `frames` frames. `blocks`: whole frames of 16-bit little-endian PCM, in any lengths.

    Raises MediaRefusedError `media_too_large` (more than a WAV can hold), or `media_length_differs` at the end if
    `blocks` held more or fewer frames; what was given out until then must not be kept. A removed part outside the
    recording is ValueError.
    """
    for part in removed:
        if not 0 <= part.start < part.end <= frames or part.channel not in (None, *range(channels)):
            raise ValueError("a removed part lies within the recording")
    header = wav_header(rate, channels, frames)
    return _render(header, blocks, _Editor(rate, channels, removed, style), frames)


def wav_header(rate: int, channels: int, frames: int) -> bytes:
    """The 44 bytes in front of `frames` frames of 16-bit PCM. Raises MediaRefusedError `media_too_large`."""
    frame = channels * _SAMPLE
    size = frames * frame
    if size + HEADER_SIZE - 8 > _LARGEST:
        raise refused("media_too_large")
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * frame, frame, 8 * _SAMPLE)
    return struct.pack("<4sI4s", b"RIFF", size + HEADER_SIZE - 8, b"WAVE") + layout + struct.pack("<4sI", b"data", size)


def _render(header: bytes, blocks: Iterable[bytes], editor: _Editor, frames: int) -> Iterator[bytes]:
    yield header
    at = 0
    for block in blocks:
        length = len(block) // editor.frame
        if len(block) % editor.frame:
            raise ValueError("a block holds whole frames")
        if at + length > frames:
            raise refused("media_length_differs")
        yield editor.edited(block, at)
        at += length
    if at != frames:
        raise refused("media_length_differs")


class _Editor:
    """Removes the parts from one block after the other, in order."""

    def __init__(self, rate: int, channels: int, removed: Sequence[RemovedFrames], style: Style) -> None:
        self._rate, self._channels = rate, channels
        self.frame = channels * _SAMPLE
        self._removed = sorted(removed, key=lambda part: part.start)
        self._bleep = one_second_of_bleep(rate) if style == "bleep" else b""

    def edited(self, block: bytes, at: int) -> bytes:
        """The block whose first frame is frame `at` of the recording, without what is removed."""
        end = at + len(block) // self.frame
        parts = [part for part in self._removed if part.start < end and at < part.end]
        if not parts:
            return block
        # Between two neighbouring edges nothing changes.
        edges = {at, end} | {edge for part in parts for edge in (part.start, part.end) if at < edge < end}
        cuts = sorted(edges)
        return b"".join(
            self._piece(block[(start - at) * self.frame : (stop - at) * self.frame], start, parts)
            for start, stop in itertools.pairwise(cuts)
        )

    def _piece(self, pcm: bytes, at: int, parts: Sequence[RemovedFrames]) -> bytes:
        """A piece that is removed, or kept, over its whole length on each of its channels."""
        here = [part.channel for part in parts if part.start <= at < part.end]
        which = set(range(self._channels)) if None in here else {each for each in here if each is not None}
        if not which:
            return pcm
        edited: bytes = with_channels_changed(
            segment(pcm, self._rate, self._channels), which, lambda single: self._replaced(single, at)
        ).raw_data
        return edited

    def _replaced(self, single: Segment, at: int) -> Segment:
        """One channel's piece, silent or bleeping. The tone runs with the recording's own time, across pieces."""
        if not self._bleep:
            return silenced(single)
        size, skip = len(single.raw_data), at % self._rate * _SAMPLE
        tone = self._bleep * (size // len(self._bleep) + 2)
        return segment(tone[skip : skip + size], self._rate, 1)
