"""The office's own facts, and its desks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, Row, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from db.engines.one_program import open_desks
from db.schema import office_tables
from db.shared.transactions import READING
from db.shared.values import list_in, time_in, time_out, time_out_or_none
from desktop.application.ports.offices import OfficeFacts
from desktop.domain.office.desks import DeskKind, EnrolledDesk
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.errors import DatabaseError

DEMO, REAL = "demo", "office"
_desk = office_tables.desk.c
_office = office_tables.office.c
_FACTS = select(_office.id, _office.name, _office.place, _office.zone, _office.nation, _office.kind)
"""Built once: nearly every use case reads them."""


def desk_names(engine: Engine) -> dict[str, str]:
    """Return the name of each desk; none where the database is not as it should be."""
    try:
        with engine.connect().execution_options(**READING) as connection:
            return {row.id: row.name for row in connection.execute(select(_desk.id, _desk.name))}
    except (DatabaseError, SQLAlchemyError):
        return {}


class OfficesTable:
    """The port `Offices` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, office: OfficeFacts, recovery: Sequence[str], at: datetime) -> None:
        self._connection.execute(
            insert(office_tables.office).values(
                one=1,
                id=office.id,
                kind=DEMO if office.demo else REAL,
                name=office.name,
                place=office.place,
                zone=office.zone.key,
                nation=office.nation,
                created_at=time_in(at),
                recovery_recipients=list_in(recovery),
            )
        )

    def get(self) -> OfficeFacts:
        id, name, place, zone, nation, kind = self._connection.execute(_FACTS).one()
        return OfficeFacts(OfficeId(id), name, place, ZoneInfo(zone), nation, kind == DEMO)

    def created_at(self) -> datetime:
        return time_out(self._connection.execute(select(_office.created_at)).scalar_one())

    def add_desk(self, desk: EnrolledDesk) -> None:
        values = {"id": desk.id, "name": desk.name, "kind": desk.kind.value, "recipient": desk.recipient}
        self._connection.execute(insert(office_tables.desk).values(enrolled_at=time_in(desk.enrolled_at), **values))

    def desk(self, id: DeskId) -> EnrolledDesk:
        return _desk_of(self._connection.execute(select(office_tables.desk).where(_desk.id == id)).one())

    def desks(self) -> Sequence[EnrolledDesk]:
        rows = self._connection.execute(select(office_tables.desk).order_by(_desk.enrolled_at, _desk.name, _desk.id))
        return [_desk_of(row) for row in rows]

    def open_desks(self) -> Collection[DeskId]:
        return [DeskId(id) for id in self._connection.execute(open_desks(self._connection)).scalars()]

    def is_newer(self) -> bool:
        from db.schema.migrate import is_newer

        return is_newer(self._connection)

    def withdraw(self, id: DeskId, at: datetime) -> None:
        self._connection.execute(update(office_tables.desk).where(_desk.id == id).values(withdrawn_at=time_in(at)))

    def change_kind(self, id: DeskId, kind: DeskKind) -> None:
        self._connection.execute(update(office_tables.desk).where(_desk.id == id).values(kind=kind.value))

    def change_own_password(self, password: str) -> None:
        from db.engines.desk_logins import change_own_password

        change_own_password(self._connection, password)

    def replace_recovery(self, recipients: Sequence[str]) -> None:
        self._connection.execute(update(office_tables.office).values(recovery_recipients=list_in(recipients)))


def _desk_of(row: Row[Any]) -> EnrolledDesk:
    return EnrolledDesk(
        DeskId(row.id),
        row.name,
        DeskKind(row.kind),
        row.recipient,
        time_out(row.enrolled_at),
        time_out_or_none(row.withdrawn_at),
    )
