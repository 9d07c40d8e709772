"""The room of a page: where its column stands in a wide window, and what goes on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.fields import TextField
from desktop.ui.kit.frame import Frame
from desktop.ui.kit.layouts import AtReadingWidth
from desktop.ui.kit.page import Page
from desktop.ui.kit.paper import Sheets
from desktop.ui.kit.style import Appearance, wear
from desktop.ui.kit.text import Words
from tests.ui.kit.test_page import a_form, shown


def left_of(widget: QWidget, page: Page) -> int:
    return widget.mapTo(page, widget.rect().topLeft()).x()


def test_a_reading_column_is_in_the_middle_of_a_roomy_page_and_its_button_below_it(qtbot: QtBot) -> None:
    page, name, _when = a_form()
    shown(qtbot, page, 1706, 900)  # a screen of 1920, without the rail
    qtbot.waitUntil(lambda: page._column.width() == 800)
    assert left_of(page._column, page) == left_of(page.primary, page) == (1706 - 800) // 2
    page.add(*(TextField(f"more{number}", f"More {number}") for number in range(20)))
    qtbot.waitUntil(lambda: page._scroll.verticalScrollBar().maximum() > 0)
    assert left_of(page._column, page) == left_of(page.primary, page) == (1706 - 800) // 2, "a scroll bar moves nothing"
    page.resize(1366, 700)
    qtbot.waitUntil(lambda: left_of(page._column, page) == 34)
    assert left_of(page.primary, page) == 34 and left_of(name, page) == 34


@pytest.fixture
def large_text(qapp: QApplication) -> Iterator[Callable[[], None]]:
    """Yield what makes the text twice as large."""
    yield lambda: wear(qapp, Appearance(200))
    wear(qapp, Appearance())


def test_a_reading_column_grows_with_the_text(qtbot: QtBot, large_text: Callable[[], None]) -> None:
    page, _name, _when = a_form()
    part = QWidget()
    part.setLayout(AtReadingWidth(panel := QWidget()))
    panel.setMinimumHeight(20)
    shown(qtbot, page, 1906, 900)
    qtbot.addWidget(part)
    part.resize(1800, 100)
    part.show()
    qtbot.waitUntil(lambda: page._column.width() == panel.width() == 800)
    large_text()
    qtbot.waitUntil(lambda: page._column.width() == panel.width() == 1600)
    assert left_of(page._column, page) == left_of(page.primary, page) == (1906 - 1600) // 2
    page.resize(1366, 700)
    qtbot.waitUntil(lambda: 1_250 < page._column.width() <= 1366 - 2 * 34)


def test_a_wide_page_begins_at_the_left_and_one_that_becomes_wide_again(qtbot: QtBot) -> None:
    page, _name, _when = a_form()
    shown(qtbot, page, 1706, 900)
    page.set_wide(True)
    qtbot.waitUntil(lambda: page._column.width() > 1_600)
    assert left_of(page._column, page) == left_of(page.primary, page) == 34
    page.set_wide(False)
    qtbot.waitUntil(lambda: left_of(page._column, page) == (1706 - 800) // 2)
    assert page._column.width() == 800


def test_paper_is_beside_the_fields_of_a_roomy_page_and_else_below_them(qtbot: QtBot) -> None:
    page, name, when = a_form()
    sheets = Sheets()
    page.set_paper(sheets)
    shown(qtbot, page, 1706, 900)
    qtbot.waitUntil(lambda: left_of(sheets, page) > left_of(name, page) + name.width())
    assert sheets.width() == sheets.maximumWidth() and name.width() <= 800
    assert sheets.mapTo(page, QPoint()).y() <= name.mapTo(page, QPoint()).y(), "it begins where the fields begin"
    assert when.mapTo(page, QPoint()).y() < 500, "and the fields stay together"
    page.resize(1400, 900)
    qtbot.waitUntil(lambda: sheets.width() < sheets.maximumWidth())
    assert left_of(sheets, page) + sheets.width() <= 1400 - 34
    page.resize(1366, 700)
    qtbot.waitUntil(lambda: left_of(sheets, page) == left_of(name, page) == 34)
    assert sheets.mapTo(page, QPoint()).y() > when.mapTo(page, when.rect().bottomLeft()).y()


def test_words_above_a_page_begin_where_its_content_does_also_once_it_or_the_window_is_another(qtbot: QtBot) -> None:
    frame, (form, _name, _when), listed = Frame(), a_form(), Page("A list", wide=True)
    frame.rail.hide()
    qtbot.addWidget(frame)
    frame.resize(1706, 900)
    frame.show()
    frame.show_page(form)
    frame.banner.set_parts("Something is wrong.")
    [words] = [each for each in frame.banner.findChildren(Words) if each.isVisible()]

    def begin() -> int:
        return words.mapTo(frame, QPoint()).x()

    qtbot.waitUntil(lambda: begin() == form._column.mapTo(frame, QPoint()).x() == (1706 - 800) // 2)
    frame.show_page(listed)
    qtbot.waitUntil(lambda: begin() < 50)
    frame.show_page(form)
    qtbot.waitUntil(lambda: begin() == (1706 - 800) // 2)
    form.set_wide(True)
    qtbot.waitUntil(lambda: begin() < 50)
    form.set_wide(False)
    frame.resize(1366, 700)
    qtbot.waitUntil(lambda: frame.width() == 1366 and begin() < 50)
