"""The approver's page: Hear comes first, parts have their own buttons, unheard is confirmed once more, chips say until
when."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Status
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.decisions.decision_page import UntilFields
from desktop.ui.decisions.place import DecisionsPlace
from tests.support.fakes import FakePlayer
from tests.ui.accessible import name, walk
from tests.ui.decisions.test_decisions import approve, hear_all, kept, open_one
from tests.ui.presses import key_to, spot_of, until_taken
from tests.ui.reviews.conftest import Seat


@pytest.fixture
def place(seat: Seat, place: DecisionsPlace) -> DecisionsPlace:
    open_one(seat, place, "SAR-2026-0007")
    seat.activate(place)
    return place


# Hearing


def test_the_keyboard_is_at_hear_and_the_first_press_plays(seat: Seat, place: DecisionsPlace) -> None:
    said: list[str] = []
    place.hearings.busy.connect(said.append)
    assert place.page.hearing.copy.hasFocus()
    key_to(place, Qt.Key.Key_Return)  # the window may be there before the key is up again
    assert said[0].endswith("It starts by itself.")
    seat.settle()
    seat.qtbot.waitUntil(lambda: place.hearings.window is not None)
    player = seat.staff.desk.player
    assert isinstance(player, FakePlayer)
    seat.qtbot.waitUntil(lambda: "play" in player.calls)
    place.hearings.close()
    seat.settle()


def test_each_removed_part_has_a_button_that_plays_around_it(seat: Seat, place: DecisionsPlace) -> None:
    buttons = place.page.parts.buttons
    assert [button.accessibleName() for button in buttons] == [
        "Play around part 1: About another person, at 1:29, 11 s",
        "Play around part 2: Someone’s safety, at 2:33, 13 s",
    ]
    assert all(button.height() >= 24 and button.width() >= 24 for button in buttons)
    until_taken(seat.qtbot, buttons[1])
    QApplication.processEvents()
    spot_of(buttons[1]).click()
    seat.settle()
    seat.qtbot.waitUntil(lambda: place.hearings.window is not None)
    window, player = place.hearings.window, seat.staff.desk.player
    assert window is not None and isinstance(player, FakePlayer)
    seat.qtbot.waitUntil(lambda: "play" in player.calls)
    part, rate = window.opening.removed[1], window.opening.sound.rate
    assert player.calls[-2:] == [f"seek {part.start - 2 * rate}", "play"]
    place.hearings.close()
    seat.settle()


def test_once_all_was_heard_the_keyboard_is_at_the_first_question_left(seat: Seat, place: DecisionsPlace) -> None:
    page = place.page
    hear_all(place)
    assert not page.takes_presses  # a press for the window that was over it is none for the page
    assert page.weighing.fields["information"].isAncestorOf(QApplication.focusWidget() or place)
    assert all(told.words.endswith("\nHeard") for told in page.parts.told)


# Unheard


def test_approving_unheard_is_asked_once_more_and_the_log_says_it(seat: Seat, place: DecisionsPlace) -> None:
    page, id = place.page, place._open
    assert id is not None and page.view is not None and page.view.call is not None
    page.weighing.fields["information"].options["all_removed"].click()
    page.choice.options["send_back"].click()
    assert not page.unheard.told.isVisible()
    page.choice.options["approve"].click()
    assert page.unheard.told.words.startswith("You have not heard 4 min 30 s of it. That includes parts 1 and 2.")
    page.own_password.input.setText(DEMO_PASSWORD)
    seat.press(page.primary)
    assert page.unheard.known.problem.startswith("You have not heard all of this copy.")
    assert page.own_password.value() == DEMO_PASSWORD and kept(seat.staff, id)[0].status is Status.PREPARED
    page.unheard.known.options["known"].click()
    seat.press(page.primary)
    assert kept(seat.staff, id)[0].status is Status.APPROVED
    *_, approved = (event for event in seat.staff.events() if event.kind is EventKind.REQUEST_APPROVED)
    assert approved.facts["unheard"] == page.view.call.frames


# Until when


def test_chips_say_until_when_and_the_button_says_it_too(seat: Seat, place: DecisionsPlace) -> None:
    page = place.page
    page.choice.options["approve"].click()
    chips = page.until.chips
    assert [option.text() for option in chips.options.values()] == [
        "3 months",
        "Until the answer is due",
        "Another date",
        "No end date",
    ]
    assert chips.value() == "months" and page.primary.text() == "Approve until 24 February 2027"
    assert "They can listen up to Wednesday 24 February 2027." in page.until.said.words
    chips.options["months"].setFocus()
    key_to(place, Qt.Key.Key_Right)
    assert page.view is not None and page.until.value() == page.view.row.due_on
    assert not page.until.date.isVisible()
    key_to(place, Qt.Key.Key_Right)
    assert page.until.date.isVisible() and page.until.value() is None
    page.until.date.set_value(date(2027, 1, 31))
    assert page.until.value() == date(2027, 1, 31)
    chips.options["no_end"].click()
    assert page.until.value() is None and page.primary.text() == "Approve the request"
    assert all(name(at) for at in walk(page) if at.state().focusable)


def test_a_due_date_that_has_passed_is_not_offered_and_the_end_is_the_offices_own(qtbot: QtBot) -> None:
    until = UntilFields(months=1)
    qtbot.addWidget(until)
    until.show_request(date(2027, 1, 31), date(2027, 1, 1), "due", ("", "", ""))
    assert "due" not in until.chips.options and until.choice == "months"
    assert until.chips.options["months"].text() == "1 month" and until.value() == date(2027, 2, 28)


# The keys


def test_a_ruling_by_its_key_goes_on_to_what_is_left(seat: Seat, place: DecisionsPlace) -> None:
    page = place.page
    seat.qtbot.waitUntil(lambda: page.takes_presses)
    key_to(place, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert page.choice.value() == "approve"
    assert page.weighing.fields["information"].isAncestorOf(QApplication.focusWidget() or place)
    page.weighing.fields["information"].options["all_removed"].click()
    key_to(place, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert page.own_password.input.hasFocus()
    key_to(place, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert page.choice.value() == "refuse" and page.refusal.isAncestorOf(QApplication.focusWidget() or place)


# The whole page


def test_on_that_screen_a_copy_that_was_heard_is_approved_without_scrolling(seat: Seat, place: DecisionsPlace) -> None:
    page = place.page
    place.resize(1366 - 214, 700 - 56)
    hear_all(place)
    approve(place)
    seat.qtbot.waitUntil(lambda: page._scroll.verticalScrollBar().maximum() == 0)
    assert page.heard_line.words.startswith("You have heard all of it") and "2 parts removed" in page.heard_line.words
    assert page.own_password.isVisible() and page.until.isVisible() and not page.words.isVisible()
    assert "Due in " in page._lead.words and "Subject access." in page._lead.words
    page.all_facts.click()
    assert page.sheet.isVisible() and page.all_facts.text() == "Show less"
    page.all_facts.click()
    assert not page.sheet.isVisible()
    page.add_words.click()
    assert page.words.isVisible() and page.words.isAncestorOf(QApplication.focusWidget() or place)
    page.hear_again.click()
    assert page.parts.isVisible() and not page.folded.isVisible() and page.hearing.copy.hasFocus()
    page.choice.options["refuse"].click()
    assert page.parts.isVisible() and page.words.isVisible() and not page.add_words.isVisible()
