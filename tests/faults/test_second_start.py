"""The program is started a second time while it is open: it says so and ends, and the first one comes to the front."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.environment.files import SingleInstance
from desktop.ui.shell.app import Screens
from tests.faults.test_keyring import refusal
from tests.support.builders import Office

ROOT = Path(__file__).resolve().parents[2]


def second_start(office: Office) -> tuple[int, str]:
    """Start the program, as a person would; return its exit code and output."""
    command = [sys.executable, "-m", "desktop", "--office", str(office.parts.paths.folder)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return ran.returncode, ran.stderr


def test_a_second_start_ends_with_a_sentence_and_the_first_comes_to_the_front(office: Office, qtbot: QtBot) -> None:
    before = office.bodies()
    office.parts.engine.dispose()
    with SingleInstance(office.parts.paths.lock) as first:
        screens = Screens(lambda: (_ for _ in ()).throw(AssertionError("not to be opened")), first.raise_requested)
        screens._closing = True  # its office stays shut: only its window matters here
        shell = screens.shell
        shell.showMinimized()
        qtbot.waitUntil(shell.isMinimized)
        assert second_start(office) == refusal("already_running", "Listening Room is open already at this desk.")
        qtbot.waitUntil(lambda: not shell.isMinimized() and shell.isActiveWindow(), timeout=15_000)
        shell.close()
        screens.close()
    assert office.bodies() == before
