"""A recording that rows hide while somebody says that none is left: it is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Call, Status
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.errors import WrongStateError
from tests.application.recordings.test_finding import say
from tests.attacks.test_rows import edit, refused
from tests.builders import KEEPING, Office
from tests.fakes import TUESDAY

AT = TUESDAY - timedelta(days=70)
NUMBER, NORMAL = "01632 960 999", "+441632960999"
ALL = tuple(source.name for source in KEEPING.sources)
HIDING = {
    "call_at": "UPDATE recording SET call_at = '2019-01-01T09:00:00.000000Z' WHERE id = {id}",
    "number": "UPDATE recording SET number = '+441632960111' WHERE id = {id}",
    "outbound": "UPDATE recording SET outbound = NOT outbound WHERE id = {id}",
    "source": "UPDATE recording SET source = 'elsewhere' WHERE id = {id}",
    "destroyed_at": "UPDATE recording SET destroyed_at = call_at WHERE id = {id}",
}


def asked_and_there(place: Office) -> tuple[RequestId, RecordingId]:
    """Return a request, and the recording of its call."""
    return place.a_request(call=Call(AT, NUMBER)), place.kept(AT, NORMAL)


@pytest.mark.parametrize("column", HIDING)
def test_a_recording_whose_row_says_that_it_is_none_of_that_call(place: Office, column: str) -> None:
    request, id = asked_and_there(place)
    edit(place, HIDING[column], id=id)
    refused(place, lambda: say(place, request, *ALL), "recording", column)
    assert place.request(request).status is Status.TAKEN


def test_a_recording_whose_row_is_away(place: Office) -> None:
    request, id = asked_and_there(place)
    edit(place, "UPDATE recording SET id = {other} WHERE id = {id}", id=id, other="0" * 32)
    refused(place, lambda: say(place, request, *ALL), "recording")


def test_a_recording_whose_telephone_system_no_key_names(place: Office) -> None:
    """By time alone the search goes by the telephone systems that keys are of."""
    request, id = place.a_request(call=Call(AT, "")), place.kept(AT, None)
    assert id
    edit(place, "UPDATE retention_key SET source = 'elsewhere'")
    with pytest.raises(WrongStateError):
        say(place, request, *ALL)


def test_a_request_whose_call_is_another_in_its_row(place: Office) -> None:
    request, _ = asked_and_there(place)
    edit(place, "UPDATE asker SET call_number = '+441632960111' WHERE request = {id}", id=request)
    refused(place, lambda: say(place, request, *ALL), "asker", "given_names")


def test_one_that_was_destroyed_is_not_left(place: Office) -> None:
    place.kept(AT, NORMAL)
    place.clock.pass_by(days=400)
    assert place.retain().destroyed
    request = place.a_request(call=Call(AT, NUMBER))
    say(place, request)
    assert place.request(request).status is Status.REFUSED
    assert EventKind.ROW_REFUSED not in [event.kind for event in place.events()]
