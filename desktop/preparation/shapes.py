"""What is this file? Its bytes decide, never its name."""

from __future__ import annotations

from desktop.preparation.formats import Shape, refused
from desktop.preparation.mpeg import is_mpeg, mp3_shape
from desktop.preparation.riff import wav_shape

# Sound, or a container of it, that telephone systems do not write: told apart so that the answer is of help.
_OTHER_SOUND = (b"fLaC", b"OggS", b"FORM", b"RIFX", b"RF64", b".snd", b"caff", b"wvpk", b"#!AMR", b"MThd", b"RIFF")


def shape_of(data: bytes) -> Shape:
    """The shape of an accepted format. Raises MediaRefusedError."""
    if not data:
        raise refused("media_empty")
    if data[:4] == b"RIFF" and (data[8:12] == b"WAVE" or len(data) < 12):
        return wav_shape(data)
    if data[:3] == b"ID3" or is_mpeg(data):
        return mp3_shape(data)
    if data.startswith(_OTHER_SOUND) or data[4:8] == b"ftyp":
        raise refused("media_format_not_accepted")
    raise refused("media_not_audio")
