"""Edits of transcripts by the database's administrator: no word is shown that was not approved."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import select

from db.schema.recording_tables import recording, retention_key
from desktop.application.copies.preparing import open_transcript
from desktop.application.copies.staff_listening import read_copy_transcript
from desktop.application.sessions.listening import OpenRecording
from desktop.domain.copies.transcript import Line, Speaker, Transcript
from desktop.domain.shared.ids import CopyId, RequestId, SessionId
from desktop.vault.keys import wrap_data_key
from tests.application.copies.transcripts import approved, saved, with_words
from tests.attacks.test_keys import wrapped_by_a_spy
from tests.attacks.test_rows import edit, listen, refused
from tests.support.builders import Office, a_call
from tests.support.places import owners


def copy_of(place: Office, request: RequestId) -> CopyId:
    copy = place.request(request).copy
    assert copy is not None
    return copy


def session_of(place: Office, request: RequestId) -> SessionId:
    id: SessionId = place.briefed(request=request)
    return id


def test_putting_the_words_of_removed_parts_into_an_approved_copy(place: Office) -> None:
    """The whole transcript is in the database, under another key: it is moved over the approved one, digest and all."""
    request = approved(place)
    session, copy = session_of(place, request), copy_of(place, request)
    of = {"copy": copy, "request": request}
    whole = "(SELECT body FROM transcript WHERE request = {request})"
    edit(place, f"UPDATE copy_transcript SET body = {whole} WHERE copy = {{copy}}", **of)
    refused(place, listen(place, session), "copy_transcript", "body")
    digest = whole.replace("SELECT body", "SELECT digest")
    edit(place, f"UPDATE copy_transcript SET digest = {digest} WHERE copy = {{copy}}", **of)
    refused(place, listen(place, session), "copy_transcript", "digest")


def test_approving_a_transcript_by_a_row(place: Office) -> None:
    request = approved(place, with_transcript=False)
    session, copy = session_of(place, request), copy_of(place, request)
    words = "(SELECT digest FROM copy_transcript WHERE copy = {copy})"
    statement = f"UPDATE decision SET transcript = {words} WHERE request = {{request}}"
    edit(place, statement, copy=copy, request=request)
    refused(place, listen(place, session), "decision", "transcript")


def test_emptying_an_approved_transcript(place: Office) -> None:
    request = approved(place)
    session = session_of(place, request)
    edit(place, "UPDATE copy_transcript SET body = '' WHERE copy = {copy}", copy=copy_of(place, request))
    refused(place, listen(place, session), "copy_transcript", "body")


@pytest.mark.parametrize("column", ("version", "lines"))
def test_other_numbers_of_a_transcript(place: Office, column: str) -> None:
    request = with_words(place)
    edit(place, f"UPDATE copy_transcript SET {column} = 77 WHERE copy = {{copy}}", copy=copy_of(place, request))
    actor = place.actor("approver")
    refused(place, lambda: place.do(read_copy_transcript, actor, request, sound=place.sound), "copy_transcript", column)


def test_another_requests_words_for_this_recording(place: Office) -> None:
    """Two requests have transcripts; one row is put in the other's place."""
    request, other = with_words(place), place.imported(place.a_request(), a_call(2.0, 900))
    saved(place, other, Transcript((Line(0, 500, Speaker.OFFICE, "Other words."),)))
    for column in ("body", "digest", "lines"):
        other_value = f"(SELECT {column} FROM transcript WHERE request = {{other}})"
        statement = f"UPDATE transcript SET {column} = {other_value} WHERE request = {{request}}"
        edit(place, statement, other=other, request=request)
    actor = place.actor("officer", place.back)
    refused(
        place,
        lambda: open_transcript(actor, request, uow=place.uow(place.back), strongroom=place.strongroom),
        "transcript",
        "lines",
    )
    refused(place, lambda: place.prepared(request), "transcript", "lines")


def test_the_words_are_sealed_under_no_key_that_a_spy_has_put_there_for_a_while(place: Office) -> None:
    """The spy's retention key, and under it a data key of the spy's, in the place of the recording's."""
    request = place.imported(place.a_request(), a_call(2.0, 523))
    id = place.request(request).recording
    retention = secrets.token_bytes(32)
    wrapped = wrapped_by_a_spy(place, retention)
    with owners(place) as engine, engine.begin() as connection:
        of = recording.c.id == id
        key = select(recording.c.retention_key).where(of).scalar_subquery()
        connection.execute(retention_key.update().where(retention_key.c.id == key).values(wrapped=wrapped))
        data_key = wrap_data_key(retention, secrets.token_bytes(32), str(id))
        connection.execute(recording.update().where(of).values(data_key=data_key))
    refused(place, lambda: saved(place, request), "retention_key", "wrapped")
    with place.uow().read_only() as uow:
        assert uow.transcripts.get(request) is None


def test_without_an_edit_the_words_are_shown(place: Office) -> None:
    session = session_of(place, approved(place))
    place.do(OpenRecording(place.who(session), session), sound=place.sound)
    assert place.fake_sound.calls[-1] == "read transcript"
