"""Qt's shared libraries, loaded on a thread of their own while Python still reads and compiles modules.

Before the first window, Python compiles what PySide brings as source text; the loader binds Qt's libraries to each
other; fontconfig reads its settings. The last two need no Python, and take a tenth of a start beside it, on another
processor.

Linux alone: elsewhere libraries have other names. Nothing depends on this: whatever cannot be loaded here is missed
where it is imported.
"""

from __future__ import annotations

import ctypes
import sys
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

LIBRARIES = ("QtWidgets.abi3.so", "QtGui.abi3.so", "QtCore.abi3.so", "Qt/plugins/platforms/libqxcb.so")
"""In PySide's folder. Of its modules only the files are loaded, whose constructors call nothing of Python's; the
platform is the one that `lockdown.variables` fixes. The first needs most of the others: after each, this thread waits
until Python lets it go on."""


def load_ahead() -> None:
    """Begin to load them. Their variables have been dropped by now (`lockdown.at_start`)."""
    found = find_spec("PySide6") if sys.platform == "linux" else None
    for folder in (found and found.submodule_search_locations) or ():
        Thread(target=_load, args=(Path(folder),), name="qt-libraries").start()


def _load(pyside: Path) -> None:
    for library in LIBRARIES:
        _open(pyside / library)
    if (fontconfig := _open(Path("libfontconfig.so.1"))) is not None:
        fontconfig.FcInit()


def _open(library: Path) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(str(library))
    except OSError:
        return None
