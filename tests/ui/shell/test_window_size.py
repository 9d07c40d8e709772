"""The window on screens of many sizes: each a display of its own with a real window manager."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.machine.display import a_display

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


@pytest.mark.parametrize(
    ("screen", "scale", "maximised"), [("1920x1080", 1, False), ("1366x768", 1, True), ("1920x1080", 1.5, True)]
)
def test_the_window_starts_within_the_screen_whatever_its_size_and_scale(
    tmp_path: Path, screen: str, scale: float, maximised: bool
) -> None:
    with a_display(tmp_path, os.environ, screen) as there:
        env = {**os.environ, **there, "QT_SCALE_FACTOR": str(scale)}
        command = [sys.executable, "-c", SHOW]
        ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env, check=True)
    within, is_maximised, size, *where = json.loads(ran.stdout)
    assert within and is_maximised is maximised, where
    assert size == [1366, 768] or maximised
