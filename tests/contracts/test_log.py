"""The log of a day, rows compared with it, its times, and units of work that pause; in every place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db.log import trusted_log
from desktop.application.office.accounts import ChangeRoles
from desktop.application.office.setting_up import AddPerson, add_person
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Role
from desktop.domain.office.throttle import Tries
from desktop.domain.shared.ids import PersonId
from desktop.errors import DirectoryError, RowRefusedError
from tests.support.fakes import TUESDAY
from tests.support.offices.builders import PASSWORD, Office
from tests.support.offices.places import PLACES, owners


@pytest.fixture(params=PLACES)
def lived_in(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        made.closed()
        yield made


def test_a_session_from_check_in_to_close_leaves_a_log_that_is_whole(
    lived_in: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = lived_in.verify()
    assert proof.whole and proof.events == proof.anchored == len(lived_in.bodies())
    assert lived_in.command("verify", "--json") == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (report["ok"], report["events"]) == (True, proof.events)


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM audit_event WHERE seq = 5", "UPDATE audit_head SET size = size - 1"],
    ids=["removed", "head"],
)
def test_an_administrator_who_passes_the_guards_is_found(lived_in: Office, change: str) -> None:
    with owners(lived_in) as owner, owner.begin() as connection:
        postgresql = connection.dialect.name == "postgresql"
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_delete" + (" ON audit_event" if postgresql else ""))
        if postgresql:
            connection.exec_driver_sql("DROP TRIGGER audit_head_only_ahead ON audit_head")
        connection.exec_driver_sql(change)
    assert not lived_in.verify().whole and lived_in.command("verify") == 1


def add(office: Office, name: str) -> PersonId:
    command = AddPerson(office.front, name, f"Test {name}", frozenset({Role.ADVISER}), PASSWORD)
    by = office.people["administrator"]
    added: PersonId = office.do(add_person, command, by, passwords=office.passwords).id
    return added


def test_a_transaction_that_began_before_is_compared_with_the_log_as_it_was(office: Office) -> None:
    """Meanwhile the program has followed the log further: in a transaction of its own, by another thread."""
    with office.uow().read_only() as earlier:
        assert earlier.reading.log_size() > 0, "from now on it sees the log as it is"
        adviser, later = office.people["adviser"], add(office, "newcomer")
        with office.uow().read_only() as now:
            seen = now.proven.person(adviser)
        both = frozenset({Role.ADVISER, Role.SUPERVISOR})
        office.do(ChangeRoles(office.in_person("administrator"), seen, both))
        with office.uow().read_only() as now:
            assert now.proven.person(later).sign_in_name == "newcomer" and now.proven.person(adviser).roles == both
        assert earlier.proven.person(adviser) == seen
        with pytest.raises(RowRefusedError):
            earlier.proven.person(later)
        assert not earlier.proven.everything()


def test_others_commit_meanwhile_and_what_was_not_committed_is_undone(place: Office) -> None:
    adviser = place.people["adviser"]
    with place.uow() as uow:
        person = uow.people.get(adviser)
        uow.people.save(replace(person, shown_name="Half done"))
        with uow.pause(), place.uow() as other:
            other.people.save_tries("desk", "elsewhere", Tries(3, place.clock.now()))
            other.commit(place.an_event())
        assert uow.people.get(adviser) == person and uow.people.tries("desk", "elsewhere").failures == 3
        uow.people.save(replace(person, shown_name="Done"))
        uow.commit(place.an_event())
        with uow.pause():
            pass
        assert uow.people.get(adviser).shown_name == "Done"
    with place.uow().read_only() as uow:
        assert uow.people.get(adviser).shown_name == "Done"
        with uow.pause():
            pass
        with pytest.raises(RuntimeError):
            uow.commit(place.an_event())


def test_where_there_is_no_answer_nothing_is_left_open(place: Office) -> None:
    before = place.all_rows()
    with pytest.raises(DirectoryError), place.uow() as uow:
        uow.people.save_tries("desk", "elsewhere", Tries(4, place.clock.now()))
        with uow.pause():
            raise DirectoryError("directory_unreachable")
    assert place.all_rows() == before
    with place.uow() as uow:
        uow.commit(place.an_event())


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


@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_the_clock_of_another_machine_is_told_in_utc(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """An embedded database has none of its own."""
    monkeypatch.setattr(trusted_log, "_ELSEWHERE", text("SELECT clock_timestamp()"))  # as if it were on another
    with office.uow().read_only() as uow:
        told = uow.times.server()
    assert told is not None and told.tzinfo is UTC and abs(datetime.now(UTC) - told) < timedelta(minutes=1)
