"""Windows's restriction: a request to leave our window out of screenshots and screen sharing.

Rules:
- It is a request, and Windows says whether it was granted: a refusal is never taken for success.
- It belongs to the window and ends with it, so nothing is left behind by a crash.
- It does not stop a camera, nor a program with the rights of an administrator. We never claim that it does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from desktop.errors import ExternalSystemError

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
