"""The office's own words in letters are changed on the page of its policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.log.events import EventKind
from desktop.domain.office.office_policy import AnswerTexts, Regulator, Welsh
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.ui.office.policies_place import PoliciesPlace
from tests.ui.office.asked import asked
from tests.ui.office.pages import press
from tests.ui.office.test_policies import kinds, made, opened, row, words_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff

TOLD = "What a response letter says about recordings"
IN_WELSH = "What a response letter in Welsh says about recordings"


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> Iterator[PoliciesPlace]:
    found = made(qtbot, staff, Role.ADMINISTRATOR)
    opened(qtbot, staff, found, PolicyName.OFFICE)
    yield found


def test_another_address_of_the_regulator_holds(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.change_wanted.emit(row(place, "The regulator"))
    page = asked(place)
    assert page.isVisible() and page.name.value() == "Information Commissioner's Office"
    page.web.set_value("")
    press(qtbot, staff, page)
    assert page.web.problem == "Type the regulator’s web page."
    page.web.set_value("ico.org.uk")
    page.address.set_value("1 Road\n\nTown ")
    press(qtbot, staff, page)
    assert "The regulator, the address: 1 Road, Town instead of nothing." in words_on(place.preview_page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_CHANGED
    found = Regulator("Information Commissioner's Office", "0303 123 1113", "ico.org.uk", ("1 Road", "Town"))
    assert staff.desk.policy.regulator == found and "1 Road, Town" in words_on(place)


def test_the_answer_is_in_the_offices_own_words_or_the_programs(
    qtbot: QtBot, staff: Staff, place: PoliciesPlace
) -> None:
    page, before = asked(place), staff.desk.policy.answer
    assert before is not None
    place.policy_page.change_wanted.emit(row(place, TOLD))
    assert page.origin.value() == before.origin and page.gone.isVisible()
    page.origin.set_value("From you\nand from us.")
    press(qtbot, staff, page)
    said = "In response letters, where the information in them comes from: “From you and from us.”"
    assert said in words_on(place.preview_page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    own = staff.desk.policy.answer
    assert own is not None and own.origin == "From you and from us." and own.purposes == before.purposes
    place.policy_page.change_wanted.emit(row(place, TOLD))
    page.gone.options["gone"].click()
    press(qtbot, staff, page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert staff.desk.policy.answer is None and row(place, TOLD).now == "The program’s own words"


def test_the_answer_in_welsh_is_written_apart(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.change_wanted.emit(row(place, IN_WELSH))
    page, before = asked(place), staff.desk.policy.answer
    assert page.purposes.value() == "" and "gone" not in page.asked
    assert "the program translates nothing of it" in words_on(page)
    press(qtbot, staff, page)
    assert page.more.problem == "Write what else the letter says."
    for field in (page.purposes, page.recipients, page.origin, page.more):
        field.set_value(f"Yn Gymraeg: {field.name}")
    press(qtbot, staff, page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    names = ("purposes", "recipients", "origin", "more")
    assert staff.desk.policy.answer_welsh == AnswerTexts(*(f"Yn Gymraeg: {name}" for name in names))
    assert staff.desk.policy.answer == before


def test_unchecked_welsh_waits_for_a_second_person_and_welsh_alone_does_not(
    qtbot: QtBot, staff: Staff, place: PoliciesPlace
) -> None:
    page = asked(place)
    place.policy_page.change_wanted.emit(row(place, "Letters in Welsh"))
    assert page.welsh.value() == "no" and page.welsh_unchecked.value() == frozenset()
    page.welsh.options["offered"].click()
    press(qtbot, staff, page)
    assert place.preview_page.primary.text() == "Put in force"
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert staff.desk.policy.welsh is Welsh.OFFERED
    place.policy_page.change_wanted.emit(row(place, "Letters in Welsh"))
    page.welsh_unchecked.options["welsh_unchecked"].click()
    press(qtbot, staff, page)
    assert "Letters are written with Welsh words that no native reader has checked." in words_on(place.preview_page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_PROPOSED and not staff.desk.policy.welsh_unchecked
