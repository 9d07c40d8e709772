"""The bytes of an approved copy as a player sees them: from any frame on, in the chosen
ears.

Rules:
- A copy is the output of `media.render`: a 44-byte WAV header, then 16-bit PCM, one or two channels, nothing
  after it. Anything else is damage.
- BOTH: the copy's own samples, unchanged; so is MIXED where the copy has one channel. Else two channels: the mean of
  the copy's channels in the ears that hear, silence in the other. (libvlc's own choice of channel plays one channel in
  both ears, so one voice would be lost, and does nothing to a mono copy: measured with libvlc 3.0.24.)
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from desktop.application.ports.playing import Ear
from desktop.errors import VaultDamagedError

HEADER_BYTES = 44
SAMPLE_BYTES = 2
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")


@dataclass(frozen=True)
class WavFormat:
    """Frames a second, channels, and the length in frames."""

    rate_hz: int
    channels: int
    frames: int

    @property
    def frame_bytes(self) -> int:
        """The bytes of one frame: a sample for each channel."""
        return SAMPLE_BYTES * self.channels

    @property
    def size(self) -> int:
        """The bytes of the whole WAV, with its header."""
        return HEADER_BYTES + self.frames * self.frame_bytes

    def header(self) -> bytes:
        """Return the 44 bytes before the samples (RIFF, one `fmt ` and one `data` chunk)."""
        body, width = self.frames * self.frame_bytes, self.frame_bytes
        return _HEADER.pack(
            b"RIFF", 36 + body, b"WAVE",
            b"fmt ", 16, 1, self.channels, self.rate_hz, self.rate_hz * width, width, 8 * SAMPLE_BYTES,
            b"data", body,
        )  # fmt: skip


def format_of(header: bytes, rate_hz: int, frames: int, size: int) -> WavFormat:
    """Read a copy's header; raises VaultDamagedError unless it is the approved one, to the byte."""
    channels = _HEADER.unpack(header)[6] if len(header) == HEADER_BYTES else 0
    found = WavFormat(rate_hz, channels, frames)
    if channels not in (1, 2) or found.header() != header or found.size != size:
        raise VaultDamagedError("copy_not_as_approved")
    return found


def shown(copy: WavFormat, start: int, ear: Ear) -> WavFormat:
    """Return the format that the player sees: `copy` from frame `start` on."""
    channels = copy.channels if unchanged(copy.channels, ear) else 2
    return WavFormat(copy.rate_hz, channels, copy.frames - start)


def unchanged(channels: int, ear: Ear) -> bool:
    """Return whether the copy's own samples are what `ear` hears."""
    return ear is Ear.BOTH or (ear is Ear.MIXED and channels == 1)


def in_ears(pcm: memoryview, channels: int, ear: Ear) -> memoryview:
    """Lay out whole frames of `channels` channels for `ear`; memory of its own unless they stay unchanged."""
    if unchanged(channels, ear):
        return pcm
    import numpy as np  # here: it takes longer to load than the database, and most PCs open no copy

    samples = np.frombuffer(pcm, "<i2").reshape(-1, channels)
    out = np.zeros((len(samples), 2), "<i2")
    mean = samples.sum(axis=1, dtype=np.int32) // channels
    for place, hears in enumerate((ear is not Ear.RIGHT, ear is not Ear.LEFT)):
        if hears:
            out[:, place] = mean
    return memoryview(out.reshape(-1)).cast("B")
