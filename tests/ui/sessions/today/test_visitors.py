"""Someone comes without an appointment: found on Today or opened from their request, and checked in with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.application.sessions.checking_in import CallOff, call_off
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import Outcome, State, WhyUnbooked
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.sessions.check_in_page import VisitorPage
from desktop.ui.sessions.id_page import IdPage
from desktop.ui.sessions.today import TodayPlace
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import Office, an_office
from tests.ui.shell.test_roles_of_now import give
from tests.ui.staff import the_staff

REFERENCE = "SAR-2026-0001"


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    with an_office(qtbot, the_staff(tmp_path), tmp_path / "demo") as made:
        made.open()
        yield made


def press(office: Office, widget: QWidget) -> None:
    office.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    office.settle()


def today(office: Office) -> TodayPlace:
    place = office.shell.places["today"]
    assert isinstance(place, TodayPlace)
    return place


def search(office: Office, typed: str) -> TodayPlace:
    """Look for someone, from Today."""
    place = today(office)
    press(office, place.list_page.visitor)
    page = place.visitors_page
    assert place.stack.currentWidget() is page and page.search.field.input.hasFocus()
    QTest.keyClicks(page.search.field.input, typed)
    QTest.keyClick(page.search.field.input, Qt.Key.Key_Return)
    office.settle()
    return place


def called_off(office: Office) -> None:
    """Their appointment of today was cancelled, and they come all the same."""
    row = office.staff.appointments()[0]
    desk = office.staff.desk
    call_off(CallOff(office.staff.actor(Role.ADVISER), row.id, Outcome.CANCELLED), uow=desk.uow(), clock=desk.clock)


def visitor_page(office: Office) -> VisitorPage:
    session = office.shell.session
    assert session is not None and isinstance(session.page, VisitorPage)
    return session.page


def choose(page: VisitorPage, why: WhyUnbooked) -> None:
    page.why.set_value(why.value)
    page.why.edited.emit()


def test_their_request_is_found_on_today_and_opened_with_a_reason(office: Office) -> None:
    office.sign_in("adviser")
    called_off(office)
    place = search(office, REFERENCE)
    table = place.visitors_page.table.view
    assert [row.cells[1] for row in table.rows_model.rows] == [REFERENCE] and table.hasFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    office.settle()
    page = visitor_page(office)
    read = words_on(page)
    assert "No appointment" in read and "A supervisor sees why" in read and not page.why_words.isVisible()
    page.parties.options["customer"].click()
    press(office, page.primary)
    assert page.why.problem == "Choose why there is no appointment."
    choose(page, WhyUnbooked.OTHER)
    assert page.why_words.isVisible()
    QTest.keyClicks(page.why_words.input, "The bus was early.")
    press(office, page.primary)
    session = office.shell.session
    assert session is not None
    office.qtbot.waitUntil(lambda: isinstance(session.page, IdPage))
    view = session.view
    assert view is not None and view.state is State.CHECKED_IN and view.appointment_at is None
    with office.staff.desk.uow().read_only() as uow:
        assert uow.sessions.exceptions(view.id) == (Exceptional.NO_APPOINTMENT,)
    assert office.logged()[-1] is EventKind.CHECKED_IN


def test_who_has_an_appointment_today_is_sent_there(office: Office) -> None:
    office.sign_in("adviser")
    place = search(office, REFERENCE)
    QTest.keyClick(place.visitors_page.table.view, Qt.Key.Key_Return)
    office.settle()
    page = visitor_page(office)
    assert "They have an appointment today. Open that one on Today." in words_on(page) and not page.primary.isEnabled()
    page.primary.setEnabled(True)  # it is booked while the page is shown
    page.parties.options["customer"].click()
    choose(page, WhyUnbooked.CAME_BY)
    press(office, page.primary)
    assert "They have an appointment today. Open it on Today." in office.read()


def test_nothing_found_says_what_that_means(office: Office) -> None:
    office.sign_in("adviser")
    place = search(office, "SAR-2026-0999")
    assert "No approved request was found." in words_on(place.visitors_page)
    place.visitors_page.back.emit()
    office.settle()
    assert place.stack.currentWidget() is place.list_page


def test_an_information_officer_sees_today_and_opens_nobody(office: Office) -> None:
    office.sign_in("officer")
    office.shell.go("today")
    office.settle()
    assert not today(office).list_page.visitor.isVisible()
    place = office.shell.places["requests"]
    assert isinstance(place, RequestsPlace)
    office.shell.go("requests")
    office.settle()
    place.open(office.staff.appointments()[0].request)
    office.settle()
    assert not place.request_page.visitor.isVisible()


def test_from_their_request_where_somebody_is_both(office: Office) -> None:
    called_off(office)
    give(office, "adviser", Role.ADVISER, Role.INFORMATION_OFFICER)
    office.sign_in("adviser")
    office.shell.go("requests")
    place = office.shell.places["requests"]
    assert isinstance(place, RequestsPlace)
    place.open(office.staff.appointments()[0].request)
    office.settle()
    press(office, place.request_page.visitor)
    assert REFERENCE in words_on(visitor_page(office))
