"""Format detection by a file's bytes, never by its name; WAV, and GSM without a header, examined without decoding.

- A WAV file that holds fewer bytes than its header says is refused as cut. Chunks after the sound may be cut; but where
  a second sound follows the first, a decoder gives the first alone, and the file is refused. A recorder that writes
  into a pipe, or is interrupted, never fills in the length: it stays zero, or larger than any file. Then the sound goes
  on to the end of the file (docs/decisions/0015).
- GSM as Asterisk's `gsm` writes it consists of frames of 33 bytes, of 20 ms each at 8,000 Hz, and each begins with the
  same four bits (RFC 3551, section 4.5.8.1). Nothing else identifies it: so every frame has to begin like that, and
  there have to be more of them than chance produces.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.errors import MediaRefusedError
from desktop.media.formats.formats import MAX_BYTES, PLAIN, AudioFormat, Patch, Shape, Window, accepted, refused
from desktop.media.formats.mpeg import count_of, first_frame, is_mpeg, mp3_shape

if TYPE_CHECKING:
    from desktop.application.ports.sound import Incoming


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
_FIRST, _HEAD, _LENGTH, _LONGEST_LAYOUT = 12, 8, 4, 40


def wav_shape(data: Window) -> Shape:
    """Return the shape of a file that begins with RIFF and WAVE. Raises MediaRefusedError."""
    layout = b""
    chunks = _chunks(data)
    for name, start, size in chunks:
        if name == b"data":
            if not layout:
                raise refused("media_not_audio")
            length = _length(data, start, size)
            shape = _told(_shape(layout, start, length), data.part(start, length), start, filled=length == size)
            if length == size and any(name in _MORE_SOUND for name, _, _ in chunks):
                raise refused("media_changes_format")
            return shape
        if name == b"fmt ":
            layout = data.at(start, min(size, _LONGEST_LAYOUT))
    raise refused("media_cut")


def _length(data: Window, start: int, size: int) -> int:
    """Return the length of the sound in bytes, all of which is there."""
    left = data.size - start
    if size > MAX_BYTES or (size == 0 and not _only_chunks(data, start)):
        size = left
    if size > left:
        raise refused("media_cut")
    if size == 0:
        raise refused("media_no_frames")
    return size


def _only_chunks(data: Window, at: int) -> bool:
    """Return whether only chunks follow up to the end: then a length of zero is meant."""
    for name, start, size in _chunks(data, at):
        if not (name.isascii() and name.decode("ascii").isprintable()):
            return False
        at = start + size
    return at in (data.size, data.size - 1)  # one of odd length, and its padding


def _told(shape: Shape, sound: Window, start: int, *, filled: bool) -> Shape:
    """Add the bytes that a decoder needs for the length. Raises MediaRefusedError where MP3 changes its format."""
    counted = count_of(sound) if shape.format is AudioFormat.MP3_WAV else None
    front = counted.front if counted else b""
    if counted:
        shape = shape._replace(least_frames=counted.least_frames)
    if filled and not front:
        return shape
    instead = struct.pack("<I", sound.size + len(front)) + front
    frames = counted.frames if counted and filled else None
    return shape._replace(patch=Patch(start - _LENGTH, start, instead, frames))


def _chunks(data: Window, at: int = _FIRST) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and length of each chunk whose head is there; a byte of padding follows an odd length."""
    while at + _HEAD <= data.size:
        name, size = struct.unpack("<4sI", data.at(at, _HEAD))
        yield name, at + _HEAD, size
        at += _HEAD + size + (size & 1)


def _shape(layout: bytes, start: int, size: int) -> Shape:
    """Read the `fmt ` chunk: the shape, and the sound's offset and length, in bytes."""
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


RATE = 8_000
_FRAME, _SAMPLES, _MARK = 33, 160, 0xD
_BEGINS = frozenset(range(_MARK << 4, (_MARK + 1) << 4))
_FEWEST = 25
_AT_ONCE = 1_900 * _FRAME


def is_gsm(start: bytes) -> bool:
    """Return whether it may be GSM: the first frame begins like one."""
    return start[:1] != b"" and start[0] in _BEGINS


def gsm_shape(data: Window) -> Shape:
    """Return the shape of frames without a header. Raises MediaRefusedError."""
    frames, left = divmod(data.size, _FRAME)
    if frames < _FEWEST or not all(_BEGINS.issuperset(block[::_FRAME]) for block in _blocks(data, frames)):
        raise refused("media_not_audio")
    if left:
        raise refused("media_cut")
    return Shape(AudioFormat.GSM, RATE, 1, frames * _SAMPLES, headless=True)


def _blocks(data: Window, frames: int) -> Iterator[bytes]:
    return (data.at(at, min(_AT_ONCE, frames * _FRAME - at)) for at in range(0, frames * _FRAME, _AT_ONCE))


_START = 12
"""Bytes that identify a file, unless it is an MP3 after something else."""

# Sound, or a container of it, that is not decoded here: distinguished so that the answer helps.
_OTHER_SOUND = (
    *(b"OggS", b"fLaC", b"ADIF", b"caff", b"FORM", b".snd", b"wvpk", b"MAC ", b"TTA1", b"MPCK", b"MP+", b"DSD "),
    *(b"#!AMR", b"#!EVRC", b"#!SILK", b"NIST_1A", b"Creative Voi", b".ra\xfd", b".RMF", b"FLV\1", b"MThd"),
    *(b"RIFF", b"RIFX", b"RF64", b"BW64"),
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",  # ASF: WMA
    b"\x1a\x45\xdf\xa3",  # EBML: Matroska, WebM
    b"riff\x2e\x91\xcf\x11",  # Wave64
    b"\x0b\x77",  # AC-3
    b"\x00\x00\x01\xba",  # an MPEG programme stream
)
_LOAS = 0x56E0
"""AAC as sent over a network: its first eleven bits."""


def shape_of(source: Incoming) -> Shape:
    """Return the shape of an accepted format, from the whole of its structure. Raises MediaRefusedError."""
    must_begin_like_sound(source)
    start = source.read(0, _START)
    if start[:4] == b"RIFF":
        return wav_shape(Window(source))
    if not is_gsm(start):
        return mp3_shape(Window(source))
    try:
        return gsm_shape(Window(source))
    except MediaRefusedError:
        if first_frame(Window(source)) is None:
            raise
    return mp3_shape(Window(source))


def must_begin_like_sound(source: Incoming) -> None:
    """Raise MediaRefusedError where a file begins like no accepted format."""
    start = source.read(0, _START)
    if not start:
        raise refused("media_empty")
    if start[:4] == b"RIFF" and (start[8:12] == b"WAVE" or len(start) < _START):
        return
    if start[:3] == b"ID3" or is_mpeg(start) or is_gsm(start):
        return
    if start.startswith(_OTHER_SOUND) or start[4:8] == b"ftyp" or int.from_bytes(start[:2]) & 0xFFE0 == _LOAS:
        raise refused("media_format_not_accepted")
    if first_frame(Window(source)) is None:
        raise refused("media_not_audio")
