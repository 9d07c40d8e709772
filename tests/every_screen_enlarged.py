"""Every screen with the program's own text at 200 %, in the dark: nothing is cut, and every word can be read.

1366x700 is a screen of 1366x768 less a title bar and a taskbar.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.showcase.demo import make_demo
from desktop.showcase.gallery.camera import Camera
from desktop.showcase.gallery.posing import StillClock
from desktop.showcase.screens import AT, render
from desktop.ui.kit import style
from desktop.ui.kit.appearance import Appearance, Colours, wear
from tests.as_painted import faint
from tests.every_screen import wider_than_the_window, without_a_picture
from tests.faults.cut_text import cut_text

SIZE = (1366, 700)


@pytest.fixture
def enlarged(qapp: QApplication) -> Iterator[None]:
    """Wear the program's own type at 200 %, in the dark: the process of this test is its own."""
    style.apply(qapp)
    wear(qapp, Appearance(200, Colours.DARK))
    yield
    wear(qapp, Appearance())


def test_at_twice_the_size_of_text_in_the_dark_nothing_is_cut_and_all_can_be_read(
    qtbot: QtBot, enlarged: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Camera, "picture", without_a_picture)
    office = tmp_path / "office"
    make_demo(office, clock=StillClock(AT)).engine.dispose()
    wrong: list[str] = []
    seen: list[str] = []

    def look(name: str, widget: QWidget) -> None:
        seen.append(name)
        wrong.extend(f"{name}: {words}" for words in wider_than_the_window(widget))
        wrong.extend(f"{name}: cut: {words}" for words in cut_text(widget))
        wrong.extend(f"{name}: {words}" for words in faint(widget))

    render(office, tmp_path / "out", SIZE, look)
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 70
