"""A request's page at a counter of an office with a back office: what is decided there is not offered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.office.pcs import LEFT_TO_OTHERS
from desktop.domain.office.people import Role
from tests.ui.requests.panels import open_one
from tests.ui.requests.test_request_actions import offered
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff


@pytest.mark.parametrize("counter", [False, True])
def test_no_hold_is_released_and_no_approval_withdrawn_there(qtbot: QtBot, staff: Staff, counter: bool) -> None:
    if counter:
        staff.desk = replace(staff.desk, not_here=LEFT_TO_OTHERS)
    place = open_one(qtbot, staff, "SAR-2026-0002", Role.APPROVER)
    qtbot.waitUntil(lambda: "On hold since" in words_on(place))
    assert ("Ask to release the hold" in offered(place)) is not counter
    assert place.request_page.withdrawing.isVisible() is not counter


@pytest.mark.parametrize("counter", [False, True])
def test_no_recording_is_looked_for_there(qtbot: QtBot, staff: Staff, counter: bool) -> None:
    if counter:
        staff.desk = replace(staff.desk, not_here=LEFT_TO_OTHERS)
    place = open_one(qtbot, staff, "INT-2026-0002")
    qtbot.waitUntil(lambda: "INT-2026-0002" in words_on(place))
    assert place.request_page.primary.isVisible() is not counter
    assert ("find the recording" in words_on(place)) is counter, "who does it is said"
