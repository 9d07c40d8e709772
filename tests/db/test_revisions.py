"""Each revision, down and up again, on an office in which something has happened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from db import migrate
from db.metadata import metadata
from desktop.application import checking_in
from desktop.domain.session import Outcome, State
from tests.builders import Office, an_office

STATES = [state for state in State if state is not State.BOOKED]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = an_office(tmp_path)
    yield made
    made.parts.engine.dispose()


@pytest.mark.parametrize("state", STATES)
def test_a_session_stands_as_it_stood_after_the_schema_of_before_was_brought_up(office: Office, state: State) -> None:
    id = office.in_state(state)
    before, rows = office.session(id), office.all_rows()
    migrate.downgrade(office.parts.engine, "0001")
    assert not migrate.is_current(office.parts.engine)
    migrate.upgrade(office.parts.engine)
    assert migrate.differences(office.parts.engine, metadata) == []
    assert office.session(id) == before
    assert office.all_rows() == rows
    assert office.verify().whole


def test_where_a_slot_was_booked_again_there_is_no_way_back_and_nothing_is_lost(office: Office) -> None:
    appointment = office.booked(minutes_from_now=60)
    office.do(checking_in.call_off, checking_in.CallOff(office.at(), appointment.id, Outcome.CANCELLED))
    office.booked(minutes_from_now=60)
    rows = office.all_rows()
    with pytest.raises(IntegrityError):
        migrate.downgrade(office.parts.engine, "0001")
    assert migrate.is_current(office.parts.engine) and office.all_rows() == rows
