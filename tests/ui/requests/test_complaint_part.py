"""Complaints, on the page of their request and in the list, from the day that they came until their outcome is told."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.requests.closing import CloseRequest, close_request
from desktop.application.requests.follow_ups import TellComplaint, tell_complaint
from desktop.domain.office.people import Role
from desktop.domain.requests.complaints import ComplaintStep
from desktop.domain.requests.request import Answered, Status
from desktop.ui.kit.fields import Field
from desktop.ui.kit.text import Words
from desktop.ui.requests.panels import Panel
from desktop.ui.requests.place import RequestsPlace
from desktop.words.requests import listed_due
from tests.support.conducted import Course
from tests.ui.accessible import interface, name, walk
from tests.ui.requests.panels import day_of, field
from tests.ui.requests.test_deadline_part import open_request, problems
from tests.ui.requests.test_requests import cells, focus, make
from tests.ui.staff import Staff, settle, the_staff

TODAY = date(2026, 11, 24)
REFERENCE, OTHER = "SAR-2026-0001", "SAR-2026-0006"
ABOUT, WORDS = "The call was kept for too long.", "We are still looking for the letter."
ACKNOWLEDGE, OUTCOME, TAKE = (
    "The complaint of 24 November 2026 was acknowledged",
    "They were told the outcome of the complaint of 24 November 2026",
    "Take a complaint",
)


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    """Yield an office where someone complained today."""
    made = the_staff(tmp_path)
    made.conduct(0, Course(complaint=True, copy_wanted=False))
    yield made
    made.close()
    assert [error.code for error in made.said] == []


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> RequestsPlace:
    made = make(qtbot, staff, Role.INFORMATION_OFFICER)
    open_request(qtbot, staff, made, REFERENCE)
    return made


def says(place: RequestsPlace) -> list[str]:
    part = place.request_page.complaints
    said = [words.words for words in part.findChildren(Words) if words.isVisible()]
    return "\n".join(said).splitlines()


def offered(place: RequestsPlace) -> list[str]:
    return [link.text() for link in place.request_page.complaints.links if link.isVisible()]


def backs(place: RequestsPlace) -> list[str]:
    return [link.text() for link in place.request_page.complaints.back if link.isVisible()]


def press(place: RequestsPlace, words: str) -> Panel:
    next(link for link in place.request_page.complaints.links if link.text() == words).click()
    panel = place.request_page.complaints.panel
    assert panel is not None and panel.isVisible()
    return panel


def taking(place: RequestsPlace) -> Panel:
    place.request_page.complaints.links[-1].click()
    panel = place.request_page.complaints.panel
    assert panel is not None and panel.isVisible()
    return panel


def save(qtbot: QtBot, staff: Staff, panel: Panel) -> None:
    panel.save.click()
    settle(qtbot, staff)


def listed(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> dict[str, tuple[str, str]]:
    """Return the date and who acts next, by reference, from the list."""
    place.request_page.back.emit()
    settle(qtbot, staff)
    return {row[0]: (row[3], row[4]) for row in cells(place)}


def close(staff: Staff, place: RequestsPlace) -> None:
    view, desk = place.request_page.view, staff.desk
    assert view is not None
    command = CloseRequest(staff.actor(Role.INFORMATION_OFFICER), view.row.id, Answered.WITHDRAWN)
    close_request(command, uow=desk.uow(), clock=desk.clock, rules=desk.deadline_rules)


def test_it_goes_through_its_life_and_stays_in_the_list_of_a_closed_request_until_it_ended(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    assert says(place) == [
        "Complaints",
        "On 24 November 2026 they complained. If it is about data protection, acknowledge it by Thursday "
        "24 December 2026. We aim for Wednesday 23 December 2026.",
        "Complaint of 24 November 2026, made at the appointment.",
    ]
    assert offered(place) == [ACKNOWLEDGE, OUTCOME, TAKE] and backs(place) == []
    close(staff, place)
    staff.clock.pass_by(days=27)
    acts = ("Complaint. In 3 days, Thu 24 December", "Information officer: acknowledge the complaint")
    assert listed(qtbot, staff, place)[REFERENCE] == acts
    open_request(qtbot, staff, place, REFERENCE)
    panel = press(place, ACKNOWLEDGE)
    assert [asked.name for asked in panel.findChildren(Field)] == ["complaint_told_on"] and not offered(place)
    save(qtbot, staff, panel)
    still = ("Complaint open. No legal date", "Information officer: tell the outcome of the complaint")
    assert listed(qtbot, staff, place)[REFERENCE] == still
    staff.clock.pass_by(days=20)
    assert listed(qtbot, staff, place)[REFERENCE] == still
    open_request(qtbot, staff, place, REFERENCE)
    panel = press(place, "They were told how the complaint of 24 November 2026 is going")
    field(panel, "complaint_words").set_value(WORDS)
    save(qtbot, staff, panel)
    panel = press(place, OUTCOME)
    assert [key for key, option in field(panel, "complaint_outcome").options.items() if option.isVisible()] == [
        "upheld",
        "partly_upheld",
        "not_upheld",
        "passed_on",
    ]
    field(panel, "complaint_outcome").options["partly_upheld"].click()
    field(panel, "complaint_words").set_value("We have changed our reminders.")
    save(qtbot, staff, panel)
    assert says(place)[-3:] == [
        "Acknowledged: 21 December 2026.",
        f"Told how it is going: 10 January 2027. {WORDS}",
        "Told the outcome: 10 January 2027. It was upheld in part. We have changed our reminders.",
    ]
    assert offered(place) == [TAKE] and not place.request_page.complaints.due.isVisible()
    assert REFERENCE not in listed(qtbot, staff, place)


def test_one_that_came_by_letter_is_taken_on_the_page(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    open_request(qtbot, staff, place, OTHER)
    assert says(place) == [] and offered(place) == [TAKE]
    panel = taking(place)
    assert "Acknowledge it by Thursday 24 December 2026." in says(place)
    save(qtbot, staff, panel)
    assert problems(place) == {
        "complaint_came_by": "Choose how the complaint came.",
        "complaint_about": "Type what the complaint is about.",
    }
    field(panel, "complaint_came_by").options["letter"].click()
    day_of(panel).set_value(date(2026, 11, 23))
    field(panel, "complaint_about").set_value(ABOUT)
    save(qtbot, staff, panel)
    assert not problems(place)
    assert says(place)[-1] == f"Complaint of 23 November 2026 (Letter): {ABOUT}"
    assert backs(place) == ["Take back the complaint of 23 November 2026"]
    place.request_page.complaints.back[0].click()
    place.request_page.complaints.back[0].click()  # once
    settle(qtbot, staff)
    assert says(place) == [] and backs(place) == []


def test_what_was_noted_wrongly_is_taken_back(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    save(qtbot, staff, press(place, ACKNOWLEDGE))
    assert backs(place) == ["Take back that the complaint of 24 November 2026 was acknowledged"]
    place.request_page.complaints.back[0].click()
    settle(qtbot, staff)
    assert offered(place) == [ACKNOWLEDGE, OUTCOME, TAKE] and backs(place) == []


@pytest.mark.parametrize("outcome", ["passed_on", "not_upheld"])
def test_one_that_is_answered_at_once_needs_no_acknowledgement(
    qtbot: QtBot, staff: Staff, place: RequestsPlace, outcome: str
) -> None:
    panel = press(place, OUTCOME)
    save(qtbot, staff, panel)
    assert problems(place).keys() == {"complaint_outcome", "complaint_words"}
    field(panel, "complaint_outcome").options[outcome].click()
    field(panel, "complaint_words").set_value("The council’s complaints team answers it.")
    day_of(panel).set_value(date(2026, 11, 23))
    save(qtbot, staff, panel)
    assert problems(place) == {"complaint_told_on": "This is before the complaint arrived. Type the day again."}
    day_of(panel).set_value(TODAY)
    save(qtbot, staff, panel)
    assert offered(place) == [TAKE]


def test_it_is_worked_with_the_keyboard_alone(qtbot: QtBot, place: RequestsPlace) -> None:
    part = place.request_page.complaints
    firsts = "complaint_told_on", "complaint_outcome", "complaint_came_by"
    for link, first in zip(part.links, firsts, strict=True):
        focus(qtbot, link)
        qtbot.keyClick(link, Qt.Key.Key_Return)
        panel = part.panel
        assert panel is not None and QApplication.focusWidget() is field(panel, first).focus_target()
        assert all(name(at) for at in walk(place.request_page) if at.state().focusable)
        qtbot.keyClick(panel.cancel, Qt.Key.Key_Return)
        assert part.panel is None and QApplication.focusWidget() is link


def test_what_somebody_else_noted_meanwhile_is_said(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    panel, view, desk = press(place, ACKNOWLEDGE), place.request_page.view, staff.desk
    assert view is not None
    [made] = view.complaints
    actor, step = staff.actor(Role.INFORMATION_OFFICER), ComplaintStep.ACKNOWLEDGED
    command = TellComplaint(actor, view.row.id, made.complaint.id, 0, step, TODAY)
    tell_complaint(command, uow=desk.uow(), clock=desk.clock)
    save(qtbot, staff, panel)
    assert [staff.said.pop().code] == ["complaint_moved_on"] and panel.save.isEnabled()


def test_who_only_reads_sees_it_and_is_offered_nothing(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    reading = make(qtbot, staff, Role.APPROVER)
    open_request(qtbot, staff, reading, REFERENCE)
    assert len(says(reading)) == 3 and offered(reading) == [] and backs(reading) == []
    open_request(qtbot, staff, reading, OTHER)
    assert not reading.request_page.complaints.isVisible()


def test_beside_the_date_of_an_open_request_the_list_says_that_a_complaint_is_open(place: RequestsPlace) -> None:
    view = place.request_page.view
    assert view is not None
    row = replace(view.row, status=Status.TAKEN, due_on=date(2026, 12, 24), complaint_open=True)
    assert listed_due(row, TODAY) == "In 30 days, Thu 24 December. Complaint open"


def test_its_date_says_how_it_was_counted(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    part = place.request_page.complaints
    assert (
        name(interface(part.how.link)) == "How?: how the date of the complaint was counted"
        and not part.how.steps.isVisible()
    )
    part.how.link.click()
    assert part.how.steps.words == (
        "The complaint came on Tuesday 24 November 2026. 30 days, counted from the day after, end on Thursday "
        "24 December 2026. We aim for Wednesday 23 December 2026, in case the law is read more strictly."
    )
    panel = press(place, ACKNOWLEDGE)
    save(qtbot, staff, panel)
    assert not part.how.isVisible(), "no date is left"


def test_a_date_beyond_the_known_holidays_says_that_it_may_change(qtbot: QtBot, staff: Staff) -> None:
    known = partial(operator.gt, date(2026, 12, 1))
    with patch.object(type(staff.desk), "holidays_known", property(lambda desk: known)):
        place = make(qtbot, staff, Role.INFORMATION_OFFICER)
        open_request(qtbot, staff, place, REFERENCE)
        assert "The public holidays of 2026 are not announced yet." in place.request_page.complaints.how.steps.words
