"""The kit's tests run in the program's own style, and fail on any warning of Qt."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit import style

MAPPED = ("show", "setVisible")
"""The calls that make a widget a window, where nothing holds it yet."""

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    style.apply(qapp, "light")


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """Dress what a test shows by itself, as the window is that it would be in."""
    add = qtbot.addWidget

    def dressed_and_added(widget: QWidget) -> None:
        style.dress(widget)
        add(widget)

    monkeypatch.setattr(qtbot, "addWidget", dressed_and_added)
    return qtbot


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Record the announcements for a screen reader, as if one were there: they go no further than this list."""
    said: list[str] = []

    def update(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", update)
    QAccessible.setActive(True)
    yield said
    QAccessible.setActive(False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ignore the offscreen platform's message that it cannot hint sizes to a window manager: no fault of ours."""
    here = Path(__file__).parent
    ours = {
        path for path in {item.path for item in items} if path.is_relative_to(here)
    }  # thousands of tests, few files
    for item in items:
        if item.path in ours:
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record every widget that becomes a window of its own from here on."""
    found: list[str] = []

    def watched(do: Callable[..., None]) -> Callable[..., None]:
        def done(widget: QWidget, *arguments: Any) -> None:
            do(widget, *arguments)
            if widget.isWindow() and widget.isVisible():
                found.append(type(widget).__name__)

        return done

    for name in MAPPED:
        monkeypatch.setattr(QWidget, name, watched(getattr(QWidget, name)))
    return found
