"""Decoding a recording from outside, in a child process that has nothing to lose.

Rules:
- the child asks for ranges of the recording and is given them by a pipe, and PCM comes back by a pipe: no file is
  written, and neither of the two processes holds the whole of it;
- blocks are given out as they come, so memory does not grow with the length. They count only once the iteration has
  ended without an error: until then nothing of them may be kept;
- whatever is wrong with the file, the child or its answer is MediaRefusedError, with a code of `formats.WORDS`. What
  reading the source raises (MediaRefusedError, VaultDamagedError) passes through;
- when the parent is done, in whichever way, no child is left.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.preparation.decode_process import Child, numbers
from desktop.preparation.formats import (
    BLOCK_FRAMES,
    CHANNELS,
    MAX_BYTES,
    MAX_SECONDS,
    RATES,
    AudioFormat,
    refused,
)
from desktop.preparation.ranges import MemoryBytes

if TYPE_CHECKING:
    from desktop.application.ports_sound import Incoming


def child_command() -> tuple[str, ...]:
    """What starts the child. In a built program `sys.executable` is no Python: it is the program itself, which
    `desktop.__main__` then leads to `decode_child.main`."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "decode-child")
    return (sys.executable, "-m", "desktop.preparation.decode_child")


CHILD_COMMAND = child_command()
WALL_SECONDS = 900.0


@dataclass(frozen=True)
class Decoded:
    """A whole recording: `pcm` is 16-bit little-endian, interleaved, `frames` frames at `rate` Hz."""

    rate: int
    channels: int
    frames: int
    format: AudioFormat
    pcm: bytes = field(repr=False)


class Decoding:
    """A recording while it is decoded. Iterate once: each block is whole frames of PCM, as in `Decoded`."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self.format, self.rate, self.channels = _facts(self._line())
        self.frames = 0
        """Frames given out so far; the recording's length once the iteration has ended."""

    @property
    def reached(self) -> int:
        """How far into the recording the decoder has read, in bytes."""
        return self._child.reached

    def __iter__(self) -> Iterator[bytes]:
        frame = 2 * self.channels
        while line := self._child.line():
            (size,) = numbers(line, b"pcm", 1)
            if not 0 < size <= BLOCK_FRAMES * frame or size % frame:
                raise refused("media_decoder_died")
            block = self._child.read(size)
            if len(block) != size:
                break
            self.frames += size // frame
            if self.frames > MAX_SECONDS * self.rate:
                raise refused("media_too_large")
            yield block
        failure = self._child.failure()
        if failure or line or not self.frames:
            raise failure or refused("media_decoder_died")

    def _line(self) -> bytes:
        line = self._child.line()
        if not line:
            raise self._child.failure() or refused("media_decoder_died")
        return line


class Decoder:
    """A child that has been started and waits for a recording of `size` bytes; to be closed.

    Starting takes a while: whoever has something else to do first starts it before that. Raises MediaRefusedError.
    """

    def __init__(
        self, size: int, *, child_command: Sequence[str] = CHILD_COMMAND, wall_seconds: float = WALL_SECONDS
    ) -> None:
        if not size:
            raise refused("media_empty")
        if size > MAX_BYTES:
            raise refused("media_too_large")
        self._size, self._child = size, Child(size, child_command, wall_seconds)

    def decode(self, source: Incoming) -> Decoding:
        """Begin, once. Raises MediaRefusedError here, or later while iterating."""
        assert source.size == self._size
        self._child.feed(source)
        return Decoding(self._child)

    def close(self) -> None:
        """Whatever the child does, it ends here."""
        self._child.close()


@contextlib.contextmanager
def decode_blocks(
    source: Incoming, *, child_command: Sequence[str] = CHILD_COMMAND, wall_seconds: float = WALL_SECONDS
) -> Iterator[Decoding]:
    """Decode block by block, within a `with`. `wall_seconds` counts from here, the caller's own work included.

    Raises MediaRefusedError here, or later while iterating.
    """
    decoder = Decoder(source.size, child_command=child_command, wall_seconds=wall_seconds)
    with contextlib.closing(decoder):
        yield decoder.decode(source)


def decode(data: bytes, *, child_command: Sequence[str] = CHILD_COMMAND, wall_seconds: float = WALL_SECONDS) -> Decoded:
    """Decode the whole, from memory into memory: for short recordings and for tests. Raises MediaRefusedError."""
    with decode_blocks(MemoryBytes(data), child_command=child_command, wall_seconds=wall_seconds) as decoding:
        pcm = b"".join(decoding)
        return Decoded(decoding.rate, decoding.channels, decoding.frames, decoding.format, pcm)


def _facts(line: bytes) -> tuple[AudioFormat, int, int]:
    """The child's first line, not believed further than it can be checked."""
    try:
        facts = json.loads(line)
        kind, rate, channels = AudioFormat(facts["format"]), facts["rate"], facts["channels"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise refused("media_decoder_died") from error
    if type(rate) is not int or type(channels) is not int or rate not in RATES or channels not in CHANNELS:
        raise refused("media_decoder_died")
    return kind, rate, channels
