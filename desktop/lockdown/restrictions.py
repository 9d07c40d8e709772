"""The restrictions that this platform offers, and the one object that puts them into force around a session.

Rules:
- Only what the platform has is listed: what no Linux desktop can do is not a failure of this one.
- Screen readers and magnifiers keep working: no step touches them.
- The window's own steps (the clipboard is Qt's) come first, so that they are undone last.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from desktop.lockdown import x11_cover
from desktop.lockdown.sequence import Step, StepSequence
from desktop.lockdown.windows import ExcludeFromCapture
from desktop.lockdown.x11 import HoldOffScreenSaver


def restrictions(platform: str, window_handle: int) -> tuple[Step, ...]:
    """Return the steps for `sys.platform` and the native handle of the session's window; none on other systems."""
    if platform == "win32":
        return (ExcludeFromCapture(window_handle),)
    if platform == "linux":
        return (HoldOffScreenSaver(),)
    return ()


class PcLockdown:
    """Begins and ends the restrictions of one session at a time; `own_steps` are the window's."""

    def __init__(self, own_steps: Sequence[Step] = (), platform: str = sys.platform) -> None:
        self._own_steps = tuple(own_steps)
        self._platform = platform
        self._running: StepSequence | None = None

    def begin(self, window: int) -> tuple[str, ...]:
        """Apply to that window; return the codes of what could not be applied. Restrictions in force end first."""
        self.end()
        self._running = StepSequence((*self._own_steps, *restrictions(self._platform, window)))
        return tuple(degraded.step for degraded in self._running.apply().degraded)

    def covered(self, window: int, own: Sequence[int]) -> bool:
        """Return whether another program's window covers half of it or more. X11 alone. A few milliseconds."""
        return self._platform == "linux" and x11_cover.covered(window, own)

    def end(self) -> None:
        """Undo, last first. A second call does nothing."""
        running, self._running = self._running, None
        if running is not None:
            running.undo()
