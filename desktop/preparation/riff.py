"""WAV files, looked at without decoding: which sound is inside, and whether all of it is there.

A file that holds fewer bytes than its header says is refused as cut, also where the header was never completed by the
system that wrote it: nobody can say then what is missing. Chunks after the sound are not needed, and may be cut.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from desktop.preparation.formats import AudioFormat, Shape, accepted, refused

_TAGS = {
    0x01: AudioFormat.PCM_WAV,
    0x06: AudioFormat.A_LAW,
    0x07: AudioFormat.MU_LAW,
    0x31: AudioFormat.GSM,
    0x55: AudioFormat.MP3_WAV,
}
_EXTENSIBLE = 0xFFFE
_BITS = {AudioFormat.PCM_WAV: (8, 16, 24, 32), AudioFormat.A_LAW: (8,), AudioFormat.MU_LAW: (8,)}
_GSM_BLOCK, _GSM_FRAMES = 65, 320


def wav_shape(data: bytes) -> Shape:
    """The shape of a file that begins with RIFF and WAVE. Raises MediaRefusedError."""
    layout = b""
    for name, start, size in _chunks(data):
        if name == b"data" and layout:
            if start + size > len(data):
                raise refused("media_cut")
            if size == 0:
                raise refused("media_no_frames")
            return _shape(layout, size)
        if name == b"data":
            raise refused("media_not_audio")
        if name == b"fmt ":
            layout = data[start : start + size]
    raise refused("media_cut")


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and length of each chunk whose head is there; one of odd length is followed by a byte of padding."""
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        yield name, at + 8, size
        at += 8 + size + (size & 1)


def _shape(layout: bytes, size: int) -> Shape:
    """From the `fmt ` chunk and the length of the `data` chunk in bytes."""
    if len(layout) < 16:
        raise refused("media_not_audio")
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", layout)
    if tag == _EXTENSIBLE and len(layout) >= 26:
        (tag,) = struct.unpack_from("<H", layout, 24)
    kind = _TAGS.get(tag)
    if kind is None or bits not in _BITS.get(kind, (bits,)):
        raise refused("media_format_not_accepted")
    shape = accepted(Shape(kind, rate, channels, 0))
    if kind is AudioFormat.MP3_WAV:
        return shape
    if kind is AudioFormat.GSM:
        return Shape(kind, rate, channels, size // _GSM_BLOCK * _GSM_FRAMES)
    return Shape(kind, rate, channels, size // (channels * bits // 8))
