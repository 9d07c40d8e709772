"""The rows of what someone heard, edited before their session is closed, or a receipt of it saved."""

from __future__ import annotations

import pytest

from desktop.application.sessions.closing import receipt_to_save
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import Outcome, State
from tests.attacks.test_rows import edit, refused
from tests.support.builders import Office

EDITS = {
    "heard more": ("heard_span SET end_frame = end_frame + 4000 WHERE session = {id}", "heard_span", "end_frame"),
    "heard another part": ("heard_span SET start_frame = 9 WHERE session = {id}", "heard_span", ""),
    "no exception": ("session SET exceptions = '[]', exceptional = '0' WHERE id = {id}", "session", "exceptions"),
    "another day": ("session SET opened_at = '2026-11-01T09:00:00.000000Z' WHERE id = {id}", "session", "opened_at"),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_session_is_not_closed_by_what_rows_alone_say(place: Office, name: str) -> None:
    session = place.interrupted() if name == "no exception" else place.closing()
    before = place.session(session)
    statement, table, column = EDITS[name]
    edit(place, f"UPDATE {statement}", id=session)
    refused(place, lambda: place.close(session, Outcome.HEARD_IN_PART), table, column)
    assert place.session(session).state is before.state is not State.CLOSED


@pytest.mark.parametrize("name", ["heard more", "heard another part", "another day"])
def test_no_receipt_is_saved_of_what_rows_alone_say(place: Office, name: str) -> None:
    session = place.closed()
    statement, table, column = EDITS[name]
    edit(place, f"UPDATE {statement}", id=session)
    supervisor = place.actor("supervisor", place.back)
    facts = place.facts
    refused(place, lambda: place.do(receipt_to_save, supervisor, session, desk=place.back, office=facts), table, column)
    assert EventKind.RECEIPT_SAVED not in [event.kind for event in place.events()]
