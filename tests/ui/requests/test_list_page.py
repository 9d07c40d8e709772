"""The list of requests: which are shown, a caller found in three keys, headings that stay, and nothing that moves under
the pointer; in real windows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.ui.kit.lists import Filter
from desktop.ui.requests import request_lists
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.running import paper_page
from tests.ui.accessible import interface, name
from tests.ui.presses import key_to
from tests.ui.requests.panels import cells, close, make, rows
from tests.ui.requests.test_requests import fill
from tests.ui.reviews.conftest import Seat


@pytest.fixture
def place(seat: Seat) -> RequestsPlace:
    return make(seat, Role.INFORMATION_OFFICER)


def references(place: RequestsPlace) -> list[str]:
    return [row[0] for row in cells(place)]


def filters(place: RequestsPlace) -> dict[str, Filter]:
    return place.list_page.filters.options


def spoken(place: RequestsPlace) -> list[str]:
    return [name(interface(option)) for option in filters(place).values()]


def test_each_filter_says_how_many_there_are_and_shows_these(seat: Seat, place: RequestsPlace) -> None:
    assert spoken(place) == ["All open: 9", "Overdue: 0", "Mine: 9", "Waiting for me: 3", "Closed ones too"]
    seat.press(filters(place)["for_officers"])
    assert references(place) == ["SAR-2026-0006", "SAR-2026-0008", "INT-2026-0002"]
    seat.press(filters(place)["overdue"])
    assert cells(place) == [] and place.list_page.empty.isVisible()
    seat.staff.clock.pass_by(days=16)
    seat.reload(place)
    assert spoken(place)[1] == "Overdue: 4" and len(cells(place)) == 4
    assert all("late" in row[3] for row in cells(place))


def test_an_approver_waits_for_what_is_to_be_decided_and_takes_none(seat: Seat) -> None:
    place = make(seat, Role.APPROVER)
    assert spoken(place) == ["All open: 9", "Overdue: 0", "Waiting for me: 2", "Closed ones too"]
    seat.press(filters(place)["for_approvers"])
    assert references(place) == ["SAR-2026-0007", "INT-2026-0001"]


def test_filters_are_one_stop_of_the_keyboard_and_arrows_choose(seat: Seat, place: RequestsPlace) -> None:
    first = filters(place)["unanswered"]
    assert [option.focusPolicy() & Qt.FocusPolicy.TabFocus for option in filters(place).values()].count(
        Qt.FocusPolicy.TabFocus
    ) == 1
    first.setFocus()
    seat.qtbot.waitUntil(first.hasFocus)
    for _ in range(3):
        key_to(place.window(), Qt.Key.Key_Right)
    seat.settle()
    assert place.list_page.filters.key == "for_officers" and len(cells(place)) == 3


@pytest.mark.parametrize("key", ["/", "Ctrl+F"])
def test_a_caller_who_quotes_a_name_is_found_in_three_keys(seat: Seat, place: RequestsPlace, key: str) -> None:
    view, field = place.list_page.table.view, place.list_page.search.field.input
    view.setFocus()
    seat.qtbot.waitUntil(view.hasFocus)
    seat.qtbot.waitUntil(lambda: place.list_page.takes_presses)
    if key == "/":
        key_to(place.window(), Qt.Key.Key_Slash)
    else:
        key_to(place.window(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is field
    seat.qtbot.keyClicks(field, "three")
    key_to(place.window(), Qt.Key.Key_Return)
    seat.settle()
    assert references(place) == ["SAR-2026-0003"] and QApplication.focusWidget() is view
    key_to(place.window(), Qt.Key.Key_Return)
    seat.settle()
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page)
    assert place.request_page.view is not None and place.request_page.view.row.reference == "SAR-2026-0003"


def test_a_slash_is_a_letter_where_somebody_types_and_what_is_found_takes_no_keyboard_from_them(
    seat: Seat, place: RequestsPlace
) -> None:
    field = place.list_page.search.field.input
    field.setFocus()
    seat.qtbot.waitUntil(field.hasFocus)
    seat.qtbot.keyClicks(field, "SAR-2026-0002/2")
    assert field.text() == "SAR-2026-0002/2"
    key_to(place.window(), Qt.Key.Key_Return)
    seat.qtbot.keyClicks(field, " and on")  # before anything was found
    seat.settle()
    assert QApplication.focusWidget() is field and field.text().endswith(" and on")


def test_nothing_moves_between_press_and_release(seat: Seat, place: RequestsPlace) -> None:
    view = place.list_page.table.view
    opened: list[object] = []
    view.opened.connect(opened.append)
    at = references(place).index("SAR-2026-0007")
    pressed = view.rows_model.rows[at].key
    seat.qtbot.waitUntil(lambda: place.list_page.takes_presses)
    where = view.visualRect(view.model().index(at, 0)).center()
    before = view.viewport().mapToGlobal(where)
    seat.qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    close(seat.staff, "SAR-2026-0006")  # of a row above
    seat.staff.clock.pass_by(days=16)  # and the words above the list grow
    seat.reload(place)
    assert view.viewport().mapToGlobal(view.visualRect(view.model().index(at, 0)).center()) == before
    assert spoken(place)[0] == "All open: 9"
    seat.qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened == [pressed]
    assert spoken(place)[:2] == ["All open: 8", "Overdue: 4"] and "SAR-2026-0006" not in references(place)
    seat.settle()


def test_a_number_does_not_move_the_filter_that_is_pressed(seat: Seat, place: RequestsPlace) -> None:
    pressed = filters(place)["mine"]
    seat.qtbot.waitUntil(lambda: place.list_page.takes_presses)
    seat.qtbot.mousePress(pressed, Qt.MouseButton.LeftButton)
    before = pressed.mapToGlobal(QPoint(0, 0))
    place.list_page.filters.show_counts({"unanswered": 12_345, "overdue": 4_321})
    assert pressed.mapToGlobal(QPoint(0, 0)) == before and spoken(place)[0] == "All open: 9"
    seat.qtbot.mouseRelease(pressed, Qt.MouseButton.LeftButton)
    assert spoken(place)[0] == "All open: 12,345" and place.list_page.filters.key == "mine"
    seat.settle()


def test_a_new_request_whose_place_is_on_a_later_page_is_on_top_selected_and_in_sight(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_lists, "PAGE", 3)
    place = make(seat, Role.INFORMATION_OFFICER)
    seat.press(filters(place)["overdue"])
    place.list_page.primary.click()
    fill(place)
    seat.press(place.form.primary)
    new = next(row for row in rows(seat.staff) if row.shown_name == "Quillon Testperson")
    view = place.list_page.table.view
    assert references(place)[0] == new.reference and len(cells(place)) == 4
    assert view.hasFocus() and view.current_key() == new.id and place.list_page.filters.key == "unanswered"
    seat.press(place.list_page.table.more)
    seat.press(place.list_page.table.more)
    seat.press(place.list_page.table.more)
    assert references(place).count(new.reference) == 1 and references(place)[0] != new.reference, "in its place at last"


def test_what_is_listed_goes_to_paper_and_a_list_that_goes_on_says_so(
    seat: Seat, place: RequestsPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seat.press(filters(place)["for_officers"])
    place.list_page.paper_link.click()
    said = place.paper_page.sheets.accessibleDescription()
    assert "Requests, 24 November 2026" in said and "Waiting for me. The most urgent comes first." in said
    listed = [row.cells for row in place.list_page.table.view.rows_model.rows]
    assert len(listed) == 3 and all(str(cell) in said for row in listed for cell in row)
    assert "There are more requests." not in said and "SAR-2026-0001" not in said
    monkeypatch.setattr(paper_page, "choose_to_save", lambda *asked: tmp_path / asked[2])
    place.paper_page._save()
    seat.settle()
    (event,) = [event for event in seat.staff.events() if event.kind is EventKind.LIST_MADE]
    assert dict(event.facts) == {"list": "requests", "way": "saved", "lines": 3}
    place.paper_page.back.emit()
    place.list_page.show_requests(place.list_page.rows, more=True)
    place.list_page.paper_link.click()
    printed = place.paper_page.sheets.accessibleDescription()
    assert "This is only the beginning of the list. There are more requests." in printed


@pytest.mark.parametrize("role", [Role.INFORMATION_OFFICER, Role.APPROVER])
def test_whoever_comes_to_the_list_is_at_its_first_row(seat: Seat, role: Role) -> None:
    place = make(seat, role)
    beginning = place.list_page.primary if role is Role.INFORMATION_OFFICER else place.list_page.search.field.input
    beginning.setFocus()
    seat.refresh(place)
    view = place.list_page.table.view
    assert view.hasFocus() and view.currentIndex().row() == 0


def test_a_list_begins_with_one_page_and_goes_on_by_one_and_a_reload_keeps_what_is_shown(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_lists, "PAGE", 3)
    place = make(seat, Role.INFORMATION_OFFICER)
    table, first = place.list_page.table, references(place)
    assert len(first) == 3 and table.more.isVisible() and "9 open" in place.list_page.where()
    table.more.setFocus()
    seat.qtbot.keyClick(table.more, Qt.Key.Key_Space)
    seat.settle()
    assert references(place)[:3] == first and len(set(references(place))) == 6
    assert QApplication.focusWidget() is table.view and table.view.currentIndex().row() == 3
    before, key = references(place), table.view.current_key()
    seat.reload(place)
    assert references(place) == before and table.view.current_key() == key
    while table.more.isVisible():
        seat.press(table.more)
    assert len(set(references(place))) == len(references(place)) == 9
    seat.press(place.list_page.filters.options["all"])
    assert len(cells(place)) == 3, "another list begins anew"
