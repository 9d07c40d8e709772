"""The restrictions that this platform offers, put into force in order around a session, and undone in reverse.

- Only what the platform has is listed: what no Linux desktop can do is not a failure of this one. Screen readers and
  magnifiers keep working: no step touches them.
- Steps may be applied and undone again without harm. No step changes anything that outlives this process.
- A step that this PC cannot do raises ExternalSystemError and has changed nothing. It is noted and the next is tried: a
  customer is never left waiting for a restriction.
- Undoing attempts every step that was applied, whatever another one raised. Any other error from a step is a bug: all
  that was applied is undone, and then it is raised.
- Windows is asked to leave the window out of screenshots and screen sharing, and says whether it does: a refusal is
  never taken for success. It belongs to the window and ends with it, so nothing is left behind by a crash. It does not
  stop a camera, nor a program with the rights of an administrator. We never claim that it does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop.errors import ExternalSystemError


class Step(Protocol):
    """One restriction. `code` names it in the log."""

    @property
    def code(self) -> str: ...

    def apply(self) -> None:
        """Put it into force; ExternalSystemError, with nothing changed, if this PC does not allow it."""
        ...

    def undo(self) -> None:
        """Lift it. Called once for each `apply` that succeeded."""
        ...


WDA_NONE = 0x00
WDA_EXCLUDEFROMCAPTURE = 0x11
"""Since Windows 10 version 2004; older ones refuse it. Source: SetWindowDisplayAffinity, winuser.h."""

SetAffinity = Callable[[int, int], bool]
"""From window handle and affinity to whether Windows did it."""


def set_window_display_affinity(window_handle: int, affinity: int) -> bool:
    """Call user32. ExternalSystemError where there is no Windows."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        call = ctypes.WinDLL("user32", use_last_error=True).SetWindowDisplayAffinity
        call.argtypes = (wintypes.HWND, wintypes.DWORD)
        call.restype = wintypes.BOOL
        return bool(call(window_handle, affinity))
    raise ExternalSystemError("capture_not_windows")


@dataclass(frozen=True)
class ExcludeFromCapture:
    """The window stays out of screenshots and screen sharing for as long as this is in force."""

    window_handle: int
    set_affinity: SetAffinity = set_window_display_affinity
    code: str = "exclude_from_capture"

    def apply(self) -> None:
        """ExternalSystemError if Windows refuses."""
        self._ask(WDA_EXCLUDEFROMCAPTURE)

    def undo(self) -> None:
        """ExternalSystemError if Windows refuses: then the window is gone, and the exclusion with it."""
        self._ask(WDA_NONE)

    def _ask(self, affinity: int) -> None:
        if not self.set_affinity(self.window_handle, affinity):
            raise ExternalSystemError("capture_refused")


def restrictions(platform: str, window_handle: int) -> tuple[Step, ...]:
    """Return the steps for `sys.platform` and the native handle of the session's window; none on other systems."""
    if platform == "win32":
        return (ExcludeFromCapture(window_handle),)
    if platform == "linux":
        from desktop.lockdown.x11 import HoldOffScreenSaver

        return (HoldOffScreenSaver(),)
    return ()


class PcLockdown:
    """Begins and ends the restrictions of one session at a time."""

    def __init__(
        self, platform: str = sys.platform, steps: Callable[[str, int], Sequence[Step]] = restrictions
    ) -> None:
        self._platform, self._steps = platform, steps
        self._applied: list[Step] = []

    def begin(self, window: int) -> tuple[str, ...]:
        """Apply to that window; return the codes of what could not be applied. Restrictions in force end first."""
        self.end()
        degraded: list[str] = []
        for step in self._steps(self._platform, window):
            try:
                step.apply()
            except ExternalSystemError:
                degraded.append(step.code)
            except BaseException:
                self.end()
                raise
            else:
                self._applied.append(step)
        return tuple(degraded)

    def covered(self, window: int, own: Sequence[int]) -> bool:
        """Return whether another program's window covers half of it or more. X11 alone. A few milliseconds."""
        if self._platform != "linux":
            return False
        from desktop.lockdown import x11

        return x11.covered(window, own)

    def end(self) -> None:
        """Undo, last first. A second call does nothing. Bugs are raised at the end, as a group."""
        bugs: list[Exception] = []
        while self._applied:
            try:
                self._applied.pop().undo()
            except ExternalSystemError:
                continue  # it ends with the window, or with the connection
            except Exception as bug:
                bugs.append(bug)
        if bugs:
            raise ExceptionGroup("undoing the restrictions", bugs)
