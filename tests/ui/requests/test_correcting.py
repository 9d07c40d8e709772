"""A mistyped call is changed, and searched for at once; whoever asks is corrected on a page of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.office.pcs import LEFT_TO_OTHERS
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import RequestId
from desktop.ui.requests.intake import AskerPage
from desktop.ui.requests.place import RequestsPlace
from tests.support.conducted import Course
from tests.ui.requests.panels import open_one
from tests.ui.requests.test_finding import NORMAL, call_at, find, kept, offered, place_of, stands, taken
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff, settle


def correcting(qtbot: QtBot, staff: Staff, id: RequestId) -> RequestsPlace:
    """Open the page of the search, and from there the call's own."""
    page = find(qtbot, staff, id)
    place = place_of(page)
    page.change.emit()
    settle(qtbot, staff)
    assert place.stack.currentWidget() is place.correcting
    return place


def test_what_stands_is_there_to_be_changed_and_the_search_begins_anew(qtbot: QtBot, staff: Staff) -> None:
    right = call_at(staff)
    kept(staff, right)
    id = taken(staff, "01632 960 700", right + timedelta(hours=3))
    place = correcting(qtbot, staff, id)
    fields = place.correcting.call
    local = (right + timedelta(hours=3)).astimezone(staff.desk.office.zone)
    assert fields.day.value() == local.date() and fields.time.value() == f"{local:%H:%M}"
    assert (fields.telephone.value(), fields.direction.value()) == ("01632 960700", "in")
    fields.time.set_value(f"{right.astimezone(staff.desk.office.zone):%H:%M}")
    fields.telephone.set_value("01632 960 799")
    place.correcting.primary.click()
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: place.stack.currentWidget() is place.finding)
    assert (stands(staff, id).call.at, stands(staff, id).call.number) == (right, NORMAL)
    assert len(offered(place.finding)) == 1


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(qtbot: QtBot, staff: Staff) -> None:
    id = taken(staff)
    before = stands(staff, id).call
    place = correcting(qtbot, staff, id)
    page = place.correcting
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


def correcting_asker(qtbot: QtBot, staff: Staff, reference: str) -> tuple[RequestsPlace, AskerPage]:
    """Open that request, and from there the page of who asks."""
    place = open_one(qtbot, staff, reference)
    qtbot.waitUntil(lambda: reference in words_on(place))
    place.request_page.correct.click()
    page = place.correcting_asker
    assert place.stack.currentWidget() is page
    return place, page


def save(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    place.correcting_asker.primary.click()
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page)


def test_who_asks_is_there_to_be_corrected_and_an_approval_waits_for_another_decision(
    qtbot: QtBot, staff: Staff
) -> None:
    place, page = correcting_asker(qtbot, staff, "SAR-2026-0002")
    view = place.request_page.view
    assert view is not None and view.row.status is Status.APPROVED
    assert "ends the approval" in page.told.words
    fields, asker = page.asker, view.request.asker
    assert fields.asker() == asker and fields.given_names.focus_target().hasFocus()
    assert not fields.acts.isVisible(), "who acts for them is named on the request's own page"
    fields.surname.set_value("Otherwise")
    fields.born.set_value(date(1971, 2, 3))
    save(qtbot, staff, place)
    request = stands(staff, view.row.id)
    assert request.asker == replace(asker, surname="Otherwise", born=date(1971, 2, 3))
    assert request.status is Status.PREPARED
    assert "corrected after the approval" in place.request_page.returned.words
    assert "Decision" not in place.request_page.sheet.asked.values(), "it does not stand any more"


def test_once_identity_is_confirmed_only_how_to_reach_them_is_asked_for(qtbot: QtBot, staff: Staff) -> None:
    staff.conduct(0, Course(copy_wanted=False))
    place, page = correcting_asker(qtbot, staff, "SAR-2026-0001")
    fields = page.asker
    assert "can’t be changed now" in page.told.words
    assert not any(field.isVisible() for field in (fields.given_names, fields.surname, fields.born))
    assert fields.address.focus_target().hasFocus()
    fields.contact.set_value("By letter only.")
    save(qtbot, staff, place)
    assert place.request_page.sheet.asked.values()["Reaching them"] == "By letter only."


def test_what_cannot_be_of_who_asks_is_said_beside_its_field(qtbot: QtBot, staff: Staff) -> None:
    place, page = correcting_asker(qtbot, staff, "SAR-2026-0002")
    page.asker.born.boxes[0].setText("32")
    page.primary.click()
    assert page.asker.born.problem
    page.asker.born.set_value(None)
    page.asker.address.set_value("")
    page.primary.click()
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: bool(page.asker.address.problem))
    assert page.primary.isEnabled()
    page.back.emit()
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page)


@pytest.mark.parametrize("counter", [False, True])
def test_who_asks_is_not_corrected_at_a_counter(qtbot: QtBot, staff: Staff, counter: bool) -> None:
    if counter:
        staff.desk = replace(staff.desk, not_here=LEFT_TO_OTHERS)
    place = open_one(qtbot, staff, "SAR-2026-0002")
    qtbot.waitUntil(lambda: "SAR-2026-0002" in words_on(place))
    assert place.request_page.correct.isVisible() is not counter


def test_nor_by_the_approver(qtbot: QtBot, staff: Staff) -> None:
    place = open_one(qtbot, staff, "SAR-2026-0002", Role.APPROVER)
    qtbot.waitUntil(lambda: "SAR-2026-0002" in words_on(place))
    assert not place.request_page.correct.isVisible()
