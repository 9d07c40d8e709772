from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStackedWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit import keyboard
from desktop.ui.kit.fields import LongTextField, TextField
from desktop.ui.kit.page import Page
from tests.ui.presses import Spot, put_up, until_taken

RETURN, CONTROL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
PRESSES: dict[str, Callable[[Spot], None]] = {
    "click": lambda spot: spot.click(),
    "double click": lambda spot: QTest.mouseDClick(spot.window, Qt.MouseButton.LeftButton, pos=spot.at),
    "enter": lambda spot: spot.key(RETURN),
    "space": lambda spot: spot.key(Qt.Key.Key_Space),
    "ctrl+enter": lambda spot: spot.key(RETURN, CONTROL),
}


class Pages(QStackedWidget):
    """Two pages, each with its button at the same place. The first brings the second."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = Page("The first", primary="Continue"), Page("The second", primary="Continue")
        self.pressed: list[str] = []
        for page in (self.first, self.second):
            self.addWidget(page)
        self.first.submitted.connect(self.bring_the_second)
        self.second.submitted.connect(partial(self.pressed.append, "second"))

    def bring_the_second(self) -> None:
        self.pressed.append("first")
        self.setCurrentWidget(self.second)
        self.second.primary.setFocus()


@pytest.fixture
def pages(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Pages:
    monkeypatch.setattr(keyboard, "STANDS_MS", 1200)  # a busy machine must not take so long for one press
    made = Pages()
    put_up(qtbot, made, 800, 600)
    made.first.primary.setFocus()
    return made


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_a_page_that_came_by_a_press_takes_no_press_until_it_has_been_seen(
    qtbot: QtBot, pages: Pages, press: Callable[[Spot], None]
) -> None:
    spot = until_taken(qtbot, pages.first.primary)
    press(spot)
    assert pages.currentWidget() is pages.second and not pages.second.takes_presses
    press(spot)
    qtbot.waitUntil(pages.second.isVisible)
    press(spot)
    assert pages.pressed == ["first"], "meant for the page before"
    with qtbot.waitSignal(pages.second.guard.opened):
        pass
    press(spot)
    assert pages.pressed[:2] == ["first", "second"]


def test_a_button_that_was_held_as_the_page_came_presses_nothing_when_it_is_let_go(qtbot: QtBot, pages: Pages) -> None:
    spot = until_taken(qtbot, pages.first.primary)
    spot.click()
    QTest.mousePress(spot.window, Qt.MouseButton.LeftButton, pos=spot.at)
    qtbot.waitUntil(lambda: pages.second.takes_presses)
    QTest.mouseRelease(spot.window, Qt.MouseButton.LeftButton, pos=spot.at)
    assert pages.pressed == ["first"]
    spot.click()
    assert pages.pressed == ["first", "second"]


def test_a_page_that_shows_something_else_has_come_anew(qtbot: QtBot, pages: Pages) -> None:
    spot = until_taken(qtbot, pages.first.primary)
    pages.first.reset()
    spot.click()
    assert pages.pressed == []
    until_taken(qtbot, pages.first.primary).click()
    assert pages.pressed == ["first"]


def test_a_hidden_page_that_is_filled_afresh_holds_nothing_back(qtbot: QtBot, pages: Pages) -> None:
    spot = until_taken(qtbot, pages.first.primary)
    pages.second.reset()
    spot.click()
    assert pages.pressed == ["first"]
    pages.setCurrentWidget(pages.first)
    pages.second.reset()
    until_taken(qtbot, pages.first.primary).click()
    assert pages.pressed == ["first", "first"]


def test_what_is_typed_on_a_page_that_has_just_come_is_not_lost(qtbot: QtBot, pages: Pages) -> None:
    line, note = TextField("line", "A line"), LongTextField("note", "A note")
    pages.second.add(line, note)
    spot = until_taken(qtbot, pages.first.primary)
    spot.click()
    for field in (line, note):
        field.focus_target().setFocus()
        for key in (Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_B):
            spot.key(key)
        assert field.value() == "a b"
    assert not pages.second.takes_presses


def test_a_page_that_is_hidden_holds_nothing_back_from_the_one_before_it(qtbot: QtBot, pages: Pages) -> None:
    spot = until_taken(qtbot, pages.first.primary)
    spot.click()
    pages.setCurrentWidget(pages.first)
    until_taken(qtbot, pages.first.primary)
    spot.click()
    assert pages.pressed == ["first", "first"]
