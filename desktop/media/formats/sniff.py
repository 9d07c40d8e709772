"""Format detection by a file's bytes, never by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import MediaRefusedError
from desktop.media.formats.formats import Shape, refused
from desktop.media.formats.gsm import gsm_shape, is_gsm
from desktop.media.formats.mpeg import first_frame, is_mpeg, mp3_shape
from desktop.media.formats.riff import wav_shape
from desktop.media.ranges import Window

if TYPE_CHECKING:
    from desktop.application.ports.sound import Incoming

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
