"""Originals and approved copies as metadata, and the retention keys that seal them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Integer,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from db.schema import recording_tables, request_tables
from db.shared.columns import Columns
from db.shared.transactions import OnConnection, at_once
from db.shared.values import time_in, time_out
from desktop.domain.copies.copy import ApprovedCopy, Chapter, Recording, SealedKey
from desktop.domain.copies.marking import RemovedPart
from desktop.domain.recordings.finding import Found, Window
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId
from desktop.domain.shared.written_numbers import UNREADABLE

_key = recording_tables.retention_key.c
_recording = recording_tables.recording.c
_RECORDING = Columns(Recording, without="key")
_COPY = Columns(ApprovedCopy, without="key removed chapters")
_REMOVED = Columns(RemovedPart, start="start_frame", end="end_frame")
_CHAPTER = Columns(Chapter, start="start_frame", end="end_frame")


class RecordingsTable(OnConnection):
    """The port `Recordings` over a connection."""

    def get(self, id: RecordingId) -> Recording:
        found = self._recording(recording_tables.recording.c.id == id)
        assert found is not None, "a recording that a request names is there (foreign key)"
        return found

    def by_digest(self, digest: str) -> Recording | None:
        return self._recording(
            recording_tables.recording.c.digest == digest, recording_tables.recording.c.destroyed_at.is_(None)
        )

    def _recording(self, *which: Any) -> Recording | None:
        table = recording_tables.recording
        query = select(table, _key.wrapped).join(recording_tables.retention_key, _key.id == table.c.retention_key)
        row = self._connection.execute(query.where(*which)).one_or_none()
        if row is None:
            return None
        return _RECORDING.of(row, key=_sealed(row))

    def add(self, recording: Recording) -> None:
        self._connection.execute(
            insert(recording_tables.recording).values(_RECORDING.add(recording) | _key_of(recording.key))
        )

    def tell_number(self, id: RecordingId, number: str | None, salt: str | None) -> None:
        told = update(recording_tables.recording).where(_recording.id == id).values(number=number, salt=salt)
        self._connection.execute(told)

    def copy(self, id: CopyId) -> ApprovedCopy:
        table = recording_tables.approved_copy
        both = select(table, _key.wrapped).join(recording_tables.retention_key, _key.id == table.c.retention_key)
        query = both.where(table.c.id == id)
        at_once(
            self._connection,
            [query, _in_order(recording_tables.removed_part, id), _in_order(recording_tables.chapter, id)],
        )
        row = self._connection.execute(query).one()
        removed = map(_REMOVED.of, self._connection.execute(_in_order(recording_tables.removed_part, id)))
        chapters = map(_CHAPTER.of, self._connection.execute(_in_order(recording_tables.chapter, id)))
        return _COPY.of(row, key=_sealed(row), removed=tuple(removed), chapters=tuple(chapters))

    def preparers(self, request: RequestId) -> frozenset[PersonId]:
        table = recording_tables.approved_copy.c
        query = select(table.prepared_by).where(table.request == request).distinct()
        return frozenset(PersonId(by) for by in self._connection.execute(query).scalars())

    def add_copy(self, copy: ApprovedCopy) -> None:
        self._connection.execute(insert(recording_tables.approved_copy).values(_COPY.add(copy) | _key_of(copy.key)))
        removed, chapters = map(_REMOVED.add, copy.removed), map(_CHAPTER.add, copy.chapters)
        for table, parts in (recording_tables.removed_part, removed), (recording_tables.chapter, chapters):
            if rows := [{"copy": copy.id, "position": at, **part} for at, part in enumerate(parts)]:
                self._connection.execute(insert(table), rows)

    def retention_key(self, source: str, month: str, kind: str) -> tuple[RetentionKeyId, bytes] | None:
        of = _key.source == source, _key.month == month, _key.kind == kind
        here = (*of, _key.destroyed_at.is_(None), _key.retired_at.is_(None))
        query = select(recording_tables.retention_key).where(*here)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else (RetentionKeyId(row.id), row.wrapped)

    def add_retention_key(self, id: RetentionKeyId, source: str, month: str, kind: str, wrapped: bytes) -> None:
        self._connection.execute(
            insert(recording_tables.retention_key).values(id=id, source=source, month=month, kind=kind, wrapped=wrapped)
        )

    def search(
        self, number: str | None, within: Window, *, outbound: bool, limit: int | None = None
    ) -> Sequence[Found]:
        if number is None:
            return self._found(_OF_NO_NUMBER, within, outbound, limit)
        return self._found(_OF_NUMBER, within, outbound, limit, number=number)

    def search_by_time(self, within: Window, *, outbound: bool, limit: int | None = None) -> Sequence[Found]:
        # Source by source, like the index: each recording is under a key of its own source.
        found = [
            each
            for source in self._connection.execute(_SOURCES).scalars().all()
            for each in self._found(_OF_SOURCE, within, outbound, limit, source=source)
        ]
        return sorted(found, key=lambda each: (each.call_at, each.id))[:limit]

    def _found(
        self, query: Select[Any], within: Window, outbound: bool, limit: int | None, **which: str
    ) -> list[Found]:
        asked = {"start": time_in(within.start), "end": time_in(within.end), "outbound": outbound}
        rows = self._connection.execute(query, asked | which | {"most": limit or _ALL}).all()  # quicker than one by one
        return [
            Found(RecordingId(id), source, time_out(call_at), outbound, frames / rate, number)
            for id, source, call_at, outbound, rate, frames, number in rows
        ]

    def named_by(self, recordings: Sequence[RecordingId]) -> Mapping[RecordingId, frozenset[RequestId]]:
        table, found = request_tables.request.c, defaultdict[RecordingId, set[RequestId]](set)
        query = select(table.recording, table.id).where(table.recording.in_(recordings))
        for recording, request in self._connection.execute(query):
            found[RecordingId(recording)].add(RequestId(request))
        return {recording: frozenset(requests) for recording, requests in found.items()}


_ALL = 2**31 - 1


def _search(which: ColumnElement[bool], *order: Column[Any]) -> Select[Any]:
    """Build the search once: its values are bound when it runs. No key and no digest: its results open nothing."""
    outbound = bindparam("outbound", type_=Boolean)
    found = tuple(_recording[name] for name in ("id", "source", "call_at", "outbound", "rate", "frames", "number"))
    query = select(*found).where(
        which,
        _recording.call_at >= bindparam("start"),
        _recording.call_at < bindparam("end"),
        or_(_recording.outbound == outbound, and_(outbound, _recording.number.is_(None))),  # `finding.may_go`
        _recording.destroyed_at.is_(None),
    )
    return query.order_by(*order, _recording.call_at, _recording.id).limit(bindparam("most", type_=Integer))


_OF_NUMBER = _search(_recording.number == bindparam("number"))
# Ordered by the number too, which none of them has: otherwise PostgreSQL does not use the index.
_OF_NO_NUMBER = _search(_recording.number.is_(None), _recording.number)
_READ = or_(_recording.number.is_(None), _recording.number != UNREADABLE)  # `finding.found_at`
_OF_SOURCE = _search(and_(_recording.source == bindparam("source"), _READ))
_SOURCES = select(_key.source).where(_key.kind == "original", _key.destroyed_at.is_(None)).distinct()


def _in_order(table: Table, copy: CopyId) -> Select[Any]:
    return select(table).where(table.c.copy == copy).order_by(table.c.position)


def _sealed(row: Row[Any]) -> SealedKey:
    return SealedKey(row.data_key, RetentionKeyId(row.retention_key), row.wrapped)


def _key_of(sealed: SealedKey) -> dict[str, Any]:
    return {"data_key": sealed.data_key_wrapped, "retention_key": sealed.retention_key}
