"""Names by which people know the thing that a difference or a finding is about: a reference, a PC's shown name.

Rules:
- Nothing of it is personal: no name of anybody, no words. Where there is no such name, the identifier has to do.
- It only helps to find the thing. A name is a row like any other, and can be what was edited; what cannot be shown on a
  line is left out of it.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, select
from sqlalchemy.exc import SQLAlchemyError

from db.log.expected import key_columns
from db.schema.audit_tables import audit_event
from db.schema.office_tables import desk
from db.schema.request_tables import request
from db.schema.tables import metadata
from desktop.domain.log.differences import Difference
from desktop.domain.log.replay.ledger import Finding

OF_A_REQUEST = {"session": "session", "copy": "approved_copy", "hold": "retention_hold", "complaint": "complaint"}
"""Columns that name something of a request, and its table."""
LEADING = {"request", "desk", *OF_A_REQUEST}
LONGEST = 60


class Names:
    """The names of one database. Each is looked up once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._reference = cache(self._read_reference)
        self._desk = cache(self._read_desk)

    def of(self, found: Difference | Finding) -> str:
        """Return the reference or the name; nothing where there is none."""
        with suppress(SQLAlchemyError, ValueError, TypeError, OverflowError):  # what is stored can be anything
            return self._of(found)
        return ""

    def _of(self, found: Difference | Finding) -> str:
        if isinstance(found, Finding):
            return self._of_event(found.seq)
        named = self._of_row(found.table, found.key)
        return named or ("" if found.event is None else self._of_event(found.event))

    def _of_row(self, table: str, key: str) -> str:
        parts = key.split("/")
        if table == "sign_in_tries":
            return self._desk(parts[-1])
        row = self._row(table, parts) if table in metadata.tables else None
        if table == "request":
            return self._reference(parts[0]) if row else ""
        if table == "desk":
            return self._desk(parts[0]) if row else ""
        return "" if row is None else self._of_columns(row)

    def _of_columns(self, row: Any) -> str:
        if row.get("request"):
            return self._reference(row["request"])
        for column, table in OF_A_REQUEST.items():
            if row.get(column) and (of := self._row(table, [row[column]])) is not None and of.get("request"):
                return self._reference(of["request"])
        return self._desk(row["desk"]) if row.get("desk") else ""

    def _of_event(self, seq: int) -> str:
        row = self._row(audit_event.name, [str(seq)])
        return "" if row is None else self._of_columns({"request": row["request"], "session": row["session"]})

    def _row(self, table: str, parts: list[str]) -> Any:
        """Return what of that row leads further; None where there is no such row, or its key is none."""
        columns = [metadata.tables[table].c[name] for name in key_columns(table)]
        if len(parts) != len(columns):
            return None
        values = [int(part) if isinstance(of.type, Integer) else part for of, part in zip(columns, parts, strict=True)]
        here = [column == value for column, value in zip(columns, values, strict=True)]
        leading = [column for column in metadata.tables[table].c if column.name in LEADING] or columns
        return self._connection.execute(select(*leading).where(*here)).mappings().first()

    def _read_reference(self, id: str) -> str:
        return _shown(self._connection.execute(select(request.c.reference).where(request.c.id == id)).scalar())

    def _read_desk(self, id: str) -> str:
        return _shown(self._connection.execute(select(desk.c.name).where(desk.c.id == id)).scalar())


def _shown(name: object) -> str:
    return "".join(sign for sign in str(name or "") if sign.isprintable())[:LONGEST]
