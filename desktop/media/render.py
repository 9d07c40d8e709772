"""An approved copy: the decoded recording with the decided parts removed, as one WAV, block by block.

- The output is 16-bit PCM after the canonical 44-byte header. The same input gives the same bytes.
- A removed frame is digital silence (or a bleep) on the channels it is removed from; every other sample is the
  recording's own times the copy's one gain (`loudness`). Frames come already guarded and rounded outwards
  (`domain.copies.marking`).
- The bleep is 1,000 Hz at a level of its own, whatever the copy's gain. It runs with the recording's own time, so that
  it is the same however the blocks fall, and rises and falls over 5 ms within the part. It is computed in whole
  numbers only: same bytes on every machine.
- Of pydub only `AudioSegment` over PCM in memory is used, at frames that are cut here. Its `from_file` and `export`
  write sound in the clear to temporary files, and its slices, joins and fades count in milliseconds: none of these is
  called anywhere.
- Memory does not grow with the length, and nothing is written to a file.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from desktop.domain.copies.marking import RemovedFrames, Style
from desktop.domain.shared.spans import Span, union
from desktop.media.formats.formats import refused, wav_header
from desktop.media.loudness import Level, Part, Track, comfortable

with warnings.catch_warnings():
    # It says that no ffmpeg is installed, which never matters here; Python, that it uses audioop, which is old (3.13
    # has `audioop-lts`), and escapes that are none. Any other warning is for us.
    for words in ("Couldn't find ffmpeg", "'audioop' is deprecated", ".*invalid escape sequence"):
        warnings.filterwarnings("ignore", words)
    from pydub import AudioSegment
    from pydub.generators import Sine

BLEEP_HERTZ = 1000
_BLEEP_DBFS = -20.0
RISE_MS = 5
_SAMPLE = 2
_FULL_SCALE = 1 << 15

Segment = Any
"""An AudioSegment: pydub has no types."""


def segment(pcm: bytes, rate: int, channels: int) -> Segment:
    """Wrap 16-bit PCM in memory for pydub."""
    return AudioSegment(data=pcm, sample_width=_SAMPLE, frame_rate=rate, channels=channels)


class Bleep:
    """The tone of recordings at `rate` frames a second."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        # Whole waves, so that seconds join without a click.
        second = Sine(BLEEP_HERTZ, sample_rate=rate).to_audio_segment(1000, _BLEEP_DBFS).raw_data
        self._second = np.frombuffer(second, "<i2").astype(np.int64)

    def pcm(self, start: int, end: int, part: Span) -> bytes:
        """Return frames `start` to `end` of one channel, 16 bits each, within `part`, all of which is removed."""
        frames = np.arange(start, end)
        rise = max(1, min(self._rate * RISE_MS // 1000, len(part) // 2))
        from_edge = np.minimum(frames - part.start, part.end - 1 - frames)
        tone = self._second[frames % self._rate] * np.minimum(from_edge, rise) // rise
        return tone.astype("<i2").tobytes()


def render(
    blocks: Iterable[bytes],
    rate: int,
    channels: int,
    removed: Sequence[RemovedFrames],
    *,
    frames: int,
    style: Style = "silence",
    gain_cdb: int = 0,
) -> Iterator[bytes]:
    """Yield the WAV of `frames` frames. `blocks`: whole frames of 16-bit little-endian PCM, in any lengths.

    `gain_cdb`: hundredths of a dB by which everything that is not removed is raised (`loudness.comfortable`).
    Raises MediaRefusedError `media_too_large` (more than a WAV can hold), or `media_length_differs` at the end if
    `blocks` held more or fewer frames; output up to then must not be kept. A removed part outside the
    recording is ValueError.
    """
    for part in removed:
        if not 0 <= part.start < part.end <= frames or part.channel not in (None, *range(channels)):
            raise ValueError("a removed part lies within the recording")
    header = wav_header(rate, channels, frames)
    return itertools.chain((header,), _edited(blocks, _Editor(rate, channels, removed, style, gain_cdb), frames))


def level_of(track: Track, removed: Sequence[RemovedFrames], part: Part) -> Level:
    """Return the copy's level, and the gain to render it with: what remains is measured, not the removed parts.

    `track`: of the whole recording. `part`: gives its frames from one to another, as they are in the recording.
    """
    editor = _Editor(track.rate, track.channels, removed)
    spans = [Span(each.start, each.end) for each in removed]
    return comfortable(track.loudness_without(spans, lambda start, end: editor.edited(part(start, end), start)))


def _edited(blocks: Iterable[bytes], editor: _Editor, frames: int) -> Iterator[bytes]:
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
    """Raises what remains and removes the parts, one block after the other, in order."""

    def __init__(
        self, rate: int, channels: int, removed: Sequence[RemovedFrames], style: Style = "silence", gain_cdb: int = 0
    ) -> None:
        self._rate, self._channels = rate, channels
        self.frame = channels * _SAMPLE
        self._removed = [
            union(Span(part.start, part.end) for part in removed if part.channel in (None, channel))
            for channel in range(channels)
        ]
        self._bleep = Bleep(rate) if style == "bleep" else None
        self._factor = np.float32(10 ** (gain_cdb / 2000))

    def edited(self, block: bytes, at: int) -> bytes:
        """Return the block as it is in the copy; its first frame is frame `at` of the recording."""
        end = at + len(block) // self.frame
        parts = [[part for part in own if part.start < end and at < part.end] for own in self._removed]
        if self._factor != 1:
            block = _raised(block, self._factor)
        if not any(parts):
            return block
        # Between two neighbouring edges nothing changes.
        edges = {edge for own in parts for part in own for edge in (part.start, part.end) if at < edge < end}
        return b"".join(
            self._piece(block[(start - at) * self.frame : (stop - at) * self.frame], start, stop, parts)
            for start, stop in itertools.pairwise(sorted({at, end} | edges))
        )

    def _piece(self, pcm: bytes, start: int, stop: int, parts: Sequence[Sequence[Span]]) -> bytes:
        """Return a piece that is removed, or kept, over its whole length on each of its channels."""
        removed = {channel: part for channel, own in enumerate(parts) for part in own if part.start <= start < part.end}
        if not removed:
            return pcm
        singles = segment(pcm, self._rate, self._channels).split_to_mono()
        for channel, part in removed.items():
            sound = self._bleep.pcm(start, stop, part) if self._bleep else bytes(_SAMPLE * (stop - start))
            singles[channel] = segment(sound, self._rate, 1)
        edited: bytes = AudioSegment.from_mono_audiosegments(*singles).raw_data
        return edited


def _raised(pcm: bytes, factor: np.float32) -> bytes:
    """Return every sample times `factor`, rounded and limited to full scale.

    pydub's gain takes six times as long and truncates instead of rounding, which makes all a little lower than it was.
    Single precision multiplies alike on every machine, and 16 bits fit into it.
    """
    samples = np.frombuffer(pcm, "<i2") * factor
    np.rint(samples, out=samples)
    return np.clip(samples, -_FULL_SCALE, _FULL_SCALE - 1, out=samples).astype("<i2").tobytes()
