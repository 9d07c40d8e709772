"""Presses as a mouse and a keyboard make them: they go to the window, and to the widget there on arrival."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.keyboard import takes_presses
from tests.support.machine.patience import PATIENCE


def put_up(qtbot: QtBot, widget: QWidget, width: int = 0, height: int = 0) -> None:
    """Show a widget as a window that is in use, of that size or its own."""
    qtbot.addWidget(widget)
    if width:
        widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    qtbot.waitActive(widget)


@dataclass(frozen=True)
class Spot:
    """A place on a window, whatever is there."""

    window: QWindow
    at: QPoint

    def click(self) -> None:
        """Press and release."""
        QTest.mouseClick(self.window, Qt.MouseButton.LeftButton, pos=self.at)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key, for whatever has the keyboard there."""
        QTest.keyClick(self.window, key, modifier)


def spot_of(widget: QWidget, at: QPoint | None = None) -> Spot:
    """Return the middle of `widget`, or the place `at` in it, where it is now."""
    window = widget.window()
    handle = window.windowHandle()
    assert handle is not None
    return Spot(handle, widget.mapTo(window, at or widget.rect().center()))


def until_taken(qtbot: QtBot, widget: QWidget) -> Spot:
    """Wait until a press on `widget` is taken; return its place."""
    qtbot.waitUntil(lambda: takes_presses(widget))
    return spot_of(widget)


def key_to(window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key, for whatever has the keyboard in that window; one that presses waits until presses are taken."""
    handle = window.windowHandle()
    assert handle is not None
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        focused = window.focusWidget() or window
        deadline = time.monotonic() + PATIENCE
        while not takes_presses(focused):
            assert time.monotonic() < deadline, "it never took a press"
            QTest.qWait(10)
    QTest.keyClick(handle, key, modifier)
