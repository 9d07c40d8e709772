"""A layout that is filled anew: each widget in it has its size of now, and not that of when it was first put there."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.layouts import FlowLayout
from desktop.ui.kit.steps import Slot, SlotState, SlotView

ASKING = SlotView("One with a photo", SlotState.ASKING)


def question(*lines: str) -> tuple[QWidget, list[QLabel]]:
    """Return a question of several lines."""
    asked, words = QWidget(), [QLabel(line) for line in lines]
    box = QVBoxLayout(asked)
    for each in words:
        each.setWordWrap(True)
        box.addWidget(each)
    return asked, words


def test_a_slot_is_no_taller_than_what_it_asks_now(qtbot: QtBot) -> None:
    slot = Slot(ASKING)
    qtbot.addWidget(slot)
    kinds, _ = question("Passport", "Driving licence")
    number, lines = question("Number on it", "Check and clear", "Folded away")
    slot.ask(number)
    slot.resize(600, slot.sizeHint().height())
    slot.show()
    qtbot.waitExposed(slot)
    slot.ask(kinds, number)
    tall = slot.heightForWidth(600)
    for line in lines[1:]:
        line.hide()
    qtbot.waitUntil(lambda: slot.heightForWidth(600) < tall)
    layout = slot.layout()
    assert layout is not None and slot.heightForWidth(600) == layout.minimumHeightForWidth(600)


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
