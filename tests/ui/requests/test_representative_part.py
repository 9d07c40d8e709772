"""Naming someone who acts for the person, on a request's page: the fields of intake, their problems beside them."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.office.people import Role
from desktop.domain.requests.request import Authority, Representative
from desktop.ui.requests.panels import Panel
from desktop.ui.requests.place import RequestsPlace
from tests.ui.requests.panels import field
from tests.ui.requests.test_deadline_part import open_request, problems
from tests.ui.requests.test_requests import make
from tests.ui.staff import Staff, settle

SEEN = date(2026, 11, 23)


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> RequestsPlace:
    made = make(qtbot, staff, Role.INFORMATION_OFFICER)
    open_request(qtbot, staff, made)
    return made


def opened(place: RequestsPlace) -> Panel:
    part = place.request_page.representative
    part.offer.click()
    assert part.panel is not None and part.panel.isVisible() and not part.offer.isVisible()
    assert QApplication.focusWidget() is field(part.panel, "representative").focus_target()
    return part.panel


def test_who_was_typed_acts_for_them_from_then_on(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    panel = opened(place)
    field(panel, "representative").set_value("Test Friend")
    field(panel, "authority").options["written_consent"].click()
    field(panel, "scope").set_value("This request alone")
    field(panel, "seen_on").set_value(SEEN)
    field(panel, "letters_to").options["themself"].click()
    panel.save.click()
    settle(qtbot, staff)
    page = place.request_page
    qtbot.waitUntil(lambda: page.view is not None and page.view.request.representative is not None)
    assert page.view is not None
    acts = Representative("Test Friend", Authority.WRITTEN_CONSENT, "This request alone", SEEN, "")
    assert page.view.request.representative == acts
    said = page.sheet.asked.values()["Acts for them"].splitlines()
    assert said[:2] == ["Test Friend", "Written consent, seen on 23 November 2026"]
    assert page.representative.panel is None and not page.representative.offer.isVisible()


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    panel = opened(place)
    field(panel, "letters_to").options["other"].click()
    panel.save.click()
    assert problems(place) == {
        "representative": "Type the name of the person who acts for them.",
        "authority": "Choose what gives them authority to act.",
        "representative_address": "Type their address. Letters go there.",
    }
    field(panel, "representative").set_value("Test Friend")
    field(panel, "authority").options["parental"].click()
    field(panel, "representative_address").set_value("2 Nowhere Lane")
    field(panel, "seen_on").set_value(date(2026, 11, 30))
    panel.save.click()
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: set(problems(place)) == {"seen_on"})
    assert field(panel, "representative").value() == "Test Friend" and panel.save.isEnabled()


def test_left_it_is_forgotten_and_the_keyboard_is_back_at_the_link(place: RequestsPlace) -> None:
    panel = opened(place)
    field(panel, "representative").set_value("Test Friend")
    panel.cancel.click()
    part = place.request_page.representative
    assert part.offer.hasFocus() and not part.isVisible() and problems(place) == {}
    assert field(opened(place), "representative").value() == ""


@pytest.mark.parametrize("reference", ["INT-2026-0001"])
def test_a_colleague_has_nobody_who_acts_for_them(
    qtbot: QtBot, staff: Staff, place: RequestsPlace, reference: str
) -> None:
    assert place.request_page.representative.offer.isVisible()
    open_request(qtbot, staff, place, reference)
    assert not place.request_page.representative.offer.isVisible()
