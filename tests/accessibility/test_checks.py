"""The walks over every screen find what they look for: words that are faint or cut, an order that jumps."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.accessibility.as_painted import faint
from tests.accessibility.cut_text import cut_text
from tests.accessibility.keyboard_order import wrong_order

READABLE = """
QWidget { background: white; color: black; font-size: 20px }
QLineEdit, QPushButton { border: 2px solid black; padding: 8px }
"""


@dataclass
class Shown:
    """A label, a field and two buttons, one under the other; the field has the keyboard."""

    window: QWidget
    label: QLabel
    field: QLineEdit
    look: QPushButton
    go_on: QPushButton


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(READABLE)
    made = Shown(window, QLabel("Reference"), QLineEdit("SAR-2026-0001"), QPushButton("Look"), QPushButton("Continue"))
    made.field.setAccessibleName("Reference")
    for button in (made.look, made.go_on):
        button.setAccessibleName(button.text())
    box = QVBoxLayout(window)
    for each in (made.label, made.field, made.look, made.go_on):
        box.addWidget(each)
    window.resize(600, 400)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    made.field.setFocus()
    return made


def test_where_all_stands_out_and_is_in_order_nothing_is_found(shown: Shown) -> None:
    assert [*faint(shown.window), *wrong_order("", shown.window)] == []


def test_words_that_are_faint_on_their_ground_are_found(shown: Shown) -> None:
    shown.label.setStyleSheet("color: #949494")  # 3.0 on white
    shown.look.setStyleSheet("color: #949494")
    shown.field.setStyleSheet("color: #949494")
    shown.go_on.setFocus()  # a caret would be the ink
    found = faint(shown.window)
    assert [words in each for words, each in zip(("Reference", "Look", "SAR-"), found, strict=True)] == [True] * 3


def test_a_field_whose_edge_is_faint_is_found(shown: Shown) -> None:
    shown.field.setStyleSheet("border: 2px solid #d0d0d0")
    [found] = faint(shown.window)
    assert "the edge of 'Reference'" in found


def test_an_order_against_that_of_reading_is_found(shown: Shown) -> None:
    QWidget.setTabOrder(shown.go_on, shown.look)
    found = wrong_order("", shown.window)
    assert found == ["QPushButton “Continue” before QPushButton “Look”"]


def test_a_field_that_keeps_the_keyboard_is_found(shown: Shown) -> None:
    several = QPlainTextEdit()
    several.setAccessibleName("Notes")
    layout = shown.window.layout()
    assert layout is not None
    layout.addWidget(several)
    several.show()
    several.setFocus()
    found = wrong_order("", shown.window)
    assert "keeps the keyboard: QPlainTextEdit “Notes”" in found
    assert "not reached: QPushButton “Continue”" in found


LONG = "A sentence that needs more room across than sixty pixels"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


def placed(widget: QWidget, window: QWidget, x: int, y: int, wide: int, high: int) -> None:
    widget.setParent(window)
    widget.setGeometry(x, y, wide, high)
    widget.show()


def test_words_with_room_for_them_are_not_cut(window: QWidget) -> None:
    wraps = QLabel(LONG)
    wraps.setWordWrap(True)
    placed(wraps, window, 0, 0, 100, 150)
    placed(QPushButton("Go"), window, 120, 0, 120, 40)
    assert cut_text(window) == []


@pytest.mark.parametrize(
    ("widget", "wraps", "place", "said"),
    [
        (QLabel, False, (0, 0, 60, 40), "across"),
        (QLabel, True, (0, 0, 60, 20), "down"),
        (QPushButton, False, (0, 0, 60, 40), "across"),
        (QLabel, False, (250, 0, 500, 40), "reaches out of QWidget"),
    ],
)
def test_words_without_room_are_found(
    window: QWidget, widget: type[QLabel] | type[QPushButton], wraps: bool, place: tuple[int, int, int, int], said: str
) -> None:
    made = widget(LONG)
    if isinstance(made, QLabel):
        made.setWordWrap(wraps)
    placed(made, window, *place)
    [found] = cut_text(window)
    assert "A sentence" in found and said in found


def test_what_can_be_scrolled_to_is_not_cut(window: QWidget) -> None:
    inside = QWidget()
    box = QVBoxLayout(inside)
    for number in range(30):
        box.addWidget(QLabel(f"Line {number}"))
    area = QScrollArea()
    area.setWidget(inside)
    placed(area, window, 0, 0, 300, 200)
    assert cut_text(window) == []


def test_what_is_not_shown_is_not_looked_at(window: QWidget) -> None:
    hidden = QLabel(LONG)
    placed(hidden, window, 0, 0, 10, 10)
    hidden.hide()
    assert cut_text(window) == []
