"""The day's list is found by indexes, however many sessions there have been."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from db.reading.read_models import ReadModels
from desktop.application.ports.database import UnitOfWork
from tests.support.builders import Office
from tests.support.fakes import TUESDAY


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
