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
from desktop.domain.sessions.id_policy import AddressShown, Asks
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.words.policies import PolicyRow, rows_of
from tests.ui.office.asked import asked
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
    return next(
        each for each in rows if "combinations" in each.at and each.at[-1].partition("/")[0] == " + ".join(groups)
    )


def test_every_document_and_combination_is_a_row_that_opens(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    page = place.policy_page
    assert page.own.isVisible() and not page.said.isVisible(), "nothing of it is left to a file"
    place.policy_page.own.view.setFocus()
    QTest.keyClick(place.policy_page.own.view, Qt.Key.Key_Return)
    assert asked(place).isVisible() and asked(place).groups.value() == "A + B"
    assert asked(place).shown.value() == {"photo", "address"} and "whose" not in asked(place).asked
    asked(place).back.emit()
    page.change_wanted.emit(row(place, "UK photocard driving licence"))
    kind = asked(place)
    assert kind.isVisible() and kind.address.value() == "ask" and kind.asks.value() == "expiry"
    assert kind.grace_months.isVisible() and kind.grace_months.value() == "" and not kind.max_age_months.isVisible()
    kind.asks.options["none"].click()
    assert not kind.grace_months.isVisible(), "there is no date to count from"


def test_an_age_that_cannot_be_says_what_can(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.change_wanted.emit(row(place, BILL))
    asked(place).max_age_months.set_value("600")
    press(qtbot, staff, asked(place))
    assert (
        asked(place).max_age_months.problem == "Type a number from 1 to 120."
        and asked(place).grace_months.problem == ""
    )
    assert asked(place).max_age_months.value() == "600", "nothing typed is lost"
    asked(place).max_age_months.set_value("2")
    press(qtbot, staff, asked(place))
    assert f"{BILL}: may be 2 months old instead of 3." in words_on(place.preview_page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_CHANGED and "2 months old at most" in words_on(place)


def test_another_document_is_proposed(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.more["kinds"].click()
    page = asked(place)
    assert page.whose.isVisible() and page.whose.value() == "everybody" and "gone" not in page.asked
    press(qtbot, staff, page)
    assert page.name.problem == "Type what the document is called." and page.asks.problem and page.address.problem
    page.name.set_value("Library card")
    page.group.set_value("b")
    page.address.options["no"].click()
    page.asks.options["expiry"].click()
    page.grace_months.set_value("1")
    page.ended_on.set_value(date(2027, 6, 30))
    press(qtbot, staff, page)
    assert "A new document is accepted: Library card." in words_on(place.preview_page)
    assert place.preview_page.primary.text() == "Propose this change"
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_PROPOSED
    assert staff.desk.policies.identity.kind("library_card") is None, "nothing holds before somebody adopts it"
    other = made(qtbot, staff, Role.SUPERVISOR)
    opened(qtbot, staff, other, IDENTITY)
    assert not other.policy_page.more["kinds"].isVisible() and not other.policy_page.more["combinations"].isVisible()
    press(qtbot, staff, other.policy_page)
    press(qtbot, staff, other.preview_page, PASSWORD)
    card = staff.desk.policies.identity.kind("library_card")
    assert card is not None and (card.group, card.address, card.asks) == ("B", AddressShown.NO, Asks.EXPIRY)
    assert (card.grace_months, card.ended_on, card.photo) == (1, date(2027, 6, 30), False)


def test_a_document_is_not_accepted_any_more(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.change_wanted.emit(row(place, "Blue Badge"))
    asked(place).gone.options["gone"].click()
    press(qtbot, staff, asked(place))
    assert "Blue Badge is not accepted any more." in words_on(place.preview_page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_CHANGED and "Blue Badge" not in words_on(place.policy_page.own)
    assert staff.desk.policies.identity.kind("blue_badge") is None


def test_a_third_document_instead_of_a_photo_is_proposed(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.more["combinations"].click()
    page = asked(place)
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
        asked(place).gone.options["gone"].click()
        press(qtbot, staff, asked(place))
        if groups == ("A", "B"):
            press(qtbot, staff, place.preview_page, PASSWORD)
    assert asked(place).gone.problem.startswith("There must be at least one combination")
    assert [each.groups for each in staff.desk.policies.identity.combinations] == [("A", "A")]


def test_what_people_of_the_office_show_is_changed_apart(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.change_wanted.emit(enough(place, "S"))
    asked(place).groups.set_value("S + A")
    press(qtbot, staff, asked(place))
    assert "Internal access." in words_on(place.preview_page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    internal = staff.desk.policies.identity.internal
    assert internal is not None and [each.groups for each in internal.combinations] == [("S", "A"), ("A",)]
    place.policy_page.more["combinations"].click()
    asked(place).whose.options["staff"].click()
    asked(place).groups.set_value("T")
    asked(place).shown.set_value(())
    press(qtbot, staff, asked(place))
    assert asked(place).groups.problem == "At least one of these groups has no document. " + (
        "Type groups that have documents."
    )
    settle(qtbot, staff)
