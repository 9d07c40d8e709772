"""The program's own log: what began, what failed, what was slow; for whoever looks after the PC. Not the office's log.

Rules:
- Nothing in it is about a person. A line has a time and words of this program's own: verbs, use cases, codes of errors,
  kinds of exceptions, places in its source, and numbers. An exception's text never gets here, nor a path, nor what
  someone typed; what does not look like a word of the program's is left out.
- A file a day and kind of program, for this account alone; the newest `KEPT` days stay. The same lines go to the
  system's log, where there is one (`system_log`).
- It never stops the program: what cannot be written is lost.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType

from desktop.environment.clock import SystemClock
from desktop.environment.system_log import to_system_log
from desktop.errors import ListeningRoomError

KEPT = 14
SLOW_MS = 1000
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,79}")
_FILE = re.compile(r"(\d{4}-\d\d-\d\d)-[a-z]+\.log")
_OURS = {"desktop", "db"}


class OwnLog:
    """The log of one kind of program (`screens`, or `commands`) in a folder of this account's."""

    def __init__(
        self,
        folder: Path,
        kind: str,
        now: Callable[[], datetime] | None = None,
        to_system: Callable[[str], object] | None = None,
    ) -> None:
        self._folder, self._kind = folder, kind
        self._now = SystemClock().now if now is None else now
        self._to_system = to_system_log if to_system is None else to_system
        self._tidied: str | None = None

    def note(self, what: str, **facts: str | int) -> None:
        """Add a line: a word of the program's own, and what belongs to it."""
        words = [_said(what), *(f"{name}={_said(value)}" for name, value in facts.items())]
        now = self._now()
        with suppress(OSError):
            self._write(f"{now:%Y-%m-%d}", f"{now:%Y-%m-%dT%H:%M:%SZ} {os.getpid()} {' '.join(words)}\n")
        with suppress(OSError):
            self._to_system(f"listening-room: {' '.join(words)}")

    def failed(self, what: str, error: BaseException) -> None:
        """Add a known error by its code, or a bug by its kind and the place in the source."""
        if isinstance(error, ListeningRoomError):
            self.note("failed", of=what, code=error.code)
        else:
            self.note("bug", of=what, kind=type(error).__name__, at=place_of(error.__traceback__))

    def done(self, what: str, ms: int, error: BaseException | None) -> None:
        """Add how a task ended, where it failed or took long."""
        if error is not None:
            self.failed(what, error)
        elif ms >= SLOW_MS:
            self.note("slow", of=what, ms=ms)

    @contextmanager
    def run(self, verb: str, version: str) -> Iterator[None]:
        """Add that a run of the program began, and how it ended."""
        began = time.monotonic()
        self.note("began", verb=verb, version=f"v{version}", python=f"v{sys.version.split()[0]}", on=sys.platform)
        try:
            yield
        except Exception as error:
            self.failed(verb, error)
            raise
        finally:
            self.note("ended", verb=verb, ms=int(1000 * (time.monotonic() - began)))

    def _write(self, day: str, line: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._tidied != day:
            self._tidied = day
            _tidy(self._folder, day)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        descriptor = os.open(self._folder / f"{day}-{self._kind}.log", flags, 0o600)
        try:
            os.write(descriptor, line.encode("ascii"))
        finally:
            os.close(descriptor)


@cache
def own_log(kind: str) -> OwnLog:
    """Return this account's log of that kind of program."""
    return OwnLog(log_folder(), kind)


def log_folder() -> Path:
    """Return the folder of this account's logs."""
    import platformdirs

    return Path(platformdirs.user_log_dir("listening-room", appauthor=False))


def place_of(traceback: TracebackType | None) -> str:
    """Return the innermost place in this program's own source: module and line."""
    found = "unknown"
    while traceback is not None:
        name = str(traceback.tb_frame.f_globals.get("__name__", ""))
        if name.partition(".")[0] in _OURS:
            found = f"{name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found


def _said(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return value if _WORD.fullmatch(value) else "left_out"


def _tidy(folder: Path, day: str) -> None:
    """Remove what is older than the days that are kept."""
    oldest = f"{datetime.fromisoformat(day) - timedelta(days=KEPT - 1):%Y-%m-%d}"
    for file in folder.iterdir():
        found = _FILE.fullmatch(file.name)
        if found is not None and found[1] < oldest:
            file.unlink(missing_ok=True)
