"""A file for the police on its request's page: that it is due, recording it, and closing the request by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.requests.closing import DiscloseFile
from desktop.application.requests.views import DisclosureView, RequestView
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Answered, Disclosure, DisclosureBasis, DisclosureRoute, Status
from desktop.domain.shared.ids import NoteId
from desktop.ui.requests.panels import Panel
from desktop.ui.requests.place import RequestsPlace
from tests.gallery.disclosures import for_police
from tests.ui.requests.panels import day_of, field
from tests.ui.requests.test_deadline_part import open_request, problems
from tests.ui.requests.test_requests import make
from tests.ui.staff import Staff, settle

TODAY, REFERENCE = date(2026, 11, 24), "INT-2026-0001"
FORCE, FORM = "Nowhere Constabulary", "Form 8"


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> RequestsPlace:
    """Return the place with a request for the police that was approved."""
    made = make(qtbot, staff, Role.INFORMATION_OFFICER)
    made.request_page.show_request(for_police(open_request(qtbot, staff, made, REFERENCE)))
    return made


def seen(place: RequestsPlace) -> RequestView:
    view = place.request_page.view
    assert view is not None
    return view


def recorded(view: RequestView, reference: str | None) -> RequestView:
    """Return it with a file that went."""
    assert view.copy is not None
    route, basis = DisclosureRoute.ENCRYPTED_MAIL, DisclosureBasis.COURT_ORDER
    went = Disclosure(view.row.id, 0, view.copy, route, basis, TODAY, NoteId("a" * 32), None, view.request.taken_by)
    answers = (Answered.DISCLOSED, Answered.WITHDRAWN)
    return replace(view, disclosures=(DisclosureView(went, FORCE, reference, "Demo officer"),), answers=answers)


def opened(place: RequestsPlace) -> Panel:
    place.request_page.primary.click()
    panel = place.request_page.disclosures.panel
    assert panel is not None and panel.isVisible()
    return panel


def test_it_is_what_to_do_now_and_what_is_typed_is_handed_over(qtbot: QtBot, place: RequestsPlace) -> None:
    page = place.request_page
    assert page.primary.text() == "Record the disclosure" and not page.disclosures.offer.isVisible()
    assert "No file is recorded as disclosed yet." in page.disclosures.due.words
    panel = opened(place)
    assert QApplication.focusWidget() is field(panel, "disclosed_to").focus_target()
    field(panel, "disclosed_to").set_value(FORCE)
    field(panel, "disclosure_route").options["encrypted_mail"].click()
    field(panel, "disclosure_basis").options["court_order"].click()
    field(panel, "disclosure_reference").set_value(FORM)
    page.primary.click()  # it is open: nothing that was typed goes
    commands: list[DiscloseFile] = []
    page.wanted.disconnect(place._run)
    page.wanted.connect(commands.append)
    panel.save.click()
    actor = place._context.actor
    route, basis = DisclosureRoute.ENCRYPTED_MAIL, DisclosureBasis.COURT_ORDER
    assert commands == [DiscloseFile(actor, seen(place).row.id, FORCE, route, basis, TODAY, FORM)]


def test_what_was_recorded_is_shown_and_the_request_can_be_closed_by_it(qtbot: QtBot, place: RequestsPlace) -> None:
    page = place.request_page
    for reference, form in ((FORM, ", reference Form 8"), (None, "")):
        page.show_request(recorded(seen(place), reference))
        said = f"24 November 2026: to {FORCE}. Encrypted e-mail. A court order{form}. Recorded by Demo officer."
        assert page.disclosures.recorded.words == said and not page.disclosures.due.isVisible()
    answered = page.request_actions.answered
    assert answered is not None and set(answered.options) == {"disclosed", "withdrawn"}
    qtbot.waitUntil(answered.isVisible)
    assert page.disclosures.offer.isVisible() and page.primary.text() != "Record the disclosure"
    page.disclosures.offer.click()
    panel = page.disclosures.panel
    assert panel is not None and field(panel, "disclosed_to").value() == ""
    panel.cancel.click()
    assert page.disclosures.offer.hasFocus() and page.disclosures.panel is None


def test_a_request_that_is_refused_by_the_office_says_so_and_may_be_pressed_again(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    panel = opened(place)
    day_of(panel).set_value(None)
    panel.save.click()
    assert problems(place) == {"disclosed_on": "Type the day."}
    day_of(panel).set_value(TODAY)
    panel.save.click()
    settle(qtbot, staff)
    assert [error.code for error in staff.said] == ["request_moved_on"]  # of the office, it is not approved
    assert panel.save.isEnabled() and panel.isVisible()
    staff.said.clear()
    panel.cancel.click()
    assert place.request_page.primary.hasFocus()


def test_no_other_request_shows_it(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    part = place.request_page.disclosures
    assert part.isVisible()
    prepared = replace(seen(place), request=replace(seen(place).request, status=Status.PREPARED))
    for view in (prepared, open_request(qtbot, staff, place)):
        place.request_page.show_request(view)
        assert not part.isVisible() and not part.offer.isVisible()
