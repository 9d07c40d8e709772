"""Decoding a recording from outside, in a child process that has nothing to lose: the parent's side of it.

- The child requests ranges of the recording and receives them by a pipe, and PCM returns by a pipe: no file is written,
  and neither of the two processes holds the whole of it. Samples that need no decoder (`formats.PLAIN`) are not sent:
  the child says where they are. A-law and mu-law (ITU-T G.711) are expanded here.
- A range is within the file and not long. Few are pending at a time, and all of them together are a few times the file.
  A child that requests anything else is not trusted. Its lines are `ask OFFSET LENGTH`, facts, and `pcm LENGTH`
  followed by so many bytes; any other is refused, and so is an end with another status than 0.
- Blocks are yielded as they come, so memory does not grow with the length. They count only once the iteration has ended
  without an error: until then nothing of them may be kept.
- Any fault of the file, the child or its answer is MediaRefusedError, with a code of `formats.CODES`. Errors of reading
  the source (MediaRefusedError, VaultDamagedError) pass through, and ListeningRoomError (`stopped`) is raised when a
  watcher cancels, whatever the child is doing. When the parent is done, in whichever way, no child is left.
- `audioop` is Python's own up to 3.12, where importing it is silent unless every warning is enabled, and comes from
  `audioop-lts` after that.
"""

from __future__ import annotations

import audioop
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

from desktop.errors import InputDataError, ListeningRoomError, MediaRefusedError
from desktop.media.formats import formats
from desktop.media.formats.formats import AudioFormat, MemoryBytes, Shape, refused
from desktop.media.sandbox import limits

if TYPE_CHECKING:
    from desktop.application.ports.sound import Incoming, Watcher


_MOST_WAITING = 8
_TIMES_OVER = 6
_LEAST = 1 << 12
"""Bytes that a short range counts as, so that those too are limited."""


class Feeder:
    """The feeder between a source and a child's input, which it closes in the end."""

    def __init__(self, source: Incoming, target: IO[bytes]) -> None:
        self._source, self._target = source, target
        self._left = _TIMES_OVER * source.size + 64 * formats.WINDOW
        self._asked: queue.SimpleQueue[tuple[int, int] | None] = queue.SimpleQueue()
        self.reached = 0
        """The end of the last requested range."""
        self.failure: InputDataError | None = None
        self._thread = threading.Thread(target=self._run, name="decode-feeder")
        self._thread.start()

    def ask(self, offset: int, length: int) -> None:
        """Queue these bytes for the child. Raises MediaRefusedError where no decoder would request them."""
        self._left -= max(length, _LEAST)
        within = 0 <= offset < offset + length <= self._source.size
        if not within or length > formats.WINDOW or self._left < 0 or self._asked.qsize() >= _MOST_WAITING:
            raise refused("media_decoder_died")
        self.reached = offset + length
        self._asked.put((offset, length))

    def close(self) -> None:
        """Stop. The child has ended by now, so that nothing blocks."""
        self._asked.put(None)
        self._thread.join()

    def _run(self) -> None:
        # A child that stops listening is no error here: its exit status tells.
        with contextlib.suppress(OSError), self._target:
            while asked := self._asked.get():
                try:
                    data = self._source.read(*asked)
                    if len(data) != asked[1]:
                        raise refused("media_changed")
                except InputDataError as error:
                    self.failure = error
                    return
                self._target.write(data)
                self._target.flush()


if sys.platform == "win32":
    _OUT_OF_TIME = limits.OUT_OF_TIME
else:
    _OUT_OF_TIME = -signal.SIGXCPU
_LONGEST_LINE = 1024
_GLANCE_SECONDS = 0.2
_PIPE_BYTES = 1 << 20
_IMPORT_ROOT = Path(__file__).resolve().parents[3]


class Child:
    """The process, its feeder, and a timer that ends it: on time-out, or when it is cancelled."""

    def __init__(self, size: int, command: Sequence[str], wall_seconds: float, watcher: Watcher | None = None) -> None:
        """Start it for a recording of `size` bytes. It waits until it is fed."""
        self._deadline = time.monotonic() + wall_seconds
        self._glance_seconds = wall_seconds if watcher is None else _GLANCE_SECONDS
        self._watcher, self._ended = watcher, threading.Event()
        self._late = self._unwanted = False
        self._process = _start([*command, str(size)])
        assert self._process.stdin and self._process.stdout
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._feeder: Feeder | None = None
        self._clock = threading.Thread(target=self._watch, name="decode-clock")
        self._clock.start()

    def feed(self, source: Incoming) -> None:
        """Answer its requests from here on."""
        self._feeder = Feeder(source, self._stdin)

    @property
    def reached(self) -> int:
        """How far into the recording it has requested, in bytes."""
        return self._feeder.reached if self._feeder else 0

    def line(self) -> bytes:
        """Return the next line that is no request; empty at the end of its output. Raises MediaRefusedError."""
        while (line := self._stdout.readline(_LONGEST_LINE)).startswith(b"ask "):
            offset, length = numbers(line, b"ask", 2)
            assert self._feeder
            self._feeder.ask(offset, length)
        if line.endswith(b"\n"):
            return line
        if len(line) == _LONGEST_LINE:
            raise refused("media_decoder_died")
        return b""

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer at the end."""
        return self._stdout.read(size)

    def failure(self) -> InputDataError | None:
        """Return why it ended, once its output has; None if all went well. Raises ListeningRoomError (`stopped`)."""
        self._stop_clock()
        status = self._status()
        if self._unwanted:
            raise ListeningRoomError("stopped")
        if self._feeder and self._feeder.failure:
            return self._feeder.failure
        return refusal_of(status, late=self._late, out_of_time=_OUT_OF_TIME)

    def _status(self) -> int | None:
        """Return how it ended; None where it did not in time. It can be cancelled though it has shut its output."""
        while (left := self._deadline - time.monotonic()) > 0:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self._process.wait(min(left, self._glance_seconds))
            if self._unwanted or (self._watcher is not None and self._watcher.cancelled):
                self._unwanted = True
                self._kill()
        return self._process.poll()

    def close(self) -> None:
        """End it, if it has not ended, and leave no thread and no pipe behind."""
        self._stop_clock()
        if self._process.returncode is None:
            self._kill()
        self._stdout.close()
        self._process.wait()
        if self._feeder:
            self._feeder.close()
        with contextlib.suppress(OSError):
            self._stdin.close()

    def _stop_clock(self) -> None:
        self._ended.set()
        self._clock.join()  # so that it never kills a process number that has been reused

    def _watch(self) -> None:
        while not self._ended.wait(max(0.0, min(self._glance_seconds, self._deadline - time.monotonic()))):
            self._unwanted = self._watcher is not None and self._watcher.cancelled
            self._late = time.monotonic() >= self._deadline
            if self._unwanted or self._late:
                self._kill()
                return

    def _kill(self) -> None:
        """Kill the child and all that it may have started: it leads a process group, and has not been waited for."""
        if sys.platform == "win32":
            self._process.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def refusal_of(status: int | None, *, late: bool, out_of_time: int) -> MediaRefusedError | None:
    """Return why a child that ended so has not decoded its recording; None where it has.

    `status`: None where it had not ended in time, the negative number of a signal that ended it. `late`: whether it was
    given up before its output had ended. `out_of_time`: how a child ends whose processor time is used up.
    """
    if late or status in (None, out_of_time):
        return refused("media_too_slow")
    return refused(formats.code_of(status)) if status else None


def numbers(line: bytes, word: bytes, count: int) -> list[int]:
    """Return the numbers of a line that begins with `word`. Raises MediaRefusedError for any other line."""
    parts = line.split()
    if parts[:1] != [word] or len(parts) != 1 + count or not all(part.isdigit() for part in parts[1:]):
        raise refused("media_decoder_died")
    return [int(part) for part in parts[1:]]


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            cwd=_IMPORT_ROOT,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise refused("media_decoder_died") from error
    _widen(process)
    return process


def _widen(process: subprocess.Popen[bytes]) -> None:
    """Enlarge the pipes to a few blocks, where the system allows: fewer switches between the two processes."""
    if sys.platform == "linux":
        import fcntl

        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                fcntl.fcntl(pipe or -1, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


_SAMPLE_BYTES = 2


def expanded(codes: bytes, law: AudioFormat) -> bytes:
    """Return the samples of these bytes, 16-bit little-endian."""
    expand = {AudioFormat.A_LAW: audioop.alaw2lin, AudioFormat.MU_LAW: audioop.ulaw2lin}[law]
    samples = expand(codes, _SAMPLE_BYTES)
    return samples if sys.byteorder == "little" else audioop.byteswap(samples, _SAMPLE_BYTES)


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
            if self.frames > formats.MAX_SECONDS * self.rate:
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
            if not 0 < size <= formats.BLOCK_FRAMES * self._frame or size % self._frame:
                raise refused("media_decoder_died")
            block = self._child.read(size)
            if len(block) != size:
                self._nothing()
            self.reached = self._child.reached
            yield block

    def _as_they_are(self, start: int, size: int) -> Iterator[bytes]:
        """Yield samples that need no decoder."""
        most = formats.BLOCK_FRAMES * self.channels * formats.PLAIN[self.format]
        for at in range(start, start + size, most):
            wanted = min(most, start + size - at)
            block = self._source.read(at, wanted)
            if len(block) != wanted:
                raise refused("media_changed")
            self.reached = at + wanted
            yield block if self.format is AudioFormat.PCM_WAV else expanded(block, self.format)

    def _are_there(self, start: int, size: int) -> bool:
        width = self.channels * formats.PLAIN.get(self.format, 0)
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
        if size > formats.MAX_BYTES:
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
    if rate not in formats.RATES or channels not in formats.CHANNELS:
        raise refused("media_decoder_died")
    return Shape(kind, rate, channels, 0, (given[2], given[3]) if samples else None)
