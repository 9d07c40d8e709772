"""A recording that rows hide while someone says that none is left: it is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.schema.recording_tables import recording
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Call, Status
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.errors import RowRefusedError, WrongStateError
from tests.application.recordings.test_finding import say
from tests.attacks.test_events import findings
from tests.attacks.test_hidden_events import out_of_sight
from tests.attacks.test_rows import edit, refused
from tests.support.builders import KEEPING, Office
from tests.support.fakes import TUESDAY
from tests.support.places import owners

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


@pytest.mark.parametrize("column", ["call_at", "destroyed_at", "away"])
def test_one_whose_event_was_hidden_with_its_row_is_named_once_both_are_back(place: Office, column: str) -> None:
    request, id = asked_and_there(place)
    of_it = recording.c.id == id
    with out_of_sight(place, "recording_imported") as again:
        with owners(place) as engine, engine.begin() as connection:
            row = dict(connection.execute(recording.select().where(of_it)).one()._mapping)
            connection.execute(recording.delete().where(of_it))
            if column != "away":
                hidden = {"call_at": "2019-01-01T09:00:00.000000Z", "destroyed_at": row["call_at"]}[column]
                connection.execute(recording.insert().values(row | {column: hidden}))
        say(again, request, *ALL)
        with owners(place) as engine, engine.begin() as connection:
            connection.execute(recording.delete().where(of_it))
            connection.execute(recording.insert().values(row))
    assert "(recording_not_left) leaves out a recording that the log has." in findings(place)


def test_a_row_of_a_call_that_no_event_tells_of(place: Office) -> None:
    """Its event is hidden, and the row says another number."""
    request, id = asked_and_there(place)
    edit(place, HIDING["number"], id=id)
    with out_of_sight(place, "recording_imported") as again, pytest.raises(RowRefusedError):
        say(again, request, *ALL)


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
