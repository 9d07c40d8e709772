"""Lesser checks that were asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from db.schema.session_tables import asked_check, session
from db.shared.values import list_in, list_out, time_in, time_out, time_out_or_none
from desktop.domain.sessions.asked_check import AskedCheck, Standing
from desktop.domain.sessions.identity import Check, Kept, Missing
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import DeskId, NoteId, PersonId, SessionId

_column = asked_check.c


def add_asked(connection: Connection, asked: AskedCheck) -> None:
    """Save a new one; its note is saved already."""
    row = {
        "id": asked.id,
        "session": asked.session,
        "asked_by": asked.asked_by,
        "desk": asked.desk,
        "asked_at": time_in(asked.asked_at),
        "documents": _documents_in(asked.documents),
        "missing": list_in(code.value for code in asked.missing),
    }
    connection.execute(insert(asked_check).values(**row, **_ending(asked)))


def save_asked(connection: Connection, asked: AskedCheck) -> None:
    """Save what became of it."""
    connection.execute(update(asked_check).where(_column.id == asked.id).values(**_ending(asked)))


def asked_of(connection: Connection, id: NoteId) -> AskedCheck:
    """Return one asked check, by the note that asked for it."""
    return _asked_of(connection.execute(select(asked_check).where(_column.id == id)).one())


def waiting(connection: Connection) -> Sequence[AskedCheck]:
    """Return those of sessions at the ID step that were neither answered nor withdrawn, the earliest first."""
    here = _column.standing == Standing.WAITING.value, session.c.state == State.CHECKED_IN.value
    query = select(asked_check).join(session, session.c.id == _column.session).where(*here)
    return [_asked_of(row) for row in connection.execute(query.order_by(_column.asked_at, _column.id))]


def _ending(asked: AskedCheck) -> dict[str, Any]:
    return {"standing": asked.standing.value, "ended_by": asked.ended_by, "ended_at": time_in(asked.ended_at)}


def _documents_in(documents: Sequence[Kept]) -> str:
    """Return accepted documents as the column holds them, an age of -1 where none was asked."""
    rows = [
        [one.slot, one.kind, one.group, one.in_date, -1 if one.age_months is None else one.age_months, [*one.checks]]
        for one in documents
    ]
    return json.dumps(rows)


def _documents_out(text: str) -> tuple[Kept, ...]:
    return tuple(
        Kept(slot, kind, group, in_date, None if age < 0 else age, tuple(Check(code) for code in checks))
        for slot, kind, group, in_date, age, checks in json.loads(text)
    )


def _asked_of(row: Row[Any]) -> AskedCheck:
    return AskedCheck(
        id=NoteId(row.id),
        session=SessionId(row.session),
        asked_by=PersonId(row.asked_by),
        desk=DeskId(row.desk),
        asked_at=time_out(row.asked_at),
        documents=_documents_out(row.documents),
        missing=tuple(Missing(code) for code in list_out(row.missing)),
        standing=Standing(row.standing),
        ended_by=None if row.ended_by is None else PersonId(row.ended_by),
        ended_at=time_out_or_none(row.ended_at),
    )
