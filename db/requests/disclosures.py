"""Disclosures: files that went to the police."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select

from db.schema.disclosure_tables import disclosure as table
from db.shared.values import day_in, time_in
from desktop.domain.requests.disclosures import Disclosure, DisclosureBasis, DisclosureRoute
from desktop.domain.shared.ids import CopyId, NoteId, PersonId, RequestId


class DisclosuresTable:
    """The port `Disclosures` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_request(self, request: RequestId) -> Sequence[Disclosure]:
        query = select(table).where(table.c.request == request).order_by(table.c.position)
        return [
            Disclosure(
                request=RequestId(row.request),
                position=row.position,
                copy=CopyId(row.copy),
                route=DisclosureRoute(row.route),
                basis=DisclosureBasis(row.basis),
                on=date.fromisoformat(row.disclosed_on),
                receiver=NoteId(row.receiver),
                reference=NoteId(row.reference) if row.reference else None,
                by=PersonId(row.recorded_by),
            )
            for row in self._connection.execute(query)
        ]

    def count(self, first: date, last: date) -> int:
        within = table.c.disclosed_on.between(day_in(first), day_in(last))
        return int(self._connection.execute(select(func.count()).select_from(table).where(within)).scalar_one())

    def add(self, disclosure: Disclosure, at: datetime) -> None:
        self._connection.execute(
            insert(table).values(
                request=disclosure.request,
                position=disclosure.position,
                copy=disclosure.copy,
                route=disclosure.route.value,
                basis=disclosure.basis.value,
                disclosed_on=day_in(disclosure.on),
                receiver=disclosure.receiver,
                reference=disclosure.reference,
                recorded_by=disclosure.by,
                recorded_at=time_in(at),
            )
        )
