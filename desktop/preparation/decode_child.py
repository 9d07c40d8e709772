"""The child that decodes: a recording comes in by standard input, and goes out as PCM by standard output.

- It is told the number of bytes as its one argument, gives up what it does not need (`confine`), and only then reads.
- Out goes one line of JSON (format, rate, channels), then blocks of 16-bit little-endian interleaved PCM to the end.
- Only exit status 0 says that all of it was decoded. A refusal is a status (`formats.status_of`) and nothing else.

Run as `python -m desktop.preparation.decode_child BYTES`, or by `main` from a frozen program's own command line.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from typing import BinaryIO

from desktop.errors import MediaRefusedError
from desktop.preparation import confine
from desktop.preparation.formats import BLOCK_FRAMES, MAX_SECONDS, AudioFormat, Shape, refused, status_of
from desktop.preparation.shapes import shape_of

_MEMORY = 512 << 20
_PCM = ("PCM_U8", "PCM_16", "PCM_24", "PCM_32")
_DECODED_AS = {
    AudioFormat.PCM_WAV: (("WAV", "WAVEX"), _PCM),
    AudioFormat.A_LAW: (("WAV", "WAVEX"), ("ALAW",)),
    AudioFormat.MU_LAW: (("WAV", "WAVEX"), ("ULAW",)),
    AudioFormat.GSM: (("WAV",), ("GSM610",)),
    AudioFormat.MP3: (("MP3",), ("MPEG_LAYER_III",)),
    AudioFormat.MP3_WAV: (("WAV",), ("MPEG_LAYER_III",)),
}


def main(arguments: Sequence[str]) -> int:
    """Decode standard input; the exit status."""
    size = int(arguments[0])
    confine.isolate()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import soundfile

    confine.limit(_MEMORY + 2 * size)
    try:
        decode_into(sys.stdin.buffer.read(size), sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except MediaRefusedError as error:
        return status_of(error.code)
    except soundfile.SoundFileError:
        return status_of("media_not_audio")
    except MemoryError:
        return status_of("media_too_large")
    return 0


def decode_into(data: bytes, target: BinaryIO) -> None:
    """Write the header and the PCM to `target`. Raises MediaRefusedError, or soundfile's own errors."""
    import soundfile

    shape = shape_of(data)
    block = bytearray(BLOCK_FRAMES * shape.channels * 2)
    with soundfile.SoundFile(io.BytesIO(data)) as sound:
        if not _agrees(sound, shape):
            raise refused("media_not_audio")
        total = 0
        # GSM cannot be sought in and MP3 does not know its length: read until nothing comes.
        while (frames := sound.buffer_read_into(block, dtype="int16")) > 0:
            if total == 0:
                target.write(_header(shape))
            total += frames
            if total > MAX_SECONDS * shape.rate:
                raise refused("media_too_large")
            target.write(_little_endian(block[: frames * shape.channels * 2]))
    if total == 0:
        raise refused("media_no_frames")
    if total < shape.least_frames:
        raise refused("media_cut")


def _agrees(sound: object, shape: Shape) -> bool:
    """Whether the decoder sees the file as we do: one that two readers read differently is made to deceive."""
    containers, subtypes = _DECODED_AS[shape.format]
    found = [getattr(sound, name) for name in ("format", "subtype", "samplerate", "channels")]
    return found[0] in containers and found[1] in subtypes and found[2:] == [shape.rate, shape.channels]


def _header(shape: Shape) -> bytes:
    facts = {"format": shape.format.value, "rate": shape.rate, "channels": shape.channels}
    return json.dumps(facts).encode() + b"\n"


def _little_endian(pcm: bytearray) -> bytearray:
    if sys.byteorder == "big":
        pcm[0::2], pcm[1::2] = pcm[1::2], pcm[0::2]
    return pcm


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
