"""Actions about a request on its page: stop deletion, release a hold, close it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.application.copies.deciding import Decide
from desktop.application.sessions.checking_in import CallOff
from desktop.application.shared.commands import Actor
from desktop.domain.copies.decision import Ruling
from desktop.domain.office.pcs import LEFT_TO_OTHERS
from desktop.domain.office.people import Role
from desktop.domain.recordings.retention import Hold, Protection
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import RefusalReason, Status
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import RequestId
from desktop.errors import ExternalSystemError
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.requests.place import RequestsPlace
from tests.ui.presses import key_to
from tests.ui.requests.panels import cells, do, open_one, open_request, rows, view_of
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff


def id_of(staff: Staff, reference: str) -> RequestId:
    return next(row.id for row in rows(staff) if row.reference == reference)


def press(seat: Seat, place: RequestsPlace, words: str) -> None:
    page = place.request_page
    button = next(each for each in (page.primary, *page.request_actions.buttons) if each.text() == words)
    seat.press(button)


def close(seat: Seat, place: RequestsPlace) -> None:
    """Press the link that shows how a request is closed, if it is still there, and the button."""
    closing, answered = place.request_page.request_actions.closing, place.request_page.request_actions.answered
    assert closing is not None and answered is not None
    if not answered.isVisible():
        seat.qtbot.waitUntil(closing.link.isVisible)
        closing.link.click()
        assert place.request_page.request_actions.answered in place.request_page.fields()
    press(seat, place, "Close it")


def confirm(seat: Seat, place: RequestsPlace, password: str = DEMO_PASSWORD) -> None:
    """Type the password on the page that asks for it, and press Return."""
    page = place.in_person
    assert place.stack.currentWidget() is page and page.own_password.input.hasFocus()
    QTest.keyClicks(page.own_password.input, password)
    key_to(page.window(), Qt.Key.Key_Return)
    seat.settle()


def offered(place: RequestsPlace) -> list[str]:
    page = place.request_page
    primary = [page.primary] if page.primary.isVisible() else []
    return [button.text() for button in (*primary, *page.request_actions.buttons)]


def hold_of(staff: Staff, reference: str) -> Hold:
    with staff.desk.uow().read_only() as uow:
        return uow.keeping.holds_of(id_of(staff, reference))[0]


def test_what_can_still_be_lost_is_said_with_its_day_until_deletion_is_stopped(seat: Seat) -> None:
    place = open_one(seat, "INT-2026-0002")
    seat.qtbot.waitUntil(
        lambda: "Not yet protected. The telephone system may delete the recording from" in words_on(place)
    )
    reading = open_one(seat, "INT-2026-0002", Role.APPROVER)
    seat.qtbot.waitUntil(lambda: "Not yet protected." in words_on(reading))
    assert offered(reading) == ["Ask to release the hold"]
    press(seat, place, "Deletion is stopped in telephony")
    seat.qtbot.waitUntil(lambda: "Not yet protected" not in words_on(place))
    assert "Deletion is stopped in telephony" not in offered(place)
    place.request_page.show_request(replace(view_of(place), protection=Protection.MAY_BE_GONE))
    seat.qtbot.waitUntil(lambda: "The recording may be gone already." in words_on(place))
    with seat.staff.desk.uow().read_only() as uow:
        (task,) = uow.keeping.tasks_of(id_of(seat.staff, "INT-2026-0002"))
    assert task.confirmed_by == seat.staff.actor(Role.INFORMATION_OFFICER).by


def test_two_people_release_a_hold_and_the_page_says_who_asked(seat: Seat) -> None:
    place = open_one(seat, "SAR-2026-0001")
    seat.qtbot.waitUntil(lambda: "by Demo information officer: a request asks for it." in words_on(place))
    press(seat, place, "Ask to release the hold")
    assert "Ask to release the hold: SAR-2026-0001" in words_on(place)
    confirm(seat, place)
    seat.qtbot.waitUntil(lambda: "Demo information officer has asked to release this hold." in words_on(place))
    assert "Release the hold" not in offered(place) and hold_of(seat.staff, "SAR-2026-0001").stands
    other = open_one(seat, "SAR-2026-0001", Role.APPROVER)
    assert offered(other) == ["Release the hold"]
    (keeping,) = other.request_page.request_actions.reviewing
    keeping.links[0].click()
    seat.qtbot.waitUntil(lambda: "It cancels the request to release the hold." in words_on(other))
    press(seat, other, "Release the hold")
    confirm(seat, other)
    seat.qtbot.waitUntil(lambda: "On hold since" not in words_on(other))
    assert hold_of(seat.staff, "SAR-2026-0001").released_by == seat.staff.actor(Role.APPROVER).by


@pytest.mark.against("officer")
def test_a_hold_is_not_released_without_the_password_which_is_not_kept(seat: Seat) -> None:
    place = open_one(seat, "SAR-2026-0001")
    press(seat, place, "Ask to release the hold")
    page = place.in_person
    confirm(seat, place, "not their password")
    assert page.own_password.problem == "That is not your password. Type it again." and not page.own_password.value()
    assert hold_of(seat.staff, "SAR-2026-0001").release_asked_by is None and seat.staff.said == []
    page.own_password.input.setText(DEMO_PASSWORD)
    page.back.emit()
    assert place.stack.currentWidget() is place.request_page and page.own_password.value() == ""
    press(seat, place, "Ask to release the hold")
    assert page.own_password.problem == ""
    page.own_password.input.setText(DEMO_PASSWORD)
    place.hide()  # the desk is locked, or the place left
    assert page.own_password.value() == ""


def test_a_request_is_closed_with_how_it_was_answered(seat: Seat) -> None:
    place = open_one(seat, "SAR-2026-0006")
    close(seat, place)
    seat.qtbot.waitUntil(lambda: "Choose how the request was answered." in words_on(place))
    field = place.request_page.request_actions.answered
    assert field is not None and list(field.options) == ["withdrawn"]
    field.options["withdrawn"].click()
    close(seat, place)
    seat.qtbot.waitUntil(lambda: "SAR-2026-0006 is closed." in words_on(place))
    assert "SAR-2026-0006" not in [row[0] for row in cells(place)]
    assert next(row for row in rows(seat.staff) if row.reference == "SAR-2026-0006").status is Status.CLOSED


def test_what_was_done_about_one_request_takes_nobody_away_from_what_they_went_on_to(seat: Seat) -> None:
    place = open_one(seat, "INT-2026-0002")
    other = open_request(seat, place, "SAR-2026-0002")
    open_request(seat, place, "INT-2026-0002")
    stop = next(each for each in place.request_page.request_actions.buttons if "Deletion is stopped" in each.text())
    stop.click()
    place.show_opened(other)
    seat.settle()
    assert view_of(place).row.id == other.row.id
    open_request(seat, place, "SAR-2026-0006")
    answered = place.request_page.request_actions.answered
    assert answered is not None
    answered.set_value("withdrawn")
    next(each for each in place.request_page.request_actions.buttons if each.text() == "Close it").click()
    place.show_opened(other)
    seat.settle()
    assert place.stack.currentWidget() is place.request_page and view_of(place).row.id == other.row.id
    assert next(row for row in rows(seat.staff) if row.reference == "SAR-2026-0006").status is Status.CLOSED
    seat.back(place.request_page)
    assert "SAR-2026-0006 is closed." in words_on(place)


def test_who_is_invited_in_vain_is_told_of_until_the_appointment_is_called_off(seat: Seat) -> None:
    id, desk = id_of(seat.staff, "SAR-2026-0007"), seat.staff.desk
    place = open_one(seat, "SAR-2026-0007")
    seat.qtbot.waitUntil(lambda: "On hold since" in words_on(place))
    assert "nothing can be played" not in words_on(place)
    with desk.uow().read_only() as uow:
        copy, (booked,) = uow.requests.get(id).copy, uow.requests.appointments_of(id)
    refuse = Decide(seat.staff.in_person(Role.APPROVER), id, Ruling.REFUSE, copy, refusal=RefusalReason.THIRD_PARTY)
    do(seat.staff, refuse)
    said = "An appointment is still booked, but nothing can be played at it."
    place = open_one(seat, "SAR-2026-0007")
    seat.qtbot.waitUntil(lambda: said in words_on(place))
    do(seat.staff, CallOff(seat.staff.actor(Role.ADVISER), booked.id, Outcome.CANCELLED))
    place = open_one(seat, "SAR-2026-0007")
    seat.qtbot.waitUntil(lambda: "On hold since" in words_on(place))
    assert said not in words_on(place)
    assert place.request_page.sheet.call.values()["Appointments"].endswith(": cancelled")


def test_somebody_is_invited_from_the_requests_page_and_comes_back_to_it(seat: Seat) -> None:
    place = open_one(seat, "INT-2026-0001")
    press(seat, place, "Book an appointment")
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.booking)
    assert "Invite: INT-2026-0001" in words_on(place)
    seat.press(place.booking.primary)
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page)
    seat.qtbot.waitUntil(lambda: "Friday 27 November 2026, 9:00am" in words_on(place))
    assert "Book an appointment" not in offered(place)


def test_a_refusal_is_told_by_letter(seat: Seat) -> None:
    place = open_one(seat, "SAR-2026-0008")
    press(seat, place, "Make the letter: no longer available")
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.letters)
    document = place.letters.sheets.document
    assert document is not None and "It is no longer available." in document.toPlainText()
    seat.back(place.letters)
    assert place.stack.currentWidget() is place.request_page


def test_a_letter_that_could_not_be_opened_can_be_pressed_again(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_actor: Actor, _request: RequestId, _kind: LetterKind) -> None:
        raise ExternalSystemError("database_unreachable")

    monkeypatch.setattr("desktop.ui.letters.letter_page.look_at_letter", away)
    place = open_one(seat, "SAR-2026-0001")
    press(seat, place, "Make the letter: invitation")
    seat.qtbot.waitUntil(lambda: bool(seat.staff.said))
    assert seat.staff.said.pop().code == "database_unreachable"
    assert all(button.isEnabled() for button in place.request_page.request_actions.buttons)


def test_what_is_decided_and_looked_for_at_the_back_office_is_not_offered_at_a_counter(seat: Seat) -> None:
    page = open_one(seat, "SAR-2026-0002", Role.APPROVER).request_page
    assert page.withdrawing.isVisible() and not page.correct.isVisible()
    seat.staff.desk = replace(seat.staff.desk, not_here=LEFT_TO_OTHERS)
    place = open_one(seat, "SAR-2026-0002")
    assert not place.request_page.correct.isVisible()
    open_request(seat, place, "INT-2026-0002")
    assert not place.request_page.primary.isVisible() and "find the recording" in words_on(place), "who does it is said"
    approvers = open_one(seat, "SAR-2026-0002", Role.APPROVER)
    seat.qtbot.waitUntil(lambda: "On hold since" in words_on(approvers))
    assert offered(approvers) == [] and not approvers.request_page.withdrawing.isVisible()
