"""The system's own log, which has the lines of the program's log too: journald, or Windows's event log.

Rules:
- On Windows each line is an event of its own in the application log, under the source `Listening Room`. The set-up
  registers that source; where it has not, Windows takes the event and shows words of its own around the line.
- A system without such a log, or one that refuses a line, is no error: the line is in the file.

The calls of Windows have never been run on Windows.
"""

from __future__ import annotations

import errno
import sys
from contextlib import suppress
from typing import Any

SOURCE = "Listening Room"
"""The source's key in the registry has the same name: `resources/installer/listening-room.iss`."""
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
