"""Retention keys, and what each of them seals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from db.recordings.keeping import HELD, TABLES
from db.schema import copy_tables, recording_tables
from db.shared.values import time_in
from desktop.application.ports.keeping import KeyInUse, Sealed
from desktop.domain.copies.copy import SealedKey
from desktop.domain.shared.ids import RetentionKeyId

_recording = recording_tables.recording.c
_copy = copy_tables.approved_copy.c
_key = recording_tables.retention_key.c


class RetentionKeysTable:
    """The port `RetentionKeys` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def in_use(self) -> Sequence[KeyInUse]:
        query = select(recording_tables.retention_key).where(_key.destroyed_at.is_(None))
        rows = self._connection.execute(query.order_by(_key.source, _key.month, _key.kind, _key.id))
        return [_key_of(row) for row in rows]

    def wrap(self, id: RetentionKeyId, wrapped: bytes) -> None:
        self._connection.execute(update(recording_tables.retention_key).where(_key.id == id).values(wrapped=wrapped))

    def retire(self, kinds: Collection[str], at: datetime) -> None:
        here = (_key.kind.in_(sorted(kinds)), _key.destroyed_at.is_(None), _key.retired_at.is_(None))
        self._connection.execute(update(recording_tables.retention_key).where(*here).values(retired_at=time_in(at)))

    def sealed_under(self, id: RetentionKeyId, limit: int) -> Sequence[Sealed]:
        key = self._connection.execute(select(recording_tables.retention_key).where(_key.id == id)).one()
        return self._live_under(key, limit)

    def with_destroyed(self) -> Sequence[KeyInUse]:
        found = []
        query = (
            select(recording_tables.retention_key)
            .where(_key.destroyed_at.is_(None))
            .order_by(_key.source, _key.month, _key.id)
        )
        for row in self._connection.execute(query).all():
            table = TABLES[row.kind]
            destroyed = select(func.count()).where(table.c.retention_key == row.id, table.c.destroyed_at.is_not(None))
            if self._connection.execute(destroyed).scalar_one():
                live = tuple(self._live_under(row))
                found.append(_key_of(row, live))
        return found

    def _live_under(self, key: Row[Any], limit: int | None = None) -> Sequence[Sealed]:
        if key.kind == "original":
            query = select(_recording.id, _recording.data_key, HELD.label("held"))
        else:
            held = HELD.correlate(recording_tables.recording)
            query = select(_copy.id, _copy.data_key, held.label("held")).join(
                recording_tables.recording, _recording.id == _copy.recording
            )
        table = TABLES[key.kind]
        here = (table.c.retention_key == key.id, table.c.destroyed_at.is_(None))
        rows = self._connection.execute(query.where(*here).order_by(table.c.id).limit(limit))
        return [
            Sealed(row.id, SealedKey(row.data_key, RetentionKeyId(key.id), key.wrapped), bool(row.held)) for row in rows
        ]

    def destroy(self, id: RetentionKeyId, at: datetime) -> None:
        gone = {"wrapped": b"", "destroyed_at": time_in(at)}
        self._connection.execute(update(recording_tables.retention_key).where(_key.id == id).values(**gone))

    def reseal(self, kind: str, id: str, key: RetentionKeyId, data_key_wrapped: bytes) -> None:
        table = TABLES[kind]
        values = {"retention_key": key, "data_key": data_key_wrapped}
        self._connection.execute(update(table).where(table.c.id == id).values(**values))


def _key_of(row: Row[Any], living: tuple[Sealed, ...] = ()) -> KeyInUse:
    retired = row.retired_at is not None
    return KeyInUse(RetentionKeyId(row.id), row.source, row.month, row.kind, row.wrapped, living, retired)
