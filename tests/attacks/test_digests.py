"""Typed text of which a part is moved into its salt: its digest is not the same, and the row is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.schema import office_tables, recording_tables, request_tables
from desktop.application.reviews.reviewing import SignOff, open_review
from desktop.domain.requests.request import Call
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import RecordingId
from tests.attacks.test_events import findings
from tests.attacks.test_rows import refused
from tests.support.builders import Office
from tests.support.places import owners

Moved = tuple[bytes, str]
"""A salt and the words under it."""
WORDS = "I never said that I agree"


def beginning_moved(salt: bytes, words: str) -> Moved:
    return salt + words[:18].encode(), words[18:]


def zero_added(salt: bytes, words: str) -> Moved:
    """HMAC fills a key up with zeros."""
    return salt + b"\0", words


def move(place: Office, how: Callable[[bytes, str], Moved]) -> str:
    """Change the row of the note with these words; return the words that it has then."""
    note = office_tables.note
    with owners(place) as engine, engine.begin() as connection:
        row = connection.execute(note.select().where(note.c.words == WORDS)).one()
        salt, words = how(bytes(row.salt), row.words)
        connection.execute(note.update().where(note.c.id == row.id).values(salt=salt, words=words))
    return words


@pytest.mark.parametrize("how", [beginning_moved, zero_added])
def test_no_supervisor_reads_a_part_of_what_somebody_said(place: Office, how: Callable[[bytes, str], Moved]) -> None:
    session = place.closing()
    place.close(session, Outcome.HEARD_IN_PART, WORDS)
    assert move(place, how) == "I agree" or how is not beginning_moved
    ports: dict[str, Any] = {"policy": place.policy, "is_holiday": place.is_holiday}
    actor = place.actor("supervisor")
    refused(place, lambda: place.do(open_review, actor, session, **ports), "note", "salt")
    refused(place, lambda: place.do(SignOff(actor, session, "looks right"), **ports), "note", "salt")
    assert "words is not what event" in findings(place)


def lose_digits(place: Office, recording: RecordingId) -> None:
    """Move the beginning of the number into its salt, in the form that its column has."""
    table = recording_tables.recording
    with owners(place) as engine, engine.begin() as connection:
        row = connection.execute(table.select().where(table.c.id == recording)).one()
        values = {"salt": row.salt + row.number[:6], "number": row.number[6:]}
        connection.execute(table.update().where(table.c.id == recording).values(values))


def test_a_number_that_lost_its_digits_has_no_recording_destroyed(place: Office) -> None:
    at, number = place.clock.now() - timedelta(days=50), "+441632960733"
    recording = place.kept(at, number)
    lose_digits(place, recording)
    place.a_request(call=Call(at, number))
    place.clock.pass_by(days=400)
    report = place.retain()
    assert report.destroyed == 0 and report.proof is not None and report.proof.changed


def test_nor_does_a_name_say_a_part_of_what_was_asked(place: Office) -> None:
    request, table = place.a_request(), request_tables.asker
    with owners(place) as engine, engine.begin() as connection:
        row = connection.execute(table.select().where(table.c.request == request)).one()
        connection.execute(table.update().where(table.c.request == request).values(salt=bytes(row.salt) + b"["))
    refused(place, lambda: place.imported(request), "asker", "given_names")
