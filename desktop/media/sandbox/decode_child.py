"""The child that decodes: it requests a recording range by range, and returns it as PCM.

- Its one argument is the number of bytes; it gives up what it does not need (`limits`), and only then reads.
- It writes lines to standard output, and reads from standard input the bytes it requested, in that order:
  `ask OFFSET LENGTH` whenever it needs them; once, a line of JSON with format, rate and channels; from then on
  `pcm LENGTH` followed by so many bytes: 16-bit little-endian, interleaved. Where no decoder is needed, the line
  of JSON says where the samples are, and none of them is sent.
- Only exit status 0 says that all of it was decoded. A refusal is a status (`formats.status_of`) and nothing else.

`decoding.child_command` starts it; a frozen program starts itself with an argument of its own.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import BinaryIO

from desktop.errors import MediaRefusedError
from desktop.media.formats import formats
from desktop.media.formats.detection import shape_of
from desktop.media.formats.formats import AudioFormat, Patch, Shape, refused
from desktop.media.sandbox import libsndfile, limits
from desktop.media.sandbox.libsndfile import SoundFile

_MEMORY = 64 << 20
_AHEAD = 2
"""Windows in flight while one is decoded."""
_WAV = (libsndfile.WAV, libsndfile.WAVEX)
_PCM = (libsndfile.PCM_U8, libsndfile.PCM_16, libsndfile.PCM_24, libsndfile.PCM_32)
_DECODED_AS = {
    AudioFormat.PCM_WAV: (_WAV, _PCM),
    AudioFormat.A_LAW: (_WAV, (libsndfile.A_LAW,)),
    AudioFormat.MU_LAW: (_WAV, (libsndfile.MU_LAW,)),
    AudioFormat.GSM: ((libsndfile.WAV, libsndfile.RAW), (libsndfile.GSM610,)),
    AudioFormat.MP3: ((libsndfile.MP3,), (libsndfile.LAYER_III,)),
    AudioFormat.MP3_WAV: ((libsndfile.WAV,), (libsndfile.LAYER_III,)),
}
_COUNTED = (AudioFormat.MP3, AudioFormat.MP3_WAV)
"""Formats whose length is known by their frames alone."""


class _Sized(io.RawIOBase):
    """A file of `size` bytes, to be read from any place."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size, self._at = size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at


class Asked(_Sized):
    """A recording of `size` bytes held by the parent: reads are requested, a little ahead."""

    def __init__(self, size: int, answers: BinaryIO, questions: BinaryIO) -> None:
        super().__init__(size)
        self._answers, self._questions = answers, questions
        self._coming = self._asked_to = 0
        # From `_coming` to `_asked_to` has been asked for and not been read.

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some of the next bytes, 0 at the end. Raises EOFError where the parent gives none."""
        if self._at >= self.size:
            return 0
        if self._at != self._coming:
            self._turn_to(self._at)
        self._ask_ahead()
        count = self._some(buffer)
        self._at += count
        return count

    def _turn_to(self, offset: int) -> None:
        """Discard the answers to requests that are no longer needed."""
        scrap = memoryview(bytearray(formats.WINDOW))
        while self._coming < self._asked_to:
            self._some(scrap)
        self._coming = self._asked_to = offset

    def _ask_ahead(self) -> None:
        while self._asked_to < self.size and self._asked_to - self._coming < _AHEAD * formats.WINDOW:
            length = min(formats.WINDOW, self.size - self._asked_to)
            self._questions.write(b"ask %d %d\n" % (self._asked_to, length))
            self._asked_to += length
        self._questions.flush()

    def _some(self, buffer: memoryview) -> int:
        count = self._answers.readinto(buffer[: self._asked_to - self._coming])  # type: ignore[attr-defined]
        if not count:
            raise EOFError
        self._coming += count
        return int(count)


class _Ranges:
    """A file in ranges (`Incoming`), for `shape_of`."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self.size = file, size

    def read(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(length)


class Patched(_Sized):
    """A file of `size` bytes as it would be with the patch. The file itself only has to be open."""

    def __init__(self, file: BinaryIO, size: int, patch: Patch) -> None:
        self._file, self._patch = file, patch
        self._beyond = patch.start + len(patch.instead)
        self._longer = self._beyond - patch.end
        super().__init__(size + self._longer)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._some(len(buffer))
        memoryview(buffer)[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _some(self, most: int) -> bytes:
        """Return bytes of one of three parts: before the patch, within, after."""
        at, patch = self._at, self._patch
        if patch.start <= at < self._beyond:
            return patch.instead[at - patch.start :][:most]
        before = at < patch.start
        self._file.seek(at if before else at - self._longer)
        return self._file.read(min(most, patch.start - at) if before else most)


def main(arguments: Sequence[str]) -> int:
    """Decode the parent's recording; return the exit status."""
    size = int(arguments[0])
    limits.isolate()
    # The buffer between serves a decoder that reads in small steps.
    file = io.BufferedReader(Asked(size, io.FileIO(0, closefd=False), sys.stdout.buffer), formats.WINDOW)
    limits.limit(limits.memory_in_use() + _MEMORY)
    try:
        decode_into(file, size, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except MediaRefusedError as error:
        return formats.status_of(error.code)
    except MemoryError:
        return formats.status_of("media_too_large")
    return 0


def decode_into(file: BinaryIO, size: int, target: BinaryIO) -> None:
    """Write facts and PCM to `target`. Raises MediaRefusedError."""
    shape = shape_of(_Ranges(file, size))
    with _opened(file, size, shape) as sound:
        if not _agrees(sound, shape):
            raise refused("media_not_audio")
        if shape.samples is None:
            total = _decode(sound, shape, target)
        else:
            total = shape.least_frames
            target.write(_facts(shape))
    if total > formats.MAX_SECONDS * shape.rate:
        raise refused("media_too_large")
    if total == 0:
        raise refused("media_no_frames")
    if total < shape.least_frames:
        raise refused("media_not_all_heard" if shape.format in _COUNTED else "media_cut")


def _opened(file: BinaryIO, size: int, shape: Shape) -> SoundFile:
    """Open it for the decoder, which stops where it believes the sound to end: so it has to see all of it."""
    file.seek(0)
    if shape.headless:
        return SoundFile(file, raw=libsndfile.GSM610, rate=shape.rate, channels=shape.channels)
    patch = shape.patch
    if patch is None or patch.frames is not None:
        sound = SoundFile(file)
        if patch is None or sound.frames >= (patch.frames or 0):
            return sound
        sound.close()
    return SoundFile(io.BufferedReader(Patched(file, size, patch), formats.WINDOW))


def _decode(sound: SoundFile, shape: Shape, target: BinaryIO) -> int:
    """Return how many frames there were, or at least that they are too many."""
    frame = shape.channels * 2
    block = bytearray(formats.BLOCK_FRAMES * frame)
    total, most = 0, _most_frames(shape)
    # MP3 does not know its length: read until nothing comes.
    while total < most and (frames := min(sound.read_into(block), most - total)) > 0:
        if total == 0:
            target.write(_facts(shape))
        total += frames
        target.write(b"pcm %d\n" % (frames * frame))
        target.write(_little_endian(memoryview(block)[: frames * frame]))
    return total


def _most_frames(shape: Shape) -> int:
    """Return where to stop: a recording that is too long need not be decoded to its end.

    A WAV's header says where its sound ends. libsndfile reads on: from an odd number of GSM blocks, and the byte that
    pads them, it makes one block more.
    """
    too_many = formats.MAX_SECONDS * shape.rate + 1
    return too_many if shape.format in _COUNTED else min(too_many, shape.least_frames)


def _agrees(sound: SoundFile, shape: Shape) -> bool:
    """Return whether the decoder sees the file as we do: one that two readers read differently is made to deceive."""
    containers, codings = _DECODED_AS[shape.format]
    as_long = shape.samples is None or sound.frames == shape.least_frames
    known = sound.container in containers and sound.coding in codings
    return as_long and known and (sound.rate, sound.channels) == (shape.rate, shape.channels)


def _facts(shape: Shape) -> bytes:
    """Return the facts in JSON, without loading a JSON writer: a word of ours, and numbers."""
    samples = list(shape.samples) if shape.samples else "null"
    told = f'"format": "{shape.format.value}", "rate": {shape.rate}, "channels": {shape.channels}, "samples": {samples}'
    return f"{{{told}}}\n".encode()


def _little_endian(pcm: memoryview) -> bytearray | memoryview:
    if sys.byteorder == "little":
        return pcm
    swapped = bytearray(pcm)
    swapped[0::2], swapped[1::2] = swapped[1::2], swapped[0::2]
    return swapped
