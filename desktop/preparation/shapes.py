"""What is this file? Its bytes decide, never its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.preparation.formats import Shape, refused
from desktop.preparation.gsm import gsm_shape, is_gsm
from desktop.preparation.mpeg import is_mpeg, mp3_shape
from desktop.preparation.ranges import Window
from desktop.preparation.riff import wav_shape

if TYPE_CHECKING:
    from desktop.application.ports_sound import Incoming

START = 12
"""As many bytes tell what a file may be."""

# Sound, or a container of it, that telephone systems do not write: told apart so that the answer is of help.
_OTHER_SOUND = (b"fLaC", b"OggS", b"FORM", b"RIFX", b"RF64", b".snd", b"caff", b"wvpk", b"#!AMR", b"MThd", b"RIFF")


def shape_of(source: Incoming) -> Shape:
    """The shape of an accepted format, from the whole of its structure. Raises MediaRefusedError."""
    start = source.read(0, START)
    must_begin_like_sound(start)
    if is_gsm(start):
        return gsm_shape(Window(source))
    return wav_shape(Window(source)) if start[:4] == b"RIFF" else mp3_shape(Window(source))


def must_begin_like_sound(start: bytes) -> None:
    """Raise MediaRefusedError where the first bytes (twelve, if there are so many) are of no accepted format."""
    if not start:
        raise refused("media_empty")
    if start[:4] == b"RIFF" and (start[8:12] == b"WAVE" or len(start) < START):
        return
    if start[:3] == b"ID3" or is_mpeg(start) or is_gsm(start):
        return
    if start.startswith(_OTHER_SOUND) or start[4:8] == b"ftyp":
        raise refused("media_format_not_accepted")
    raise refused("media_not_audio")
