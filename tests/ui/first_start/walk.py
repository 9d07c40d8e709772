"""Goes through a first start with the keyboard alone, as an administrator does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.application.ports.lifecycle import FirstStart
from desktop.ui.first_start.making_pages import KeysPage, PlanPage, Step
from desktop.ui.first_start.window import FirstStartWindow, Purpose
from desktop.ui.kit.forms.choices import ChoiceField
from desktop.ui.kit.forms.fields import Field
from desktop.ui.kit.forms.page import Page
from desktop.ui.shell.window import Shell
from desktop.vault.keys import new_identity
from tests.support.servers import postgres
from tests.ui.presses import key_to
from tests.ui.sessions.counter import words_on

LONG_MS = 60_000
PASSWORD = "an administrator's password"


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

    @property
    def asked(self) -> dict[str, Any]:
        """The fields of the page that is shown, by name."""
        assert isinstance(self.page, PlanPage)
        return self.page.asked

    def fill(self, **answers: object) -> None:
        """Answer those of the page's questions, and go on."""
        for name, answer in answers.items():
            field = self.asked[name]
            if isinstance(field, ChoiceField):
                self.choose(field.options[str(answer)])
            else:
                self.type_into(field, str(answer))
        self.go_on()

    def fill_own_keys(self, *recipients: str) -> None:
        """Say that there are two keys already, and type their public halves."""
        assert isinstance(self.page, KeysPage)
        self.choose(self.page.whence.options["own"])
        self.go_on()
        self.fill(**dict(zip(("first", "second"), recipients or (new_identity()[1], new_identity()[1]), strict=True)))

    def to_the_witness(self, server: str = "no") -> None:
        """Choose to make an office, and fill everything before the question where its data is, and that."""
        while self.window.choice.purpose is not Purpose.MAKE:
            self.key(Qt.Key.Key_Right)
        self.key(Qt.Key.Key_Return)
        self.settle()
        self.fill(name="Test Council", place="Test House", nation="scotland")
        self.fill(opens_originals="yes")
        self.fill(on_server=server)

    def to_the_keys(self, witness: Path) -> None:
        """Fill everything before the recovery keys, for an office on this PC."""
        self.to_the_witness()
        self.fill(witness_on="share", witness=witness)
        assert self.step is Step.KEYS

    def fill_administrator(self) -> None:
        self.fill(administrator="Admin", password=PASSWORD, again=PASSWORD)


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


def postgres_answers(database: postgres.Database) -> dict[str, str]:
    """Return what is said of a server, but for the owner's password."""
    return {
        "host": f"localhost:{database.server.port}",
        "database": database.name,
        "authority": str(database.server.folder / "ca.crt"),
        "role": postgres.DESKS,
        "password": postgres.DESKS_PASSWORD,
        "owner": postgres.OWNER,
    }
