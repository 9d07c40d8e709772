"""The times that the log knows of; a server on this very machine is no second clock: on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db.log import trusted_log
from desktop.domain.log.events import Event, EventKind
from tests.support.builders import Office
from tests.support.fakes import TUESDAY
from tests.support.places import PLACES


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        yield made


def happens(office: Office, day: date, kind: EventKind = EventKind.DESK_LOCKED) -> datetime:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    with office.uow() as uow:
        uow.commit(Event(kind, at, office.front))
    return at


def test_before_the_clock_was_ever_found_right_the_whole_log_is_told(office: Office) -> None:
    happens(office, date(2026, 11, 26))
    with office.uow().read_only() as uow:
        assert uow.times.found_right() is None
        assert uow.times.days() == [(TUESDAY - timedelta(days=1)).date(), date(2026, 11, 26)]
        assert uow.times.size() == len(office.bodies())


@pytest.mark.parametrize("kind", [EventKind.RETENTION_RUN, EventKind.CLOCK_CONFIRMED])
def test_then_it_is_told_from_there_in_its_order_each_day_once(office: Office, kind: EventKind) -> None:
    happens(office, date(2026, 11, 25), EventKind.RETENTION_RUN)
    happens(office, date(2026, 11, 26))
    found = happens(office, date(2026, 11, 27), kind)
    for day in (27, 30, 28, 30):
        newest = happens(office, date(2026, 11, day))
    with office.uow().read_only() as uow:
        assert (uow.times.found_right(), uow.times.newest()) == (found, newest)
        assert uow.times.days() == [date(2026, 11, day) for day in (27, 30, 28)]


def test_a_server_on_this_machine_is_no_second_clock(office: Office) -> None:
    with office.uow().read_only() as uow:
        assert uow.times.server() is None


def test_the_clock_of_another_machine_is_told_in_utc(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    if office.parts.file.database is None:
        pytest.skip("an embedded database has no clock of its own")
    monkeypatch.setattr(trusted_log, "_ELSEWHERE", text("SELECT clock_timestamp()"))  # as if it were on another
    with office.uow().read_only() as uow:
        told = uow.times.server()
    assert told is not None and told.tzinfo is UTC and abs(datetime.now(UTC) - told) < timedelta(minutes=1)
