"""Run by pytest in a process of its own, to be killed by itself: an officer marks in the window of preparing.

`python -m pytest tests/faults/preparing_to_kill.py --basetemp FOLDER`: the office is made in there. Each change has the
second in which it is saved, except the last: with that the process ends by SIGKILL, with no time for anything.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.ui.copies.preparing.room import a_room

MARKS = ((10_000, 12_000), (30_000, 31_000), (50_000, 50_500))
REFERENCE = "SAR-2026-0006"


def test_marking_until_the_power_goes(qtbot: QtBot, tmp_path: Path) -> None:
    with a_room(qtbot, tmp_path) as room:
        page = room.open(REFERENCE)
        page.reason.set_value("card_details")
        page.reason.edited.emit()
        for start, end in MARKS:
            page.lanes.selected.emit(start, end)
            page.remove.click()
            qtbot.waitUntil(lambda: page.saved.words == "All changes are saved.")
        page.lanes.selected.emit(70_000, 71_000)
        page.remove.click()
        assert page.saved.words == "Saving."
        os.kill(os.getpid(), signal.SIGKILL)
