"""Follow-ups from the counter, on the page of their request and in the list, until their answer is noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.requests.follow_ups import AnswerFollowUp, answer_follow_up
from desktop.application.requests.letters import MakeLetter, make_letter
from desktop.application.requests.listing import is_overdue, nearest, row_presses, urgency
from desktop.application.shared.commands import bound
from desktop.domain.office.people import Role
from desktop.domain.requests.follow_ups import FollowUp, FollowUpAnswer, FollowUpKind
from desktop.domain.requests.letters import LetterKind
from desktop.domain.sessions.session import NoteKind
from desktop.domain.shared.paper import Way
from desktop.ui.kit.text import Words
from desktop.ui.requests.panels import Panel
from desktop.ui.requests.place import RequestsPlace
from tests.support.conducted import Course, Noted
from tests.ui.accessible import name, walk
from tests.ui.requests.panels import day_of, field
from tests.ui.requests.test_deadline_part import open_request, problems
from tests.ui.requests.test_requests import focus, make
from tests.ui.staff import Staff, settle, the_staff

TODAY = date(2026, 11, 24)
WRONG = Noted(NoteKind.DISPUTE, "The date that was given for the repair is wrong.", 31, correction_wanted=True)
REFERENCE = "SAR-2026-0001"


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    """Yield an office where someone wanted a correction and complained today."""
    made = the_staff(tmp_path)
    made.conduct(0, Course(notes=(WRONG,), complaint=True, copy_wanted=False))
    yield made
    made.close()
    assert [error.code for error in made.said] == []


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> RequestsPlace:
    made = make(qtbot, staff, Role.INFORMATION_OFFICER)
    open_request(qtbot, staff, made, REFERENCE)
    return made


def says(place: RequestsPlace) -> list[str]:
    part = place.request_page.follow_ups
    said = [words.words for words in part.findChildren(Words) if words.isVisible()]
    return "\n".join(said).splitlines()


def offered(place: RequestsPlace) -> list[str]:
    return [link.text() for link in place.request_page.follow_ups.links if link.isVisible()]


def tell(staff: Staff, place: RequestsPlace, letter: LetterKind = LetterKind.CORRECTION_MADE) -> None:
    """Make the letter that tells what came of the correction."""
    view = place.request_page.view
    assert view is not None
    actor = staff.actor(Role.INFORMATION_OFFICER)
    bound(make_letter, staff.desk, MakeLetter(actor, view.row.id, letter, Way.PRINTED))()


def press(place: RequestsPlace, link: int) -> Panel:
    place.request_page.follow_ups.links[link].click()
    panel = place.request_page.follow_ups.panel
    assert panel is not None and panel.isVisible()
    return panel


def save(qtbot: QtBot, staff: Staff, panel: Panel) -> None:
    panel.save.click()
    settle(qtbot, staff)


def test_it_has_its_own_date_and_is_answered(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    assert says(place) == [
        "Said at the appointment",
        "On 24 November 2026 they asked for a correction: answer by Thursday 24 December 2026.",
    ]
    assert offered(place) == ["The correction of 24 November 2026 was answered"]
    tell(staff, place)
    panel = press(place, 0)
    assert day_of(panel).value() == TODAY and not offered(place)
    field(panel, "follow_up_answer").options["corrected"].click()
    save(qtbot, staff, panel)
    assert offered(place) == [] and not place.request_page.follow_ups.due.isVisible()
    answered = (
        "On 24 November 2026 they asked for a correction. It was corrected, and they were told what was done: "
        "24 November 2026."
    )
    assert says(place)[-1] == answered


def test_an_answer_that_was_noted_wrongly_is_taken_back(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    tell(staff, place)
    panel = press(place, 0)
    field(panel, "follow_up_answer").options["corrected"].click()
    save(qtbot, staff, panel)
    (back,) = place.request_page.follow_ups.back
    assert back.isVisible() and back.text() == "Take back the answer to the correction of 24 November 2026"
    back.click()
    back.click()  # once
    settle(qtbot, staff)
    assert place.request_page.follow_ups.back == [] and len(offered(place)) == 1
    assert not place.request_page.follow_ups.answered.isVisible()


def test_a_complaint_that_was_answered_before_is_shown_and_can_be_taken_back(place: RequestsPlace) -> None:
    view = place.request_page.view
    assert view is not None
    done = replace(
        view.follow_ups[0], kind=FollowUpKind.COMPLAINT, answer=FollowUpAnswer.ACKNOWLEDGED, answered_on=TODAY
    )
    place.request_page.show_request(replace(view, follow_ups=(done,)))
    assert says(place)[-1] == "On 24 November 2026 they complained. It was acknowledged: 24 November 2026."
    (back,) = place.request_page.follow_ups.back
    assert back.text() == "Take back the answer to the complaint of 24 November 2026"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (("25", "11", "2026"), "That day is in the future. Type today or an earlier day."),
        (("23", "11", "2026"), "This is before they asked. Type the day again."),
        (("31", "11", "2026"), "Type a day, a month and a year, such as 14 8 2026."),
        (("", "", ""), "Type the day."),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_it_and_can_be_typed_again(
    qtbot: QtBot, staff: Staff, place: RequestsPlace, typed: tuple[str, str, str], problem: str
) -> None:
    tell(staff, place)
    panel = press(place, 0)
    field(panel, "follow_up_answer").options["corrected"].click()
    for box, text in zip(day_of(panel).boxes, typed, strict=True):
        box.setText(text)
    save(qtbot, staff, panel)
    assert problems(place) == {"follow_up_answered_on": problem} and panel.save.isEnabled()
    day_of(panel).set_value(TODAY)
    save(qtbot, staff, panel)
    assert offered(place) == [] and not problems(place)


def test_what_came_of_it_is_asked(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    save(qtbot, staff, press(place, 0))
    assert problems(place) == {"follow_up_answer": "Choose the outcome."}
    panel = place.request_page.follow_ups.panel
    assert panel is not None
    panel.cancel.click()
    assert not problems(place)


@pytest.mark.parametrize(
    ("answer", "problem", "letter", "told"),
    [
        ("corrected", "the person what was corrected", "correction made", "corrected"),
        ("not_corrected", "the person why", "correction refused", "why_not"),
    ],
)
def test_what_came_of_it_is_told_by_letter_before_it_is_noted(
    qtbot: QtBot, staff: Staff, place: RequestsPlace, answer: str, problem: str, letter: str, told: str
) -> None:
    panel = press(place, 0)
    field(panel, "follow_up_answer").options[answer].click()
    save(qtbot, staff, panel)
    first = f"First make the letter that tells {problem}, under “What to do now”."
    assert problems(place) == {"follow_up_answer": first}
    (offered,) = [each for each in place.request_page.request_actions.buttons if letter in each.text()]
    offered.click()
    settle(qtbot, staff)
    assert getattr(place.letters.page, told).isVisible()


def test_it_is_worked_with_the_keyboard_alone(qtbot: QtBot, place: RequestsPlace) -> None:
    link = place.request_page.follow_ups.links[0]
    focus(qtbot, link)
    qtbot.keyClick(link, Qt.Key.Key_Return)
    panel = place.request_page.follow_ups.panel
    assert panel is not None and QApplication.focusWidget() is field(panel, "follow_up_answer").focus_target()
    assert all(name(at) for at in walk(place.request_page) if at.state().focusable)
    qtbot.keyClick(panel.cancel, Qt.Key.Key_Return)
    assert place.request_page.follow_ups.panel is None and QApplication.focusWidget() is link


def test_what_somebody_else_answered_meanwhile_is_said(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    panel, view, desk = press(place, 0), place.request_page.view, staff.desk
    assert view is not None
    said = view.follow_ups[0]
    actor = staff.actor(Role.INFORMATION_OFFICER)
    tell(staff, place)
    command = AnswerFollowUp(actor, said.request, said.session, said.kind, FollowUpAnswer.CORRECTED, TODAY)
    answer_follow_up(command, uow=desk.uow(), clock=desk.clock)
    field(panel, "follow_up_answer").options["not_corrected"].click()
    save(qtbot, staff, panel)
    assert [staff.said.pop().code] == ["follow_up_answered"] and panel.save.isEnabled()


def test_who_only_reads_and_who_is_still_in_a_session_is_offered_nothing(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    view = place.request_page.view
    assert view is not None
    still = tuple(replace(said, over=False) for said in view.follow_ups)
    place.request_page.show_request(replace(view, follow_ups=still))
    assert offered(place) == [] and len(says(place)) == 2
    reading = make(qtbot, staff, Role.APPROVER)
    open_request(qtbot, staff, reading, REFERENCE)
    assert offered(reading) == [] and len(says(reading)) == 2
    done = tuple(replace(said, answer=FollowUpAnswer.CORRECTED, answered_on=TODAY) for said in view.follow_ups)
    assert reading.request_page.view is not None
    reading.request_page.show_request(replace(reading.request_page.view, follow_ups=done))
    assert reading.request_page.follow_ups.back == []


def test_where_nothing_was_said_there_is_nothing(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    open_request(qtbot, staff, place, "SAR-2026-0006")
    assert not place.request_page.follow_ups.isVisible()


def test_an_internal_request_shows_what_was_said_without_a_deadline(place: RequestsPlace) -> None:
    view = place.request_page.view
    assert view is not None
    place.request_page.show_request(replace(view, row=replace(view.row, due_on=None)))
    assert not place.request_page.deadline.isVisible() and len(says(place)) == 2


def test_of_the_answer_and_what_was_said_the_nearer_date_counts(place: RequestsPlace) -> None:
    view = place.request_page.view
    assert view is not None
    row = replace(view.row, due_on=date(2026, 12, 10), follow_up_due=(date(2026, 12, 24), FollowUpKind.CORRECTION))
    said_first = replace(row, follow_up_due=(date(2026, 12, 9), FollowUpKind.COMPLAINT))
    assert (nearest(row), nearest(said_first)) == (date(2026, 12, 10), date(2026, 12, 9))
    assert sorted([row, said_first], key=urgency) == [said_first, row]
    assert [row_presses(each, date(2026, 12, 2)) for each in (row, said_first)] == [False, True]
    assert [is_overdue(each, date(2026, 12, 10)) for each in (row, said_first)] == [False, True]
    assert is_overdue(row, date(2026, 12, 11)) and is_overdue(replace(said_first, due_on=None), date(2026, 12, 10))


def test_every_session_has_its_own(place: RequestsPlace) -> None:
    view = place.request_page.view
    assert view is not None
    said: FollowUp = view.follow_ups[0]
    later = replace(said, on=said.on + timedelta(days=7))
    place.request_page.show_request(replace(view, follow_ups=(said, later)))
    assert offered(place) == [
        "The correction of 24 November 2026 was answered",
        "The correction of 1 December 2026 was answered",
    ]


def test_the_date_of_a_correction_says_how_it_was_counted(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    how = place.request_page.follow_ups.how
    assert not how.steps.isVisible()
    how.link.click()
    assert how.steps.isVisible() and how.steps.words == (
        "They asked for the correction on Tuesday 24 November 2026. The month starts that day. The answer is due on "
        "the same date next month, Thursday 24 December 2026."
    )
    open_request(qtbot, staff, place, "SAR-2026-0002")
    open_request(qtbot, staff, place, REFERENCE)
    assert how.isVisible() and not how.steps.isVisible(), "folded again"
