from __future__ import annotations

import pytest

from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import Outcome, Party, State
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.id_page import IdPage
from tests.ui.sessions.counter import Counter


def page_of(counter: Counter) -> CheckInPage:
    counter.begin()
    return counter.page(CheckInPage)


def test_nobody_ticked_is_said_beside_the_question_and_begins_nothing(counter: Counter) -> None:
    page = page_of(counter)
    counter.press(page.primary)
    assert page.parties.problem == "Tick the customer or their representative. Someone must be here to listen."
    assert counter.staff.appointments()[0].status is AppointmentStatus.BOOKED
    page.parties.options["companion"].click()
    counter.press(page.primary)
    assert page.parties.problem and counter.staff.appointments()[0].session is None


@pytest.mark.parametrize(("slot", "wanted"), [(0, False), (2, True)])
def test_whether_they_want_a_copy_is_what_the_request_says(counter: Counter, slot: int, wanted: bool) -> None:
    counter.begin(slot)
    page = counter.page(CheckInPage)
    page.parties.options["customer"].click()
    counter.press(page.primary)
    counter.page(IdPage)
    assert counter.kept().answers.copy_wanted is wanted and counter.facts()["copy_wanted"] is wanted


def test_who_is_here_is_kept_and_the_id_page_follows(counter: Counter) -> None:
    page = page_of(counter)
    for party in ("customer", "interpreter"):
        page.parties.options[party].click()
    counter.press(page.primary)
    counter.page(IdPage)
    kept = counter.kept()
    assert kept.parties == {Party.CUSTOMER, Party.INTERPRETER}
    assert kept.state is State.CHECKED_IN


def test_a_double_press_checks_in_once_and_says_nothing_is_wrong(counter: Counter) -> None:
    page = page_of(counter)
    page.parties.options["customer"].click()
    page.primary.click()
    page.primary.click()
    counter.settle()
    counter.page(IdPage)
    assert counter.place.banner.words == "" and counter.events() == [EventKind.CHECKED_IN]


def test_nobody_came_closes_the_appointment_and_not_the_request(counter: Counter) -> None:
    page = page_of(counter)
    with counter.qtbot.waitSignal(counter.place.gone):
        page.called_off.emit(Outcome.NO_SHOW)
    counter.settle()
    assert counter.staff.appointments()[0].status is AppointmentStatus.NO_SHOW
    assert counter.staff.appointments()[0].request_status.value == "approved"


def test_the_card_says_who_is_expected_and_what_they_need(counter: Counter) -> None:
    page_of(counter)
    for words in ("Demo Customer One", "SAR-2026-0001", "Appointment 9:30am", "Hearing aid, wants it louder"):
        assert words in counter.words()


def test_the_database_gone_at_check_in_is_said_and_the_button_works_again(counter: Counter) -> None:
    page = page_of(counter)
    page.parties.options["customer"].click()
    counter.database.gone = True
    counter.press(page.primary)
    assert "does not answer" in counter.place.banner.words and page.parties.value() == {"customer"}
    counter.database.gone = False
    counter.press(page.primary)
    counter.page(IdPage)
