"""Versions of the office's policies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from db.log.notes import put_note
from db.schema import office_tables
from db.shared.values import time_in, time_out, time_out_or_none
from desktop.domain.office.policies import PolicyName, PolicyVersion
from desktop.domain.shared.ids import NoteId, PersonId
from desktop.domain.shared.notes import Note

_policy = office_tables.policy.c


class PoliciesTable:
    """The port `Policies` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def versions(self) -> tuple[PolicyVersion, ...]:
        note = office_tables.note
        query = select(office_tables.policy, note.c.salt, note.c.words)
        query = query.outerjoin(note, note.c.id == _policy.reason_note).order_by(_policy.name, _policy.version)
        rows = self._connection.execute(query)
        return tuple(
            PolicyVersion(
                PolicyName(row.name),
                row.version,
                row.content,
                None if row.changed_by is None else PersonId(row.changed_by),
                time_out(row.changed_at),
                time_out_or_none(row.adopted_at),
                None if row.approved_by is None else PersonId(row.approved_by),
                time_out_or_none(row.dropped_at),
                None if row.words is None else Note(NoteId(row.reason_note), row.salt, row.words),
            )
            for row in rows
        )

    def in_force(self) -> dict[PolicyName, tuple[int, str]]:
        newest = (
            select(_policy.name, func.max(_policy.version).label("version"))
            .where(_policy.adopted_at.is_not(None))
            .group_by(_policy.name)
            .subquery()
        )
        both = (_policy.name == newest.c.name) & (_policy.version == newest.c.version)
        query = select(_policy.name, _policy.version, _policy.content).join(newest, both)
        found = self._connection.execute(query)
        return {PolicyName(name): (version, content) for name, version, content in found}

    def add(self, version: PolicyVersion) -> None:
        if version.reason is not None:
            put_note(self._connection, version.reason)
        self._connection.execute(
            insert(office_tables.policy).values(
                name=version.name.value,
                version=version.version,
                content=version.content,
                changed_by=version.changed_by,
                changed_at=time_in(version.changed_at),
                adopted_at=time_in(version.adopted_at),
                reason_note=version.reason.id if version.reason else None,
            )
        )

    def adopt(self, version: PolicyVersion, by: PersonId, at: datetime) -> None:
        self._change(version, adopted_at=time_in(at), approved_by=by)

    def drop(self, version: PolicyVersion, at: datetime) -> None:
        self._change(version, dropped_at=time_in(at))

    def _change(self, version: PolicyVersion, **values: str | None) -> None:
        here = (_policy.name == version.name.value) & (_policy.version == version.version)
        self._connection.execute(update(office_tables.policy).where(here).values(values))
