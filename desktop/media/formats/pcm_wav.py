"""16-bit PCM behind the canonical WAV header, as working and approved copies are stored."""

from __future__ import annotations

import struct

from desktop.media.formats.formats import refused
from desktop.vault.container import RangeReader

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
