"""The restrictions that this platform offers, put into force in order around a session, and undone in reverse.

- Only what the platform has is listed: what no Linux desktop can do is not a failure of this one. Screen readers and
  magnifiers keep working: no step touches them.
- Steps may be applied and undone again without harm. No step changes anything that outlives this process.
- A step that this PC cannot do raises ExternalSystemError and has changed nothing. It is noted and the next is tried: a
  customer is never left waiting for a restriction.
- Undoing attempts every step that was applied, whatever another one raised. Any other error from a step is a bug: all
  that was applied is undone, and then it is raised.
- What each platform does is in its own module: `windows`, `x11`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
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


def restrictions(platform: str, window_handle: int) -> tuple[Step, ...]:
    """Return the steps for `sys.platform` and the native handle of the session's window; none on other systems."""
    if platform == "win32":
        from desktop.lockdown import windows

        remote = windows.is_remote()
        shown = windows.RemoteSession() if remote else windows.ExcludeFromCapture(window_handle)
        return windows.KeepDisplayOn(), shown
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
        """Return whether another program's window covers half of it or more. A few milliseconds. False on macOS."""
        if self._platform == "linux":
            from desktop.lockdown import x11

            return x11.covered(window, own)
        if self._platform == "win32":
            from desktop.lockdown import windows

            return windows.covered(window)
        return False

    def is_remote(self) -> bool:
        """Return whether this PC's display and sound are at another one now. False where the platform does not say."""
        from desktop.lockdown import windows

        return windows.is_remote()

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
