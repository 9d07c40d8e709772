"""A second display of a real X server is unplugged, and plugged in again, while a call plays on it.

`two_displays.py` has the cases; here Qt itself reports the displays.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.sessions.counter import Counter

LEFT, RIGHT = QRect(0, 0, 960, 1080), QRect(960, 0, 960, 1080)
on_x11 = pytest.mark.skipif(
    not os.environ.get("DISPLAY") or shutil.which("xrandr") is None, reason="needs a display and xrandr"
)


def monitor(name: str, place: QRect, output: str) -> None:
    size = f"{place.width()}/254x{place.height()}/286+{place.left()}+{place.top()}"
    subprocess.run(["xrandr", "--setmonitor", name, size, output], check=True)


def unplug(name: str) -> None:
    subprocess.run(["xrandr", "--delmonitor", name], check=True)


@pytest.fixture
def halves(qtbot: QtBot) -> Iterator[None]:
    """Yield the one screen of the X server, as two displays side by side."""
    monitor("staff", LEFT, "screen")
    monitor("customer", RIGHT, "none")
    qtbot.waitUntil(lambda: len(QGuiApplication.screens()) == 2)
    yield
    for name in ("customer", "staff"):
        subprocess.run(["xrandr", "--delmonitor", name], capture_output=True, check=False)
    qtbot.waitUntil(lambda: [screen.size().width() for screen in QGuiApplication.screens()] == [1920])


@on_x11
@pytest.mark.usefixtures("halves")
def test_unplugged_it_pauses_and_says_why_and_plugged_in_again_all_is_as_it_was(sound: Counter) -> None:
    sound.place.window().move(50, 50)
    window = sound.listen()
    assert window.strip is not None and window.geometry() == RIGHT
    sound.play_for(0.5)
    unplug("customer")
    sound.until(lambda: window.strip is None and window.geometry() == LEFT)
    sound.settle()
    why = "Playing has paused: a display was unplugged. Press Play to continue."
    assert not window.control.playing and window.panel.problem.words == why
    assert sound.facts()["because"] == "display_gone"
    monitor("customer", RIGHT, "none")
    sound.until(lambda: window.strip is not None and window.geometry() == RIGHT)
    assert window.strip is not None and window.strip.isVisible() and LEFT.contains(window.strip.geometry())
    assert window.panel.problem.words == window.strip.problem.words == why
    sound.play_for(0.5)
    assert window.strip.play.text() == "Pause" and window.strip.problem.words == ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no signal stops a process there")
def test_a_program_that_was_stopped_for_a_while_does_not_play_on_by_itself(sound: Counter) -> None:
    """All of it stands still, as on a PC that is out of memory; twelve seconds, where ten are too long."""
    window = sound.listen()
    sound.play_for(0.5)
    heard = sum(map(len, window.control.heard))
    freeze = f"kill -{signal.SIGSTOP} {os.getpid()}; sleep 12; kill -{signal.SIGCONT} {os.getpid()}"
    with subprocess.Popen(["sh", "-c", freeze]):
        sound.until(lambda: not window.control.playing)
    sound.settle()
    assert window.panel.problem.words == "Playing has paused: this PC froze for a while. Press Play to continue."
    assert sound.facts()["because"] == "froze"
    assert sum(map(len, window.control.heard)) - heard <= 0.5 * window.panel.call.rate
