"""A date goes on by itself while it is typed, and a whole one can be typed or pasted anywhere in its first box."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.kit.date_field import DateField
from tests.ui.presses import put_up


@pytest.fixture
def field(qtbot: QtBot) -> DateField:
    made = DateField("issued", "Date on it")
    put_up(qtbot, made)
    made.boxes[0].setFocus()
    return made


def typed(field: DateField, keys: str) -> None:
    """Type, for whatever has the keyboard."""
    window = field.windowHandle()
    assert window is not None
    for key in keys:
        QTest.keyClick(window, Qt.Key.Key_Backspace if key == "<" else Qt.Key(ord(key.upper())))


@pytest.mark.parametrize(
    "keys", ["12082031", "1282031", "12/8/2031", "12.08.2031", "12-8-2031", "12 aug 2031", "12/august/2031"]
)
def test_each_way_of_typing_gives_the_date_and_says_once_that_it_is_whole(field: DateField, keys: str) -> None:
    whole: list[date | None] = []
    field.completed.connect(lambda: whole.append(field.value()))
    typed(field, keys)
    assert field.value() == date(2031, 8, 12) and whole == [date(2031, 8, 12)]
    assert QApplication.focusWidget() is field.boxes[2]


def test_a_field_of_this_century_takes_a_year_of_two_digits_unless_it_may_begin_one_of_four(
    field: DateField, qtbot: QtBot
) -> None:
    typed(field, "5931")
    assert field.value() is None, "any other field waits for four"
    short = DateField("expiry", "Expiry date on it", this_century=True)
    put_up(qtbot, short)
    for keys, year in (("5931", 2031), ("592020", 2020), ("591999", 1999), ("592031", 2031)):
        short.set_value(None)
        short.boxes[0].setFocus()
        with qtbot.waitSignal(short.completed):
            typed(short, keys)
        assert short.value() == date(year, 9, 5)


def test_a_digit_that_may_be_followed_by_another_waits(field: DateField) -> None:
    typed(field, "3")
    assert QApplication.focusWidget() is field.boxes[0]
    typed(field, "/1")
    assert QApplication.focusWidget() is field.boxes[1] and field.typed() == ("3", "1", "")
    typed(field, "/2026")
    assert field.value() == date(2026, 1, 3)


def test_backspace_takes_back_and_does_not_go_on(field: DateField) -> None:
    typed(field, "4")
    assert QApplication.focusWidget() is field.boxes[1]
    typed(field, "<")
    assert QApplication.focusWidget() is field.boxes[0] and field.boxes[0].selectedText() == "4"
    typed(field, "12")
    typed(field, "<12")
    assert QApplication.focusWidget() is field.boxes[1] and field.typed()[:2] == ("12", "")


@pytest.mark.parametrize("whole", ["14/8/2026", "14.08.2026", "14 August 2026", " 14-Aug-2026", "2026-08-14"])
def test_a_whole_date_that_is_pasted_is_spread_over_the_boxes_and_told(
    field: DateField, qtbot: QtBot, whole: str
) -> None:
    told: list[date | None] = []
    field.edited.connect(lambda: told.append(field.value()))
    QApplication.clipboard().setText(whole)
    with qtbot.waitSignal(field.completed):
        field.boxes[0].paste()
    assert field.value() == told[-1] == date(2026, 8, 14)
    assert [box.text().isalnum() for box in field.boxes] == [True] * 3


def test_a_date_that_begins_elsewhere_goes_on_here(field: DateField) -> None:
    field.set_value(date(2020, 1, 1))
    field.begin_with("5")
    typed(field, "112026")
    assert field.value() == date(2026, 11, 5)
