"""Letters, files for the police and deadlines are as the log says: by a row alone none goes anywhere or moves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.application.requests.deadlines import AskClarification
from desktop.domain.requests.deadline import QuestionAbout
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Purpose
from tests.application.requests.test_closing import approved_for_police, disclose
from tests.application.requests.test_deadlines import TODAY
from tests.application.requests.test_letters import invited, make
from tests.attacks.test_events import findings
from tests.attacks.test_rows import edit, refused
from tests.support.builders import Office


@pytest.mark.parametrize("column", ["address", "surname", "representative"])
def test_no_letter_goes_to_whom_a_row_alone_names(place: Office, column: str) -> None:
    request = invited(place)
    edit(place, f"UPDATE asker SET {column} = 'Spy' WHERE request = {{id}}", id=request)
    refused(place, lambda: make(place, request, LetterKind.INVITATION), "asker", "given_names")


@pytest.mark.parametrize("column", ["name", "place"])
def test_nobody_is_sent_with_their_papers_to_a_place_that_a_row_alone_names(place: Office, column: str) -> None:
    request = invited(place)
    edit(place, f"UPDATE office SET {column} = '1 Spy Street'")
    refused(place, lambda: make(place, request, LetterKind.INVITATION), "office", "name")
    assert "place is not what event" in findings(place)


def test_no_file_is_disclosed_of_a_request_that_a_row_alone_approves(place: Office) -> None:
    request = approved_for_police(place, Purpose.TRAINING)
    edit(place, "UPDATE request SET purpose = 'police' WHERE id = {id}", id=request)
    refused(place, lambda: disclose(place, request), "request", "purpose")


EARLIER = {
    "request": ("received_on", "UPDATE request SET received_on = '2026-11-20' WHERE id = {id}"),
    "request_clarification": (
        "",
        "INSERT INTO request_clarification (request, position, asked_on, answered_on, about) "
        "SELECT id, 0, received_on, '2026-11-24', 'which_call' FROM request WHERE id = {id}",
    ),
}


@pytest.mark.parametrize("table", EARLIER)
def test_no_deadline_is_reckoned_from_days_that_a_row_alone_says(place: Office, table: str) -> None:
    """Else the event would say it too, and the row could be put right again."""
    request = place.a_request(received_on=TODAY - timedelta(days=9))
    column, statement = EARLIER[table]
    edit(place, statement, id=request)
    command = AskClarification(place.actor("officer"), request, TODAY, QuestionAbout.WHICH_CALL)
    refused(place, lambda: place.do(command), table, column)
