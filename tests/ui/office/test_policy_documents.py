"""Which documents are accepted, and which are enough together, is changed on the page of the identity policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.sessions.id_policy import AddressShown, Asks, Combination
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.words.office.policy_rows import PolicyRow, rows_of
from tests.ui.office.pages import press
from tests.ui.office.test_policies import kinds, made, opened, row, words_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff, settle

IDENTITY = PolicyName.IDENTITY
BILL = "Gas, electricity, water or telephone bill"


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> Iterator[PoliciesPlace]:
    found = made(qtbot, staff, Role.ADMINISTRATOR)
    opened(qtbot, staff, found, IDENTITY)
    yield found


def enough(place: PoliciesPlace, *groups: str) -> PolicyRow:
    rows = rows_of(place._state.policy)
    return next(each for each in rows if isinstance(each.of, Combination) and each.of.groups == groups)


def test_every_document_and_combination_is_a_row_that_opens(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    page = place.policy_page
    assert not page.rest.isVisible() and not page.rest_title.isVisible(), "nothing of it is left to a file"
    place.policy_page.own.view.setFocus()
    QTest.keyClick(place.policy_page.own.view, Qt.Key.Key_Return)
    assert place.enough_page.isVisible() and place.enough_page.groups.value() == "A + B"
    assert place.enough_page.shown.value() == {"photo", "address"} and not place.enough_page.whose.isVisible()
    place.enough_page.back.emit()
    page.change_wanted.emit(row(place, "UK photocard driving licence"))
    kind = place.kind_page
    assert kind.isVisible() and kind.address.value() == "ask" and kind.asks.value() == "expiry"
    assert kind.grace.isVisible() and kind.grace.value() == "" and not kind.age.isVisible()
    kind.asks.options["none"].click()
    assert not kind.grace.isVisible(), "there is no date to count from"


def test_an_age_that_cannot_be_says_what_can(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.change_wanted.emit(row(place, BILL))
    place.kind_page.age.set_value("600")
    press(qtbot, staff, place.kind_page)
    assert place.kind_page.age.problem == "Type a number from 1 to 120." and place.kind_page.grace.problem == ""
    assert place.kind_page.age.value() == "600", "nothing typed is lost"
    place.kind_page.age.set_value("2")
    press(qtbot, staff, place.kind_page)
    assert f"{BILL}: may be 2 months old instead of 3." in words_on(place.preview_page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_CHANGED and "2 months old at most" in words_on(place)


def test_another_document_is_proposed(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.kind.click()
    page = place.kind_page
    assert page.whose.isVisible() and page.whose.value() == "everybody" and not page.no_more.isVisible()
    press(qtbot, staff, page)
    assert page.called.problem == "Type what the document is called." and page.asks.problem and page.address.problem
    page.called.set_value("Library card")
    page.group.set_value("b")
    page.address.options["no"].click()
    page.asks.options["expiry"].click()
    page.grace.set_value("1")
    page.last_day.set_value(date(2027, 6, 30))
    press(qtbot, staff, page)
    assert "A new document is accepted: Library card." in words_on(place.preview_page)
    assert place.preview_page.primary.text() == "Propose this change"
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_PROPOSED
    assert staff.desk.policies.identity.kind("library_card") is None, "nothing holds before somebody adopts it"
    other = made(qtbot, staff, Role.SUPERVISOR)
    opened(qtbot, staff, other, IDENTITY)
    assert not other.policy_page.kind.isVisible() and not other.policy_page.enough.isVisible()
    press(qtbot, staff, other.policy_page)
    press(qtbot, staff, other.preview_page, PASSWORD)
    card = staff.desk.policies.identity.kind("library_card")
    assert card is not None and (card.group, card.address, card.asks) == ("B", AddressShown.NO, Asks.EXPIRY)
    assert (card.grace_months, card.ended_on, card.photo) == (1, date(2027, 6, 30), False)


def test_a_document_is_not_accepted_any_more(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.change_wanted.emit(row(place, "Blue Badge"))
    place.kind_page.no_more.options["no_more"].click()
    press(qtbot, staff, place.kind_page)
    assert "Blue Badge is not accepted any more." in words_on(place.preview_page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_CHANGED and "Blue Badge" not in words_on(place.policy_page.own)
    assert staff.desk.policies.identity.kind("blue_badge") is None


def test_a_third_document_instead_of_a_photo_is_proposed(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.enough.click()
    page = place.enough_page
    page.groups.set_value("B + B + B")
    press(qtbot, staff, page)
    assert page.shown.problem == "None of the documents in these groups has a photo."
    page.shown.options["photo"].click()
    press(qtbot, staff, page)
    said = "One document of each group, B + B + B, with the current address is enough."
    assert said in words_on(place.preview_page) and place.preview_page.primary.text() == "Propose this change"
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_PROPOSED


def test_one_combination_has_to_stay(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    for groups in (("A", "B"), ("A", "A")):
        place.policy_page.change_wanted.emit(enough(place, *groups))
        place.enough_page.no_more.options["no_more"].click()
        press(qtbot, staff, place.enough_page)
        if groups == ("A", "B"):
            press(qtbot, staff, place.preview_page, PASSWORD)
    assert place.enough_page.no_more.problem.startswith("There must be at least one combination")
    assert [each.groups for each in staff.desk.policies.identity.combinations] == [("A", "A")]


def test_what_people_of_the_office_show_is_changed_apart(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.change_wanted.emit(enough(place, "S"))
    place.enough_page.groups.set_value("S + A")
    press(qtbot, staff, place.enough_page)
    assert "Internal access." in words_on(place.preview_page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    internal = staff.desk.policies.identity.internal
    assert internal is not None and [each.groups for each in internal.combinations] == [("S", "A"), ("A",)]
    place.policy_page.enough.click()
    place.enough_page.whose.options["staff"].click()
    place.enough_page.groups.set_value("T")
    place.enough_page.shown.set_value(())
    press(qtbot, staff, place.enough_page)
    assert place.enough_page.groups.problem == "At least one of these groups has no document. " + (
        "Type groups that have documents."
    )
    settle(qtbot, staff)
