"""Long calls as files, as a telephone system would leave them: two people in two channels, speech for hours.

The voices are the spoken prompts of Debian's Asterisk packages. The same length makes the same call.
"""

from __future__ import annotations

import itertools
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
from numpy.typing import NDArray

from benchmarks.sound.made_up_calls import RATE, prompts
from desktop.media.telephony.beside import FileBytes

Form = Literal["pcm", "mu_law", "mp3", "gsm"]
_WRITTEN: dict[Form, tuple[str, str, int]] = {
    "pcm": ("WAV", "PCM_16", 2),
    "mu_law": ("WAV", "ULAW", 2),
    "mp3": ("MP3", "MPEG_LAYER_III", 2),
    "gsm": ("WAV", "GSM610", 1),  # the format knows one channel only
}
_SUFFIX: dict[Form, str] = {"mp3": ".mp3"}
_TAG_BYTES = 128


def write_call(folder: Path, form: Form, seconds: int) -> Path:
    """Write a new file of that length, with room at its end for a number (`number`)."""
    container, coding, channels = _WRITTEN[form]
    path = folder / f"{form}-{seconds}{_SUFFIX.get(form, '.wav')}"
    with soundfile.SoundFile(path, "w", RATE, channels, coding, format=container) as file:
        for block in _speech(seconds * RATE):
            file.write(block[:, :channels])
    with path.open("ab") as raw:
        raw.write(_tag(form, 0))
    return path


def number(path: Path, form: Form, number: int) -> None:
    """Make it another file, by the number after its sound: none of the sound changes."""
    with path.open("r+b") as file:
        file.seek(-_TAG_BYTES, os.SEEK_END)
        file.write(_tag(form, number))


def open_file(path: Path) -> FileBytes:
    """Open it as an import does; to be closed."""
    return FileBytes(os.open(path, os.O_RDONLY))


def _tag(form: Form, number: int) -> bytes:
    body = f"{number:0120}".encode()
    return (b"TAG" + body).ljust(_TAG_BYTES, b"\0") if form == "mp3" else struct.pack("<4sI", b"note", 120) + body


def _speech(frames: int) -> Iterator[NDArray[np.int16]]:
    spoken = (np.concatenate(prompts()) * 32767).astype(np.int16)
    both = np.stack([spoken, np.roll(spoken, len(spoken) // 3)], axis=1)
    left = frames
    for block in itertools.repeat(both):
        yield block[:left]
        left -= len(block)
        if left <= 0:
            return
