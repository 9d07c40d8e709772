"""Answers read ahead, as they would have been read without it: the same answers, until something is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from db.engines import ahead
from db.engines.ahead import AHEAD, FORGOTTEN
from db.schema import office_tables, request_tables
from db.shared.transactions import READING
from desktop.errors import DatabaseError
from tests import postgres
from tests.builders import Office
from tests.places import shared

_request, _person = request_tables.request.c, office_tables.person.c


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
            found = ahead.begin(connection, page, [id])
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
            left = ahead.begin(connection, "forgotten", [request])
            assert left is not None
            left.end()
    assert opened(office, "forgotten", request)[:2] == (0, 2)


def test_nothing_is_answered_from_before_something_was_written_nor_what_locks(office: Office) -> None:
    request = office.a_request()
    name = opened(office, "written", request, times=2)[2][1]
    with office.parts.engine.connect() as connection, connection.begin() as begun:
        ahead.begin(connection, "written", [request])
        by, _ = asks(connection, request)
        connection.execute(update(office_tables.person).where(_person.id == by).values(shown_name="Another"))
        locked = select(_person.shown_name).where(_person.id == by).with_for_update()
        assert connection.execute(locked).scalar_one() == asks(connection, request)[1] == "Another" != name
        begun.rollback()


def test_a_server_that_is_lost_meanwhile_is_said_as_such(office: Office) -> None:
    request = office.a_request()
    opened(office, "lost", request, times=2)
    with pytest.raises(DatabaseError) as lost, office.uow().look() as uow:
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
    from tests.places import embedded

    with embedded(tmp_path) as office, office.uow().look() as uow:
        uow.ahead("request", "id")
        assert AHEAD not in uow._inside().get_execution_options()  # type: ignore[attr-defined]
