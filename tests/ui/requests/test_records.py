"""Corrections and complaints, files for the police, and who acts for the person: on the page of their request, and in
the list until they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.requests.closing import DiscloseFile
from desktop.application.requests.letters import MakeLetter
from desktop.application.requests.views import DisclosureView, RequestView
from desktop.domain.office.people import Role
from desktop.domain.requests.follow_ups import FollowUpAnswer
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import (
    Answered,
    Authority,
    Disclosure,
    DisclosureBasis,
    DisclosureRoute,
    Representative,
    Status,
)
from desktop.domain.sessions.session import NoteKind
from desktop.domain.shared.ids import NoteId
from desktop.domain.shared.paper import Way
from desktop.ui.requests.place import RequestsPlace
from tests.gallery.states.requests import for_police
from tests.support.offices.conducted import Course, Noted
from tests.ui.accessible import interface, name, walk
from tests.ui.requests import panels
from tests.ui.reviews.conftest import Seat
from tests.ui.staff import Staff, _staff, the_staff

TODAY = date(2026, 11, 24)
REFERENCE, OTHER, POLICE = "SAR-2026-0001", "SAR-2026-0006", "INT-2026-0001"
ANSWERED = "The correction of 24 November 2026 was answered"
ACKNOWLEDGE, OUTCOME, TAKE = (
    "The complaint of 24 November 2026 was acknowledged",
    "They were told the outcome of the complaint of 24 November 2026",
    "Take a complaint",
)
FORCE, FORM, ACTS = "Nowhere Constabulary", "Form 8", "Someone acts for them"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an office where someone wanted a correction and complained today."""
    wrong = Noted(NoteKind.DISPUTE, "The date that was given for the repair is wrong.", 31, correction_wanted=True)
    folder = tmp_path_factory.mktemp("complained")
    made = the_staff(folder)
    made.conduct(0, Course(notes=(wrong,), complaint=True, copy_wanted=False))
    made.close()
    return folder / "demo"


@pytest.fixture
def staff(tmp_path: Path, template: Path) -> Iterator[Staff]:
    made = _staff(template, tmp_path, hours=3)
    yield made
    made.close()
    assert [error.code for error in made.said] == []


@pytest.fixture
def place(seat: Seat) -> RequestsPlace:
    return panels.open_one(seat, REFERENCE)


def tell(staff: Staff, place: RequestsPlace) -> None:
    """Make the letter that tells what was corrected."""
    actor = staff.actor(Role.INFORMATION_OFFICER)
    panels.do(staff, MakeLetter(actor, panels.view_of(place).row.id, LetterKind.CORRECTION_MADE, Way.PRINTED))


def test_every_panel_is_worked_with_the_keyboard_alone(qtbot: QtBot, place: RequestsPlace) -> None:
    page = place.request_page
    firsts = {
        page.follow_ups: ["follow_up_answer"],
        page.complaints: ["complaint_told_on", "complaint_outcome", "complaint_came_by"],
        page.representative: ["representative"],
        page.request_actions.reviewing[0]: ["hold_reason"],
    }
    for part, names in firsts.items():
        for link, first in zip(part.links, names, strict=True):
            panels.focus(qtbot, link)
            qtbot.keyClick(link, Qt.Key.Key_Return)
            panel = part.panel
            assert panel is not None and QApplication.focusWidget() is panels.field(panel, first).focus_target()
            assert all(name(at) for at in walk(page) if at.state().focusable)
            qtbot.keyClick(panel.cancel, Qt.Key.Key_Return)
            assert part.panel is None and QApplication.focusWidget() is link


def test_who_only_reads_sees_what_was_said_and_is_offered_nothing(seat: Seat) -> None:
    place = panels.open_one(seat, REFERENCE, Role.APPROVER)
    page, parts = place.request_page, (place.request_page.follow_ups, place.request_page.complaints)
    assert [len(panels.says(part)) for part in parts] == [2, 3] and not page.representative.links
    assert [each for part in parts for each in (*panels.offered(part), *panels.backs(part))] == []
    done = tuple(
        replace(each, answer=FollowUpAnswer.CORRECTED, answered_on=TODAY) for each in panels.view_of(place).follow_ups
    )
    page.show_request(replace(panels.view_of(place), follow_ups=done))
    assert panels.backs(page.follow_ups) == []
    panels.open_request(seat, place, OTHER)
    assert not any(part.isVisible() for part in parts)


def test_each_date_says_how_it_was_counted(seat: Seat, place: RequestsPlace) -> None:
    page = place.request_page
    assert name(interface(page.complaints.how)) == "How?: how the date of the complaint was counted"
    for part in (page.follow_ups, page.complaints):
        assert not part.steps.isVisible()
        part.how.click()
    assert page.follow_ups.steps.words == (
        "They asked for the correction on Tuesday 24 November 2026. The month starts that day. The answer is due on "
        "the same date next month, Thursday 24 December 2026."
    )
    assert page.complaints.steps.words == (
        "The complaint came on Tuesday 24 November 2026. 30 days, counted from the day after, end on Thursday "
        "24 December 2026. We aim for Wednesday 23 December 2026, in case the law is read more strictly."
    )
    panels.open_request(seat, place, OTHER)
    panels.open_request(seat, place, REFERENCE)
    assert page.complaints.counted.isVisible() and not page.complaints.steps.isVisible(), "folded again"
    panels.save(seat, panels.press(page.complaints, ACKNOWLEDGE))
    assert not page.complaints.counted.isVisible(), "no date is left"


# Corrections


def test_a_correction_has_its_own_date_and_is_answered_once_the_person_was_told(
    seat: Seat, place: RequestsPlace
) -> None:
    part = place.request_page.follow_ups
    assert panels.says(part) == [
        "Said at the appointment",
        "On 24 November 2026 they asked for a correction: answer by Thursday 24 December 2026.",
    ]
    panel = panels.press(part, ANSWERED)
    panels.save(seat, panel)
    assert panels.problems(place) == {"follow_up_answer": "Choose the outcome."}
    panels.field(panel, "follow_up_answer").options["corrected"].click()
    panels.save(seat, panel)
    first = "First make the letter that tells the person what was corrected, under “What to do now”."
    assert panels.problems(place) == {"follow_up_answer": first}
    tell(seat.staff, place)
    panels.day_of(panel).set_value(TODAY - timedelta(days=1))
    panels.save(seat, panel)
    assert panels.problems(place) == {"follow_up_answered_on": "This is before they asked. Type the day again."}
    panels.day_of(panel).set_value(TODAY)
    panels.save(seat, panel)
    assert panels.offered(part) == [] and not part.notice.isVisible() and not panels.problems(place)
    told = "On 24 November 2026 they asked for a correction. It was corrected, and they were told what was done: "
    assert panels.says(part)[-1] == f"{told}24 November 2026."
    assert panels.backs(part) == ["Take back the answer to the correction of 24 November 2026"]
    part.back[0].click()
    part.back[0].click()  # once
    seat.settle()
    assert panels.backs(part) == [] and panels.offered(part) == [ANSWERED] and not part.told.isVisible()


def test_each_session_has_its_own_correction_and_an_internal_request_shows_them_too(place: RequestsPlace) -> None:
    page, view = place.request_page, panels.view_of(place)
    (said,) = view.follow_ups
    later = replace(said, on=said.on + timedelta(days=7))
    unfinished = replace(said, on=said.on + timedelta(days=8), over=False)
    page.show_request(replace(view, row=replace(view.row, due_on=None), follow_ups=(said, later, unfinished)))
    assert panels.offered(page.follow_ups) == [ANSWERED, "The correction of 1 December 2026 was answered"]
    assert len(panels.says(page.follow_ups)) == 4 and not page.deadline.isVisible()


# Complaints


def test_a_complaint_goes_through_its_life_and_stays_in_the_list_of_a_closed_request_until_it_ended(seat: Seat) -> None:
    reference = seat.staff.conduct(1, Course(complaint=True, copy_wanted=False))
    place = panels.open_one(seat, reference)
    part = place.request_page.complaints
    assert panels.says(part) == [
        "Complaints",
        "On 24 November 2026 they complained. If it is about data protection, acknowledge it by Thursday "
        "24 December 2026. We aim for Wednesday 23 December 2026.",
        "Complaint of 24 November 2026, made at the appointment.",
    ]
    assert panels.offered(part) == [ACKNOWLEDGE, OUTCOME, TAKE] and panels.backs(part) == []
    panels.close(seat.staff, reference)
    seat.staff.clock.pass_by(days=27)
    due = panels.listed(seat, place)[reference]
    assert due == ("Complaint. In 3 days, Thu 24 December", "Information officer: acknowledge the complaint")
    panels.open_request(seat, place, reference)
    panels.save(seat, panels.press(part, ACKNOWLEDGE))
    assert panels.backs(part)[0] == "Take back that the complaint of 24 November 2026 was acknowledged"
    seat.press(part.back[0])
    assert panels.offered(part) == [ACKNOWLEDGE, OUTCOME, TAKE]
    panels.save(seat, panels.press(part, ACKNOWLEDGE))
    still = ("Complaint open. No legal date", "Information officer: tell the outcome of the complaint")
    assert panels.listed(seat, place)[reference] == still
    panels.open_request(seat, place, reference)
    panel = panels.press(part, "They were told how the complaint of 24 November 2026 is going")
    panels.field(panel, "complaint_words").set_value("We are still looking for the letter.")
    panels.save(seat, panel)
    panel = panels.press(part, OUTCOME)
    panels.save(seat, panel)
    assert panels.problems(place).keys() == {"complaint_outcome", "complaint_words"}
    panels.field(panel, "complaint_outcome").options["partly_upheld"].click()
    panels.field(panel, "complaint_words").set_value("We have changed our reminders.")
    panels.save(seat, panel)
    assert panels.says(part)[-3:] == [
        "Acknowledged: 21 December 2026.",
        "Told how it is going: 21 December 2026. We are still looking for the letter.",
        "Told the outcome: 21 December 2026. It was upheld in part. We have changed our reminders.",
    ]
    assert panels.offered(part) == [TAKE] and not part.notice.isVisible()
    assert reference not in panels.listed(seat, place)


def test_one_that_came_by_letter_is_taken_on_the_page(seat: Seat, place: RequestsPlace) -> None:
    part = place.request_page.complaints
    panels.open_request(seat, place, OTHER)
    assert panels.says(part) == [] and panels.offered(place.request_page.complaints) == [TAKE]
    panel = panels.press(part, TAKE)
    assert "Acknowledge it by Thursday 24 December 2026." in panels.says(part)
    panels.save(seat, panel)
    assert panels.problems(place) == {
        "complaint_came_by": "Choose how the complaint came.",
        "complaint_about": "Type what the complaint is about.",
    }
    panels.field(panel, "complaint_came_by").options["letter"].click()
    panels.day_of(panel).set_value(date(2026, 11, 23))
    panels.field(panel, "complaint_about").set_value("The call was kept for too long.")
    panels.save(seat, panel)
    assert not panels.problems(place)
    assert panels.says(part)[-1] == "Complaint of 23 November 2026 (Letter): The call was kept for too long."
    assert panels.backs(part) == ["Take back the complaint of 23 November 2026"]
    seat.press(part.back[0])
    assert panels.says(part) == [] and panels.backs(part) == []


# Disclosures


@pytest.fixture
def police(seat: Seat) -> RequestsPlace:
    """Return the place with a request for the police that was approved."""
    made = panels.open_one(seat, POLICE)
    made.request_page.show_request(for_police(panels.view_of(made)))
    return made


def recorded(view: RequestView, reference: str | None) -> RequestView:
    """Return it with a file that went."""
    assert view.copy is not None
    route, basis = DisclosureRoute.ENCRYPTED_MAIL, DisclosureBasis.COURT_ORDER
    went = Disclosure(view.row.id, 0, view.copy, route, basis, TODAY, NoteId("a" * 32), None, view.request.taken_by)
    answers = (Answered.DISCLOSED, Answered.WITHDRAWN)
    return replace(view, disclosures=(DisclosureView(went, FORCE, reference, "Demo officer"),), answers=answers)


def test_a_file_for_the_police_is_what_to_do_now_and_what_is_typed_is_handed_over(
    seat: Seat, police: RequestsPlace
) -> None:
    page, part = police.request_page, police.request_page.disclosures
    assert page.primary.text() == "Record the disclosure" and not part.links
    assert "No file is recorded as disclosed yet." in part.notice.words
    page.primary.click()
    assert QApplication.focusWidget() is panels.field(part.panel, "disclosed_to").focus_target()
    panels.field(part.panel, "disclosed_to").set_value(FORCE)
    panels.field(part.panel, "disclosure_route").options["encrypted_mail"].click()
    panels.field(part.panel, "disclosure_basis").options["court_order"].click()
    panels.field(part.panel, "disclosure_reference").set_value(FORM)
    page.primary.click()  # it is open: nothing that was typed goes
    commands: list[DiscloseFile] = []
    page.wanted.connect(commands.append)
    assert part.panel is not None
    panels.save(seat, part.panel)
    route, basis = DisclosureRoute.ENCRYPTED_MAIL, DisclosureBasis.COURT_ORDER
    actor, id = seat.staff.actor(Role.INFORMATION_OFFICER), panels.view_of(police).row.id
    assert commands == [DiscloseFile(actor, id, FORCE, route, basis, TODAY, FORM)]
    assert seat.staff.said.pop().code == "request_moved_on", "of this office, it is not approved"
    assert part.panel.save.isEnabled() and panels.field(part.panel, "disclosed_to").value() == FORCE
    part.panel.cancel.click()
    assert page.primary.hasFocus()


def test_what_was_disclosed_is_shown_and_the_request_can_be_closed_by_it(seat: Seat, police: RequestsPlace) -> None:
    page, part = police.request_page, police.request_page.disclosures
    for reference, form in ((FORM, ", reference Form 8"), (None, "")):
        page.show_request(recorded(panels.view_of(police), reference))
        said = f"24 November 2026: to {FORCE}. Encrypted e-mail. A court order{form}. Recorded by Demo officer."
        assert part.told.words == said and not part.notice.isVisible()
    answered = page.request_actions.answered
    assert answered is not None and set(answered.options) == {"disclosed", "withdrawn"}
    seat.qtbot.waitUntil(answered.isVisible)
    assert page.primary.text() != "Record the disclosure"
    panel = panels.press(part, "Record a disclosure")
    assert panels.field(panel, "disclosed_to").value() == ""
    panel.cancel.click()
    assert part.links[0].hasFocus() and part.panel is None
    view = replace(panels.view_of(police), disclosures=())
    prepared = replace(view, request=replace(view.request, status=Status.PREPARED))
    for other in (prepared, panels.open_request(seat, police, OTHER)):
        page.show_request(other)
        assert not part.isVisible() and not part.links


# Who acts for the person


def test_who_was_typed_acts_for_them_from_then_on(seat: Seat) -> None:
    place = panels.open_one(seat, POLICE)
    page, part = place.request_page, place.request_page.representative
    assert not part.links, "a colleague has nobody who acts for them"
    panels.open_request(seat, place, OTHER)
    panel = panels.press(part, ACTS)
    panel.cancel.click()
    assert not part.isVisible() and part.links[0].hasFocus()
    panel = panels.press(part, ACTS)
    panels.save(seat, panel)
    assert set(panels.problems(place)) == {"representative", "authority", "letters_to"}
    panels.field(panel, "representative").set_value("Test Friend")
    panels.field(panel, "authority").options["written_consent"].click()
    panels.field(panel, "scope").set_value("This request alone")
    panels.field(panel, "letters_to").options["themself"].click()
    panels.day_of(panel).set_value(TODAY + timedelta(days=6))
    panels.save(seat, panel)
    assert set(panels.problems(place)) == {"seen_on"} and panels.field(panel, "representative").value() == "Test Friend"
    panels.day_of(panel).set_value(TODAY)
    panels.save(seat, panel)
    acts = Representative("Test Friend", Authority.WRITTEN_CONSENT, "This request alone", TODAY, "")
    assert panels.view_of(place).request.representative == acts and part.panel is None and not part.links
    said = page.sheet.asked.values()["Acts for them"].splitlines()
    assert said[:2] == ["Test Friend", "Written consent, seen on 24 November 2026"]
