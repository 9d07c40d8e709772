"""Decoding a recording from outside, in a child process that has nothing to lose.

Rules:
- the bytes go from memory into a pipe, and PCM comes back by a pipe: no file is written;
- blocks are given out as they come, so memory does not grow with the length. They count only once the iteration has
  ended without an error: until then nothing of them may be kept;
- whatever is wrong with the file, the child or its answer is MediaRefusedError, with a code of `formats.WORDS`;
- when the parent is done, in whichever way, no child is left.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from desktop.preparation.formats import (
    BLOCK_FRAMES,
    CHANNELS,
    MAX_BYTES,
    MAX_SECONDS,
    RATES,
    AudioFormat,
    code_of,
    refused,
)


def child_command() -> tuple[str, ...]:
    """What starts the child. In a built program `sys.executable` is no Python: it is the program itself, which
    `desktop.__main__` then leads to `decode_child.main`."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "decode-child")
    return (sys.executable, "-m", "desktop.preparation.decode_child")


CHILD_COMMAND = child_command()
WALL_SECONDS = 900.0
_LONGEST_HEADER = 1024
_IMPORT_ROOT = Path(__file__).resolve().parents[2]


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

    def __init__(self, child: _Child) -> None:
        self._child = child
        self.format, self.rate, self.channels = _facts(child.line())
        self.frames = 0
        """Frames given out so far; the recording's length once the iteration has ended."""

    def __iter__(self) -> Iterator[bytes]:
        frame = 2 * self.channels
        while block := self._child.read(BLOCK_FRAMES * frame):
            if len(block) % frame:
                raise refused(self._child.failure() or "media_decoder_died")
            self.frames += len(block) // frame
            if self.frames > MAX_SECONDS * self.rate:
                raise refused("media_too_large")
            yield block
        code = self._child.failure() or (None if self.frames else "media_decoder_died")
        if code:
            raise refused(code)


@contextlib.contextmanager
def decode_blocks(
    data: bytes, *, child_command: Sequence[str] = CHILD_COMMAND, wall_seconds: float = WALL_SECONDS
) -> Iterator[Decoding]:
    """Decode block by block, within a `with`. `wall_seconds` counts from here, the caller's own work included.

    Raises MediaRefusedError here, or later while iterating.
    """
    if not data:
        raise refused("media_empty")
    if len(data) > MAX_BYTES:
        raise refused("media_too_large")
    with contextlib.closing(_Child(data, child_command, wall_seconds)) as child:
        yield Decoding(child)


def decode(data: bytes, *, child_command: Sequence[str] = CHILD_COMMAND, wall_seconds: float = WALL_SECONDS) -> Decoded:
    """Decode the whole into memory: for short recordings and for tests. Raises MediaRefusedError."""
    with decode_blocks(data, child_command=child_command, wall_seconds=wall_seconds) as decoding:
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


class _Child:
    """The process, a thread that feeds it, and a clock that ends it."""

    def __init__(self, data: bytes, command: Sequence[str], wall_seconds: float) -> None:
        self._deadline = time.monotonic() + wall_seconds
        self._late = False
        self._process = _start([*command, str(len(data))])
        assert self._process.stdin and self._process.stdout
        self._stdout = self._process.stdout
        self._feeder = threading.Thread(target=_feed, args=(self._process.stdin, data), name="decode-feeder")
        self._clock = threading.Timer(wall_seconds, self._time_is_up)
        self._feeder.start()
        self._clock.start()

    def line(self) -> bytes:
        """The first line. Raises MediaRefusedError if there is none."""
        line = self._stdout.readline(_LONGEST_HEADER)
        if not line:
            raise refused(self.failure() or "media_decoder_died")
        return line

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end."""
        return self._stdout.read(size)

    def failure(self) -> str | None:
        """Why it ended, once its output has; None if all went well."""
        self._stop_clock()
        try:
            status = self._process.wait(max(0.0, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._late = True
        if self._late or status == -getattr(signal, "SIGXCPU", 0):
            return "media_too_slow"
        return code_of(status) if status else None

    def close(self) -> None:
        """End it, if it has not ended, and leave no thread and no pipe behind."""
        self._stop_clock()
        if self._process.returncode is None:
            self._kill()
        self._stdout.close()
        self._process.wait()
        self._feeder.join()

    def _stop_clock(self) -> None:
        self._clock.cancel()
        self._clock.join()  # so that it never kills a number that is somebody else's by then

    def _time_is_up(self) -> None:
        self._late = True
        self._kill()

    def _kill(self) -> None:
        """The child and all that it may have started: it leads a process group, and has not been waited for."""
        if sys.platform == "win32":
            self._process.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(
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


def _feed(target: IO[bytes], data: bytes) -> None:
    """Runs in a thread of its own. A child that stops listening is no error here: its exit status tells."""
    with contextlib.suppress(OSError), target:
        target.write(data)
