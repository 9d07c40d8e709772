"""An appointment is found by whose it is, by its request, or by its day, and opened from there; by the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.ui.appointments.place import AppointmentsPlace
from tests.ui.presses import key_to
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on


@pytest.fixture
def place(place: AppointmentsPlace) -> AppointmentsPlace:
    place.list_page.find_link.click()
    return place


def search(seat: Seat, place: AppointmentsPlace, typed: str) -> list[str]:
    """Type it, press Enter, and return the references that are shown."""
    field = place.found_page.search.field.input
    field.setFocus()
    field.clear()
    seat.qtbot.keyClicks(field, typed)
    key_to(place.window(), Qt.Key.Key_Return)
    seat.settle()
    view = place.found_page.table.view
    return [row.cells[2] for row in view.rows_model.rows] if view.isVisible() else []


def test_one_types_at_once_and_what_is_found_opens_by_enter(seat: Seat, place: AppointmentsPlace) -> None:
    assert QApplication.focusWidget() is place.found_page.search.field.input
    assert search(seat, place, "SAR-2026-0001") == ["SAR-2026-0001"]
    assert "1 appointment was found." in words_on(place)
    assert QApplication.focusWidget() is place.found_page.table.view, "the next key is about what was found"
    key_to(place.window(), Qt.Key.Key_Return)
    seat.settle()
    assert place.page.isVisible() and "SAR-2026-0001" in words_on(place)
    place.page.back.emit()
    seat.settle()
    assert place.stack.currentWidget() is place.list_page
    place.list_page.find_link.click()
    assert place.found_page.search.field.value() == "" and not place.found_page.table.isVisible(), "it begins empty"


def test_nothing_found_and_nothing_to_search_for_are_said(seat: Seat, place: AppointmentsPlace) -> None:
    assert search(seat, place, "Nobody of that name") == []
    assert "No appointment was found." in words_on(place)
    assert search(seat, place, "42") == []
    assert "Type the whole telephone number" in place.found_page.search.field.problem
