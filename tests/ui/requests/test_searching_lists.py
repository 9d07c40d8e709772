"""A search above each list, in real windows: by Enter or the button, logged once, problems beside the field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.application.shared import lists
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.running import pages_place
from tests.ui.presses import key_to
from tests.ui.reviews.conftest import Seat, office
from tests.ui.staff import Staff, the_staff_after_a_day

Place = RequestsPlace | DecisionsPlace | ReviewsPlace
PLACES: dict[str, tuple[Callable[..., Place], Role, str]] = {
    "requests": (RequestsPlace, Role.INFORMATION_OFFICER, "SAR-2026-0003"),
    "decisions": (DecisionsPlace, Role.APPROVER, "SAR-2026-0007"),
    "reviews": (ReviewsPlace, Role.SUPERVISOR, "SAR-2026-0002"),
}


staff = office(the_staff_after_a_day)


@pytest.fixture(params=PLACES)
def searched(request: pytest.FixtureRequest, seat: Seat) -> tuple[Place, str]:
    made, role, reference = PLACES[request.param]
    return seat.open(made(seat.staff.context(role))), reference


def rows(place: Place) -> list[str]:
    """Return the references in the list, if it is shown."""
    view = place.list_page.table.view
    at = 1 if isinstance(place, ReviewsPlace) else 0
    return [row.cells[at] for row in view.rows_model.rows] if view.isVisible() else []


def searches(staff: Staff) -> int:
    with staff.desk.uow().read_only() as uow:
        events = [uow.reading.event(seq) for seq in range(uow.reading.log_size())]
    return sum(event is not None and event.kind is EventKind.LIST_SEARCHED for event in events)


def search(seat: Seat, place: Place, typed: str) -> None:
    field = place.list_page.search.field.input
    field.setFocus()
    field.clear()
    seat.qtbot.keyClicks(field, typed)
    key_to(place.window(), Qt.Key.Key_Return)
    seat.settle()


def test_a_search_is_made_by_enter_and_logged_once(seat: Seat, searched: tuple[Place, str]) -> None:
    place, reference = searched
    whole, before, bar = rows(place), searches(seat.staff), place.list_page.search
    bar.field.input.setFocus()
    seat.qtbot.keyClicks(bar.field.input, "42")
    seat.reload(place)
    assert bar.field.value() == "42" and QApplication.focusWidget() is bar.field.input, "somebody is typing"
    search(seat, place, "42")
    assert "Type the whole telephone number" in bar.field.problem and bar.field.value() == "42"
    assert rows(place) == whole and searches(seat.staff) == before
    search(seat, place, reference)
    assert set(rows(place)) == {reference} and searches(seat.staff) == before + 1
    assert place.stack.currentWidget() is place.list_page, "Enter pressed nothing else"
    seat.reload(place)
    assert set(rows(place)) == {reference} and searches(seat.staff) == before + 1, "a reload is no search"
    search(seat, place, "Nobody of that name")
    assert rows(place) == [] and place.list_page.none_found.isVisible()
    seat.press(bar.link)
    assert rows(place) == whole and bar.field.value() == "" and not place.list_page.none_found.isVisible()
    assert QApplication.focusWidget() is bar.field.input


def test_what_was_found_has_pages_too(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_place, "PAGE", 2)
    monkeypatch.setattr(lists, "MOST", 50)
    place = seat.open(RequestsPlace(seat.staff.context(Role.INFORMATION_OFFICER)))
    search(seat, place, "SAR-2026")
    first, before = rows(place), searches(seat.staff)
    seat.press(place.list_page.table.more)
    assert len(first) == 2 and rows(place)[:2] == first and len(rows(place)) == 4
    assert searches(seat.staff) == before, "more of what was found is no search"
