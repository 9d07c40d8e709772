"""A list, or a page, that does not fit: the pressed item is the released one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.kit.forms.choices import Choice, ChoiceField
from desktop.ui.kit.forms.fields import TextField
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.lists import Table
from desktop.ui.kit.rows import Row
from tests.ui.presses import Spot, put_up, spot_of, until_taken

ROWS = [Row(number, (f"Request {number}", f"Demo Customer {number}")) for number in range(40)]


class LongPage(Page):
    """A field that has the keyboard at first, and a table that is longer than the page."""

    def __init__(self) -> None:
        super().__init__("Requests", wide=True)
        self.search = TextField("search", "Search")
        self.table = Table("Requests", ("Request", "Person"))
        self.choice = ChoiceField(
            "answer", "An answer", (Choice("yes", "Yes"), Choice("no", "No"), Choice("else", "?"))
        )
        self.add(self.search, self.table, self.choice)
        self.opened: list[object] = []
        self.table.opened.connect(self.opened.append)
        self.bar = self._scroll.verticalScrollBar()


@pytest.fixture
def page(qtbot: QtBot) -> LongPage:
    made = LongPage()
    put_up(qtbot, made, 900, 500)
    made.search.focus_target().setFocus()
    made.table.show_rows(ROWS)
    qtbot.waitUntil(lambda: made.bar.maximum() > 500)
    until_taken(qtbot, made)
    return made


def row_spot(page: LongPage, row: int) -> Spot:
    view = page.table.view
    return spot_of(view.viewport(), view.visualRect(view.model().index(row, 0)).center())


def scrolled_to(page: LongPage, row: int, from_top: int) -> Spot:
    """Scroll as with the wheel: that row so many pixels under the top of the visible part."""
    view = page.table.view
    inside = page._scroll.widget()
    assert inside is not None
    at = view.viewport().mapTo(inside, view.visualRect(view.model().index(row, 0)).topLeft()).y()
    page.bar.setValue(at - from_top)
    return row_spot(page, row)


@pytest.mark.parametrize("from_top", [100, -10, 440], ids=["in the middle", "cut at the top", "cut at the bottom"])
def test_the_first_press_on_a_row_opens_that_row_and_moves_nothing(page: LongPage, from_top: int) -> None:
    spot = scrolled_to(page, 20, from_top)
    stood = page.bar.value()
    QTest.mousePress(spot.window, Qt.MouseButton.LeftButton, pos=spot.at)
    assert page.bar.value() == stood and page.table.view.hasFocus() and page.table.view.current_key() == 20
    QTest.mouseRelease(spot.window, Qt.MouseButton.LeftButton, pos=spot.at)
    assert page.opened == [20] and page.bar.value() == stood
    spot.click()
    assert page.opened == [20, 20], "and the second is on the same row"


def test_the_first_press_on_an_answer_that_is_cut_chooses_it(page: LongPage) -> None:
    page.bar.setValue(page.bar.maximum())
    option = page.choice.options["yes"]
    inside = page._scroll.widget()
    assert inside is not None
    page.bar.setValue(option.mapTo(inside, QPoint(0, 0)).y() + option.height() // 2 - page._scroll.viewport().height())
    stood = page.bar.value()
    spot = spot_of(option, QPoint(20, option.height() // 2 - 4))
    spot.click()
    assert page.choice.value() == "yes" and page.bar.value() == stood


def test_a_page_goes_no_further_than_to_the_row_and_back_to_its_top_with_the_first(page: LongPage) -> None:
    view = page.table.view
    inside = page._scroll.widget()
    assert inside is not None
    first = view.viewport().mapTo(inside, view.visualRect(view.model().index(0, 0)).bottomLeft()).y()
    page.resize(900, first + 20)  # the first row alone is in sight, and the second would not be
    QApplication.processEvents()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert sights(page, 0) and page.bar.value() == 0
    for _ in range(10):
        spot_of(page).key(Qt.Key.Key_Down)
    assert sights(page, 10) and page.bar.value() > 0
    for _ in range(10):
        spot_of(page).key(Qt.Key.Key_Up)
    assert page.bar.value() == 0, "the heading is there again"


def test_a_page_goes_to_the_row_and_not_to_the_head_of_its_list_when_the_keyboard_comes_back(page: LongPage) -> None:
    page.table.view.select_key(20)
    page.table.view.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert sights(page, 20)
    stood = page.bar.value()
    page.search.focus_target().setFocus(Qt.FocusReason.BacktabFocusReason)
    page.table.view.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert sights(page, 20) and page.bar.value() == stood


def test_rows_that_come_while_one_is_pressed_wait_until_it_is_let_go(page: LongPage) -> None:
    spot = scrolled_to(page, 20, 100)
    QTest.mousePress(spot.window, Qt.MouseButton.LeftButton, pos=spot.at)
    page.table.show_rows(ROWS[5:])
    assert page.table.view.rows_model.rows == tuple(ROWS)
    QTest.mouseRelease(spot.window, Qt.MouseButton.LeftButton, pos=spot.at)
    assert page.opened == [20] and page.table.view.rows_model.rows == tuple(ROWS[5:])
    QTest.mousePress(spot.window, Qt.MouseButton.LeftButton, pos=spot.at)
    page.table.show_rows(ROWS)
    page.table.hide()
    assert page.table.view.rows_model.rows == tuple(ROWS) and page.opened == [20], (
        "a list that is hidden meanwhile, too"
    )
    QTest.mouseRelease(spot.window, Qt.MouseButton.LeftButton, pos=spot.at)


def sights(page: LongPage, row: int) -> bool:
    """Return whether all of a row is to be seen, below the headings that stay."""
    view, port = page.table.view, page._scroll.viewport()
    rect = view.visualRect(view.model().index(row, 0))
    top = view.viewport().mapTo(port, rect.topLeft()).y()
    headings = view.horizontalHeader().height() if page.table.sticky and page.table.sticky.isVisible() else 0
    return headings <= top and top + rect.height() <= port.height()


def test_the_current_row_stays_in_sight_where_more_comes_above_it(qtbot: QtBot, page: LongPage) -> None:
    page.table.view.setFocus()
    page.table.view.selectRow(30)
    qtbot.waitUntil(lambda: sights(page, 30))
    page.search.set_problem("A problem of two lines, so that what is below it moves down.\nThis is the second one.")
    page.table.show_rows([Row(number, (f"Request {number}\n{number}", "\n\nDemo Customer")) for number in range(40)])
    qtbot.waitUntil(lambda: sights(page, 30))
    assert page.table.view.current_key() == 30


def test_the_first_rows_of_a_list_that_has_the_keyboard_have_a_current_one(qtbot: QtBot, page: LongPage) -> None:
    view = page.table.view
    page.table.show_rows(())
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    page.table.show_rows(ROWS)
    assert view.current_key() == 0 and view.ringed().height() < view.height(), "the ring is around a row, not all of it"


def test_where_the_current_row_went_away_the_one_in_its_place_is_current_and_enter_waits(
    qtbot: QtBot, page: LongPage
) -> None:
    view, opened = page.table.view, list[object]()
    view.opened.connect(opened.append)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    view.selectRow(3)
    page.table.show_rows([row for row in ROWS if row.key != 3])
    assert view.current_key() == 4 and view.ringed().height() < view.height(), "the ring is around a row, not all of it"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened == [], "it was pressed for the row that went away"
    qtbot.waitUntil(lambda: not view._came.isActive())
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened == [4]
    view.selectRow(len(ROWS) - 2)
    page.table.show_rows(ROWS[:10])
    assert view.current_key() == 9, "the last one, where it was the last"


def test_rows_that_come_again_or_go_away_scroll_nobody_back(qtbot: QtBot, page: LongPage) -> None:
    more = [*ROWS, Row(40, ("Request 40", "Demo Customer 40"))]
    page.table.view.setFocus()
    page.table.view.selectRow(30)
    qtbot.waitUntil(lambda: sights(page, 30))
    page.bar.setValue(40)
    for rows, current in ((more, 30), ([row for row in ROWS if row.key != 30], 31)):
        page.table.show_rows(rows)
        qtbot.wait(50)
        assert page.bar.value() == 40 and page.table.view.current_key() == current
