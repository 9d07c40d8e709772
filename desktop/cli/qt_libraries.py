"""Qt's shared libraries and the list of fonts, loaded on threads of their own while Python reads and compiles modules.

Before the first window, Python compiles what PySide brings as source text; the loader binds Qt's libraries to each
other; fontconfig reads its settings and its list of fonts: where that is stale, each font of the PC. The last two need
no Python, and take a tenth of a start beside it, on another processor. Fonts begin at once: a stale list takes longer
than all the libraries, and Qt asks for it before anything is shown. The loader is called as a C function, during which
Python goes on: `ctypes.CDLL` would hold Python up.

Linux alone: elsewhere libraries have other names. Nothing depends on this: whatever cannot be loaded here is missed
where it is imported.
"""

from __future__ import annotations

import bz2  # noqa: F401 - as the next two: a library of Python's own, for which the loader would have us wait
import contextvars  # noqa: F401
import ctypes
import lzma  # noqa: F401
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

LIBRARIES = ("QtCore.abi3.so", "QtWidgets.abi3.so", "QtGui.abi3.so", "Qt/plugins/platforms/libqxcb.so")
"""In PySide's folder. Of its modules only the files are loaded, whose constructors call nothing of Python's; the
platform is the one that `lockdown.at_start` fixes. One at a time is loaded, on whichever thread: the first is short,
so that Python's own next library waits little. The second needs most of the rest: after each, this thread waits until
Python lets it go on."""


def load_ahead() -> None:
    """Begin to load them. Their variables have been dropped by now (`lockdown.at_start`)."""
    found = find_spec("PySide6") if sys.platform == "linux" else None
    for folder in (found and found.submodule_search_locations) or ():
        Thread(target=_list_fonts, name="fonts").start()
        Thread(target=_load, args=(Path(folder),), name="qt-libraries").start()


def _load(pyside: Path) -> None:
    if sys.platform == "win32":
        return
    loader = _loader()
    for library in LIBRARIES if loader else ():
        loader(os.fsencode(pyside / library), os.RTLD_NOW)


def _list_fonts() -> None:
    if sys.platform == "win32":
        return
    loader = _loader()
    if loader and loader(b"libfontconfig.so.1", os.RTLD_NOW):
        ctypes.CDLL("libfontconfig.so.1").FcInit()


def _loader() -> Any:
    """Return the loader as a C function; None of a C library older than those that have it in them."""
    try:
        loader = ctypes.CDLL(None).dlopen
    except AttributeError:
        return None
    loader.argtypes, loader.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    return loader
