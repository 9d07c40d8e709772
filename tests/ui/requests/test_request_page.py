"""The page of one request: its journey in words, its facts in one column, and one primary action beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.requests.letters import MakeLetter
from desktop.domain.office.people import Role
from desktop.domain.requests.letters import LetterKind
from desktop.domain.shared.paper import Way
from desktop.ui.kit.buttons import PrimaryButton
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_actions import letter_step, next_step
from desktop.ui.requests.request_page import RequestPage
from tests.support.conducted import Course
from tests.ui.accessible import interface, name
from tests.ui.requests.panels import do, open_one
from tests.ui.staff import Staff, settle


def spoken(page: RequestPage) -> list[str]:
    return [name(interface(item)) for item in page.journey.items]


def test_each_stage_says_its_state_in_words_and_its_day(qtbot: QtBot, staff: Staff) -> None:
    assert spoken(open_one(qtbot, staff, "SAR-2026-0003").request_page) == [
        "Step 1 of 8: Taken, done. Sat 7 Nov",
        "Step 2 of 8: Protected, done",
        "Step 3 of 8: Found, done",
        "Step 4 of 8: Prepared, done. Tue 24 Nov",
        "Step 5 of 8: Decided, done. Tue 24 Nov",
        "Step 6 of 8: Invited, now. Make the letter: invitation",
        "Step 7 of 8: Heard, to come",
        "Step 8 of 8: Answered, to come. By Mon 7 Dec",
    ]


def test_an_invitation_is_asked_for_until_it_is_made_and_not_after_the_hearing(qtbot: QtBot, staff: Staff) -> None:
    place = open_one(qtbot, staff, "SAR-2026-0003")
    page, view = place.request_page, place.request_page.view
    assert view is not None and page.primary.text() == "Make the letter: invitation"
    command = MakeLetter(staff.actor(Role.INFORMATION_OFFICER), view.row.id, LetterKind.INVITATION, Way.PRINTED)
    do(staff, command)
    place.open(view.row.id)
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: spoken(page)[5].startswith("Step 6 of 8: Invited, done."))
    assert not page.primary.isVisible(), "nothing is to be done before the appointment"
    heard = open_one(qtbot, staff, staff.conduct(0, Course(copy_wanted=True))).request_page
    assert spoken(heard)[5] == "Step 6 of 8: Invited, not needed. Not needed"
    assert heard.view is not None
    invited_again = replace(heard.view, letters=(LetterKind.INVITATION, LetterKind.RESPONSE))
    assert next_step(invited_again, opens_originals=False) == letter_step(LetterKind.RESPONSE)


def test_what_is_of_no_use_any_more_is_said_to_be_not_needed(qtbot: QtBot, staff: Staff) -> None:
    said = spoken(open_one(qtbot, staff, "SAR-2026-0008").request_page)
    assert said[4].startswith("Step 5 of 8: Decided, done. ")
    assert said[5:7] == ["Step 6 of 8: Invited, not needed. Not needed", "Step 7 of 8: Heard, not needed. Not needed"]
    assert said[7].startswith("Step 8 of 8: Answered, now. By ")


def test_who_has_heard_it_and_what_is_not_protected(qtbot: QtBot, staff: Staff) -> None:
    staff.conduct(0, Course(copy_wanted=False))
    assert spoken(open_one(qtbot, staff, "SAR-2026-0001").request_page)[6] == "Step 7 of 8: Heard, done. Tue 24 Nov"
    said = spoken(open_one(qtbot, staff, "INT-2026-0002").request_page)
    assert said[1:3] == ["Step 2 of 8: Protected, now", "Step 3 of 8: Found, to come"]


def top(page: RequestPage, what: object) -> QPoint:
    return what.mapTo(page, QPoint(0, 0))  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("size", [(1152, 640), (683, 349)])
def test_what_can_be_done_stands_beside_the_facts_or_before_them_and_nothing_is_lost(
    qtbot: QtBot, staff: Staff, size: tuple[int, int]
) -> None:
    place: RequestsPlace = open_one(qtbot, staff, "SAR-2026-0003")
    place.resize(*size)
    page = place.request_page
    qtbot.waitUntil(lambda: page.beside.stacked is (size[0] < 1000))
    facts, panel = top(page, page.facts), top(page, page.to_do)
    if page.beside.stacked:
        assert panel.y() < facts.y() and panel.x() == facts.x()
    else:
        assert panel.y() == facts.y() and panel.x() > facts.x() + 500
    qtbot.waitUntil(lambda: page._scroll.widget().width() <= page._scroll.viewport().width())  # type: ignore[union-attr]
    shown = [each for each in page.findChildren(PrimaryButton) if each.isVisible()]
    assert [each.text() for each in shown] == ["Make the letter: invitation"]


def test_the_keyboard_begins_at_the_primary_action_and_where_there_is_none_it_says_who_acts(
    qtbot: QtBot, staff: Staff
) -> None:
    page = open_one(qtbot, staff, "SAR-2026-0003").request_page
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.primary)
    assert not page.to_do.next.isVisible()
    page = open_one(qtbot, staff, "SAR-2026-0003", Role.APPROVER).request_page
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.back_link)
    assert page.to_do.next.words == "Adviser: the appointment" and not page.primary.isVisible()
