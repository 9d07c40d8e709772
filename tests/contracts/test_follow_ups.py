"""Unanswered follow-ups and open complaints are found without reading through many sessions; in every place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from db.requests.complaints import ComplaintsTable, open_ones
from db.schema import office_tables, session_tables
from db.sessions import SessionsTable, unanswered
from desktop.application.sessions import listening
from desktop.application.sessions.listening import TakeNote
from desktop.domain.sessions.session import NoteKind, Outcome
from desktop.domain.shared.ids import new_id
from desktop.domain.shared.spans import Span
from tests.contracts.test_searching import _plan, statements
from tests.support.builders import ZONE, Office
from tests.support.places import PLACES, owners

MANY, EVERY = 4000, 200


@pytest.fixture(params=PLACES, scope="module")
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Yield an office of many sessions, each with a note; every two hundredth has a follow-up with a date."""
    folder: Path = tmp_path_factory.mktemp("busy")
    with PLACES[request.param](folder) as office:
        id = office.listening()
        office.do(TakeNote(office.actor(), id, NoteKind.DISPUTE, "Wrong.", 100, False))
        office.do(office.at(listening.Finish, id, 8000, Span(0, 8000)), sound=office.sound)
        office.close(id, Outcome.HEARD_IN_PART)
        with owners(office) as owner:
            with owner.begin() as connection:
                _fill(connection)
            with owner.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
        yield office


def _fill(connection: Connection) -> None:
    session = connection.execute(select(session_tables.session).limit(1)).one()._asdict()
    note = connection.execute(select(session_tables.session_note).limit(1)).one()._asdict()
    words = (
        connection.execute(select(office_tables.note).where(office_tables.note.c.id == note["note"])).one()._asdict()
    )
    ids = [(new_id(), new_id(), n % EVERY == 0) for n in range(MANY)]
    sessions = [{**session, "id": id, "appointment": None, "complaint": said} for id, _, said in ids]
    connection.execute(insert(session_tables.session), sessions)
    connection.execute(insert(office_tables.note), [{**words, "id": of} for _, of, _ in ids])
    notes = [{**note, "session": id, "note": of, "correction_wanted": said} for id, of, said in ids]
    connection.execute(insert(session_tables.session_note), notes)


def test_what_is_not_answered_is_found_by_its_index(busy: Office) -> None:
    engine = busy.parts.engine
    with engine.connect() as connection:
        with statements(engine) as asked:
            corrections = connection.execute(unanswered()).all()
            complaints = connection.execute(open_ones()).all()
        plans = "\n".join(_plan(connection, *each) for each in asked)
    assert len(corrections) == len(complaints) == MANY // EVERY
    assert "ix_session_complain" in plans and "ix_session_note_correction" in plans, plans
    for table in ("session", "session_note"):
        assert f"Seq Scan on {table} " not in plans, plans
        assert f"SCAN {table}\n" not in f"{plans}\n", plans


def test_what_was_said_about_one_request_is_found_by_its_sessions(busy: Office) -> None:
    with busy.parts.engine.connect() as connection:
        request = connection.execute(select(session_tables.session.c.request).limit(1)).scalar_one()
        corrections = SessionsTable(connection).follow_ups(ZONE, request)
        complaints = ComplaintsTable(connection).of_request(request, ZONE)
    assert len(corrections) == len(complaints) == MANY // EVERY
    assert {each.request for each in corrections} == {each.request for each in complaints} == {request}
