"""Somebody else's recording, whose row says for a moment that it is of the requested call: it is not linked."""

from __future__ import annotations

from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import RecordingId, RequestId, new_id
from tests.application.recordings.test_finding import choose, find
from tests.attacks.test_rows import edit, refused
from tests.builders import Office

OTHERS = "+441632960999"


def asked_and_another(place: Office) -> tuple[RequestId, RecordingId]:
    """Return a request, and the recording of another person's call of another day."""
    return place.a_request(), place.kept(place.clock.now(), OTHERS)


def moved_to(place: Office, recording: RecordingId, request: RequestId, *columns: str) -> None:
    of = {"call_at": "call_at", "number": "call_number", "outbound": "call_outbound"}
    for column in columns:
        edit(
            place,
            f"UPDATE recording SET {column} = (SELECT {of[column]} FROM asker WHERE request = {{request}}) "
            "WHERE id = {recording}",
            request=request,
            recording=recording,
        )


def test_a_recording_whose_row_was_moved_to_the_requested_call(place: Office) -> None:
    request, other = asked_and_another(place)
    moved_to(place, other, request, "call_at", "number")
    assert other in {each.id for each in find(place, request).rows}
    refused(place, lambda: choose(place, request, other), "recording", "call_at")
    assert place.request(request).status is Status.TAKEN


def test_a_recording_that_was_given_the_requested_number(place: Office) -> None:
    request = place.a_request()
    other = place.kept(place.request(request).call.at, OTHERS)
    moved_to(place, other, request, "number")
    refused(place, lambda: choose(place, request, other), "recording", "number")


def test_a_recording_that_no_event_imports(place: Office) -> None:
    request, other = asked_and_another(place)
    made_up = RecordingId(new_id())
    edit(place, "UPDATE recording SET id = {made_up} WHERE id = {other}", made_up=made_up, other=other)
    moved_to(place, made_up, request, "call_at", "number")
    refused(place, lambda: choose(place, request, made_up), "recording")


def test_without_an_edit_it_is_linked(place: Office) -> None:
    request = place.a_request()
    call = place.request(request).call
    choose(place, request, place.kept(call.at, call.number))
    assert place.request(request).status is Status.MATCHED
