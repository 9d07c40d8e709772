"""A search, and each question of a list, is answered by an index; in every place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, Table, event, insert, select, text

from db.reading.read_models import ReadModels
from db.recordings.keeping import KeepingTable
from db.recordings.recordings import RecordingsTable
from db.requests import ComplaintsTable, open_ones
from db.schema import office_tables, recording_tables, request_tables, session_tables
from db.sessions import SessionsTable, unanswered
from desktop.application.copies.staff_listening import heard, open_copy
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.reading import ReviewFilter
from desktop.application.recordings.holding import search
from desktop.application.sessions import listening
from desktop.application.sessions.listening import TakeNote
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.log.events import time_text
from desktop.domain.recordings.finding import Found, Step, found_at, steps_of, window
from desktop.domain.requests.request import WITHHELD, Call
from desktop.domain.sessions.session import NoteKind, Outcome
from desktop.domain.shared.ids import PersonId, RecordingId, RetentionKeyId, SessionId, new_id
from desktop.domain.shared.spans import Span
from desktop.domain.shared.written_numbers import UNREADABLE
from tests.support.builders import ZONE, Office
from tests.support.fakes import TUESDAY
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


def test_it_is_found_without_a_look_at_the_rest_of_the_log(place: Office) -> None:
    id = place.prepared(place.imported(place.a_request()))
    copy = place.request(id).copy
    assert copy is not None
    actor = place.actor("approver")
    opening = place.do(open_copy, actor, id)
    place.do(heard, actor, opening, (Span(0, 800), Span(1600, 2000)))
    asked: list[tuple[str, Any]] = []
    engine = place.parts.engine
    listening = lambda _connection, _cursor, sql, parameters, *_: asked.append((sql, parameters))  # noqa: E731
    event.listen(engine, "before_cursor_execute", listening)
    try:
        with place.uow().read_only() as uow:
            assert uow.reading.heard_by_staff(actor.by, copy, id) == (Span(0, 800), Span(1600, 2000))
            assert uow.reading.heard_by_staff(PersonId("0" * 32), copy, id) == ()
    finally:
        event.remove(engine, "before_cursor_execute", listening)
    statement, parameters = next(each for each in asked if "audit_event" in each[0])
    with engine.connect() as connection:
        postgresql = connection.dialect.name == "postgresql"
        if postgresql:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # so few rows are read as fast by a scan
        how = "EXPLAIN " if postgresql else "EXPLAIN QUERY PLAN "
        plan = "\n".join(str(row[-1]) for row in connection.exec_driver_sql(how + statement, parameters))
    assert "ix_audit_event_request" in plan, plan


HOLDS, EVERY = 4000, 200
DAY = date(2026, 12, 1)


@pytest.fixture(params=PLACES)
def busy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Yield an office of many holds in force, of which every two hundredth is due, and many that were released."""
    with PLACES[request.param](tmp_path) as office:
        with owners(office) as owner:
            with owner.begin() as connection:
                hold = connection.execute(select(recording_tables.retention_hold).limit(1)).one()._asdict()
                many = [{**hold, "id": new_id(), "review_on": _review_on(n)} for n in range(HOLDS)]
                released = [{**each, "id": new_id(), "released_by": hold["owner"]} for each in many]
                connection.execute(insert(recording_tables.retention_hold), [*many, *released])
            with owner.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
        yield office


def _review_on(number: int) -> str:
    return f"2026-11-{1 + number // EVERY:02}" if number % EVERY == 0 else "2027-02-24"


def test_what_is_due_is_found_by_its_index_the_first_first(busy: Office) -> None:
    engine = busy.parts.engine
    with engine.connect() as connection:
        with statements(engine) as asked:
            found = KeepingTable(connection).due_for_review(DAY)
        plans = "\n".join(_plan(connection, *each) for each in asked)
    assert [hold.review_on.day for hold in found] == list(range(1, HOLDS // EVERY + 1))
    assert all(hold.stands for hold in found)
    assert "ix_retention_hold_review" in plans, plans
    assert "Seq Scan on retention_hold" not in plans and "SCAN retention_hold\n" not in f"{plans}\n", plans


def test_the_sessions_of_a_days_appointments_follow_an_index(
    place: Office, open_unit: Callable[[], UnitOfWork]
) -> None:
    with open_unit().read_only() as uow:
        assert [row.session for row in uow.reading.appointments(TUESDAY, TUESDAY + timedelta(days=1))] == []
    engine, asked = place.parts.engine, []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        asked.append((statement, parameters))

    with engine.connect() as connection:
        event.listen(engine, "before_cursor_execute", note)
        ReadModels(connection).appointments(TUESDAY, TUESDAY + timedelta(days=1))
        event.remove(engine, "before_cursor_execute", note)
        [(statement, parameters)] = [each for each in asked if "FROM appointment" in each[0]]
        if connection.dialect.name == "postgresql":  # its tables are small here, and it would read them whole
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL enable_hashjoin = off")
            connection.exec_driver_sql("SET LOCAL enable_mergejoin = off")
            plan = connection.exec_driver_sql("EXPLAIN " + statement, parameters).all()
        else:
            plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters).all()
    said = "\n".join(str(row[-1]) for row in plan)
    assert "ix_session_appointment" in said, said
    assert "SCAN session" not in said and "Seq Scan on session" not in said, said


SESSIONS = 4000


@pytest.fixture(params=PLACES, scope="module")
def of_many_sessions(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Yield an office of many sessions, each with a note; every two hundredth has a follow-up with a date."""
    folder: Path = tmp_path_factory.mktemp("of_many_sessions")
    with PLACES[request.param](folder) as office:
        id = office.listening()
        office.do(TakeNote(office.actor(), id, NoteKind.DISPUTE, "Wrong.", 100, False))
        office.do(office.at(listening.Finish, id, 8000, Span(0, 8000)), sound=office.sound)
        office.close(id, Outcome.HEARD_IN_PART)
        with owners(office) as owner:
            with owner.begin() as connection:
                _fill_sessions(connection)
            with owner.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
        yield office


def _fill_sessions(connection: Connection) -> None:
    session = connection.execute(select(session_tables.session).limit(1)).one()._asdict()
    note = connection.execute(select(session_tables.session_note).limit(1)).one()._asdict()
    words = (
        connection.execute(select(office_tables.note).where(office_tables.note.c.id == note["note"])).one()._asdict()
    )
    ids = [(new_id(), new_id(), n % EVERY == 0) for n in range(SESSIONS)]
    sessions = [{**session, "id": id, "appointment": None, "complaint": said} for id, _, said in ids]
    connection.execute(insert(session_tables.session), sessions)
    connection.execute(insert(office_tables.note), [{**words, "id": of} for _, of, _ in ids])
    notes = [{**note, "session": id, "note": of, "correction_wanted": said} for id, of, said in ids]
    connection.execute(insert(session_tables.session_note), notes)


def test_what_is_not_answered_is_found_by_its_index(of_many_sessions: Office) -> None:
    engine = of_many_sessions.parts.engine
    with engine.connect() as connection:
        with statements(engine) as asked:
            corrections = connection.execute(unanswered()).all()
            complaints = connection.execute(open_ones()).all()
        plans = "\n".join(_plan(connection, *each) for each in asked)
    assert len(corrections) == len(complaints) == SESSIONS // EVERY
    assert "ix_session_complain" in plans and "ix_session_note_correction" in plans, plans
    for table in ("session", "session_note"):
        assert f"Seq Scan on {table} " not in plans, plans
        assert f"SCAN {table}\n" not in f"{plans}\n", plans


def test_what_was_said_about_one_request_is_found_by_its_sessions(of_many_sessions: Office) -> None:
    with of_many_sessions.parts.engine.connect() as connection:
        request = connection.execute(select(session_tables.session.c.request).limit(1)).scalar_one()
        corrections = SessionsTable(connection).follow_ups(ZONE, request)
        complaints = ComplaintsTable(connection).of_request(request, ZONE)
    assert len(corrections) == len(complaints) == SESSIONS // EVERY
    assert {each.request for each in corrections} == {each.request for each in complaints} == {request}


@pytest.fixture
def noted(office: Office) -> SessionId:
    return a_noted_session(office)


@pytest.fixture(params=PLACES, scope="module")
def searched(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, SessionId]]:
    """Yield an office that is only searched, and its session."""
    with PLACES[request.param](tmp_path_factory.mktemp("searched")) as made:
        yield made, a_noted_session(made)


def a_noted_session(office: Office) -> SessionId:
    id = office.listening()
    words = "Why did the Crew not come back in October?"
    note = listening.TakeNote(office.who(id), id, NoteKind.QUESTION, words, 10)
    office.do(note)
    office.close_after_listening(id)
    return id


def found(office: Office, words: str) -> list[SessionId]:
    with office.uow().read_only() as uow:
        return [row.id for row in uow.reading.reviews(ReviewFilter(words=words), 10)]


@pytest.mark.parametrize("typed", ["crew", "CREW october", "octo", "come, (back)", "crew* OR", "  ", "", '"', "'; --"])
def test_all_the_words_or_their_beginnings_are_in_the_notes(searched: tuple[Office, SessionId], typed: str) -> None:
    office, noted = searched
    expected = [] if "OR" in typed else [noted]
    assert found(office, typed) == expected


@pytest.mark.parametrize("typed", ["bin", "crew bin", "rew", "note_search"])
def test_a_session_without_one_of_the_words_is_not_found(searched: tuple[Office, SessionId], typed: str) -> None:
    office, noted = searched
    assert found(office, typed) == [] and found(office, "crew") == [noted]


def test_what_was_destroyed_or_changed_is_found_no_more(office: Office, noted: SessionId) -> None:
    with owners(office) as owner, owner.begin() as connection:
        connection.execute(text("UPDATE note SET words = 'Nothing of it' WHERE words LIKE '%Crew%'"))
    assert found(office, "crew") == [] and found(office, "nothing") == [noted]


def test_a_session_waits_until_it_is_signed_off(office: Office, noted: SessionId) -> None:
    assert found(office, "crew") == [noted]
    with office.uow() as uow:
        uow.sessions.sign_off(noted, office.people["supervisor"], office.clock.now(), None)
        uow.sessions.save(uow.sessions.get(noted))  # whatever is saved later does not bring it back
        assert uow.reading.reviews(ReviewFilter(words="crew"), 10) == []
        assert [row.id for row in uow.reading.reviews(ReviewFilter(words="crew", waiting_only=False), 10)] == [noted]
        waiting = uow.reading.review_counts()
        assert (waiting.to_look_at, waiting.ordinary) == (0, 0)
    assert office.session(noted).outcome is Outcome.HEARD_IN_PART
