"""Correcting a mistyped day of the deadline, on the page of a request."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.requests.closing import CloseRequest, close_request
from desktop.application.requests.deadlines import CorrectDay, correct_day
from desktop.domain.office.people import Role
from desktop.domain.requests.deadline_days import DayOf, NotedDay
from desktop.domain.requests.request import Answered
from desktop.ui.requests.deadline import DeadlineAct
from desktop.ui.requests.panels import Panel
from desktop.ui.requests.place import RequestsPlace
from tests.ui.accessible import name, walk
from tests.ui.requests.panels import day_of, field
from tests.ui.requests.test_deadline_part import offered, open_request, problems, save, says
from tests.ui.requests.test_deadline_part import press as press_link
from tests.ui.requests.test_requests import focus, make
from tests.ui.staff import Staff, settle

RECEIPT = NotedDay(DayOf.RECEIPT, date(2026, 11, 10))


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> RequestsPlace:
    made = make(qtbot, staff, Role.INFORMATION_OFFICER)
    open_request(qtbot, staff, made)
    return made


def press(place: RequestsPlace) -> Panel:
    place.request_page.deadline.links[DeadlineAct.CORRECT].click()
    panel = place.request_page.deadline.panel
    assert panel is not None
    return panel


def correct(qtbot: QtBot, staff: Staff, panel: Panel) -> None:
    panel.save.click()
    settle(qtbot, staff)


def type_day(panel: Panel, *typed: str) -> None:
    for box, text in zip(day_of(panel).boxes, typed, strict=True):
        box.setText(text)
    day_of(panel).edited.emit()


def test_the_day_of_receipt_is_corrected_and_the_page_says_to_which_date_before_and_that_it_was_after(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    panel = press(place)
    assert field(panel, "noted_day").value() == "receipt-0"  # there is no other
    assert day_of(panel).value() == date(2026, 11, 10)
    assert field(panel, "noted_day").options["receipt-0"].text() == "The request arrived: 10 November 2026"
    type_day(panel, "9", "11", "2026")
    assert "The answer will then be due on Wednesday 9 December 2026." in says(place)
    assert "Due in 16 days, Thursday 10 December" in says(place)  # not yet
    field(panel, "correction_reason").set_value("The stamp says the 9th.")
    correct(qtbot, staff, panel)
    assert "Due in 15 days, Wednesday 9 December" in says(place)
    assert "The request arrived on Monday 9 November 2026. The month starts that day." in says(place)
    said = "The request arrived: 9 November 2026, not 10 November 2026. Corrected by Demo information officer on "
    assert f"{said}24 November 2026: The stamp says the 9th." in says(place)
    assert place.request_page.deadline.panel is None
    assert place.request_page.sheet.call.values()["Received"] == "9 November 2026"


def test_each_day_that_was_noted_can_be_chosen_and_stands_in_the_boxes(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    asking = press_link(place, DeadlineAct.ASK_PROOF)
    day_of(asking).set_value(date(2026, 11, 12))
    field(asking, "doubt").set_value("Two spellings.")
    save(qtbot, staff, asking)
    save(qtbot, staff, press_link(place, DeadlineAct.IDENTITY_ARRIVED))
    panel = press(place)
    assert [option.text() for option in field(panel, "noted_day").options.values()] == [
        "The request arrived: 10 November 2026",
        "Proof of identity was asked for: 12 November 2026",
        "Proof of identity arrived: 24 November 2026",
    ]
    assert field(panel, "noted_day").value() is None and day_of(panel).typed() == ("", "", "")
    field(panel, "noted_day").options["proof_arrived-0"].click()
    assert day_of(panel).value() == date(2026, 11, 24)
    type_day(panel, "20", "11", "2026")
    assert "The answer will then be due on Monday 21 December 2026." in says(place)
    field(panel, "correction_reason").set_value("It lay in the wrong tray.")
    correct(qtbot, staff, panel)
    assert "Proof arrived on Friday 20 November 2026. The month starts that day." in says(place)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (("25", "11", "2026"), "That day is in the future. Type today or an earlier day."),
        (("10", "11", "2026"), "That is the date already there. Type the day it really was."),
        (("31", "11", "2026"), "Type a day, a month and a year, such as 14 8 2026."),
        (("", "", ""), "Type the day."),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_it_and_can_be_typed_again(
    qtbot: QtBot, staff: Staff, place: RequestsPlace, typed: tuple[str, str, str], problem: str
) -> None:
    panel = press(place)
    type_day(panel, *typed)
    field(panel, "correction_reason").set_value("It was read wrongly.")
    correct(qtbot, staff, panel)
    assert problems(place) == {"day": problem} and panel.save.isEnabled()
    type_day(panel, "11", "11", "2026")
    correct(qtbot, staff, panel)
    assert "Due in 17 days, Friday 11 December" in says(place)


def test_a_day_after_what_followed_is_refused_with_what_to_do(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    question = press_link(place, DeadlineAct.ASK_QUESTION)
    field(question, "question_about").set_value("which_call")
    day_of(question).set_value(date(2026, 11, 12))
    save(qtbot, staff, question)
    panel = press(place)
    field(panel, "correction_reason").set_value("It was read wrongly.")
    field(panel, "noted_day").options["receipt-0"].click()
    type_day(panel, "13", "11", "2026")
    correct(qtbot, staff, panel)
    said = "What came after it has an earlier date. Type the day again, or correct that date first."
    assert problems(place) == {"day": said}


def test_a_reason_is_needed_and_which_day_it_is(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    question = press_link(place, DeadlineAct.ASK_QUESTION)
    field(question, "question_about").set_value("which_call")
    save(qtbot, staff, question)
    panel = press(place)
    type_day(panel, "11", "11", "2026")
    correct(qtbot, staff, panel)
    assert problems(place) == {
        "noted_day": "Choose the date to correct.",
        "correction_reason": "Type why the date is being corrected.",
    }


def test_it_is_worked_with_the_keyboard_alone(qtbot: QtBot, place: RequestsPlace) -> None:
    link = place.request_page.deadline.links[DeadlineAct.CORRECT]
    focus(qtbot, link)
    qtbot.keyClick(link, Qt.Key.Key_Return)
    panel = place.request_page.deadline.panel
    assert panel is not None and QApplication.focusWidget() is day_of(panel).boxes[0]
    assert all(name(at) for at in walk(place.request_page) if at.state().focusable)
    field(panel, "correction_reason").set_value("Something")
    qtbot.keyClick(panel.cancel, Qt.Key.Key_Return)
    assert place.request_page.deadline.panel is None and QApplication.focusWidget() is link
    assert field(press(place), "correction_reason").value() == ""


def test_what_was_corrected_by_somebody_else_meanwhile_is_said(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    panel, view, desk = press(place), place.request_page.view, staff.desk
    assert view is not None
    command = CorrectDay(staff.actor(Role.INFORMATION_OFFICER), view.row.id, RECEIPT, date(2026, 11, 8), "Read again.")
    partial(correct_day, command, uow=desk.uow(), clock=desk.clock)(rules=desk.deadline_rules)
    type_day(panel, "9", "11", "2026")
    field(panel, "correction_reason").set_value("The stamp says the 9th.")
    correct(qtbot, staff, panel)
    assert [staff.said.pop().code] == ["day_moved_on"] and panel.save.isEnabled()


def test_nothing_is_corrected_where_the_request_is_closed_or_by_who_only_reads(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    view, desk = place.request_page.view, staff.desk
    assert view is not None and "Correct a date" in offered(place)
    actor = staff.actor(Role.INFORMATION_OFFICER)
    close_request(
        CloseRequest(actor, view.row.id, Answered.WITHDRAWN),
        uow=desk.uow(),
        clock=desk.clock,
        rules=desk.deadline_rules,
    )
    open_request(qtbot, staff, place)
    assert offered(place) == [] and "The request is answered." in says(place)
    reading = make(qtbot, staff, Role.APPROVER)
    open_request(qtbot, staff, reading, "SAR-2026-0007")
    assert offered(reading) == []
