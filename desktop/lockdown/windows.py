"""Windows around a session: captures, the display that stays on, another program's window over ours, remote sessions.

- Windows is asked to leave the window out of screenshots and screen sharing, and says whether it does: a refusal is
  never taken for success. It belongs to the window and ends with it, so nothing is left behind by a crash. It does not
  stop a camera, nor a program with the rights of an administrator. We never claim that it does.
- The display stays on for as long as the thread that asked lives: nothing outlives this process.
- Windows are looked through from the top down to ours. One of another program has to cover half of ours, as on Linux.
  Not counted: what is hidden, minimised or on another virtual desktop, and what lets every click through, such as the
  frame that a screen reader draws.
- The lock screen (Windows+L), somebody else's session and a question of Windows' own (UAC) are on another desktop,
  which a program may not open: while that takes the keyboard, ours is covered.
- A remote session (Remote Desktop, Citrix, Azure Virtual Desktop) is one of another PC's: its sound comes out there,
  and whoever sits there sees the screen. Leaving a window out of captures blanks it there, so it is not tried.
- No desktop of its own is switched to: that would shut out NVDA, JAWS and the on-screen keyboard.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from desktop.errors import ExternalSystemError
from desktop.lockdown.overlap import SHARE, Area, shared

WDA_NONE = 0x00
WDA_EXCLUDEFROMCAPTURE = 0x11
"""Since Windows 10 version 2004; older ones refuse it. Source: SetWindowDisplayAffinity, winuser.h."""
_CONTINUOUS, _SYSTEM, _DISPLAY = 0x8000_0000, 0x1, 0x2
"""ES_CONTINUOUS, ES_SYSTEM_REQUIRED, ES_DISPLAY_REQUIRED. Source: SetThreadExecutionState, winbase.h."""
_REMOTE = 0x1000
"""SM_REMOTESESSION. Source: GetSystemMetrics, winuser.h."""
_THIS_SESSION, _PROTOCOL = -1, 16
"""WTS_CURRENT_SESSION and WTSClientProtocolType: 0 at the PC itself, 1 Citrix's, 2 RDP. Source: wtsapi32.h."""
_BELOW, _ROOT, _STYLE, _CLICKED_THROUGH = 2, 2, -20, 0x20
"""GW_HWNDNEXT, GA_ROOT, GWL_EXSTYLE, WS_EX_TRANSPARENT. Source: winuser.h."""
_CLOAKED = 14
"""DWMWA_CLOAKED. Source: dwmapi.h."""
_OBJECTS = 0x1
"""DESKTOP_READOBJECTS. Source: OpenInputDesktop, winuser.h."""
_MOST = 10_000
"""Windows looked through: their order may change meanwhile."""


def _library(name: str) -> Any:
    """Return a library of Windows. Raises ExternalSystemError elsewhere."""
    loader = getattr(ctypes, "WinDLL", None)
    if loader is None:
        raise ExternalSystemError("capture_not_windows")
    return loader(name, use_last_error=True)


def set_window_display_affinity(window_handle: int, affinity: int) -> bool:
    """Call user32. ExternalSystemError where there is no Windows."""
    return bool(_library("user32").SetWindowDisplayAffinity(ctypes.c_void_p(window_handle), affinity))


@dataclass(frozen=True)
class ExcludeFromCapture:
    """The window stays out of screenshots and screen sharing for as long as this is in force."""

    window_handle: int
    set_affinity: Callable[[int, int], bool] = set_window_display_affinity
    """From window handle and affinity to whether Windows did it."""
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


def set_execution_state(state: int) -> bool:
    """Call kernel32 for this thread. ExternalSystemError where there is no Windows."""
    return bool(_library("kernel32").SetThreadExecutionState(ctypes.c_uint32(state)))


@dataclass(frozen=True)
class KeepDisplayOn:
    """The display neither goes dark nor locks by itself for as long as this is in force."""

    set_state: Callable[[int], bool] = set_execution_state
    code: str = "hold_off_screen_saver"

    def apply(self) -> None:
        """ExternalSystemError if Windows refuses."""
        if not self.set_state(_CONTINUOUS | _SYSTEM | _DISPLAY):
            raise ExternalSystemError("screen_saver_refused")

    def undo(self) -> None:
        """Let it go dark again."""
        self.set_state(_CONTINUOUS)


@dataclass(frozen=True)
class RemoteSession:
    """Nothing to put into force: it cannot be, and the log has its code."""

    code: str = "remote_session"

    def apply(self) -> None:
        """Raise ExternalSystemError."""
        raise ExternalSystemError("remote_session")

    def undo(self) -> None:
        """Do nothing."""


def is_remote() -> bool:
    """Return whether this session of Windows is used from another PC."""
    with suppress(ExternalSystemError):
        return bool(_library("user32").GetSystemMetrics(_REMOTE)) or _client_protocol(_library("wtsapi32")) > 0
    return False


def _client_protocol(wtsapi32: Any) -> int:
    """Return how this session is reached; 0 where Windows does not say."""
    found, size = ctypes.c_void_p(), ctypes.c_uint32()
    asked = (None, ctypes.c_uint32(_THIS_SESSION & 0xFFFF_FFFF), _PROTOCOL, ctypes.byref(found), ctypes.byref(size))
    if not wtsapi32.WTSQuerySessionInformationW(*asked) or not found.value:
        return 0
    try:
        return ctypes.c_ushort.from_address(found.value).value if size.value >= ctypes.sizeof(ctypes.c_ushort) else 0
    finally:
        wtsapi32.WTSFreeMemory(found)


def covered(window: int) -> bool:
    """Return whether one window of another program covers half of `window` or more, or the lock screen all of it."""
    user32 = _library("user32")
    if _is_on_another_desktop(user32):
        return True
    stack = _Stack(user32, _library("dwmapi"))
    ours = stack.area(window)
    return ours is not None and any(shared(ours, each) >= SHARE for each in stack.over(window))


def _is_on_another_desktop(user32: Any) -> bool:
    """Return whether the keyboard is on a desktop that this account may not open."""
    user32.OpenInputDesktop.restype = ctypes.c_void_p
    desktop = user32.OpenInputDesktop(0, 0, _OBJECTS)
    if desktop:
        user32.CloseDesktop(ctypes.c_void_p(desktop))
    return not desktop


class _Stack:
    """The windows of this session's desktop."""

    def __init__(self, user32: Any, dwmapi: Any) -> None:
        self._user32, self._dwmapi = user32, dwmapi
        for name in ("GetAncestor", "GetTopWindow", "GetWindow"):
            getattr(user32, name).restype = ctypes.c_void_p

    def area(self, window: int) -> Area | None:
        """Return the place that it takes on the displays, in their pixels; None where it is gone."""
        found = (ctypes.c_long * 4)()
        if not self._user32.GetWindowRect(ctypes.c_void_p(window), found):
            return None
        return Area(*found)

    def over(self, window: int) -> Iterator[Area]:
        """Yield the areas of other programs' windows over that one, the topmost first."""
        end, each = self._user32.GetAncestor(ctypes.c_void_p(window), _ROOT), self._user32.GetTopWindow(None)
        for _ in range(_MOST):
            if not each or each == end:
                return
            if self._is_seen(each) and (area := self.area(each)) is not None:
                yield area
            each = self._user32.GetWindow(ctypes.c_void_p(each), _BELOW)

    def _is_seen(self, window: int) -> bool:
        """Return whether it is another program's, and shown to somebody."""
        handle, owner, cloaked = ctypes.c_void_p(window), ctypes.c_uint32(), ctypes.c_uint32()
        self._user32.GetWindowThreadProcessId(handle, ctypes.byref(owner))
        if owner.value == os.getpid() or not self._user32.IsWindowVisible(handle) or self._user32.IsIconic(handle):
            return False
        if self._user32.GetWindowLongW(handle, _STYLE) & _CLICKED_THROUGH:
            return False
        asked = (handle, _CLOAKED, ctypes.byref(cloaked), ctypes.sizeof(cloaked))
        return bool(self._dwmapi.DwmGetWindowAttribute(*asked)) or not cloaked.value
