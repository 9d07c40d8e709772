"""Acts of a person or another program on the same X server: keys, windows put over others, windows minimised."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_int, c_long, c_ulong, c_void_p
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
RETURN, TAB, BLANK, DOWN, DELETE, RENAME, ESCAPE = 0xFF0D, 0xFF09, 0x20, 0xFF54, 0xFFFF, 0xFFBF, 0xFF1B
SHIFT, CONTROL, ALT = 0xFFE1, 0xFFE3, 0xFFE9
"""Key symbols of X (keysymdef.h). A letter's is its own code, as the blank's."""
MOST = 1 << 16
"""Words of a property that are read."""
OVERRIDE_REDIRECT, INPUT_OUTPUT = 1 << 9, 1
SMALL = (300, 200)


class _Attributes(ctypes.Structure):
    """`XSetWindowAttributes`; only the last but two is set."""

    _fields_ = (
        *((name, c_ulong) for name in ("background", "background_pixel", "border", "border_pixel")),
        *((name, c_int) for name in ("bit_gravity", "win_gravity", "backing_store")),
        *((name, c_ulong) for name in ("planes", "pixel")),
        ("save_under", c_int),
        *((name, c_long) for name in ("events", "not_propagated")),
        ("override_redirect", c_int),
        *((name, c_ulong) for name in ("colormap", "cursor")),
    )


class Screen:
    """A connection to the X server of this desktop."""

    def __init__(self) -> None:
        """Raises OSError where there is no X server, or no way to press keys on it."""
        self._x: Any = ctypes.CDLL("libX11.so.6")
        self._test: Any = ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = c_void_p
        self._x.XDefaultRootWindow.restype = self._x.XInternAtom.restype = self._x.XCreateWindow.restype = c_ulong
        self._display = c_void_p(self._x.XOpenDisplay(None))
        if not self._display.value:
            raise OSError("no X server")
        self._root = c_ulong(self._x.XDefaultRootWindow(self._display))

    def close(self) -> None:
        """Close the connection."""
        self._x.XCloseDisplay(self._display)

    def type(self, text: str) -> None:
        """Press the keys of letters, digits, blanks and what paths have, for whichever window has the keyboard."""
        for letter in text:
            self.press(ord(letter), *((SHIFT,) if letter.isupper() or letter == "_" else ()))

    def press(self, symbol: int, *held: int) -> None:
        """Press and let go of one key, while others are held."""
        codes = [self._x.XKeysymToKeycode(self._display, c_ulong(each)) for each in (*held, symbol)]
        for code, down in (*((code, 1) for code in codes), *((code, 0) for code in reversed(codes))):
            self._test.XTestFakeKeyEvent(self._display, code, down, c_ulong(0))
        self._x.XSync(self._display, 0)

    def windows(self, pid: int) -> list[int]:
        """Return the windows of that process that the window manager knows."""
        return [each for each in self._property(self._root, "_NET_CLIENT_LIST") if self._pid(each) == pid]

    def active(self) -> int:
        """Return the window with the keyboard, as the window manager says; 0 if there is none."""
        return next(iter(self._property(self._root, "_NET_ACTIVE_WINDOW")), 0)

    def fills_the_screen(self, window: int) -> bool:
        """Return whether a window is shown in full screen."""
        full = self._atom("_NET_WM_STATE_FULLSCREEN")
        return full in self._property(c_ulong(window), "_NET_WM_STATE")

    @contextmanager
    def covered(self) -> Iterator[None]:
        """Put a window over all others that never takes the keyboard, as a notification or a sharing tool can."""
        wide, high = self._x.XDisplayWidth(self._display, 0), self._x.XDisplayHeight(self._display, 0)
        with self._window(wide, high):
            yield

    @contextmanager
    def without_the_keyboard(self) -> Iterator[None]:
        """Show a small window that takes the keyboard."""
        with self._window(*SMALL) as window:
            self._x.XSetInputFocus(self._display, window, 1, c_ulong(0))
            self._x.XSync(self._display, 0)
            yield

    @contextmanager
    def _window(self, wide: int, high: int) -> Iterator[c_ulong]:
        """Show a window that the window manager does not manage, at the top left."""
        wanted, mask = _Attributes(background_pixel=0x333333, override_redirect=1), c_ulong(OVERRIDE_REDIRECT | 2)
        size, kind = (0, 0, wide, high, 0, 0), (INPUT_OUTPUT, None)
        window = c_ulong(self._x.XCreateWindow(self._display, self._root, *size, *kind, mask, byref(wanted)))
        self._x.XMapRaised(self._display, window)
        self._x.XSync(self._display, 0)
        try:
            yield window
        finally:
            self._x.XDestroyWindow(self._display, window)
            self._x.XSync(self._display, 0)

    def _pid(self, window: int) -> int:
        return next(iter(self._property(c_ulong(window), "_NET_WM_PID")), 0)

    def _atom(self, name: str) -> int:
        return int(self._x.XInternAtom(self._display, name.encode(), 0))

    def _property(self, window: c_ulong, name: str) -> list[int]:
        """Return a property's numbers: none where the window has it not, or is gone."""
        kind, form, count, more, data = c_ulong(), c_int(), c_ulong(), c_ulong(), ctypes.POINTER(c_ulong)()
        atom = c_ulong(self._atom(name))
        where = (c_long(0), c_long(MOST), 0, c_ulong(0), byref(kind), byref(form), byref(count), byref(more))
        if self._x.XGetWindowProperty(self._display, window, atom, *where, byref(data)) or not data:
            return []
        try:
            return [int(data[at]) for at in range(count.value)] if form.value == 32 else []
        finally:
            self._x.XFree(data)


def minimise(window: int) -> None:
    """Minimise a window as a task bar does. Raises CalledProcessError where it stays."""
    command = [sys.executable, "-m", "tests.ui.x_server", "minimise", str(window)]
    subprocess.run(command, cwd=ROOT, env=dict(os.environ), check=True, timeout=30, capture_output=True)
