"""The lists of requests and of decisions, page by page, in real windows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.office.people import Role
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.requests import request_lists
from desktop.ui.requests.place import RequestsPlace
from tests.ui.requests.panels import cells, make
from tests.ui.staff import Staff, settle, shown


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a page of three rows."""
    monkeypatch.setattr(request_lists, "PAGE", 3)


@pytest.fixture
def place(qtbot: QtBot, staff: Staff, small: None) -> RequestsPlace:
    return make(qtbot, staff, Role.INFORMATION_OFFICER)


def references(place: RequestsPlace) -> list[str]:
    return [row[0] for row in cells(place)]


def test_a_list_begins_with_one_page_and_goes_on_by_one_and_a_reload_keeps_what_is_shown(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    table, first = place.list_page.table, references(place)
    assert len(first) == 3 and table.more.isVisible() and "9 open" in place.list_page.where()
    table.more.setFocus()
    qtbot.keyClick(table.more, Qt.Key.Key_Space)
    settle(qtbot, staff)
    assert references(place)[:3] == first and len(set(references(place))) == 6
    assert QApplication.focusWidget() is table.view and table.view.currentIndex().row() == 3
    before, key = references(place), table.view.current_key()
    place.reload()
    settle(qtbot, staff)
    assert references(place) == before and table.view.current_key() == key
    while table.more.isVisible():
        table.more.click()
        settle(qtbot, staff)
    assert len(set(references(place))) == len(references(place)) == 9
    place.list_page.filters.options["all"].click()
    settle(qtbot, staff)
    assert len(cells(place)) == 3, "another list begins anew"


def test_decisions_show_more_too(qtbot: QtBot, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_lists, "PAGE", 1)
    place = DecisionsPlace(staff.context(Role.APPROVER))
    shown(qtbot, place)
    place.refresh()
    settle(qtbot, staff)
    table = place.list_page.table
    assert len(table.view.rows_model.rows) == 1 and "2 requests are waiting" in place.list_page.where()
    table.more.click()
    settle(qtbot, staff)
    assert len(table.view.rows_model.rows) == 2 and table.more.isHidden()
