"""Staff's hearing of a copy before its decision is found in the log by an index of its own, on either database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from desktop.application.copies.staff_listening import heard, open_copy
from desktop.domain.shared.ids import PersonId
from desktop.domain.shared.spans import Span
from tests.support.builders import Office


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
