"""A request beside its sound: its holds, complaints, end, answers, appointments and letters go by the log.

By a row alone nobody releases a hold, is told something, ends a request, or invites anybody: each is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desktop.application.recordings.holding import (
    AskRelease,
    DeletionStopped,
    ReleaseHold,
)
from desktop.application.requests.closing import CloseRequest
from desktop.domain.requests.complaints import Complaint, ComplaintStep
from desktop.domain.requests.follow_ups import FollowUpAnswer
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered
from desktop.domain.shared.ids import RequestId
from tests.application.appointments.test_booking import THURSDAY, move
from tests.application.recordings.test_hold_reviews import review
from tests.application.recordings.test_keeping import hold_of
from tests.application.requests.test_follow_ups import answer, close, finish, listened, take, take_back, tell_about
from tests.application.requests.test_letters import invited, make
from tests.attacks.test_rows import edit, refused, unapproved
from tests.support.builders import Office


def test_nobody_releases_a_hold_alone_by_a_row_that_names_another(place: Office) -> None:
    hold, other = hold_of(place, place.a_request()), place.people["approver"]
    edit(place, "UPDATE retention_hold SET release_asked_by = {other} WHERE id = {id}", other=other, id=hold.id)
    alone = place.in_person("officer")
    refused(place, lambda: place.do(ReleaseHold(alone, hold.id)), "retention_hold", "release_asked_by")


ON_HOLDS: dict[str, Callable[[Office, RequestId], object]] = {
    "asking": lambda place, request: place.do(AskRelease(place.in_person("officer"), hold_of(place, request).id)),
    "reviewing": review,
}


@pytest.mark.parametrize("act", ON_HOLDS)
def test_a_hold_with_another_day_is_not_gone_on_with(place: Office, act: str) -> None:
    request = place.a_request()
    edit(place, "UPDATE retention_hold SET review_on = '2036-02-24' WHERE request = {id}", id=request)
    refused(place, lambda: ON_HOLDS[act](place, request), "retention_hold", "review_on")


def test_a_review_of_a_hold_that_nobody_made(place: Office) -> None:
    request = place.a_request()
    review(place, request, place.clock.now().date() + timedelta(days=30))
    edit(place, "UPDATE hold_review SET reviewed_by = {id}", id=place.people["adviser"])
    refused(place, lambda: ON_HOLDS["asking"](place, request), "hold_review", "reviewed_by")


def test_a_deletion_that_a_row_alone_has_stopped(place: Office) -> None:
    request, officer = place.a_request(), place.actor("officer")
    edit(place, "UPDATE stop_deletion SET deletes_on = '2036-02-24' WHERE request = {id}", id=request)
    confirm = lambda: place.do(DeletionStopped(officer, request, "switchboard"))  # noqa: E731
    refused(place, confirm, "stop_deletion", "deletes_on")


COMPLAINTS: dict[str, Callable[[Office, Complaint], object]] = {
    "telling": lambda place, complaint: tell_about(place, complaint, ComplaintStep.OUTCOME),
    "taking back": take_back,
    "taking another": lambda place, complaint: take(place, complaint.request),
    "a letter": lambda place, complaint: make(place, complaint.request, LetterKind.COMPLAINT_PROGRESS),
}


@pytest.mark.parametrize("act", COMPLAINTS)
def test_nobody_is_told_of_a_complaint_what_its_row_alone_says(place: Office, act: str) -> None:
    complaint = tell_about(place, take(place, place.a_request()), ComplaintStep.ACKNOWLEDGED)
    edit(place, "UPDATE complaint_told SET told_on = '2026-10-01' WHERE complaint = {id}", id=complaint.id)
    refused(place, lambda: COMPLAINTS[act](place, complaint), "complaint_told", "told_on")


def test_nor_of_one_from_another_day(place: Office) -> None:
    complaint = take(place, place.a_request())
    edit(place, "UPDATE complaint SET received_on = '2026-10-01' WHERE id = {id}", id=complaint.id)
    refused(place, lambda: tell_about(place, complaint, ComplaintStep.OUTCOME), "complaint", "received_on")


def test_a_request_is_not_closed_by_a_session_that_its_row_alone_ends(place: Office) -> None:
    session = listened(place)
    request = place.session(session).request
    edit(place, "UPDATE session SET state = 'closed' WHERE id = {id}", id=session)
    refused(place, lambda: finish(place, request), "session", "state")


def test_nor_as_heard_by_what_its_rows_alone_say_was_heard(place: Office) -> None:
    session = place.briefed()
    edit(
        place,
        "INSERT INTO heard_span (session, start_frame, end_frame) SELECT id, 0, 8000 FROM session WHERE id = {id}",
        id=session,
    )
    close_it = CloseRequest(place.actor("officer"), place.session(session).request, Answered.LISTENED)
    refused(place, lambda: place.do(close_it), "heard_span")


@pytest.mark.parametrize(
    ("edited", "table", "column"),
    [
        ("UPDATE request SET copy_wanted = (copy_wanted IS NOT TRUE) WHERE id = {id}", "request", "copy_wanted"),
        ("UPDATE appointment SET status = 'called_off' WHERE request = {id}", "appointment", "status"),
    ],
)
def test_nor_while_a_copy_or_an_appointment_is_owed(place: Office, edited: str, table: str, column: str) -> None:
    request = invited(place)
    edit(place, edited, id=request)
    refused(place, lambda: finish(place, request), table, column)


def test_nothing_is_answered_that_a_row_alone_answers_or_leaves_open(place: Office) -> None:
    session = listened(place)
    close(place, session)
    edit(place, "UPDATE session_note SET correction_wanted = FALSE WHERE session = {id}", id=session)
    correct = lambda: answer(place, session, FollowUpAnswer.CORRECTED)  # noqa: E731
    refused(place, correct, "session_note", "correction_wanted")


def test_nobody_is_invited_to_a_slot_that_a_row_alone_says(place: Office) -> None:
    request = invited(place)
    edit(place, "UPDATE appointment SET minutes = 15 WHERE request = {id}", id=request)
    refused(place, lambda: make(place, request, LetterKind.INVITATION), "appointment", "minutes")


def test_nobody_is_given_a_slot_for_a_request_that_a_row_alone_approves(place: Office) -> None:
    request = unapproved(place)
    edit(place, "UPDATE request SET status = 'approved' WHERE id = {id}", id=request)
    refused(place, lambda: place.booked(request), "request", "status")


def test_nor_moved_from_one(place: Office) -> None:
    request = invited(place)
    with place.uow().read_only() as uow:
        [booked] = uow.requests.appointments_of(request)
    edit(place, "UPDATE appointment SET desk = {back} WHERE id = {id}", back=place.back, id=booked.id)
    refused(place, lambda: move(place, booked, THURSDAY + timedelta(days=1)), "appointment", "desk")


def test_no_letter_names_a_day_that_a_row_alone_puts_off(place: Office) -> None:
    """Something asked for on another day than it was would move the deadline that the letter tells."""
    request = invited(place)
    edit(
        place,
        "INSERT INTO request_clarification (request, position, asked_on, answered_on, about) "
        "SELECT id, 0, received_on, NULL, 'which_call' FROM request WHERE id = {id}",
        id=request,
    )
    refused(place, lambda: make(place, request, LetterKind.CLARIFICATION), "request_clarification")
