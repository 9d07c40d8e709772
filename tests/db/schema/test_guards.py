from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import DatabaseError

from db.schema import protection
from db.schema.audit_tables import GUARDED
from tests.db.logs import NOON, Office, an_event
from tests.support.servers import postgres


@pytest.fixture
def kept(office: Office) -> Office:
    office.record(an_event())
    office.record(an_event(NOON + timedelta(days=1)))
    office.anchor()
    return office


CHANGES = {
    "sqlite": [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "UPDATE OR REPLACE {table} SET {column} = 1",
    ],
    "postgresql": [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {column} = EXCLUDED.{column}",
    ],
}
COLUMNS = {"audit_event": "body", "checkpoint": "note"}
KEYS = {"audit_event": "seq", "checkpoint": "size, desk"}


@pytest.mark.against("database")
def test_a_row_of_the_log_is_neither_changed_nor_deleted_nor_replaced(kept: Office) -> None:
    for table in GUARDED:
        before = rows(kept, table)
        for change in CHANGES[kept.owner.dialect.name]:
            statement = change.format(table=table, column=COLUMNS[table], key=KEYS[table])
            with kept.owner.connect() as connection, pytest.raises(DatabaseError, match="never changed"):
                connection.exec_driver_sql(statement)
        assert before and rows(kept, table) == before


def rows(kept: Office, table: str) -> list[Any]:
    with kept.engine.connect() as connection:
        return list(connection.exec_driver_sql(f"SELECT * FROM {table}").all())


def test_all_are_there_after_installing_twice(kept: Office) -> None:
    with kept.owner.begin() as connection:
        protection.install(connection)
        assert protection.missing(connection) == []


def test_the_guards_hold_where_a_session_calls_itself_a_replica(log_on_server: Office) -> None:
    log_on_server.record(an_event())
    with log_on_server.engine.connect() as connection:
        name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
    with postgres.the_server().superuser(name) as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
            connection.execute("DELETE FROM audit_event")
