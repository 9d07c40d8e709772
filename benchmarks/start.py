"""Start-up: process start to the sign-in window painted, and to the office open, against a bare PySide6 window.

Ours is the whole way in: the command line, the office's file, the single instance, the window. The processes keep
their compiled modules in a folder of their own, as an installed program has them beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.log.at_use import lengthen
from benchmarks.measure import Result, in_turn
from desktop.bootstrap.opening import open_parts
from desktop.showcase.demo import make_demo

TELLING = """
import os, sys
def tell(what):
    os.write(1, what + b"\\n")
"""
PAINTING = """
from PySide6.QtCore import QEvent, QObject, QTimer
class Painting(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, lambda: tell(b"painted"))
        return False
"""
BARE = f"""{TELLING}{PAINTING}
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window, painting = QWidget(), Painting()
window.installEventFilter(painting)
window.resize(1366, 768)
window.show()
app.exec()
"""
OURS = f"""{TELLING}
from desktop import __main__
from desktop.cli import screens
open_screens = screens.open_screens
def watched(folder):
    from desktop.ui.shell import app
    scope = dict(tell=tell)
    exec({PAINTING!r}, scope)
    painting = scope["Painting"]()
    class Watched(app.Screens):
        def __init__(self, open_desk, *given, **named):
            def opened():
                desk = open_desk()
                tell(b"ready")
                return desk
            super().__init__(opened, *given, **named)
            self.shell.installEventFilter(painting)
    app.Screens = Watched
    return open_screens(folder)
screens.open_screens = watched
__main__.main(["--office", sys.argv[1]])
"""


A_MILLION = 1_000_000
COPY_MB = 400
"""The most that a million events may be in a PC's own copy of the log."""
LIMITS = {"cold-start": (1.35, b"painted\n"), "ready": (3.8, b"ready\n")}


def run(name: str) -> Result:
    """Run `cold-start`: to the first paint. `ready`: until the database is open. Eleven processes each, in turn."""
    limit, until = LIMITS[name]
    with tempfile.TemporaryDirectory() as scratch:
        office, compiled = Path(scratch) / "office", Path(scratch) / "compiled"
        make_demo(office)
        medians = in_turn(
            lambda: _milliseconds(OURS, until, compiled, str(office)),
            lambda: _milliseconds(BARE, b"painted\n", compiled),
            rounds=11,
        )
    return Result(name, *medians, "ms", limit)


def run_long(name: str) -> list[Result]:
    """Run `start-long`: until the database is open, with a log of a million events that this PC has followed before.

    And what they are in the PC's own copy: its size, and how long the first reading took.
    """
    with tempfile.TemporaryDirectory() as scratch:
        short, long, compiled = (Path(scratch) / each for each in ("short", "long", "compiled"))
        for office in (short, long):
            make_demo(office)
        lengthen(long, A_MILLION)
        parts = open_parts(long)
        began = time.perf_counter()
        with parts.uow(parts.file.desk).read_only() as uow:
            uow.proven.follow()
        taken = time.perf_counter() - began
        parts.engine.dispose()
        size = parts.paths.known_log(parts.file.desk).stat().st_size / 1e6
        ours, peer = (partial(_milliseconds, OURS, b"ready\n", compiled, str(office)) for office in (long, short))
        medians = in_turn(ours, peer, rounds=15)
    copy = Result(f"{name}-copy", size, COPY_MB, "MB", 1.0)
    return [Result(name, *medians, "ms", 1.05), copy, Result(f"{name}-follow", taken, A_MILLION / 1000, "s", None)]


def _milliseconds(code: str, until: bytes, compiled: Path, *words: str) -> float:
    """Return the time from a process's start until it prints `until`. Its end does not count."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-c", code, *words]
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        while (line := process.stdout.readline()) != until:
            assert line, "it ended before it told"
        taken = (time.perf_counter() - began) * 1000
        process.terminate()
    return taken
