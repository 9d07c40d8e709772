"""Someone else's recording, whose row says for a moment that it is the requested one: it is not linked, nor held."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from db.log.proven import ProvenRows
from desktop.application.recordings.import_report import ImportReport
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import RecordingId, RequestId, new_id
from tests.application.recordings.test_finding import choose, find
from tests.attacks.test_events import findings
from tests.attacks.test_rows import edit, refused
from tests.support.builders import Office, a_call
from tests.support.places import owners
from tests.support.trees import Imports, held, name, put

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
    assert place.request(request).status is Status.LINKED


CALL = a_call(3.0, 777)


def given_the_bytes(place: Office, recording: RecordingId, data: bytes) -> str:
    """Say in its row that a recording has these bytes; return the digest of its own."""
    with owners(place) as engine, engine.connect() as connection:
        own: str = connection.exec_driver_sql(f"SELECT digest FROM recording WHERE id = '{recording}'").scalar_one()
    edit(place, "UPDATE recording SET digest = {digest} WHERE id = {id}", digest=sha256(data).hexdigest(), id=recording)
    return own


def somebody_elses(place: Office) -> RecordingId:
    id = place.request(place.imported(place.a_request(), a_call(3.0, 900))).recording
    assert id is not None
    return id


def stopped_by(report: ImportReport) -> None:
    assert report.stopped is not None
    raise report.stopped


def test_a_recording_whose_row_says_that_it_has_the_bytes_of_an_import(place: Office) -> None:
    other, request = somebody_elses(place), place.a_request()
    given_the_bytes(place, other, CALL)
    refused(place, lambda: place.imported(request, CALL), "recording", "digest")
    assert place.request(request).status is Status.TAKEN


def test_nor_is_it_held_for_a_request_in_its_place(place: Office, tmp_path: Path) -> None:
    other = somebody_elses(place)
    edit(place, "DELETE FROM held_recording")
    put(tmp_path, name(), CALL)
    given_the_bytes(place, other, CALL)
    refused(place, lambda: stopped_by(Imports(place).run(tmp_path)), "recording", "digest")
    assert not held(place)


def test_an_import_that_took_another_for_it_is_named_once_its_row_is_put_back(place: Office) -> None:
    other, request = somebody_elses(place), place.a_request()
    own = given_the_bytes(place, other, CALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProvenRows, "recording", lambda rows, id: None)  # hidden from it as well
        place.imported(request, CALL)
    edit(place, "UPDATE recording SET digest = {digest} WHERE id = {id}", digest=own, id=other)
    assert "(recording_linked) contradicts the events before it." in findings(place)
