"""pydub, used for what it does well and kept from the rest.

Only `AudioSegment` over PCM in memory is used, at frames that we cut. Its `from_file` and `export` write sound in the
clear to temporary files, and its slices, joins and fades count in milliseconds: none of these is called anywhere.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

with warnings.catch_warnings():
    # It says that no ffmpeg is installed, which never matters here; Python, that it uses audioop, which is old (3.13
    # has `audioop-lts`), and escapes that are none. Any other warning is for us.
    for words in ("Couldn't find ffmpeg", "'audioop' is deprecated", ".*invalid escape sequence"):
        warnings.filterwarnings("ignore", words)
    from pydub import AudioSegment
    from pydub.generators import Sine

BLEEP_HERTZ = 1000
_BLEEP_DBFS = -20.0
_WIDTH = 2

Change = Callable[["Segment"], "Segment"]
Segment = Any
"""An AudioSegment: pydub has no types."""


def segment(pcm: bytes, rate: int, channels: int) -> Segment:
    """Wrap 16-bit PCM in memory for pydub."""
    return AudioSegment(data=pcm, sample_width=_WIDTH, frame_rate=rate, channels=channels)


def silenced(part: Segment) -> Segment:
    """Return a segment as long, with every sample zero."""
    return part.apply_gain(float("-inf"))


def one_second_of_bleep(rate: int) -> bytes:
    """Return `rate` frames of one channel: whole waves of 1,000 Hz, so that seconds join without a click."""
    tone: bytes = Sine(BLEEP_HERTZ, sample_rate=rate).to_audio_segment(1000, _BLEEP_DBFS).raw_data
    return tone


def with_channels_changed(part: Segment, changes: Mapping[int, Change]) -> Segment:
    """Apply each change to its channel (counted from 0); the others stay sample for sample."""
    singles = part.split_to_mono()
    return AudioSegment.from_mono_audiosegments(
        *[changes[number](single) if number in changes else single for number, single in enumerate(singles)]
    )
