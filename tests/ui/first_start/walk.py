"""Goes through a first start with the keyboard alone, as an administrator does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.application.ports.lifecycle import FirstStart
from desktop.ui.first_start.making_pages import Step
from desktop.ui.first_start.window import FirstStartWindow
from desktop.ui.kit.fields import Field
from desktop.ui.kit.page import Page
from desktop.ui.shell.window import Shell
from tests.ui.presses import key_to
from tests.ui.sessions.counter import words_on

LONG_MS = 60_000


@dataclass
class Keyboard:
    """A window with pages, and a keyboard."""

    qtbot: QtBot
    window: FirstStartWindow | Shell

    @property
    def page(self) -> Page:
        found = self.window.frame.page
        assert isinstance(found, Page)
        return found

    @property
    def words(self) -> str:
        return words_on(self.window)

    def settle(self) -> None:
        """Wait until everything that was asked for has returned."""
        self.qtbot.waitUntil(lambda: not self.window.tasks.busy, timeout=LONG_MS)
        QApplication.processEvents()  # what was added to a page is shown with its next layout

    def key(self, key: Qt.Key) -> None:
        key_to(self.window, key)

    def reach(self, widget: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> None:
        """Press Tab until that widget has the focus."""
        for _ in range(60):
            if QApplication.focusWidget() is widget:
                return
            self.key(key)
        raise AssertionError("Tab never reaches it")

    def type_into(self, field: Field, text: str) -> None:
        """Go to the field, and type in place of what is there."""
        target = field.focus_target()
        self.reach(target)
        QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(target, text)

    def choose(self, option: QWidget) -> None:
        """Go to the question's options, and press arrow keys until this one is chosen."""
        for _ in range(60):
            focused = QApplication.focusWidget()
            if focused is option:
                break
            self.key(_towards(focused, option))
        assert QApplication.focusWidget() is option
        self.key(Qt.Key.Key_Space)

    def go_on(self) -> None:
        """Press the page's button from the keyboard."""
        self.reach(self.page.primary)
        self.key(Qt.Key.Key_Return)
        self.settle()


@dataclass
class Walk(Keyboard):
    """The window of a first start, and a keyboard."""

    window: FirstStartWindow

    @property
    def step(self) -> Step:
        return self.window.making.step


def _towards(focused: QWidget | None, option: QWidget) -> Qt.Key:
    """Return the key that leads from the widget with the focus to that option: an arrow among the same question's."""
    if focused is None or type(focused) is not type(option) or focused.parentWidget() is not option.parentWidget():
        return Qt.Key.Key_Tab
    if focused.y() != option.y():
        return Qt.Key.Key_Down if focused.y() < option.y() else Qt.Key.Key_Up
    return Qt.Key.Key_Right if focused.x() < option.x() else Qt.Key.Key_Left


@contextmanager
def walking(qtbot: QtBot, start: FirstStart) -> Iterator[Walk]:
    """Show the window, and end it."""
    window = FirstStartWindow(start)
    qtbot.addWidget(window)
    window.resize(1366, 728)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    walk = Walk(qtbot, window)
    qtbot.waitUntil(lambda: window.looked)
    walk.settle()
    try:
        yield walk
    finally:
        window.joining.running = False
        window.tasks.close()
        window.close()
        window.end()
