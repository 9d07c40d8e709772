"""The search for a request finds what the rules say and reads no more than it must, everywhere (`support.places`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, Table, event, insert, select

from db.recordings.recordings import RecordingsTable
from db.schema import recording_tables, request_tables
from desktop.application.ports.database import UnitOfWork
from desktop.application.recordings.holding import search
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.log.events import time_text
from desktop.domain.recordings.finding import Found, Step, found_at, steps_of, window
from desktop.domain.requests.request import WITHHELD, Call
from desktop.domain.shared.ids import RecordingId, RetentionKeyId, new_id
from desktop.domain.shared.written_numbers import UNREADABLE
from tests.support.builders import ZONE, Office
from tests.support.places import PLACES, owners

THEIRS, ANOTHERS = "+441632960733", "+441632960734"
AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
Units = Callable[[], UnitOfWork]

numbers = st.sampled_from([THEIRS, ANOTHERS, UNREADABLE, None])
calls = st.builds(Call, st.just(AT), st.sampled_from([THEIRS, WITHHELD, ""]), st.booleans())
apart = st.one_of(
    st.sampled_from(
        [timedelta(minutes=-30), timedelta(minutes=30), timedelta(hours=9.5), timedelta(days=7, hours=9.5)]
        + [timedelta(days=days) for days in (-6, -1, 1, 6)]
    ),
    st.timedeltas(timedelta(minutes=-90), timedelta(minutes=90)),
    st.timedeltas(timedelta(days=-9), timedelta(days=9)),
)


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    gone = draw(st.booleans())
    return Recording(
        id=RecordingId(new_id()),
        source=draw(st.sampled_from(["switchboard", "mobiles"])),
        call_at=AT + draw(apart),
        outbound=draw(st.booleans()),
        format="pcm_wav",
        rate=8000,
        channels=1,
        frames=draw(st.integers(0, 10**6)),
        digest=new_id() * 2,
        key=SealedKey(b"sealed", RetentionKeyId(""), b""),  # that of its source, when it is added
        imported_at=AT,
        destroyed_at=AT if gone else None,
        number=None if gone else draw(numbers),
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(calls, st.lists(recordings(), max_size=8), st.none() | st.integers(1, 4))
def test_a_search_finds_what_the_rules_say_the_earliest_first(
    open_unit: Units, call: Call, made: list[Recording], limit: int | None
) -> None:
    with open_unit() as uow:
        here = [_added(recording, uow) for recording in made]
        for step in steps_of(call):
            could_be = [each for each in here if each.destroyed_at is None and _found(step, call, each)]
            by_number = [each for each in could_be if call.number and each.number is not None]
            by_time = [each for each in could_be if each not in by_number]
            found = search(call, step, uow, limit)
            assert _ids(found.by_number) == _ids(by_number)[:limit]
            assert _ids(found.by_time) == _ids(by_time)[:limit]
            if limit is not None:
                continue
            expected = sorted(could_be, key=lambda each: (each.call_at, each.id))
            assert [each.id for each in found.all] == [each.id for each in expected]
            for told, kept in zip(found.all, expected, strict=True):
                assert (told.source, told.call_at, told.outbound) == (kept.source, kept.call_at, kept.outbound)
                assert (told.seconds, told.number) == (kept.frames / 8000, kept.number)


def _found(step: Step, call: Call, recording: Recording) -> bool:
    return found_at(step, call, recording.call_at, recording.number, recording.outbound, ZONE)


def _ids(some: Iterable[Found | Recording]) -> list[RecordingId]:
    """Return their identifiers, the earliest first."""
    return [each.id for each in sorted(some, key=lambda each: (each.call_at, each.id))]


def _added(recording: Recording, uow: UnitOfWork) -> Recording:
    month = "2026-11"
    found = uow.recordings.retention_key(recording.source, month, "original")
    if found is None:
        uow.recordings.add_retention_key(RetentionKeyId(new_id()), recording.source, month, "original", b"wrapped")
        found = uow.recordings.retention_key(recording.source, month, "original")
    assert found is not None
    recording = replace(recording, key=SealedKey(b"sealed", *found))
    uow.recordings.add(recording)
    if recording.destroyed_at is not None:
        uow.keeping.mark_destroyed(recording.id, recording.destroyed_at)
    return recording


def test_whose_recording_it_is_already(place: Office, open_unit: Units) -> None:
    first = place.first_request
    recording = place.request(first).recording
    assert recording is not None
    with open_unit() as uow:
        assert uow.recordings.named_by([recording, RecordingId(new_id())]) == {recording: frozenset({first})}
        assert uow.recordings.named_by([]) == {}


# No search reads through the catalogue

MANY = 20_000


@pytest.fixture(params=PLACES, scope="module")
def estate(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Yield an office that keeps everything: a call each minute of two weeks, every tenth without a number;
    one in five is a request's already."""
    folder: Path = tmp_path_factory.mktemp("estate")
    with PLACES[request.param](folder) as office:
        with owners(office) as owner, owner.begin() as connection:
            _fill(connection)
        with owners(office) as owner, owner.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        yield office


def _fill(connection: Connection) -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "digest": new_id() * 2,
            "call_at": time_text(AT + timedelta(minutes=n - MANY // 2)),
            "number": None if n % 10 == 0 else f"+44163296{n % 1000:04}",
        }
        for n in range(MANY)
    ]
    _add(connection, recording_tables.recording, rows)
    some = rows[:: MANY // 4000]
    _add(
        connection,
        request_tables.request,
        [{"id": (id := new_id()), "reference": id[:20], "recording": row["id"]} for row in some],
    )


def _add(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert them; missing values are as in the existing row."""
    pattern = connection.execute(select(table).limit(1)).one()._asdict()
    connection.execute(insert(table), [{**pattern, **row} for row in rows])


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Record the database's statements meanwhile, but for how a writer begins."""
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool) -> None:
        if not statement.startswith("BEGIN"):
            asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


CASES: dict[str, tuple[Callable[[RecordingsTable], object], str]] = {
    "number": (
        lambda table: table.search(
            THEIRS, window(Call(AT, THEIRS), Step.WEEK_EITHER_SIDE, ZONE), outbound=True, limit=26
        ),
        "ix_recording_number",
    ),
    "no number": (
        lambda table: table.search(None, window(Call(AT, WITHHELD), Step.SAME_DAY, ZONE), outbound=False, limit=26),
        "ix_recording_number",
    ),
    "time": (
        lambda table: table.search_by_time(window(Call(AT, ""), Step.HALF_HOUR, ZONE), outbound=True, limit=26),
        "ix_recording_call",
    ),
    "others": (lambda table: table.named_by([RecordingId(new_id()) for _ in range(25)]), "ix_request_recording"),
}


@pytest.mark.parametrize("case", CASES)
def test_every_search_follows_an_index(estate: Office, case: str) -> None:
    ask, index = CASES[case]
    engine = estate.parts.engine
    with engine.connect() as connection:
        with statements(engine) as asked:
            ask(RecordingsTable(connection))
        plans = [(_plan(connection, *each), each[0]) for each in asked]
    followed = [plan for plan, statement in plans if "FROM recording " in statement or "FROM request" in statement]
    assert followed
    for plan in followed:
        assert index in plan, plan
        assert "SCAN" not in plan and "Seq Scan" not in plan, plan


def _plan(connection: Connection, statement: str, parameters: Any) -> str:
    how = "EXPLAIN " if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(how + statement, parameters))
