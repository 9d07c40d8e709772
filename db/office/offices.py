"""The office's own facts, and its desks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from db.schema import office_tables
from db.shared.values import list_in, time_in, time_out
from desktop.application.ports.offices import OfficeFacts
from desktop.domain.shared.ids import DeskId, OfficeId

DEMO, REAL = "demo", "office"


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
        row = self._connection.execute(select(office_tables.office)).one()
        zone = ZoneInfo(row.zone)
        return OfficeFacts(OfficeId(row.id), row.name, row.place, zone, row.nation, row.kind == DEMO)

    def created_at(self) -> datetime:
        return time_out(self._connection.execute(select(office_tables.office.c.created_at)).scalar_one())

    def add_desk(self, id: DeskId, name: str, recipient: str, opens_originals: bool, at: datetime) -> None:
        values = {"id": id, "name": name, "recipient": recipient, "opens_originals": opens_originals}
        self._connection.execute(insert(office_tables.desk).values(enrolled_at=time_in(at), **values))

    def desk(self, id: DeskId) -> tuple[str, bool]:
        row = self._connection.execute(select(office_tables.desk).where(office_tables.desk.c.id == id)).one()
        return row.name, row.opens_originals
