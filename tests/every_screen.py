"""Every screen in every state, in the smallest space that the program supports: 1366x768 at 200 %."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.showcase.demo import make_demo
from desktop.showcase.gallery.camera import Camera
from desktop.showcase.gallery.posing import StillClock
from desktop.showcase.screens import AT, render
from desktop.ui.kit import style
from desktop.ui.kit.widgets.buttons import PrimaryButton
from desktop.ui.kit.widgets.words import Words
from tests.faults.cut_text import cut_text

LEAST = (683, 384)


def wider_than_the_window(widget: QWidget) -> list[str]:
    areas = [area for area in widget.findChildren(QScrollArea) if area.isVisible()]
    widths = [(inside.width(), area.viewport().width()) for area in areas if (inside := area.widget()) is not None]
    return [f"{wide} in {room}" for wide, room in widths if wide > room]


def without_a_picture(camera: Camera, name: str, widget: QWidget | None = None) -> None:
    """Have a state looked at as it is, and no picture taken: drawing and saving them is much of the work."""
    shown = widget or camera.shell
    shown.activateWindow()
    camera._lie_still()
    camera._look(name, shown)


@pytest.fixture
def dressed(qapp: QApplication) -> None:
    """Use the program's own type and style: the process of this test is its own."""
    style.apply(qapp)


def test_every_state_fits_says_that_it_is_a_demo_and_has_one_thing_to_do(
    qtbot: QtBot, dressed: None, tmp_path: Path
) -> None:
    office = tmp_path / "office"
    make_demo(office, clock=StillClock(AT)).engine.dispose()
    seen: list[str] = []
    wrong: list[str] = []

    def look(name: str, widget: QWidget) -> None:
        seen.append(name)
        wrong.extend(f"{name}: {words}" for words in wider_than_the_window(widget))
        wrong.extend(f"{name}: cut: {words}" for words in cut_text(widget))
        at_first_start = name.startswith("first-start")  # there is no office yet, and so no demo
        if not at_first_start and not any(
            w.isVisible() and w.words == "Demo office" for w in widget.findChildren(Words)
        ):
            wrong.append(f"{name}: no word of the demo")
        primary = [button for button in widget.findChildren(PrimaryButton) if button.isVisible()]
        if len(primary) > 1:
            wrong.append(f"{name}: {[button.text() for button in primary]}")

    pictures = render(office, tmp_path / "out", LEAST, look)
    assert wrong == []
    assert len(seen) == len(set(seen)) > 70
    assert pictures == len(list((tmp_path / "out").glob("*.png"))) > len(seen)
