"""A hold that is due for review: in the list of requests, and on the page of its request, where it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.recordings.holding import ReviewHold
from desktop.application.requests.listing import is_overdue, nearest, row_presses, urgency
from desktop.domain.office.people import Role
from desktop.domain.requests.deadline import DeadlineState
from desktop.domain.requests.follow_ups import FollowUpKind
from desktop.domain.requests.request import Status
from desktop.ui.requests.panels import Panel
from desktop.ui.requests.place import RequestsPlace
from desktop.words.errors import message_for
from desktop.words.requests import listed_due, next_words
from tests.ui.requests import panels
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on

CLOSED, INTERNAL, OPEN = "SAR-2026-0005", "INT-2026-0002", "SAR-2026-0006"
DUE, DAYS, NEXT = date(2027, 2, 24), 92, date(2027, 5, 24)
WHY = "The ombudsman has not answered yet."
IS_DUE = "This hold is due for review."


@pytest.fixture
def place(seat: Seat) -> RequestsPlace:
    """Return the list, on the day on which all holds are due."""
    seat.staff.clock.pass_by(days=DAYS)
    return panels.make(seat, Role.INFORMATION_OFFICER)


def press(qtbot: QtBot, place: RequestsPlace) -> Panel:
    (part,) = place.request_page.request_actions.reviewing
    qtbot.waitUntil(part.links[0].isVisible)
    return panels.press(part, "Keep the hold, with a reason")


def says(qtbot: QtBot, place: RequestsPlace, *said: str) -> str:
    """Return all of the place's text, once it has these."""
    qtbot.waitUntil(lambda: all(each in words_on(place) for each in said))
    return words_on(place)


def test_a_closed_request_is_in_the_list_while_its_hold_is_due_and_leaves_it_when_the_hold_is_kept(
    seat: Seat, place: RequestsPlace
) -> None:
    said = ("Hold to review. Today, Wed 24 February", "Information officer: review the hold")
    assert panels.listed(seat, place)[CLOSED] == said
    row = next(row for row in place.list_page.table.view.rows_model.rows if row.cells[0] == CLOSED)
    assert row.attention
    panels.open_request(seat, place, CLOSED)
    says(seat.qtbot, place, IS_DUE)
    panel = press(seat.qtbot, place)
    says(seat.qtbot, place, "By 24 May 2027 at the latest.")
    assert panels.day_of(panel).value() == NEXT
    panels.field(panel, "hold_reason").set_value(WHY)
    panels.save(seat, panel)
    kept = f"Kept on 24 February 2027 by Demo information officer, next review on 24 May 2027: {WHY}"
    assert IS_DUE not in says(seat.qtbot, place, kept, "Review it on 24 May 2027.")
    assert CLOSED not in panels.listed(seat, place)


def test_a_reason_and_a_day_that_can_be_are_asked_for_and_whoever_leaves_it_is_asked_no_more(
    seat: Seat, place: RequestsPlace
) -> None:
    panels.open_request(seat, place, CLOSED)
    panel = press(seat.qtbot, place)
    panels.save(seat, panel)
    assert panels.problems(place) == {"hold_reason": "Type why the hold is still needed."} and panel.save.isEnabled()
    panels.field(panel, "hold_reason").set_value(WHY)
    for typed, problem in {
        ("24", "2", "2027"): "Choose a day after today. Someone reviews the hold then.",
        ("25", "5", "2027"): "That is later than a hold may wait. Type an earlier day.",
    }.items():
        panels.type_day(panel, *typed)
        panels.save(seat, panel)
        assert (
            panels.problems(place) == {"hold_review_on": problem} and panels.field(panel, "hold_reason").value() == WHY
        )
    panel.cancel.click()
    assert not panels.problems(place) and panels.field(press(seat.qtbot, place), "hold_reason").value() == ""


def test_who_reviews_what_somebody_reviewed_meanwhile_is_told_and_keeps_what_they_typed(
    seat: Seat, place: RequestsPlace
) -> None:
    view = panels.open_request(seat, place, CLOSED)
    panel = press(seat.qtbot, place)
    command = ReviewHold(seat.staff.actor(Role.APPROVER), view.holds[0].hold.id, 0, "They were quicker.", NEXT)
    panels.do(seat.staff, command)
    panels.field(panel, "hold_reason").set_value(WHY)
    panels.save(seat, panel)
    refused = seat.staff.said.pop()
    assert refused.code == "hold_reviewed" and message_for(refused).startswith("Someone else has kept this hold")
    assert panel.save.isEnabled() and panel.isVisible() and panels.field(panel, "hold_reason").value() == WHY


def test_of_several_dates_the_nearest_leads_and_the_hold_is_always_named() -> None:
    today = date(2027, 3, 1)
    row = panels.a_row(due_on=date(2027, 2, 28), hold_review_on=date(2027, 3, 1))
    paused = replace(row, due_on=date(2027, 3, 9), state=DeadlineState.PAUSED)
    said = replace(row, follow_up_due=(date(2027, 2, 27), FollowUpKind.COMPLAINT))
    closed = replace(row, status=Status.CLOSED)
    complained = replace(paused, hold_review_on=None, state=DeadlineState.RUNNING, complaint_open=True)
    assert [listed_due(each, today) for each in (row, paused, said, closed)] == [
        "1 day late, Sun 28 February. Hold to review",
        "Hold to review. Today, Mon 1 March",
        "Complaint. 2 days late, Sat 27 February. Hold to review",
        "Hold to review. Today, Mon 1 March",
    ]
    assert listed_due(replace(paused, hold_review_on=None), today) == "Paused. In 8 days, Tue 9 March"
    assert listed_due(complained, today) == "In 8 days, Tue 9 March. Complaint open"
    assert nearest(paused) == date(2027, 3, 1) and nearest(said) == date(2027, 2, 27)
    assert sorted([paused, row, said], key=urgency) == [said, row, paused]
    assert next_words(paused) == "Information officer: review the hold" != next_words(row)
    assert row_presses(closed, today) and not is_overdue(closed, today) and is_overdue(closed, date(2027, 3, 2))
