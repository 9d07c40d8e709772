"""Every screen at 320 by 256: what 1280 by 1024 has at 400 %. One scrolls in one direction, and nothing is cut.

WCAG 2.2, 1.4.10 (reflow), as WCAG2ICT reads it. Excepted is what needs two dimensions to be understood: the calendar,
and the lanes of a call.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.showcase.demo import make_demo
from desktop.showcase.gallery.camera import Camera
from desktop.showcase.gallery.posing import StillClock
from desktop.showcase.screens import AT, render
from desktop.ui.kit.widgets.rows_view import RowsView
from tests.every_screen import dressed, wider_than_the_window, without_a_picture
from tests.faults.cut_text import cut_text

__all__ = ["dressed"]

SIZE = (320, 256)
LEAST_READ = 80
"""Pixels of a page that are in sight at once: a control with its label, or three lines."""
EXCEPTED: dict[str, str] = {}
"""States that do not fit, each with the reason. It can only shrink."""


def too_wide(window: QWidget) -> list[str]:
    """Return whether the window is wider than it was made."""
    return [f"the window is {window.width()} wide"] if window.width() > SIZE[0] else []


def cut_cells(window: QWidget) -> list[str]:
    """Return the lists that have a column narrower than its longest word."""
    views = [view for view in window.findChildren(RowsView) if view.isVisible() and view.rows_model.rows]
    return [f"the list {view.accessibleName()!r}" for view in views if view.squeezed]


def without_room(window: QWidget) -> list[str]:
    """Return the parts that scroll and have too little in sight."""
    areas = [area for area in window.findChildren(QScrollArea) if area.isVisible()]
    low = [area.viewport().height() for area in areas if area.verticalScrollBar().maximum() > 0]
    return [f"{high} pixels in sight of what scrolls" for high in low if high < LEAST_READ]


def test_every_state_reflows(
    qtbot: QtBot, dressed: None, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Camera, "picture", without_a_picture)
    office = tmp_path / "office"
    make_demo(office, clock=StillClock(AT)).engine.dispose()
    wrong: dict[str, list[str]] = {}
    seen: list[str] = []

    def look(name: str, widget: QWidget) -> None:
        seen.append(name)
        found = [
            *too_wide(widget),
            *wider_than_the_window(widget),
            *cut_text(widget),
            *cut_cells(widget),
            *without_room(widget),
        ]
        if found:
            wrong[name] = found

    render(office, tmp_path / "out", SIZE, look)
    assert wrong.keys() == EXCEPTED.keys(), "\n".join(f"{name}: {said}" for name, said in wrong.items())
    assert len(seen) > 70
