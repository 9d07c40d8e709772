"""A telephone system is added, and read in another way, on the page of the keeping policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.ui.office.policies_place import PoliciesPlace
from tests.ui.office.asked import asked
from tests.ui.office.pages import press
from tests.ui.office.test_policies import kinds, made, opened, row, words_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff

READ = "How recordings of telephony are read"


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> Iterator[PoliciesPlace]:
    found = made(qtbot, staff, Role.ADMINISTRATOR)
    opened(qtbot, staff, found, PolicyName.KEEPING)
    yield found


def test_what_staff_dial_for_an_outside_line_is_said(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.change_wanted.emit(row(place, READ))
    page = asked(place)
    assert page.isVisible() and page.names.value() == "any" and page.zone.value() == "Europe/London"
    assert not {"name", "months"} & set(page.asked) and page.system_days.value() == "90"
    page.outside_line.set_value("0")
    press(qtbot, staff, page)
    assert page.outside_line.problem == "Type digits from 1 to 9, * or #."
    page.outside_line.set_value("9")
    page.names.set_value("freepbx")
    press(qtbot, staff, page)
    assert "Recordings of telephony are named or described in another way" in words_on(place.preview_page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_CHANGED
    assert row(place, READ).now == "FreePBX or Asterisk; times in Europe/London; an outside line by 9"
    assert staff.desk.policies.keeping.sources[0].outside_line == "9"


def test_one_more_is_proposed(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    place.policy_page.more["sources"].click()
    page = asked(place)
    assert page.isVisible() and page.name.isVisible() and page.months.isVisible()
    press(qtbot, staff, page)
    assert page.name.problem == "Type what the telephone system is called here."
    assert page.months.problem == "Type a whole number, in digits." and page.names.problem and not page.zone.problem
    page.name.set_value("switchboard")
    page.names.set_value("3cx")
    page.months.set_value("999")
    press(qtbot, staff, page)
    assert page.months.problem == "Type a number from 0 to 240." and page.system_days.problem == ""
    page.months.set_value("12")
    page.system_days.set_value("9999")
    press(qtbot, staff, page)
    assert page.system_days.problem and page.name.value() == "switchboard", "nothing typed is lost"
    page.system_days.set_value("90")
    press(qtbot, staff, page)
    assert "Recordings of switchboard are destroyed when their retention period ends." in words_on(place.preview_page)
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_PROPOSED and len(staff.desk.policies.keeping.sources) == 1
    assert not place.policy_page.more["sources"].isVisible(), "nothing else is changed while that waits"


def test_it_is_of_the_keeping_policy_and_for_administrators(qtbot: QtBot, staff: Staff, place: PoliciesPlace) -> None:
    assert place.policy_page.more["sources"].isVisible()
    opened(qtbot, staff, place, PolicyName.OFFICE)
    assert not place.policy_page.more["sources"].isVisible()
    other = made(qtbot, staff, Role.SUPERVISOR)
    opened(qtbot, staff, other, PolicyName.KEEPING)
    assert not other.policy_page.more["sources"].isVisible()
