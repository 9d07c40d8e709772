"""What a recording from outside may be, and the closed set of reasons to refuse one. Standard library only.

The child process tells a refusal by its exit status alone, so that a decoder that was taken over can choose between
these reasons and say nothing else. What is imported here is loaded for every recording: little, and no dataclasses.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from desktop.errors import MediaRefusedError

MAX_BYTES = 1 << 30
"""The largest file that is looked at: 18 hours of stereo PCM at 8,000 Hz."""
MAX_SECONDS = 24 * 3600
RATES = range(4_000, 96_001)
CHANNELS = range(1, 3)
BLOCK_FRAMES = 1 << 16
WINDOW = 1 << 18
"""The most bytes of a file that a decoding child asks for at once."""


class AudioFormat(StrEnum):
    """The formats that telephone systems write (DOMAIN: recordings as they come)."""

    PCM_WAV = "pcm_wav"
    A_LAW = "a_law"
    MU_LAW = "mu_law"
    GSM = "gsm"
    MP3 = "mp3"
    MP3_WAV = "mp3_wav"


PLAIN = {AudioFormat.PCM_WAV: 2, AudioFormat.A_LAW: 1, AudioFormat.MU_LAW: 1}
"""What needs no decoder where its samples have so many bytes: 16-bit PCM, and what a table makes 16-bit PCM of."""


class Patch(NamedTuple):
    """`instead` of the bytes from `start` up to, not including, `end`: for a decoder that sees fewer `frames` without.

    `frames` is None where it is for every decoder.
    """

    start: int
    end: int
    instead: bytes
    frames: int | None = None


class Shape(NamedTuple):
    """What a file's own bytes say of it, before it is decoded. `least_frames` is 0 where they do not say.

    `samples`: offset and length in bytes of whole frames that need no decoder (`PLAIN`), where that is so.
    `patch`: what a decoder has to see instead, where the file itself does not tell how long its sound is.
    `headless`: there is nothing but sound in the file, and a decoder has to be told of what kind.
    """

    format: AudioFormat
    rate: int
    channels: int
    least_frames: int
    samples: tuple[int, int] | None = None
    patch: Patch | None = None
    headless: bool = False


WORDS = {
    "media_not_audio": "This file is not a recording.",
    "media_empty": "This file is empty.",
    "media_no_frames": "This recording has no sound in it: its length is nought.",
    "media_cut": "This recording is cut short or damaged: it holds less than it says. Ask for it again.",
    "media_too_large": "This recording is larger than can be brought in.",
    "media_decoder_died": "This recording could not be decoded: the decoder stopped.",
    "media_too_slow": "This recording could not be decoded in the time allowed.",
    "media_format_not_accepted": "This is sound, but in a format that is not accepted. Ask for it as WAV (PCM, A-law, "
    "mu-law, GSM) or MP3, in one or two channels. Or have it converted to a 16-bit PCM WAV, and bring that in: "
    "ffmpeg -i RECORDING -c:a pcm_s16le RECORDING.wav",
    "media_changes_format": "This recording changes its format part of the way through, so the rest of it could not be "
    "heard. Ask for it again, in one format.",
    "media_changed": "This file was changed while it was read. Wait until it is finished, then bring it in again.",
    "media_not_all_heard": "More sound is in this file than could be decoded, so the rest of it would not be heard. "
    "Ask for it again, as one recording.",
    "media_length_differs": "This recording no longer decodes to the length that it had when it was brought in.",
    "media_no_header": "By its name this is sound without a header: nothing in it says how to read it. Ask for it as "
    "WAV or MP3. Or have it converted to a 16-bit PCM WAV by somebody who knows its format, and bring that in: "
    "ffmpeg -f mulaw -ar 8000 -i RECORDING -c:a pcm_s16le RECORDING.wav",
}
"""Every code of MediaRefusedError, with words for people."""

_FIRST_STATUS = 64
_CODES = tuple(WORDS)


def refused(code: str) -> MediaRefusedError:
    """The error of that code, which is one of `WORDS`."""
    return MediaRefusedError(code, WORDS[code])


def status_of(code: str) -> int:
    """The child's exit status for a refusal."""
    return _FIRST_STATUS + _CODES.index(code)


def code_of(status: int) -> str:
    """The refusal of an exit status; any other status means that the decoder died."""
    known = range(_FIRST_STATUS, _FIRST_STATUS + len(_CODES))
    return _CODES[status - _FIRST_STATUS] if status in known else "media_decoder_died"


def accepted(shape: Shape) -> Shape:
    """The same shape, if its rate and channels are accepted."""
    if shape.rate not in RATES or shape.channels not in CHANNELS:
        raise refused("media_format_not_accepted")
    return shape
