"""Decoding a recording from outside, in a child process that has nothing to lose.

Rules:
- the child requests ranges of the recording and receives them by a pipe, and PCM returns by a pipe: no file is
  written, and neither of the two processes holds the whole of it. Samples that need no decoder (`formats.PLAIN`) are
  not sent: the child examines the file's structure and says where they are;
- blocks are yielded as they come, so memory does not grow with the length. They count only once the iteration has
  ended without an error: until then nothing of them may be kept;
- any fault of the file, the child or its answer is MediaRefusedError, with a code of `formats.CODES`. Errors of
  reading the source (MediaRefusedError, VaultDamagedError) pass through, and ListeningRoomError (`stopped`) is raised
  when a watcher cancels, whatever the child is doing;
- when the parent is done, in whichever way, no child is left.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from desktop.media.formats.formats import (
    BLOCK_FRAMES,
    CHANNELS,
    MAX_BYTES,
    MAX_SECONDS,
    PLAIN,
    RATES,
    AudioFormat,
    Shape,
    refused,
)
from desktop.media.formats.g711 import expanded
from desktop.media.ranges import MemoryBytes
from desktop.media.sandbox.decode_process import Child, numbers

if TYPE_CHECKING:
    from desktop.application.ports.sound import Incoming, Watcher


_START = "import sys; from desktop.media.sandbox.decode_child import main; sys.exit(main(sys.argv[1:]))"
"""Like `python -m`, which loads a quarter as much again to find the module."""


def child_command() -> tuple[str, ...]:
    """Return the command that starts the child. A built program's `sys.executable` is no Python but the program:
    `desktop.__main__` then hands over to `decode_child.main`."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "decode-child")
    return (sys.executable, "-c", _START)


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
    """A recording being decoded. Iterate once: each block is whole frames of PCM, as in `Decoded`."""

    def __init__(self, child: Child, source: Incoming) -> None:
        self._child, self._source = child, source
        facts = _facts(child.line() or self._nothing())
        self.format, self.rate, self.channels = facts.format, facts.rate, facts.channels
        self._frame = 2 * self.channels
        self._samples = facts.samples
        if self._samples and not self._are_there(*self._samples):
            raise refused("media_decoder_died")
        self.frames = 0
        """Frames yielded so far; the recording's length once the iteration has ended."""
        self.reached = 0
        """How far into the recording it has been read, in bytes."""

    def __iter__(self) -> Iterator[bytes]:
        for block in self._as_they_are(*self._samples) if self._samples else self._decoded():
            self.frames += len(block) // self._frame
            if self.frames > MAX_SECONDS * self.rate:
                raise refused("media_too_large")
            yield block
        if self._child.line() or not self.frames:
            raise self._child.failure() or refused("media_decoder_died")
        if failure := self._child.failure():
            raise failure

    def _decoded(self) -> Iterator[bytes]:
        """Yield the child's output."""
        while line := self._child.line():
            (size,) = numbers(line, b"pcm", 1)
            if not 0 < size <= BLOCK_FRAMES * self._frame or size % self._frame:
                raise refused("media_decoder_died")
            block = self._child.read(size)
            if len(block) != size:
                self._nothing()
            self.reached = self._child.reached
            yield block

    def _as_they_are(self, start: int, size: int) -> Iterator[bytes]:
        """Yield samples that need no decoder."""
        most = BLOCK_FRAMES * self.channels * PLAIN[self.format]
        for at in range(start, start + size, most):
            wanted = min(most, start + size - at)
            block = self._source.read(at, wanted)
            if len(block) != wanted:
                raise refused("media_changed")
            self.reached = at + wanted
            yield block if self.format is AudioFormat.PCM_WAV else expanded(block, self.format)

    def _are_there(self, start: int, size: int) -> bool:
        width = self.channels * PLAIN.get(self.format, 0)
        return width > 0 and 0 <= start < start + size <= self._source.size and size % width == 0

    def _nothing(self) -> NoReturn:
        raise self._child.failure() or refused("media_decoder_died")


class Decoder:
    """A started child that waits for a recording of `size` bytes; to be closed.

    Starting takes a while: start it before any other preparation. Raises MediaRefusedError.
    """

    def __init__(
        self,
        size: int,
        *,
        child_command: Sequence[str] = CHILD_COMMAND,
        wall_seconds: float = WALL_SECONDS,
        watcher: Watcher | None = None,
    ) -> None:
        if not size:
            raise refused("media_empty")
        if size > MAX_BYTES:
            raise refused("media_too_large")
        self._size, self._child = size, Child(size, child_command, wall_seconds, watcher)

    def decode(self, source: Incoming) -> Decoding:
        """Begin, once. Raises MediaRefusedError here, or later while iterating."""
        assert source.size == self._size
        self._child.feed(source)
        return Decoding(self._child, source)

    def close(self) -> None:
        """End the child, whatever it is doing."""
        self._child.close()


@contextlib.contextmanager
def decode_blocks(
    source: Incoming,
    *,
    child_command: Sequence[str] = CHILD_COMMAND,
    wall_seconds: float = WALL_SECONDS,
    watcher: Watcher | None = None,
) -> Iterator[Decoding]:
    """Decode block by block, within a `with`. `wall_seconds` counts from here, the caller's own work included.

    Raises MediaRefusedError and ListeningRoomError (`stopped`) here, or later while iterating.
    """
    decoder = Decoder(source.size, child_command=child_command, wall_seconds=wall_seconds, watcher=watcher)
    with contextlib.closing(decoder):
        yield decoder.decode(source)


def decode(data: bytes, *, child_command: Sequence[str] = CHILD_COMMAND, wall_seconds: float = WALL_SECONDS) -> Decoded:
    """Decode the whole, from memory into memory: for short recordings and for tests. Raises MediaRefusedError."""
    with decode_blocks(MemoryBytes(data), child_command=child_command, wall_seconds=wall_seconds) as decoding:
        pcm = b"".join(decoding)
        return Decoded(decoding.rate, decoding.channels, decoding.frames, decoding.format, pcm)


def _facts(line: bytes) -> Shape:
    """Parse the child's first line, trusted no further than it can be checked here."""
    try:
        facts = json.loads(line)
        kind, rate, channels = AudioFormat(facts["format"]), facts["rate"], facts["channels"]
        samples = facts.get("samples") or ()
        given = [rate, channels, *samples]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise refused("media_decoder_died") from error
    if any(type(number) is not int for number in given) or len(given) not in (2, 4):
        raise refused("media_decoder_died")
    if rate not in RATES or channels not in CHANNELS:
        raise refused("media_decoder_died")
    return Shape(kind, rate, channels, 0, (given[2], given[3]) if samples else None)
