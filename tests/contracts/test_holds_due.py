"""Holds that are due for review are found among many without reading through them; in every place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from db.recordings.keeping import KeepingTable
from db.schema import recording_tables
from desktop.domain.shared.ids import new_id
from tests.contracts.test_searching import _plan, statements
from tests.support.builders import Office
from tests.support.places import PLACES, owners

MANY, EVERY = 4000, 200
DAY = date(2026, 12, 1)


@pytest.fixture(params=PLACES)
def busy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Yield an office of many holds in force, of which every two hundredth is due, and many that were released."""
    with PLACES[request.param](tmp_path) as office:
        with owners(office) as owner:
            with owner.begin() as connection:
                hold = connection.execute(select(recording_tables.retention_hold).limit(1)).one()._asdict()
                many = [{**hold, "id": new_id(), "review_on": _review_on(n)} for n in range(MANY)]
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
    assert [hold.review_on.day for hold in found] == list(range(1, MANY // EVERY + 1))
    assert all(hold.stands for hold in found)
    assert "ix_retention_hold_review" in plans, plans
    assert "Seq Scan on retention_hold" not in plans and "SCAN retention_hold\n" not in f"{plans}\n", plans
