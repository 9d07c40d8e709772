"""The window on screens of many sizes: each a display of its own with a real window manager."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SHOW = """
import json
from PySide6.QtCore import QRect
from desktop.ui.kit.style import screen_of
from desktop.ui.shell.app import application, show_within_screen
from desktop.ui.shell.window import Shell
from desktop.ui.running.tasks import Tasks

app, tasks = application(), Tasks()
shell = Shell(tasks)
show_within_screen(shell)
bar, screen = shell.frame.top_bar, screen_of(shell).availableGeometry()
rounded = screen.adjusted(-1, -1, 1, 1)  # half a pixel of a scaled title bar

def told():
    places = [shell.frameGeometry(), QRect(bar.mapToGlobal(bar.rect().topLeft()), bar.size())]
    framed = shell.frameGeometry().height() > shell.height()  # the window manager has answered
    return framed and shell.isActiveWindow() and all(rounded.contains(place) for place in places)

for _ in range(3000):
    if told():
        break
    app.processEvents()
    app.thread().msleep(10)
frame = shell.frameGeometry()
print(json.dumps([told(), shell.isMaximized(), shell.size().toTuple(), frame.getRect(), screen.getRect()]))
tasks.close()
"""


@contextmanager
def display(wide: int, high: int) -> Iterator[dict[str, str]]:
    """Start a screen of that size with openbox on it; return the variables that lead to it."""
    screen = ["-screen", "0", f"{wide}x{high}x24", "-dpi", "96", "-nolisten", "tcp", "-noreset"]
    with ExitStack() as started:
        number = next(lines_of(started, ["Xvfb", "-displayfd", "1", *screen], {}))
        more = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        assert "ready" in lines_of(started, ["openbox", "--sm-disable", "--startup", "echo ready"], more)
        yield more


def lines_of(started: ExitStack, command: list[str], more: dict[str, str]) -> Iterator[str]:
    """Start it until the test ends. Yield its output as it comes."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env={**os.environ, **more}, stdout=subprocess.PIPE, stderr=quiet, text=True)
    started.callback(process.communicate)
    started.callback(process.terminate)
    assert process.stdout is not None
    for line in process.stdout:
        yield line.strip()


@pytest.mark.parametrize(
    ("wide", "high", "scale", "maximised"),
    [(1920, 1080, 1, False), (1366, 768, 1, True), (1920, 1080, 1.5, True)],
)
def test_the_window_starts_within_the_screen_whatever_its_size_and_scale(
    wide: int, high: int, scale: float, maximised: bool
) -> None:
    with display(wide, high) as more:
        env = {**os.environ, **more, "QT_SCALE_FACTOR": str(scale)}
        command = [sys.executable, "-c", SHOW]
        ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env, check=True)
    within, is_maximised, size, *where = json.loads(ran.stdout)
    assert within and is_maximised is maximised, where
    assert size == [1366, 768] or maximised
