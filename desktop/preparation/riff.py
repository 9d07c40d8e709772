"""WAV files, looked at without decoding: which sound is inside, and whether all of it is there.

A file that holds fewer bytes than its header says is refused as cut, also where the header was never completed by the
system that wrote it: nobody can say then what is missing. Chunks after the sound are not needed, and may be cut; but
where a second sound follows the first, a decoder gives the first alone, and the file is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from desktop.preparation.formats import PLAIN, AudioFormat, Shape, accepted, refused
from desktop.preparation.mpeg import must_keep_its_format
from desktop.preparation.ranges import Window

_TAGS = {
    0x01: AudioFormat.PCM_WAV,
    0x06: AudioFormat.A_LAW,
    0x07: AudioFormat.MU_LAW,
    0x31: AudioFormat.GSM,
    0x55: AudioFormat.MP3_WAV,
}
_EXTENSIBLE = 0xFFFE
_BITS = {AudioFormat.PCM_WAV: (8, 16, 24, 32), AudioFormat.A_LAW: (8,), AudioFormat.MU_LAW: (8,)}
_MORE_SOUND = (b"data", b"RIFF")
_GSM_BLOCK, _GSM_FRAMES = 65, 320
_HEAD, _LONGEST_LAYOUT = 8, 40


def wav_shape(data: Window) -> Shape:
    """The shape of a file that begins with RIFF and WAVE. Raises MediaRefusedError."""
    layout = b""
    chunks = _chunks(data)
    for name, start, size in chunks:
        if name == b"data":
            if not layout:
                raise refused("media_not_audio")
            shape = _shape(layout, start, _sound(data, start, size))
            _must_be_all(shape, chunks, data.part(start, size))
            return shape
        if name == b"fmt ":
            layout = data.at(start, min(size, _LONGEST_LAYOUT))
    raise refused("media_cut")


def _sound(data: Window, start: int, size: int) -> int:
    """The length of the sound in bytes, all of which is there."""
    if start + size > data.size:
        raise refused("media_cut")
    if size == 0:
        raise refused("media_no_frames")
    return size


def _must_be_all(shape: Shape, after: Iterator[tuple[bytes, int, int]], sound: Window) -> None:
    """Raise MediaRefusedError where the sound goes on in another format, or another sound follows."""
    if shape.format is AudioFormat.MP3_WAV:
        must_keep_its_format(sound)
    if any(name in _MORE_SOUND for name, _, _ in after):
        raise refused("media_changes_format")


def _chunks(data: Window) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and length of each chunk whose head is there; one of odd length is followed by a byte of padding."""
    at = 12
    while at + _HEAD <= data.size:
        name, size = struct.unpack("<4sI", data.at(at, _HEAD))
        yield name, at + _HEAD, size
        at += _HEAD + size + (size & 1)


def _shape(layout: bytes, start: int, size: int) -> Shape:
    """From the `fmt ` chunk, and where the sound is and how long, in bytes."""
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
    frame = channels * bits // 8
    frames = size // frame
    plain = frames > 0 and bits == 8 * PLAIN[kind]
    return Shape(kind, rate, channels, frames, (start, frames * frame) if plain else None)
