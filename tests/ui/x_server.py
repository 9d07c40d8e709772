"""Another program on the same X server: minimises a window through the window manager, and reads the selection.

python -m tests.ui.x_server minimise WINDOW     as a task bar does; says "gone" once it is off the screen
python -m tests.ui.x_server selected            says what a middle click would paste
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CLIENT_MESSAGE, UNMAP_NOTIFY, STRUCTURE_NOTIFY = 33, 18, 1 << 17
TO_THE_WINDOW_MANAGER = 1 << 20 | 1 << 19
ICONIC = 3
"""`IconicState` of the ICCCM, section 4.1.4: the state requested of a window manager with WM_CHANGE_STATE."""


@contextmanager
def another_program(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Do that in a process of its own. Read its output while handling the events of this one."""
    command = [sys.executable, "-m", "tests.ui.x_server", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as other:
        try:
            yield other
        finally:
            other.kill()


class _Message(ctypes.Structure):
    """`XClientMessageEvent`, as large as the largest event of X."""

    _fields_ = (
        ("kind", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("sent", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("name", ctypes.c_ulong),
        ("bits", ctypes.c_int),
        ("data", ctypes.c_long * 17),
    )


def _minimise(window: int) -> None:
    x11: Any = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    assert display.value, "no X server"
    x11.XSelectInput(display, ctypes.c_ulong(window), ctypes.c_long(STRUCTURE_NOTIFY))
    message = _Message(kind=CLIENT_MESSAGE, window=window, bits=32)
    message.name = x11.XInternAtom(display, b"WM_CHANGE_STATE", 0)
    message.data[0] = ICONIC
    root = ctypes.c_ulong(x11.XDefaultRootWindow(display))
    assert x11.XSendEvent(display, root, 0, ctypes.c_long(TO_THE_WINDOW_MANAGER), ctypes.byref(message))
    event = _Message()
    while event.kind != UNMAP_NOTIFY:
        x11.XNextEvent(display, ctypes.byref(event))
    print("gone", flush=True)


def _selected() -> None:
    from PySide6.QtGui import QClipboard, QGuiApplication

    app = QGuiApplication([])
    print(app.clipboard().text(QClipboard.Mode.Selection), flush=True)


if __name__ == "__main__":
    _minimise(int(sys.argv[2])) if sys.argv[1] == "minimise" else _selected()
