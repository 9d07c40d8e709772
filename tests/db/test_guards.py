from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from db import guards
from db.audit_tables import GUARDED
from db.engine import READING
from tests.db.logs import NOON, Office, an_event


@pytest.fixture
def kept(office: Office) -> Office:
    office.record(an_event())
    office.record(an_event(NOON + timedelta(days=1)))
    office.anchor()
    return office


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "UPDATE OR REPLACE {table} SET {column} = 1",
    ],
)
def test_a_row_of_the_log_is_neither_changed_nor_deleted_nor_replaced(kept: Office, table: str, change: str) -> None:
    column = {"audit_event": "body", "checkpoint": "note", "signing_key": "public"}[table]
    with kept.engine.connect() as connection:
        before = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
        with pytest.raises(DatabaseError, match="never changed"):
            connection.exec_driver_sql(change.format(table=table, column=column))
        assert before
        assert connection.exec_driver_sql(f"SELECT * FROM {table}").all() == before


def test_all_are_there_after_installing_twice(kept: Office) -> None:
    with kept.engine.begin() as connection:
        guards.install(connection)
        assert guards.missing(connection) == []


def test_a_guard_that_was_dropped_or_softened_is_missing(kept: Office) -> None:
    with kept.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_delete")
        connection.exec_driver_sql("DROP TRIGGER checkpoint_no_update")
        connection.exec_driver_sql(
            "CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint BEGIN SELECT 1; END"
        )
    with kept.engine.connect().execution_options(**READING) as connection:
        assert sorted(guards.missing(connection)) == ["audit_event_no_delete", "checkpoint_no_update"]
