"""Each revision, down and up again, on an office with some history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from db.schema import migrate
from db.schema.tables import metadata
from desktop.application.recordings.holding import ReviewHold, review_hold
from desktop.application.requests.close_request import CloseRequest, close_request
from desktop.application.sessions import checking_in
from desktop.domain.copies.copy import DECODER
from desktop.domain.requests.request import Answered
from desktop.domain.sessions.session import Outcome, State
from tests.builders import KEEPING, Office
from tests.places import PLACES, owners

HOLDS = ("retention_hold", "hold_review", "held_recording", "stop_deletion")
ADDED_TO = ("decision", "approved_copy", "recording", "command", "asker", "request", "policy")
"""Tables whose columns of later revisions hold values here: these are lost on the way down."""
STATES = [state for state in State if state is not State.BOOKED]


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        yield made


@pytest.fixture
def owner(office: Office) -> Iterator[Engine]:
    with owners(office) as engine:
        yield engine


@pytest.mark.parametrize("state", STATES)
def test_a_session_stands_as_it_stood_after_the_schema_of_before_was_brought_up(
    office: Office, owner: Engine, state: State
) -> None:
    id = office.in_state(state)
    before, rows = office.session(id), office.all_rows(*HOLDS, *ADDED_TO)
    asked = office.request(before.request)
    migrate.downgrade(owner, "0001")
    assert not migrate.is_current(office.parts.engine)
    migrate.upgrade(owner)
    assert migrate.differences(owner, metadata) == []
    assert office.session(id) == before
    assert office.request(before.request) == replace(asked, came_by=None)
    assert office.all_rows(*HOLDS, *ADDED_TO) == rows
    assert office.verify().whole


def test_what_was_asked_for_before_there_were_holds_is_held(office: Office, owner: Engine) -> None:
    closed, matched = office.a_request(), office.imported(office.a_request())
    office.do(close_request, CloseRequest(office.actor("officer"), closed, Answered.WITHDRAWN))
    migrate.downgrade(owner, "0002")
    migrate.upgrade(owner)
    with office.uow().look() as uow:
        assert uow.keeping.holds_of(closed) == []
        (hold,) = uow.keeping.holds_of(matched)
        assert (hold.owner, hold.stands) == (office.people["officer"], True)
        assert list(uow.keeping.held_by(hold.id)) == [office.request(matched).recording]


@pytest.mark.planted
def test_a_hold_that_was_reviewed_keeps_its_day_where_reviews_are_not_known(office: Office, owner: Engine) -> None:
    """And it can be reviewed again after the way up, where the review that the log has is let go."""
    with office.uow().look() as uow:
        (hold,) = uow.keeping.holds_of(office.first_request)
    command = ReviewHold(office.actor("officer"), hold.id, 0, "It is still needed.", date(2027, 1, 4))
    office.do(review_hold, command, keeping=KEEPING)
    migrate.downgrade(owner, "0007")
    migrate.upgrade(owner)
    with office.uow().look() as uow:
        assert uow.keeping.hold(hold.id).review_on == date(2027, 1, 4) and uow.keeping.reviews_of(hold.id) == []
    office.do(review_hold, command, keeping=KEEPING)
    assert office.verify().whole


def test_what_was_there_before_decoders_were_told_apart_came_from_the_first(office: Office, owner: Engine) -> None:
    request = office.request(office.first_request)
    assert request.recording is not None and request.copy is not None
    with office.uow().look() as uow:
        recording, copy = uow.recordings.get(request.recording), uow.recordings.copy(request.copy)
    assert (recording.decoder, copy.decoder) == (DECODER, DECODER)
    migrate.downgrade(owner, "0008")
    migrate.upgrade(owner)
    with office.uow().look() as uow:
        assert uow.recordings.get(request.recording) == replace(recording, decoder=0, salt=None)
        assert uow.recordings.copy(request.copy) == replace(copy, decoder=0)


def test_where_a_slot_was_booked_again_there_is_no_way_back_and_nothing_is_lost(office: Office, owner: Engine) -> None:
    appointment = office.booked(minutes_from_now=60)
    office.do(checking_in.call_off, checking_in.CallOff(office.actor(), appointment.id, Outcome.CANCELLED))
    office.booked(minutes_from_now=60)
    rows = office.all_rows()
    with pytest.raises(IntegrityError):
        migrate.downgrade(owner, "0001")
    assert migrate.is_current(office.parts.engine) and office.all_rows() == rows
