"""The decoding process: starting it, its lines, its end.

A line from the child is `ask OFFSET LENGTH`, which is answered here, or facts, or `pcm LENGTH` followed by so many
bytes, which `decode` reads. Any other line is MediaRefusedError, and so is an end with another status than 0.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.errors import ListeningRoomError, MediaRefusedError, OutsideError
from desktop.media.formats.formats import code_of, refused
from desktop.media.sandbox.range_server import Feeder

if TYPE_CHECKING:
    from desktop.application.ports.sound import Incoming, Watcher

_CPU_SIGNAL: int | None = getattr(signal, "SIGXCPU", None)  # Windows has none
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

    def failure(self) -> OutsideError | None:
        """Return why it ended, once its output has; None if all went well. Raises ListeningRoomError (`stopped`)."""
        self._stop_clock()
        status = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = self._process.wait(max(0.0, self._deadline - time.monotonic()))
        if self._unwanted:
            raise ListeningRoomError("stopped")
        if self._feeder and self._feeder.failure:
            return self._feeder.failure
        return refusal_of(status, late=self._late, cpu_signal=_CPU_SIGNAL)

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


def refusal_of(status: int | None, *, late: bool, cpu_signal: int | None) -> MediaRefusedError | None:
    """Return why a child that ended so has not decoded its recording; None where it has.

    `status`: None where it had not ended in time, the negative number of a signal that ended it. `late`: whether it was
    given up before its output had ended. `cpu_signal`: the signal of exhausted processor time, None where the system
    has none.
    """
    if late or status is None or (cpu_signal is not None and status == -cpu_signal):
        return refused("media_too_slow")
    return refused(code_of(status)) if status else None


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
