from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.application.sessions.checking_in import Visitor
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Authority, Representative
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import Party, State, WhyUnbooked
from desktop.errors import FieldsError
from desktop.ui.sessions.check_in_page import CheckInPage, VisitorPage
from desktop.ui.sessions.id_page import IdPage
from tests.ui.sessions.counter import PAGE, Counter
from tests.ui.sessions.test_identification import tells_nothing


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
    page_of(counter)
    with counter.qtbot.waitSignal(counter.place.gone):
        counter.follow("Nobody came")
    counter.settle()
    assert counter.staff.appointments()[0].status is AppointmentStatus.NO_SHOW
    assert counter.staff.appointments()[0].request_status.value == "approved"


def test_the_card_says_who_is_expected_and_what_they_need(counter: Counter) -> None:
    page_of(counter)
    for words in ("Demo Customer One", "SAR-2026-0001", "Appointment 9:30am", "Hearing aid, wants it louder"):
        assert words in counter.words()


ACTS_FOR_THEM = Representative(
    "Demo Representative Eleven",
    Authority.POWER_OF_ATTORNEY,
    "Property and money, and what the council writes",
)
MANY = ("Hearing aid, wants it louder", "Comes with a guide dog, and sits near the door")


def test_the_longest_check_in_does_not_scroll(counter: Counter) -> None:
    row = counter.staff.appointments()[0]
    counter.place.begin(replace(row, representative=ACTS_FOR_THEM, needs=tuple(Need), adjustments=MANY))
    every_answer(counter, counter.page(CheckInPage))


def test_the_longest_check_in_without_an_appointment_does_not_scroll(counter: Counter) -> None:
    row, now = counter.staff.appointments()[0], counter.staff.desk.clock.now()
    visitor = Visitor(row.request, row.reference, row.kind, row.shown_name, MANY, None)
    visitor = replace(visitor, next_at=now + timedelta(days=3), desk_until=now + timedelta(hours=1))
    counter.place.begin(replace(visitor, needs=tuple(Need), representative=ACTS_FOR_THEM))
    page = counter.page(VisitorPage)
    every_answer(counter, page)
    page.why.set_value(WhyUnbooked.OTHER.value)
    page.why.edited.emit()
    counter.all_in_sight()
    page.show_refusal(FieldsError({"words": "unbooked_words_missing", "proof": "authority_not_seen"}))
    assert page.why_words.problem and page.proof.problem
    counter.all_in_sight()


def every_answer(counter: Counter, page: CheckInPage | VisitorPage) -> None:
    """Tick everybody: nothing scrolls, nor does it where problems are shown."""
    counter.place.resize(*PAGE)
    counter.until(lambda: (page.width(), page.height()) == PAGE)
    counter.all_in_sight()
    counter.press(page.primary)
    assert page.parties.problem
    counter.all_in_sight()
    for party in page.parties.options.values():
        party.click()
    counter.all_in_sight()
    page.show_refusal(FieldsError({"proof": "authority_not_seen"}))
    assert page.proof.isVisible() and page.proof.problem
    counter.all_in_sight()


def test_before_check_in_nothing_of_the_call_is_shown(counter: Counter) -> None:
    page_of(counter)
    tells_nothing(counter)
    row = counter.staff.appointments()[0]
    counter.place.begin(Visitor(row.request, row.reference, row.kind, row.shown_name, (), None))
    counter.page(VisitorPage)
    tells_nothing(counter)


def test_the_database_gone_at_check_in_is_said_and_the_button_works_again(counter: Counter) -> None:
    page = page_of(counter)
    page.parties.options["customer"].click()
    counter.database.gone = True
    counter.press(page.primary)
    assert "does not answer" in counter.place.banner.words and page.parties.value() == {"customer"}
    counter.database.gone = False
    counter.press(page.primary)
    counter.page(IdPage)
