"""Answers read ahead, as they would have been read without it: the same answers, until something is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Text, column, func, insert, select, table, text, update
from sqlalchemy.exc import OperationalError, ProgrammingError

from db.engines import prefetch
from db.engines.prefetch import AHEAD, FORGOTTEN, Ahead
from db.schema import office_tables, request_tables
from db.shared.transactions import READING, at_once, failure_of
from desktop.errors import DatabaseError
from tests.support.offices.builders import Office
from tests.support.offices.places import behind, shared
from tests.support.servers import postgres
from tests.support.servers.proxy import a_proxy

_request, _word, _person = request_tables.request.c, request_tables.asker_word.c, office_tables.person.c


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with shared(tmp_path_factory.mktemp("ahead")) as made:
        yield made


@contextmanager
def reading(office: Office) -> Iterator[Connection]:
    with office.parts.engine.connect().execution_options(**READING) as connection, connection.begin():
        yield connection


def asks(connection: Connection, id: str) -> tuple[str, str]:
    """Ask about a request, and about who took it."""
    taken_by = connection.execute(select(_request.taken_by).where(_request.id == id)).scalar_one()
    name = connection.execute(select(_person.shown_name).where(_person.id == taken_by)).scalar_one()
    return taken_by, name


def opened(office: Office, page: str, id: str, *, times: int = 1) -> tuple[int, int, tuple[str, str]]:
    """Open a page so often; return how many questions were asked ahead, how many since, and what it read."""
    for _ in range(times):
        with reading(office) as connection:
            found = prefetch.begin(connection, page, [id])
            assert found is not None
            before = len(found._answers)
            said = asks(connection, id)
            since = len(found._answers) - before
            found.end()
    return before, since, said


def test_the_second_time_all_is_asked_ahead_also_what_follows_from_an_answer(office: Office) -> None:
    first, second = office.a_request(), office.a_request()
    assert opened(office, "followed", first) == (0, 2, opened(office, "else", first)[2])
    asked, left, said = opened(office, "followed", second)
    assert (asked, left) == (2, 0) and said == opened(office, "other", second)[2] != ("", "")


def test_a_question_that_the_page_leaves_out_is_forgotten(office: Office) -> None:
    request = office.a_request()
    assert opened(office, "forgotten", request, times=2)[0] == 2
    for _ in range(FORGOTTEN):
        with reading(office) as connection:
            left = prefetch.begin(connection, "forgotten", [request])
            assert left is not None
            left.end()
    assert opened(office, "forgotten", request)[:2] == (0, 2)


def test_nothing_is_answered_from_before_its_table_was_written_to_nor_what_locks(office: Office) -> None:
    request = office.a_request()
    name = opened(office, "written", request, times=2)[2][1]
    with office.parts.engine.connect() as connection, connection.begin() as begun:
        prefetch.begin(connection, "written", [request])
        by, _ = asks(connection, request)
        connection.execute(update(office_tables.person).where(_person.id == by).values(shown_name="Another"))
        locked = select(_person.shown_name).where(_person.id == by).with_for_update()
        assert connection.execute(locked).scalar_one() == asks(connection, request)[1] == "Another" != name
        begun.rollback()


@contextmanager
def writing(office: Office) -> Iterator[tuple[Connection, Ahead]]:
    """Read ahead in a transaction that writes, which is undone."""
    with office.parts.engine.connect() as connection, connection.begin() as begun:
        found = prefetch.begin(connection, "writing", [])
        assert found is not None
        yield connection, found
        begun.rollback()


def test_what_names_another_table_than_the_one_written_to_is_answered_still(office: Office) -> None:
    request = office.a_request()
    with writing(office) as (connection, found):
        by, _ = asks(connection, request)
        connection.execute(update(office_tables.person).where(_person.id == by).values(shown_name="Another"))
        has = {asked[0].rpartition("FROM ")[2].split()[0]: found._has(asked) for asked in found._answers}
        assert has == {"request": True, "person": False}
        assert asks(connection, request) == (by, "Another")


def test_rows_written_together_are_seen_too(office: Office) -> None:
    request = office.a_request()
    words = select(_word.word).where(_word.request == request)
    with writing(office) as (connection, _):
        before = connection.execute(words).scalars().all()
        rows = [{"request": request, "word": word} for word in ("one more", "two more")]
        connection.execute(insert(request_tables.asker_word), rows)
        assert {*connection.execute(words).scalars()} == {*before, "one more", "two more"}


@pytest.mark.parametrize("query", ["UPDATE person SET shown_name = 'Another'", "SELECT 1"])
def test_after_a_statement_that_nobody_here_can_read_everything_is_asked(office: Office, query: str) -> None:
    with writing(office) as (connection, found):
        asks(connection, office.first_request)
        connection.execute(text(query))
        assert found.over


def test_after_a_statement_that_writes_to_several_tables_everything_is_asked(office: Office) -> None:
    with writing(office) as (connection, found):
        asks(connection, office.first_request)
        others = update(request_tables.request).values(copy_wanted=True).cte("others")
        connection.execute(update(office_tables.person).values(shown_name="Another").add_cte(others))
        assert found.over


def test_what_is_asked_at_once_takes_one_trip_and_is_answered_from_it(tmp_path: Path) -> None:
    with a_proxy(postgres.the_server().port) as proxy, behind(proxy, tmp_path) as there, reading(there) as connection:
        queries = [select(_request.id).where(_request.status == status) for status in ("approved", "closed", "taken")]
        expected = [connection.execute(query).all() for query in queries]
        prefetch.begin(connection, "at once", [])
        before = proxy.trips
        at_once(connection, queries)
        found, again = [connection.execute(query).all() for query in queries], proxy.trips - before
    assert found == expected and found[0] != [] and again <= 2  # an answer to the first may pass the others


def test_where_nothing_is_read_ahead_nothing_is_asked_at_once(office: Office) -> None:
    queries = iter([select(_request.id)])
    with reading(office) as connection:
        at_once(connection, queries)
    assert len(list(queries)) == 1


def test_a_table_that_cannot_be_read_is_the_error_of_whoever_reads_it(office: Office) -> None:
    gone = table("gone", column("id", Text))
    queries = [select(_person.id).where(_person.id == "somebody"), select(gone.c.id), select(_request.id)]
    with writing(office) as (connection, _):
        at_once(connection, queries)
        assert connection.execute(queries[0]).all() == []
        with pytest.raises(ProgrammingError, match="gone"):
            connection.execute(queries[1])


def test_a_server_that_takes_too_long_is_busy_and_not_lost(office: Office) -> None:
    slow = select(func.pg_sleep(30))
    with pytest.raises(OperationalError) as busy, reading(office) as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 20")
        prefetch.begin(connection, "slow", [])
        at_once(connection, [slow])
        connection.execute(slow)
    assert failure_of(busy.value).code == "database_busy"


def test_a_server_that_is_lost_meanwhile_is_said_as_such(office: Office) -> None:
    request = office.a_request()
    opened(office, "lost", request, times=2)
    with pytest.raises(DatabaseError) as lost, office.uow().read_only() as uow:
        [pid] = uow._inside().exec_driver_sql("SELECT pg_backend_pid()").scalars()  # type: ignore[attr-defined]
        postgres.the_server().end_backend(pid)
        uow.ahead("lost", request)
    assert lost.value.code == "database_lost"
    assert opened(office, "lost", request)[0] == 2


def test_one_unit_of_work_knows_nothing_of_another(office: Office) -> None:
    request = office.a_request()
    opened(office, "another", request, times=2)
    with reading(office) as connection:
        assert AHEAD not in connection.get_execution_options()


def test_embedded_nothing_is_read_ahead(tmp_path: Path) -> None:
    from tests.support.offices.places import embedded

    with embedded(tmp_path) as office, office.uow().read_only() as uow:
        uow.ahead("request", "id")
        assert AHEAD not in uow._inside().get_execution_options()  # type: ignore[attr-defined]
