"""The parts of the policies that used to be changed in TOML alone: each has its page, and its second person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.sessions.id_policy import Instead
from desktop.ui.kit.page import Page
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.words.policies import PolicyRow, rows_of
from tests.ui.office.asked import asked
from tests.ui.office.pages import press
from tests.ui.office.test_policies import kinds, made, opened, row, words_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff, settle

IDENTITY, OFFICE, KEEPING = PolicyName
TABLE = "The table beside recordings of telephony"
BILL = "Gas, electricity, water or telephone bill"


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> Iterator[PoliciesPlace]:
    yield made(qtbot, staff, Role.ADMINISTRATOR)


def begin(qtbot: QtBot, staff: Staff, place: PoliciesPlace, name: PolicyName, what: str) -> None:
    opened(qtbot, staff, place, name)
    place.policy_page.change_wanted.emit(row(place, what))


def put_in_force(qtbot: QtBot, staff: Staff, place: PoliciesPlace, page: Page) -> None:
    press(qtbot, staff, page)
    assert place.preview_page.primary.text() == "Put in force"
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_CHANGED


def propose(qtbot: QtBot, staff: Staff, place: PoliciesPlace, page: Page) -> str:
    """Propose what weakens a check; return what the preview said."""
    press(qtbot, staff, page)
    said = words_on(place.preview_page)
    assert place.preview_page.primary.text() == "Propose this change" and "Gets weaker" in said
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_PROPOSED
    return said


def test_keeping_every_recording_takes_an_assessment_and_a_second_person(
    qtbot: QtBot, staff: Staff, place: PoliciesPlace
) -> None:
    begin(qtbot, staff, place, KEEPING, "An import keeps")
    page = asked(place)
    assert page.estate.value() == "asked_for" and not page.estate_assessment.isVisible()
    page.estate.options["every"].click()
    press(qtbot, staff, page)
    assert page.estate_assessment.problem == "Type the reference of the impact assessment."
    page.estate_assessment.set_value("DPIA 2026/07")
    said = propose(qtbot, staff, place, page)
    assert "An import keeps every recording, even one that nobody asks for: DPIA 2026/07." in said
    assert staff.desk.policies.keeping.estate_assessment is None, "nothing holds before somebody adopts it"
    other = made(qtbot, staff, Role.SUPERVISOR)
    opened(qtbot, staff, other, KEEPING)
    press(qtbot, staff, other.policy_page)
    press(qtbot, staff, other.preview_page, PASSWORD)
    assert staff.desk.policies.keeping.estate_assessment == "DPIA 2026/07"
    place.refresh()
    settle(qtbot, staff)
    begin(qtbot, staff, place, KEEPING, "An import keeps")
    assert page.estate_assessment.value() == "DPIA 2026/07" and page.estate_assessment.isVisible()
    page.estate.options["asked_for"].click()
    put_in_force(qtbot, staff, place, page)
    assert staff.desk.policies.keeping.estate_assessment is None


def test_the_channel_of_staff_and_when_the_system_deletes(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    begin(qtbot, staff, place, KEEPING, "How recordings of telephony are read")
    page = asked(place)
    assert page.agent_channel.value() == "unknown" and page.system_days.value() == "90"
    page.agent_channel.options["1"].click()
    page.system_days.set_value("9999")
    press(qtbot, staff, page)
    assert page.system_days.problem == "Type a number from 1 to 3660."
    page.system_days.set_value("")
    put_in_force(qtbot, staff, place, page)
    [source] = staff.desk.policies.keeping.sources
    assert (source.agent_channel, source.system_days) == (1, None)
    assert "staff on the right channel" in row(place, "How recordings of telephony are read").now


def test_the_only_telephone_system_stays_and_one_of_two_may_go(
    qtbot: QtBot, staff: Staff, place: PoliciesPlace
) -> None:
    begin(qtbot, staff, place, KEEPING, "How recordings of telephony are read")
    asked(place).gone.set_value(("gone",))
    press(qtbot, staff, asked(place))
    assert asked(place).gone.problem == "The office has no other telephone system. Add that first."


def test_how_dates_are_written_is_shown_by_an_example(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    begin(qtbot, staff, place, KEEPING, TABLE)
    page = asked(place)
    assert page.table.value() == "none" and not page.table_file.isVisible() and not page.date_format.isVisible()
    page.table.options["other"].click()
    page.table_file.set_value("calls-*.csv")
    press(qtbot, staff, page)
    assert page.date_format.problem and page.column_started.problem and page.column_media.problem
    page.column_started.set_value("Call start")
    page.column_media.set_value("File")
    page.date_format.set_value("example")
    page.date_format.edited.emit()
    page.example.set_value("tomorrow")
    press(qtbot, staff, page)
    assert page.example.isVisible() and "from the day to the minute" in page.example.problem
    page.example.set_value("24.11.26 at 14.30")
    put_in_force(qtbot, staff, place, page)
    table = staff.desk.policies.keeping.sources[0].table
    assert table is not None and (table.file, table.date_format) == ("calls-*.csv", "%d.%m.%y at %H.%M")
    assert row(place, TABLE).now == "calls-*.csv, dates as 24.11.26 at 14.30 (day first)"
    place.policy_page.change_wanted.emit(row(place, TABLE))
    assert page.date_format.value() == "%d.%m.%y at %H.%M" and page.column_media.value() == "File"
    page.table.options["asterisk"].click()
    page.table_file.set_value("cdr-*.csv")
    put_in_force(qtbot, staff, place, page)
    begin(qtbot, staff, place, KEEPING, TABLE)
    page.table.options["none"].click()
    put_in_force(qtbot, staff, place, page)
    assert staff.desk.policies.keeping.sources[0].table is None


def test_people_of_the_office_are_identified_like_everybody_and_by_rules_again(
    qtbot: QtBot, staff: Staff, place: PoliciesPlace
) -> None:
    whose = "People of the office who listen show"
    begin(qtbot, staff, place, IDENTITY, whose)
    page = asked(place)
    assert page.internal.value() == "own" and not page.groups.isVisible()
    press(qtbot, staff, page)
    assert staff.said.pop().code == "policy_same"
    page.internal.options["same"].click()
    put_in_force(qtbot, staff, place, page)
    assert staff.desk.policies.identity.internal is None and row(place, whose).now == "The same as everybody else"
    place.policy_page.change_wanted.emit(row(place, whose))
    page.internal.options["own"].click()
    assert page.groups.isVisible()
    page.groups.set_value("Z")
    press(qtbot, staff, page)
    assert page.groups.problem.startswith("At least one of these groups has no document.")
    page.groups.set_value("a")
    said = propose(qtbot, staff, place, page)
    assert "People of the office who listen are identified by rules of their own." in said


@pytest.mark.parametrize(
    ("document", "check", "weaker"),
    [
        ("Passport", "has_mrz", "the machine-readable lines are no longer checked"),
        ("UK photocard driving licence", "has_licence_number", "the licence’s number is no longer checked"),
    ],
)
def test_a_check_of_a_document_that_is_dropped_takes_a_second_person(
    qtbot: QtBot, staff: Staff, place: PoliciesPlace, document: str, check: str, weaker: str
) -> None:
    begin(qtbot, staff, place, IDENTITY, document)
    assert asked(place).checks.value() == {check}
    asked(place).checks.set_value(())
    assert weaker in propose(qtbot, staff, place, asked(place))


def test_what_is_offered_instead_and_one_more_check_hold_at_once(
    qtbot: QtBot, staff: Staff, place: PoliciesPlace
) -> None:
    begin(qtbot, staff, place, IDENTITY, BILL)
    assert asked(place).instead.value() == "usual" or asked(place).instead.value() == "newer_issue"
    asked(place).instead.set_value("supervisor")
    put_in_force(qtbot, staff, place, asked(place))
    bill = next(each for each in staff.desk.policies.identity.kinds if each.name == BILL)
    assert bill.instead is Instead.SUPERVISOR and not bill.has_mrz


def test_the_share_code_is_a_check_that_is_kept(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    opened(qtbot, staff, place, IDENTITY)
    coded: PolicyRow = next(each for each in rows_of(place._state.policy) if "with a share code" in each.now)
    place.policy_page.change_wanted.emit(coded)
    assert "share_code" in asked(place).checks.value()
    asked(place).checks.set_value(())
    assert "without being opened with a share code" in propose(qtbot, staff, place, asked(place))


def test_a_name_a_zone_and_a_holiday(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    begin(qtbot, staff, place, OFFICE, "What this policy is called")
    asked(place).name.set_value(" ")
    press(qtbot, staff, asked(place))
    assert asked(place).name.problem == "Type what this policy is called."
    asked(place).name.set_value("Riverside’s own")
    put_in_force(qtbot, staff, place, asked(place))
    assert staff.desk.policy.name == "Riverside’s own"
    begin(qtbot, staff, place, OFFICE, "The time zone of this office")
    asked(place).zone.set_value("UTC")
    assert "The time zone is UTC instead of Europe/London." in propose(qtbot, staff, place, asked(place))


def test_a_holiday_by_hand_is_taken_back(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    opened(qtbot, staff, place, OFFICE)
    place.policy_page.more["holidays"].click()
    asked(place).day.set_value(date(2027, 5, 10))
    asked(place).name.set_value("A day of thanks")
    put_in_force(qtbot, staff, place, asked(place))
    place.policy_page.change_wanted.emit(row(place, "Holiday by hand"))
    press(qtbot, staff, asked(place))
    assert asked(place).gone.problem == "Tick that it is no longer a holiday, or go back."
    asked(place).gone.set_value(("gone",))
    put_in_force(qtbot, staff, place, asked(place))
    assert not staff.desk.is_holiday(date(2027, 5, 10)) and staff.desk.policy.holidays == ()


@pytest.mark.parametrize("name", PolicyName)
def test_an_administrator_is_left_nothing_that_has_no_page(
    qtbot: QtBot, staff: Staff, place: PoliciesPlace, name: PolicyName
) -> None:
    opened(qtbot, staff, place, name)
    for each in rows_of(place._state.policy):
        place.policy_page.change_wanted.emit(each)
        assert place.edit_page.isVisible() and place.edit_page.asked, each
        place.edit_page.back.emit()
    assert not place.policy_page.said.isVisible()
