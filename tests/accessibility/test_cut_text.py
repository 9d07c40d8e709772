"""The check for cut words finds those that are (`tests/gallery/every_screen.py` makes it of every screen, at 200 %)."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.accessibility.cut_text import cut_text

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
