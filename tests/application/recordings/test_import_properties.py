"""Rules that hold of every import, whatever is in the folder and whatever was requested."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.application.ports.requests import AskedCall
from desktop.application.recordings.holding import Matching, OpenCalls, RecordedCall
from desktop.application.recordings.import_report import Outcome
from desktop.domain.recordings.finding import could_be
from desktop.domain.requests.request import WITHHELD, Call
from desktop.domain.shared.ids import RequestId
from desktop.environment.telephone_numbers import TelephoneNumbers
from tests.support.offices.builders import KEEPING, ZONE, Office, an_office
from tests.support.offices.trees import CALL_AT, ESTATE, Imports, Strongroom, bad, held, name, put, recordings

NUMBERS = ("01632960733", "01632960001", "+441632960733", "")
numbers = st.sampled_from(NUMBERS)
minutes = st.integers(-15 * 24 * 60, 15 * 24 * 60)
files = st.lists(
    st.tuples(st.sampled_from(["", "a/", "a/b/"]), numbers, minutes, st.booleans(), st.integers(0, 6)), max_size=9
)
calls = st.lists(st.tuples(st.sampled_from([*NUMBERS, WITHHELD]), minutes, st.booleans()), max_size=4)
RUINED = b"call 5"
slow = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = an_office(tmp_path_factory.mktemp("office"))
    yield office
    office.parts.engine.dispose()


@contextmanager
def a_tree(office: Office, files: list[Any]) -> Iterator[Path]:
    """Write files of that sort; some share their bytes, one kind cannot be decoded. The office starts fresh."""
    with tempfile.TemporaryDirectory() as folder:
        for unique, (where, number, when, outbound, content) in enumerate(files):
            called = name(number, CALL_AT + timedelta(minutes=when), unique=unique, outbound=outbound and number != "")
            put(Path(folder), f"{where}{called}", b"call %d" % content)
        empty(office)
        yield Path(folder)


def empty(office: Office) -> None:
    """Empty the office: no open request, no import."""
    first = office.request(office.first_request).recording
    with office.parts.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM held_recording WHERE recording != ?", (first,))
        connection.exec_driver_sql("DELETE FROM recording WHERE id != ?", (first,))
        connection.exec_driver_sql("UPDATE request SET status = 'closed'")


def ask(office: Office, calls: list[Any]) -> list[Call]:
    asked = [Call(CALL_AT + timedelta(minutes=when), number, outbound) for number, when, outbound in calls]
    for call in asked:
        office.a_request(call=call)
    return asked


@slow
@given(files, calls, st.booleans())
def test_an_import_twice_is_an_import_once_and_stores_only_what_is_asked_for(
    place: Office, files: list[Any], calls: list[Any], estate: bool
) -> None:
    with a_tree(place, files) as tree:
        asked = [comparable(call) for call in ask(place, calls)]
        room = Strongroom(refuses={RUINED: bad("media_cut")})
        imports = Imports(place, ESTATE if estate else KEEPING, room)
        once = imports.run(tree)
        rows, holds = recordings(place), held(place)
        assert set(room.kept) == {row.id for row in rows}
        assert len(rows) == once.counts[Outcome.CAME_IN] == len({row.digest for row in rows})
        if not estate:
            with place.uow().read_only() as uow:
                kept = [uow.recordings.get(row.id) for row in rows]
            for one in kept:
                assert any(could_be(call, one.call_at, one.number, one.outbound, ZONE) for call in asked)
            assert {id for id, _ in holds} == {row.id for row in rows}
        twice = imports.run(tree)
        assert (recordings(place), held(place)) == (rows, holds)
        assert twice.counts[Outcome.CAME_IN] == 0 and once.files == twice.files == len(files)
        assert twice.counts[Outcome.WAS_THERE] == once.counts[Outcome.WAS_THERE] + once.counts[Outcome.CAME_IN]


def comparable(call: Call) -> Call:
    number = call.number if call.number == WITHHELD else TelephoneNumbers().normal(call.number) or ""
    return Call(call.at, number, call.outbound)


@given(
    st.lists(st.tuples(numbers, minutes, st.booleans()), max_size=8),
    numbers,
    minutes,
    st.sampled_from([True, False, None]),
)
def test_the_few_that_are_compared_are_all_that_could_match(
    asked: list[tuple[str, int, bool]], number: str, when: int, outbound: bool | None
) -> None:
    matching = Matching(TelephoneNumbers(), ZONE)
    every = [asked_call(n, Call(CALL_AT + timedelta(minutes=m), each, out)) for n, (each, m, out) in enumerate(asked)]
    recorded = RecordedCall(CALL_AT + timedelta(minutes=when), matching.normal(number), outbound)
    expected = [
        each for each in every if could_be(each.call, recorded.call_at, recorded.number, recorded.outbound, ZONE)
    ]
    assert list(matching.asking_for(recorded, OpenCalls(every))) == expected


def asked_call(n: int, call: Call) -> AskedCall:
    return AskedCall(RequestId(f"{n:032x}"), f"SAR-2026-{n:04d}", comparable(call))
