"""Each list of requests and its counts, on both databases: no table of requests is gone through for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.reading import request_pages, requests_apart
from db.schema import request_tables
from desktop.application.ports.reading import RequestsAsked, Which
from desktop.domain.shared.ids import PersonId, new_id
from tests.builders import ZONE, Office
from tests.contracts.test_searching import _add, _plan, statements
from tests.places import PLACES, owners

TABLES = "request|retention_hold|appointment|session|complaint|asker"
SQLITE_SCAN = re.compile(rf"SCAN ({TABLES})(?! USING)\b(?!.*USING)")
"""A table that is read row by row, and not along an index."""
POSTGRESQL_SCAN = re.compile(rf"Seq Scan on ({TABLES})\b")


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        for _ in range(3):
            made.a_request()
        yield made


def scans(office: Office, which: Which | None) -> list[str]:
    """Return the parts of the plans that go through a table: of a list's first page, or of the counts."""
    today, by = office.clock.now().date(), PersonId(office.people["officer"])
    engine = office.parts.engine
    found = []
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # so few rows are read as fast by a scan
        with statements(engine) as asked:
            if which is None:
                request_pages.counts(connection, today + timedelta(days=1), by)
            else:
                request_pages.page(connection, RequestsAsked(which, today, ZONE, by), None, 50, {})
        for each in asked:
            plan = _plan(connection, *each)
            found += [line for line in plan.splitlines() if (SQLITE_SCAN if sqlite else POSTGRESQL_SCAN).search(line)]
    assert asked
    return found


@pytest.mark.parametrize("which", [None, *Which], ids=lambda which: which.value if which else "counts")
def test_no_list_goes_through_a_table(office: Office, which: Which | None) -> None:
    assert scans(office, which) == []


def test_what_stands_apart_is_found_without_going_through_the_requests(office: Office) -> None:
    """Also where nobody has complained yet: SQLite knows nothing of an empty table."""
    with owners(office) as owner, owner.connect() as connection:
        many = [{"id": (id := new_id()), "reference": id[:20]} for _ in range(2000)]
        _add(connection, request_tables.request, many)
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine = office.parts.engine
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        with statements(engine) as asked:
            requests_apart.of_list(connection, RequestsAsked(Which.UNANSWERED, office.clock.now().date(), ZONE), None)
        [each] = asked
        plan = _plan(connection, *each)
    assert "request" in plan
    if connection.dialect.name == "sqlite":
        assert plan.count("MERGE (EXCEPT)") == 3, "who was told the outcome is left out before each is looked at"
    assert [line for line in plan.splitlines() if re.search(r"(SCAN|Seq Scan on) request\b", line)] == []
