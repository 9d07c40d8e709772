"""Every screen in the usual window, in the light. 1366x698 is a screen of 1366x768, less a title bar and a taskbar.

- No step of a session scrolls: from the check-in, of someone without an appointment too, to the end of closing.
  Excepted is paper, which is shown as it is printed.
- All can be read, as painted.
- Tab comes to every control, in the order in which one reads.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.showcase.demo import make_demo
from desktop.showcase.gallery.camera import Camera
from desktop.showcase.gallery.posing import StillClock
from desktop.showcase.screens import AT, render
from tests.as_painted import faint
from tests.every_screen import dressed, without_a_picture
from tests.keyboard_order import wrong_order

__all__ = ["dressed"]

SIZE = (1366, 698)
PAPER = {"session-5-closed-receipt", "session-5-closed-of-staff", "session-5-closed-slip"}
"""States with a sheet beside them."""


def scrolled(window: QWidget) -> int:
    """Return by how many pixels the longest part in sight scrolls."""
    areas = [area for area in window.findChildren(QScrollArea) if area.isVisible()]
    return max((area.verticalScrollBar().maximum() for area in areas), default=0)


def test_no_step_of_a_session_scrolls_all_can_be_read_and_tab_comes_to_every_control_in_order(
    qtbot: QtBot, dressed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Camera, "picture", without_a_picture)
    office = tmp_path / "office"
    make_demo(office, clock=StillClock(AT)).engine.dispose()
    seen: dict[str, int] = {}
    wrong: list[str] = []

    def look(name: str, widget: QWidget) -> None:
        if name.startswith("session-"):
            seen[name] = scrolled(widget)
        wrong.extend(f"{name}: {words}" for words in (*faint(widget), *wrong_order(name, widget)))

    render(office, tmp_path / "out", SIZE, look)
    assert {name: pixels for name, pixels in seen.items() if pixels and name not in PAPER} == {}
    assert len(seen) > 40 and seen.keys() >= PAPER
    assert not wrong, "\n".join(wrong)
