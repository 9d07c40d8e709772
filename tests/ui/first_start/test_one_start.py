"""One start of the program on an account without an office: the pages, the demo, its sign-in; and what others load."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.cli import screens
from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.office_file import OfficeFile
from desktop.ui.first_start.window import FirstStartWindow
from desktop.ui.kit.keyboard import takes_presses
from desktop.ui.shell.window import Shell

ROOT = Path(__file__).resolve().parents[3]
OPENED = """
import json, sys
from desktop.cli import screens
screens.open_screens = lambda folder: print(json.dumps([folder.name, *sys.modules])) or 0
screens.load_ahead = lambda: None
screens.open_office(None)
"""


@pytest.fixture
def collected() -> Iterator[None]:
    """Leave the collector as it was: a start of the program turns it off."""
    before = gc.isenabled()
    yield
    (gc.enable if before else gc.disable)()


def test_the_demo_is_made_and_opens_at_its_sign_in_without_another_start(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collected: None
) -> None:
    monkeypatch.setattr(screens, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(screens, "load_ahead", lambda: None)
    monkeypatch.setenv("QT_QPA_PLATFORM", os.environ.get("QT_QPA_PLATFORM", "xcb"))
    seen: list[str] = []

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, FirstStartWindow) and window.isVisible():
                _press_on(window, seen)
            if isinstance(window, Shell) and window.isVisible() and window.sign_in.primary.isEnabled():
                seen.append("signed out")
                assert window.desk is not None and window.desk.office.demo
                window.close()

    timer = QTimer()
    timer.setInterval(50)
    timer.timeout.connect(look)
    timer.start()
    try:
        assert screens.open_office(None) == 0
    finally:
        timer.stop()
    assert seen == ["choice", "demo", "signed out"]
    assert OfficePaths(tmp_path / "demo-office").office_file.exists()


def _press_on(window: FirstStartWindow, seen: list[str]) -> None:
    page = window.frame.page
    if page is None or not takes_presses(page):
        return
    if page is window.choice and not seen:
        seen.append("choice")
        QTest.keyClick(window.choice.cards[window.choice.purpose], Qt.Key.Key_Return)
    elif page is window.demo_page and window.demo is not None and seen == ["choice"]:
        seen.append("demo")
        QTest.keyClick(window.demo_page.primary, Qt.Key.Key_Return)


def test_a_start_with_an_office_loads_nothing_of_the_first(tmp_path: Path) -> None:
    office = tmp_path / "listening-room" / "office"
    office.mkdir(parents=True)
    OfficeFile(OfficeId("0" * 32), "office", DeskId("d" * 32)).write(OfficePaths(office))
    surroundings = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", OPENED], env=surroundings, capture_output=True, check=True)
    name, *loaded = json.loads(done.stdout)
    assert name == "office"
    assert [module for module in loaded if "first_start" in module or module.startswith("desktop.showcase")] == []
