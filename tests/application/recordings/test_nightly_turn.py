"""Whose turn the nightly run is: a timer asks on every PC, and one PC of the office does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engines.one_run import one_nightly_run
from desktop.application.office.desks import Why
from desktop.application.recordings.nightly_turn import is_due
from desktop.domain.log.events import Event, EventKind
from desktop.domain.shared.ids import DeskId
from tests.application.office.test_desks import the_desk, withdraw
from tests.builders import Office
from tests.places import PLACES


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        yield made


def due(office: Office) -> tuple[bool, bool]:
    """Return it for the PC of the back office, and for the counter."""
    back, front = (is_due(desk, uow=office.uow(desk), clock=office.clock) for desk in (office.back, office.front))
    return back, front


def a_run(office: Office, desk: DeskId) -> None:
    with office.uow(desk) as uow:
        uow.commit(Event(EventKind.RETENTION_RUN, office.clock.now(), desk, None, {}, {"due": 0, "kept": 0}))


def test_a_pc_of_the_back_office_goes_first_and_another_a_day_later(office: Office) -> None:
    assert due(office) == (True, False)
    a_run(office, office.back)
    assert due(office) == (False, False)
    office.clock.pass_by(hours=17)
    assert due(office) == (False, False)
    office.clock.pass_by(hours=1)
    assert due(office) == (True, False)
    office.clock.pass_by(hours=24)
    assert due(office) == (True, True)
    a_run(office, office.front)
    assert due(office) == (False, False)


def test_a_pc_that_was_withdrawn_never_does_it(office: Office) -> None:
    withdraw(office, the_desk(office, office.front), Why.REPLACED)
    office.clock.pass_by(hours=24 * 7)
    assert due(office) == (True, False)


def test_on_a_server_no_second_run_begins_before_the_first_has_ended(office: Office) -> None:
    embedded = office.parts.engine.dialect.name == "sqlite"
    with one_nightly_run(office.parts.engine) as first, one_nightly_run(office.parts.engine) as second:
        assert (first, second) == (True, embedded)
    with one_nightly_run(office.parts.engine) as later:
        assert later
