"""Layouts: Tab follows their reading order, no item of theirs stays with Python (docs/decisions/0011), and each widget
has its size of now."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

import desktop
from desktop.ui.kit import keyboard
from desktop.ui.kit.forms.fields import LongTextField, TextField
from desktop.ui.kit.forms.page import Page, ProblemSummary
from desktop.ui.kit.keyboard import set_reading_order
from desktop.ui.kit.layouts import FlowLayout, empty
from tests.ui.presses import Spot, put_up, until_taken


def a_page() -> tuple[QWidget, list[QLineEdit]]:
    """Return boxes to type in, not made in reading order; in a column, a row, a grid and a scroll area."""
    boxes = [QLineEdit() for _ in range(6)]
    page, scrolled = QWidget(), QScrollArea()
    column, row, grid, inside = QVBoxLayout(page), QHBoxLayout(), QGridLayout(), QWidget()
    scrolled.setWidget(inside)
    within = QVBoxLayout(inside)
    within.addWidget(boxes[5])
    grid.addWidget(boxes[3], 0, 0)
    grid.addWidget(QLabel("words"), 0, 1)
    grid.addWidget(boxes[4], 1, 0)
    row.addWidget(boxes[1])
    row.addWidget(boxes[2])
    column.addWidget(boxes[0])
    column.addLayout(row)
    column.addStretch(1)
    column.addLayout(grid)
    column.addWidget(scrolled)
    return page, boxes


def items_of_qt() -> list[object]:
    return [found for found in shiboken6.getAllValidWrappers() if type(found).__name__ == "QWidgetItem"]


def test_tab_goes_in_the_order_of_the_layouts(qtbot: QtBot) -> None:
    page, boxes = a_page()
    qtbot.addWidget(page)
    set_reading_order(page)
    found, at = [], boxes[0]
    for _ in range(40):
        if at in boxes and at not in found:
            found.append(at)
        at = at.nextInFocusChain()  # type: ignore[assignment]
    assert found == boxes


def test_no_item_of_a_problem_that_is_gone_stays_with_python(qtbot: QtBot) -> None:
    """Decision 0011: it would stand for whatever comes to lie at its address."""
    summary, fields = ProblemSummary(compact=True), [TextField("one", "One"), TextField("two", "Two")]
    for widget in (summary, *fields):
        qtbot.addWidget(widget)
    without = len(items_of_qt())
    summary.show_problems([(field, "Type it.") for field in fields])
    assert summary.heightForWidth(300) > 0
    shown = len(items_of_qt())
    summary.drop(fields[0])
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(items_of_qt()) == shown - 1
    summary.show_problems([])
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(items_of_qt()) == shown - 2 >= without


def test_no_item_of_a_layout_stays_with_python(qtbot: QtBot) -> None:
    page, _ = a_page()
    qtbot.addWidget(page)
    before = len(items_of_qt())
    set_reading_order(page)
    assert len(items_of_qt()) == before


ALLOWED = {"layouts.py"}


@pytest.mark.parametrize("make", (QVBoxLayout, QHBoxLayout, FlowLayout))
def test_its_widgets_and_its_items_go_those_too_that_python_had_asked_for(qtbot: QtBot, make: type[QLayout]) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = make()
    holder.setLayout(layout)
    labels = [QLabel(name) for name in ("one", "two")]
    for label in labels:
        layout.addWidget(label)
    holder.show()
    item = layout.itemAt(0)
    assert item is not None and item.sizeHint().width() > 0
    empty(layout)
    assert layout.count() == 0 and not any(label.isVisible() for label in labels)
    assert not shiboken6.isValid(item)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not any(shiboken6.isValid(label) for label in labels)


def test_nowhere_else_are_items_taken_out_of_a_layout() -> None:
    [folder] = desktop.__path__
    found = {path.name for path in Path(folder).rglob("*.py") if ".takeAt(" in path.read_text()}
    assert found == ALLOWED


def test_words_that_moved_to_another_row_have_the_height_of_what_they_say_now(qtbot: QtBot) -> None:
    page, words = QWidget(), QLabel("The request is answered. " * 30)
    words.setWordWrap(True)
    qtbot.addWidget(page)
    rows = FlowLayout(), FlowLayout()
    column = QVBoxLayout(page)
    for row in rows:
        column.addLayout(row)
    rows[0].addWidget(words)
    rows[0].take_out(words)
    rows[1].addWidget(words)
    page.resize(600, 500)
    page.show()
    qtbot.waitExposed(page)
    long = rows[1].heightForWidth(400)
    words.setText("It is answered. " * 30)
    qtbot.waitUntil(lambda: rows[1].heightForWidth(400) < long)
    assert rows[0].count() == 0 and rows[1].count() == 1


# test_press_guard

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
