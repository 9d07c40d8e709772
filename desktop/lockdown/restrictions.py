"""The restrictions that this platform offers, and the one object that puts them into force around a session.

Rules:
- Only what the platform has is listed: what no Linux desktop can do is not a failure of this one.
- Screen readers and magnifiers keep working: no step touches them.
- Each step is imported when it is needed: an office is opened without any.
- The window's own steps (the clipboard is Qt's) come first, so that they are undone last.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.lockdown.sequence import Step, StepSequence


def restrictions(platform: str, window_handle: int) -> tuple[Step, ...]:
    """Return the steps for `sys.platform` and the native handle of the session's window; none on other systems."""
    if platform == "win32":
        from desktop.lockdown.windows import ExcludeFromCapture

        return (ExcludeFromCapture(window_handle),)
    if platform == "linux":
        from desktop.lockdown.x11 import HoldOffScreenSaver

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
        from desktop.lockdown.sequence import StepSequence

        self.end()
        self._running = StepSequence((*self._own_steps, *restrictions(self._platform, window)))
        return tuple(degraded.step for degraded in self._running.apply().degraded)

    def covered(self, window: int, own: Sequence[int]) -> bool:
        """Return whether another program's window covers half of it or more. X11 alone. A few milliseconds."""
        if self._platform != "linux":
            return False
        from desktop.lockdown import x11_cover

        return x11_cover.covered(window, own)

    def end(self) -> None:
        """Undo, last first. A second call does nothing."""
        running, self._running = self._running, None
        if running is not None:
            running.undo()
