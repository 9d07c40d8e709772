"""The accepted formats of recordings, the closed set of reasons to refuse one, and reading one in ranges.

Standard library only. The child process reports a refusal by its exit status alone, so that a compromised decoder can
choose between these reasons and say nothing else. Imports here are loaded for every recording: few, and no
dataclasses. A source (`Incoming`) is read in ranges, so that no file need be in memory as a whole. Working and approved
copies are stored as 16-bit PCM behind the canonical WAV header.
"""

from __future__ import annotations

import struct
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from desktop.errors import MediaRefusedError

if TYPE_CHECKING:
    from desktop.application.ports.sound import Incoming
    from desktop.vault.container import RangeReader


MAX_BYTES = 1 << 30
"""The largest file accepted: 18 hours of stereo PCM at 8,000 Hz."""
MAX_SECONDS = 24 * 3600
RATES = range(4_000, 96_001)
CHANNELS = range(1, 3)
BLOCK_FRAMES = 1 << 16
WINDOW = 1 << 18
"""The most bytes of a file that a decoding child requests at once."""


class AudioFormat(StrEnum):
    """The formats that telephone systems write (DOMAIN: recordings as they come)."""

    PCM_WAV = "pcm_wav"
    A_LAW = "a_law"
    MU_LAW = "mu_law"
    GSM = "gsm"
    MP3 = "mp3"
    MP3_WAV = "mp3_wav"


PLAIN = {AudioFormat.PCM_WAV: 2, AudioFormat.A_LAW: 1, AudioFormat.MU_LAW: 1}
"""Formats that need no decoder where samples have so many bytes: 16-bit PCM, and those that a table expands to it."""


class Patch(NamedTuple):
    """`instead` of the bytes from `start` up to, not including, `end`: for a decoder that sees fewer `frames` without.

    `frames` is None where it is for every decoder.
    """

    start: int
    end: int
    instead: bytes
    frames: int | None = None


class Shape(NamedTuple):
    """The layout of a file, from its own bytes before decoding. `least_frames` is 0 where they do not say.

    `samples`: offset and length in bytes of whole frames that need no decoder (`PLAIN`), where that is so.
    `patch`: replacement bytes for a decoder, where the file itself does not say how long its sound is.
    `headless`: the file holds nothing but sound, and a decoder has to be told of what kind.
    """

    format: AudioFormat
    rate: int
    channels: int
    least_frames: int
    samples: tuple[int, int] | None = None
    patch: Patch | None = None
    headless: bool = False


CODES = (
    "media_not_audio",
    "media_empty",
    "media_no_frames",
    "media_cut",
    "media_too_large",
    "media_decoder_died",
    "media_too_slow",
    "media_format_not_accepted",
    "media_changes_format",
    "media_changed",
    "media_not_all_heard",
    "media_length_differs",
    "media_no_header",
)
"""Every code of MediaRefusedError here. Their order is the order of the child's exit statuses."""

_FIRST_STATUS = 64


def refused(code: str) -> MediaRefusedError:
    """Return the error of that code, one of `CODES`."""
    return MediaRefusedError(code)


def status_of(code: str) -> int:
    """Return the child's exit status for a refusal."""
    return _FIRST_STATUS + CODES.index(code)


def code_of(status: int) -> str:
    """Return the refusal of an exit status; any other status means that the decoder died."""
    known = range(_FIRST_STATUS, _FIRST_STATUS + len(CODES))
    return CODES[status - _FIRST_STATUS] if status in known else "media_decoder_died"


def accepted(shape: Shape) -> Shape:
    """Return the same shape, if its rate and channels are accepted."""
    if shape.rate not in RATES or shape.channels not in CHANNELS:
        raise refused("media_format_not_accepted")
    return shape


_WINDOW = 1 << 16


class MemoryBytes:
    """The port `Incoming` over bytes that are in memory already."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, offset: int, length: int) -> bytes:
        """Return a part of them; fewer at the end."""
        return self._data[offset : offset + length]


class Window:
    """A part of a source, read a few bytes at a time through a window that moves along with its reader.

    Reading from front to back fetches each byte about once. Offsets count from the part's own beginning.
    """

    def __init__(self, source: Incoming, start: int = 0, size: int | None = None) -> None:
        self._source, self._start = source, start
        self.size = source.size - start if size is None else size
        self._seen, self._from = b"", 0

    def at(self, offset: int, length: int) -> bytes:
        """Return the bytes from `offset` on; fewer at the end of the part, none beyond it."""
        skip = offset - self._from
        if skip < 0 or skip + length > len(self._seen):
            wanted = min(max(length, _WINDOW), self.size - offset)
            self._seen = self._source.read(self._start + offset, wanted) if wanted > 0 else b""
            self._from, skip = offset, 0
        return self._seen[skip : skip + length]

    def find(self, byte: bytes, offset: int) -> int:
        """Return where that byte occurs next, from `offset` on; -1 where it does not."""
        while offset < self.size:
            self.at(offset, 1)
            found = self._seen.find(byte, offset - self._from)
            if found >= 0:
                return self._from + found
            offset = max(self._from + len(self._seen), offset + 1)
        return -1

    def part(self, start: int, size: int) -> Window:
        """Return a part of this part, with a window of its own."""
        return Window(self._source, self._start + start, size)


HEADER_SIZE = 44
PCM_BLOCK = 1 << 19
"""Larger blocks each take memory fresh from the system, which takes four times as long as decrypting."""
_SAMPLE = 2
_LARGEST = 0xFFFFFFFF


def wav_header(rate: int, channels: int, frames: int) -> bytes:
    """Return the 44 bytes in front of `frames` frames of 16-bit PCM. Raises MediaRefusedError `media_too_large`."""
    frame = channels * _SAMPLE
    size = frames * frame
    if size + HEADER_SIZE - 8 > _LARGEST:
        raise refused("media_too_large")
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * frame, frame, 8 * _SAMPLE)
    return struct.pack("<4sI4s", b"RIFF", size + HEADER_SIZE - 8, b"WAVE") + layout + struct.pack("<4sI", b"data", size)


def pcm_between(reader: RangeReader, channels: int, start: int, end: int) -> bytes:
    """Return frames `start` to, not including, `end` of a working copy."""
    width = 2 * channels
    return reader.read(HEADER_SIZE + start * width, (end - start) * width)
