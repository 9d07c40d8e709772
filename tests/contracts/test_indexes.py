"""A search, and each question of a list, is answered by an index, however much there is; in every place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, cast

import pytest
import sqlalchemy as sa

from db.reading.read_models import ReadModels
from db.recordings.keeping import KeepingTable
from db.recordings.recordings import RecordingsTable
from db.requests import ComplaintsTable, open_ones
from db.schema import office_tables, recording_tables, request_tables, session_tables
from db.sessions import SessionsTable, unanswered
from db.unit_of_work import SqlUnitOfWork
from desktop.application.copies.staff_listening import heard, open_copy
from desktop.application.sessions import listening
from desktop.domain.log.events import time_text
from desktop.domain.recordings.finding import Step, window
from desktop.domain.requests.request import WITHHELD, Call, Status
from desktop.domain.sessions.session import NoteKind, Outcome
from desktop.domain.shared.ids import PersonId, RecordingId, RequestId, new_id
from desktop.domain.shared.search_term import read_term
from desktop.domain.shared.spans import Span
from tests.support.fakes import TUESDAY
from tests.support.offices.builders import NUMBER, ZONE, Office
from tests.support.offices.places import PLACES, owners

AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
Asks = Callable[[sa.Connection], object]
THEIRS, TODAY, DUE = "+441632960733", TUESDAY.date(), date(2026, 12, 1)
CALLS, MANY, EVERY = 20_000, 4000, 200


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[tuple[str, Any]]]:
    """Record the database's statements meanwhile, but for how a writer begins."""
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool) -> None:
        if not statement.startswith("BEGIN"):
            asked.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(params=PLACES, scope="module")
def estate(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Yield an office that keeps everything: a call each minute of two weeks, every tenth without a number, one in
    five a request's already; many holds in force, and as many that were released; many sessions of one request. Every
    two hundredth hold is due, and every two hundredth session was complained of and wants a correction.
    """
    with PLACES[request.param](tmp_path_factory.mktemp("estate")) as office:
        id = office.listening()
        office.do(listening.TakeNote(office.actor(), id, NoteKind.DISPUTE, "Wrong.", 100, False))
        office.do(office.at(listening.Finish, id, 8000, Span(0, 8000)), sound=office.sound)
        office.close(id, Outcome.HEARD_IN_PART)
        with owners(office) as owner:
            with owner.begin() as connection:
                _fill(connection)
            with owner.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
        yield office


def _fill(connection: sa.Connection) -> None:
    calls: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "digest": new_id() * 2,
            "call_at": time_text(AT + timedelta(minutes=n - CALLS // 2)),
            "number": None if n % 10 == 0 else f"+44163296{n % 1000:04}",
        }
        for n in range(CALLS)
    ]
    _add(connection, recording_tables.recording, calls)
    requests = [{"id": new_id(), "recording": each["id"]} for each in calls[:: CALLS // MANY]]
    _add(connection, request_tables.request, [{**each, "reference": each["id"][:20]} for each in requests])
    days = [f"2026-11-{1 + n // EVERY:02}" if n % EVERY == 0 else "2027-02-24" for n in range(MANY)]
    _add(connection, recording_tables.retention_hold, [{"id": new_id(), "review_on": day} for day in days])
    [by] = connection.execute(sa.select(office_tables.person.c.id).limit(1)).scalars()
    released = [{"id": new_id(), "review_on": day, "released_by": by} for day in days]
    _add(connection, recording_tables.retention_hold, released)
    said = [(new_id(), new_id(), n % EVERY == 0) for n in range(MANY)]
    sessions = [{"id": id, "appointment": None, "complaint": wrong} for id, _, wrong in said]
    _add(connection, session_tables.session, sessions)
    _add(connection, office_tables.note, [{"id": note} for _, note, _ in said])
    notes = [{"session": id, "note": note, "correction_wanted": wrong} for id, note, wrong in said]
    _add(connection, session_tables.session_note, notes)


def _add(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Insert them; missing values are as in an existing row."""
    pattern = connection.execute(sa.select(table).limit(1)).one()._asdict()
    connection.execute(sa.insert(table), [{**pattern, **row} for row in rows])


class Question(NamedTuple):
    """A question, and the indexes that answer it. `few`: tables of it are small here; a server would read them
    whole, and is kept from that. `ordered`: SQLite goes along this index, and such ones, where a server sorts.
    """

    ask: Asks
    indexes: tuple[str, ...]
    few: bool = False
    ordered: str = ""


def _calls(
    typed: str, step: Step, number: str | None = None, *, outbound: bool = True
) -> Callable[[sa.Connection], object]:
    wanted = window(Call(AT, typed), step, ZONE)
    return lambda c: RecordingsTable(c).search(number, wanted, outbound=outbound, limit=26)


def _requests(typed: str) -> Asks:
    return lambda c: ReadModels(c).find_requests(read_term(typed), None, ZONE, 10)


QUESTIONS = {
    "calls of a number": Question(_calls(THEIRS, Step.WEEK_EITHER_SIDE, THEIRS), ("ix_recording_number",)),
    "calls without a number": Question(_calls(WITHHELD, Step.SAME_DAY, outbound=False), ("ix_recording_number",)),
    "calls of that time": Question(
        lambda c: RecordingsTable(c).search_by_time(
            window(Call(AT, ""), Step.HALF_HOUR, ZONE), outbound=True, limit=26
        ),
        ("ix_recording_call",),
    ),
    "whose recordings they are": Question(
        lambda c: RecordingsTable(c).named_by([RecordingId(new_id()) for _ in range(25)]), ("ix_request_recording",)
    ),
    "holds to review": Question(lambda c: KeepingTable(c).due_for_review(DUE), ("ix_retention_hold_review",)),
    "what is not answered": Question(lambda c: c.execute(unanswered()), ("ix_session_note_correction",)),
    "complaints": Question(lambda c: c.execute(open_ones()), ("ix_session_complained",)),
    "a day's appointments": Question(
        lambda c: ReadModels(c).appointments(TUESDAY, TUESDAY + timedelta(days=1)),
        ("ix_session_appointment",),
        few=True,
    ),
    "open requests": Question(
        lambda c: (
            ReadModels(c).open_requests(TODAY, ZONE),
            ReadModels(c).open_requests(TODAY, ZONE, Status.PREPARED),
        ),
        (),
        few=True,
        ordered="ix_request_status_due",
    ),
    "closed requests": Question(
        lambda c: ReadModels(c).closed_requests(10, TODAY, ZONE), (), few=True, ordered="ix_request_received"
    ),
    "requests that were found": Question(
        lambda c: ReadModels(c).requests_named([RequestId(new_id())], TODAY, ZONE),
        (),
        few=True,
        ordered="ix_session_complained",
    ),
    "requests of a reference": Question(_requests("SAR-2026-0001"), ("reference",), few=True),
    "requests of a name": Question(_requests("Quillon Test"), ("asker_word",), few=True),
    "requests of a number": Question(_requests(NUMBER), ("asker_word",), few=True),
    "requests of a day": Question(_requests("1/11/2026"), ("ix_",), few=True),
}
TABLES = "recording|request|retention_hold|appointment|session|session_note|asker|audit_event"


def gone_through(office: Office, question: Question) -> str:
    """Return how the database answers it, where it reads a table from end to end or misses an index."""
    engine = office.parts.engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        with statements(engine) as asked:
            question.ask(connection)
        for way in () if sqlite or not question.few else ("seqscan", "hashjoin", "mergejoin"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        lines = [str(row[-1]) for one, given in asked for row in connection.exec_driver_sql(explain + one, given)]
    indexes = (*question.indexes, question.ordered) if sqlite and question.ordered else question.indexes
    walked = "ix_[a-z_]+" if question.ordered else "|".join(indexes)
    along = re.compile(rf"SCAN \w+ USING (COVERING )?INDEX ({walked})( |$)")
    whole = [line for line in lines if re.search(rf"(SCAN|Seq Scan on) ({TABLES})\b", line) and not along.match(line)]
    plans = "\n".join(lines)
    return plans if whole or not plans or any(index not in plans for index in indexes) else ""


def test_none_goes_through_a_table_where_there_is_much(estate: Office) -> None:
    for name, question in QUESTIONS.items():
        assert question.few or gone_through(estate, question) == "", name


def test_none_goes_through_a_table_where_there_is_little_yet(place: Office) -> None:
    """SQLite knows nothing of an empty table, as where nobody has complained."""
    for name, question in QUESTIONS.items():
        assert gone_through(place, question._replace(few=True)) == "", name


def test_what_is_due_and_what_was_said_is_all_found(estate: Office) -> None:
    with estate.parts.engine.connect() as connection:
        holds = KeepingTable(connection).due_for_review(DUE)
        waiting = len(connection.execute(unanswered()).all()), len(connection.execute(open_ones()).all())
        [request] = connection.execute(sa.select(session_tables.session.c.request).limit(1)).scalars()
        corrections = SessionsTable(connection).follow_ups(ZONE, request)
        complaints = ComplaintsTable(connection).of_request(request, ZONE)
    assert [hold.review_on.day for hold in holds] == list(range(1, MANY // EVERY + 1))
    assert all(hold.stands for hold in holds)
    assert waiting == (len(corrections), len(complaints)) == (MANY // EVERY, MANY // EVERY)
    assert {each.request for each in corrections} == {each.request for each in complaints} == {request}


def test_what_staff_have_heard_is_found_without_a_look_at_the_rest_of_the_log(place: Office) -> None:
    id, actor = place.prepared(place.imported(place.a_request())), place.actor("approver")
    copy = place.request(id).copy
    assert copy is not None
    place.do(heard, actor, place.do(open_copy, actor, id), (Span(0, 800), Span(1600, 2000)))
    with cast("SqlUnitOfWork", place.uow()).read_only() as uow:
        events = uow.known.events
        with statements(events.engine) as asked:
            assert uow.reading.heard_by_staff(actor.by, copy, id) == (Span(0, 800), Span(1600, 2000))
            assert uow.reading.heard_by_staff(PersonId("0" * 32), copy, id) == ()
        plans = [events.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", given).all() for one, given in asked]
    assert plans and all("USING INDEX ix_known_event_request" in str(plan) for plan in plans)
