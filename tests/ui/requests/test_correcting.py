"""The person is asked again: the call in question is changed, and searched for at once."""

from __future__ import annotations

from datetime import timedelta

from pytestqt.qtbot import QtBot

from desktop.domain.shared.ids import RequestId
from desktop.ui.requests.place import RequestsPlace
from tests.ui.requests.test_finding import NORMAL, call_at, find, kept, offered, place_of, stands, taken
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff, settle


def correcting(qtbot: QtBot, staff: Staff, id: RequestId) -> RequestsPlace:
    """Open the page of the search, and from there the call's own."""
    page = find(qtbot, staff, id)
    place = place_of(page)
    page.change.emit()
    settle(qtbot, staff)
    assert place.stack.currentWidget() is place.correcting.page
    return place


def test_what_stands_is_there_to_be_changed_and_the_search_begins_anew(qtbot: QtBot, staff: Staff) -> None:
    right = call_at(staff)
    kept(staff, right)
    id = taken(staff, "01632 960 700", right + timedelta(hours=3))
    place = correcting(qtbot, staff, id)
    fields = place.correcting.page.call
    local = (right + timedelta(hours=3)).astimezone(staff.desk.office.zone)
    assert fields.day.value() == local.date() and fields.time.value() == f"{local:%H:%M}"
    assert (fields.telephone.value(), fields.direction.value()) == ("01632 960700", "in")
    fields.time.set_value(f"{right.astimezone(staff.desk.office.zone):%H:%M}")
    fields.telephone.set_value("01632 960 799")
    place.correcting.page.primary.click()
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: place.stack.currentWidget() is place.finding.page)
    assert (stands(staff, id).call.at, stands(staff, id).call.number) == (right, NORMAL)
    assert len(offered(place.finding.page)) == 1


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(qtbot: QtBot, staff: Staff) -> None:
    id = taken(staff)
    before = stands(staff, id).call
    place = correcting(qtbot, staff, id)
    page = place.correcting.page
    page.call.time.set_value("sometime")
    page.primary.click()
    assert "That does not look like a time." in page.call.time.problem
    page.call.time.set_value("2pm")
    page.call.telephone.set_value("next door's")
    page.primary.click()
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: bool(page.call.telephone.problem))
    assert page.call.telephone.value() == "next door's" and page.primary.isEnabled()
    assert stands(staff, id).call == before
    page.back.emit()
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page)
    assert "You opened this request." in words_on(place)


def test_a_call_after_receipt_is_said_at_its_day(qtbot: QtBot, staff: Staff) -> None:
    id = taken(staff, received_on=call_at(staff).date())
    place = correcting(qtbot, staff, id)
    page = place.correcting.page
    page.call.day.set_value(call_at(staff).date() + timedelta(days=1))
    page.primary.click()
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: bool(page.call.day.problem))
    said = "This is after the day the request arrived. Type the day of the call again, or correct the day it arrived."
    assert page.call.day.problem == said and stands(staff, id).call.at == call_at(staff)
