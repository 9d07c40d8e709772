"""Retention keys, and what each of them seals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, literal, select, update

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

    def at_their_end(self) -> Sequence[RetentionKeyId]:
        query = select(recording_tables.retention_key).where(_key.destroyed_at.is_(None), _key.retired_at.is_(None))
        rows = self._connection.execute(query.order_by(_key.source, _key.month, _key.id)).all()
        return [RetentionKeyId(row.id) for row in rows if self._is_at_its_end(row)]

    def at_its_end(self, id: RetentionKeyId) -> KeyInUse | None:
        query = select(recording_tables.retention_key).where(_key.id == id, _key.destroyed_at.is_(None))
        row = self._connection.execute(query).one_or_none()
        return _key_of(row, tuple(self._live_under(row))) if row is not None and self._is_at_its_end(row) else None

    def _is_at_its_end(self, key: Row[Any]) -> bool:
        if self._connection.execute(_live(key).where(~HELD).limit(1)).first() is not None:
            return False
        table = TABLES[key.kind]
        gone = select(literal(1)).where(table.c.retention_key == key.id, table.c.destroyed_at.is_not(None))
        return self._connection.execute(gone.limit(1)).first() is not None

    def _live_under(self, key: Row[Any], limit: int | None = None) -> Sequence[Sealed]:
        rows = self._connection.execute(_live(key).order_by(TABLES[key.kind].c.id).limit(limit))
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


def _live(key: Row[Any]) -> Select[Any]:
    """Select what that key still seals, and whether it is on hold."""
    table = TABLES[key.kind]
    query = select(table.c.id, table.c.data_key, HELD.label("held"))
    if key.kind != "original":
        query = query.join(recording_tables.recording, _recording.id == _copy.recording)
    return query.where(table.c.retention_key == key.id, table.c.destroyed_at.is_(None))


def _key_of(row: Row[Any], living: tuple[Sealed, ...] = ()) -> KeyInUse:
    retired = row.retired_at is not None
    return KeyInUse(RetentionKeyId(row.id), row.source, row.month, row.kind, row.wrapped, living, retired)
