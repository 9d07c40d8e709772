"""The program's own log: what began, failed or was slow, for whoever looks after the PC. It is not the office's log.

Nothing in it is about a person: verbs, use cases, codes, kinds of exceptions, places in the source, and numbers. An
exception's text, a path or a typed word never gets here. It never stops the program: what cannot be written is lost.
A file a day and kind of program, the newest `KEPT` days; the same lines go to journald or Windows's event log, if any.
The calls of Windows have never been run on Windows.
A note beside it says that a nightly run could not begin, since nobody was there to unlock the keyring.
"""

from __future__ import annotations

import errno
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
from typing import Any

from desktop.environment.clock import SystemClock
from desktop.errors import ListeningRoomError

SOURCE = "Listening Room"
"""The source's key in the registry has the same name: `resources/installer/listening-room.wxs`."""
EVENT = 1
"""The message of that number is the line and nothing else, as those of EventCreate.exe from 1 to 1000 are."""
INFORMATION = 4
"""EVENTLOG_INFORMATION_TYPE. Source: ReportEventW, winnt.h."""


def to_system_log(line: str) -> None:
    """Add a line to the system's log, where there is one."""
    if sys.platform == "win32":
        _to_event_log(line)
    else:
        with suppress(ImportError):
            import syslog

            syslog.syslog(line)


def event_calls() -> Any:
    """Return advapi32 with the types of what is called. OSError where there is no Windows."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        calls = ctypes.WinDLL("advapi32")
        calls.RegisterEventSourceW.argtypes = (wintypes.LPCWSTR, wintypes.LPCWSTR)
        calls.RegisterEventSourceW.restype = wintypes.HANDLE
        calls.ReportEventW.argtypes = (
            *(wintypes.HANDLE, wintypes.WORD, wintypes.WORD, wintypes.DWORD, wintypes.LPVOID),
            *(wintypes.WORD, wintypes.DWORD, ctypes.POINTER(wintypes.LPCWSTR), wintypes.LPVOID),
        )
        calls.DeregisterEventSource.argtypes = (wintypes.HANDLE,)
        return calls
    raise OSError(errno.ENOSYS, "no event log")


def _to_event_log(line: str) -> None:
    from ctypes import wintypes

    calls = event_calls()
    source = calls.RegisterEventSourceW(None, SOURCE)
    if not source:
        return
    try:
        calls.ReportEventW(source, INFORMATION, 0, EVENT, None, 1, 0, (wintypes.LPCWSTR * 1)(line), None)
    finally:
        calls.DeregisterEventSource(source)


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


NOTE = "night-missed"


def note_missed() -> None:
    """Note that a run could not begin. What cannot be written is lost, as in the program's own log."""
    with suppress(OSError):
        _note().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _note().touch(mode=0o600)


def note_begun() -> None:
    """Note that one has begun."""
    with suppress(OSError):
        _note().unlink(missing_ok=True)


def was_missed() -> bool:
    """Return whether the last run could not begin."""
    return _note().exists()


def _note() -> Path:
    return log_folder() / NOTE
