"""Originals and approved copies with the keys that seal them; and work on a copy: drafts of removals, transcripts.

Of a draft and a transcript there is one row for each request, the newest version and everybody who ever saved one; of a
transcript also one for each copy.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from db.schema import recording_tables, request_tables
from db.shared.transactions import OnConnection, at_once
from db.shared.values import Columns, list_in, list_out, time_in, time_out
from desktop.domain.copies.copy import ApprovedCopy, Chapter, Recording, SealedKey
from desktop.domain.copies.marking import Draft, Removal, RemovalReason, RemovedPart
from desktop.domain.copies.transcript import SealedTranscript
from desktop.domain.recordings.finding import Found, Window
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.errors import RowRefusedError

_key = recording_tables.retention_key.c
_recording = recording_tables.recording.c
_RECORDING = Columns(Recording, without="key")
_COPY = Columns(ApprovedCopy, without="key removed chapters")
_REMOVED = Columns(RemovedPart, start="start_frame", end="end_frame")
_CHAPTER = Columns(Chapter, start="start_frame", end="end_frame")


class RecordingsTable(OnConnection):
    """The port `Recordings` over a connection."""

    def get(self, id: RecordingId) -> Recording:
        found = self._recording(_recording.id == id)
        assert found is not None, "a recording that a request names is there (foreign key)"
        return found

    def by_digest(self, digest: str) -> Recording | None:
        return self._recording(_recording.digest == digest, _recording.destroyed_at.is_(None))

    def _recording(self, *which: Any) -> Recording | None:
        table = recording_tables.recording
        query = sa.select(table, _key.wrapped).join(recording_tables.retention_key, _key.id == table.c.retention_key)
        row = self._row_or_none(query.where(*which))
        return None if row is None else _RECORDING.of(row, key=_sealed(row))

    def add(self, recording: Recording) -> None:
        self._insert(recording_tables.recording, **_RECORDING.add(recording), **_key_of(recording.key))

    def tell_number(self, id: RecordingId, number: str | None, salt: str | None) -> None:
        self._update(recording_tables.recording, _recording.id == id, number=number, salt=salt)

    def copy(self, id: CopyId) -> ApprovedCopy:
        table = recording_tables.approved_copy
        both = sa.select(table, _key.wrapped).join(recording_tables.retention_key, _key.id == table.c.retention_key)
        query = both.where(table.c.id == id)
        of_removed, of_chapters = _in_order(recording_tables.removed_part, id), _in_order(recording_tables.chapter, id)
        at_once(self._connection, [query, of_removed, of_chapters])
        row = self._row(query)
        removed, chapters = map(_REMOVED.of, self._rows(of_removed)), map(_CHAPTER.of, self._rows(of_chapters))
        return _COPY.of(row, key=_sealed(row), removed=tuple(removed), chapters=tuple(chapters))

    def preparers(self, request: RequestId) -> frozenset[PersonId]:
        table = recording_tables.approved_copy.c
        query = sa.select(table.prepared_by).where(table.request == request).distinct()
        return frozenset(PersonId(by) for by in self._values(query))

    def add_copy(self, copy: ApprovedCopy) -> None:
        self._insert(recording_tables.approved_copy, **_COPY.add(copy), **_key_of(copy.key))
        removed, chapters = map(_REMOVED.add, copy.removed), map(_CHAPTER.add, copy.chapters)
        for table, parts in (recording_tables.removed_part, removed), (recording_tables.chapter, chapters):
            self._insert_all(table, [{"copy": copy.id, "position": at, **part} for at, part in enumerate(parts)])

    def retention_key(self, source: str, month: str, kind: str) -> tuple[RetentionKeyId, bytes] | None:
        of = _key.source == source, _key.month == month, _key.kind == kind
        here = (*of, _key.destroyed_at.is_(None), _key.retired_at.is_(None))
        query = sa.select(recording_tables.retention_key).where(*here)
        row = self._row_or_none(query)
        return None if row is None else (RetentionKeyId(row.id), row.wrapped)

    def add_retention_key(self, id: RetentionKeyId, source: str, month: str, kind: str, wrapped: bytes) -> None:
        self._insert(recording_tables.retention_key, id=id, source=source, month=month, kind=kind, wrapped=wrapped)

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
            for source in self._values(_SOURCES)
            for each in self._found(_OF_SOURCE, within, outbound, limit, source=source)
        ]
        return sorted(found, key=lambda each: (each.call_at, each.id))[:limit]

    def _found(
        self, query: sa.Select[Any], within: Window, outbound: bool, limit: int | None, **which: str
    ) -> list[Found]:
        asked = {"start": time_in(within.start), "end": time_in(within.end), "outbound": outbound}
        rows = self._connection.execute(query, asked | which | {"most": limit or _ALL}).all()  # quicker than one by one
        return [
            Found(RecordingId(id), source, time_out(call_at), outbound, frames / rate, number)
            for id, source, call_at, outbound, rate, frames, number in rows
        ]

    def named_by(self, recordings: Sequence[RecordingId]) -> Mapping[RecordingId, frozenset[RequestId]]:
        table, found = request_tables.request.c, defaultdict[RecordingId, set[RequestId]](set)
        query = sa.select(table.recording, table.id).where(table.recording.in_(recordings))
        for recording, request in self._rows(query):
            found[RecordingId(recording)].add(RequestId(request))
        return {recording: frozenset(requests) for recording, requests in found.items()}


_ALL = 2**31 - 1


def _search(which: sa.ColumnElement[bool], *order: sa.Column[Any]) -> sa.Select[Any]:
    """Build the search once: its values are bound when it runs. No key and no digest: its results open nothing."""
    outbound = sa.bindparam("outbound", type_=sa.Boolean)
    found = tuple(_recording[name] for name in ("id", "source", "call_at", "outbound", "rate", "frames", "number"))
    query = sa.select(*found).where(
        which,
        _recording.call_at >= sa.bindparam("start"),
        _recording.call_at < sa.bindparam("end"),
        sa.or_(_recording.outbound == outbound, sa.and_(outbound, _recording.number.is_(None))),  # `finding.may_go`
        _recording.destroyed_at.is_(None),
    )
    return query.order_by(*order, _recording.call_at, _recording.id).limit(sa.bindparam("most", type_=sa.Integer))


_OF_NUMBER = _search(_recording.number == sa.bindparam("number"))
# Ordered by the number too, which none of them has: otherwise PostgreSQL does not use the index.
_OF_NO_NUMBER = _search(_recording.number.is_(None), _recording.number)
_READ = sa.or_(_recording.number.is_(None), _recording.number != UNREADABLE)  # `finding.found_at`
_OF_SOURCE = _search(sa.and_(_recording.source == sa.bindparam("source"), _READ))
_SOURCES = sa.select(_key.source).where(_key.kind == "original", _key.destroyed_at.is_(None)).distinct()


def _in_order(table: sa.Table, copy: CopyId) -> sa.Select[Any]:
    return sa.select(table).where(table.c.copy == copy).order_by(table.c.position)


def _sealed(row: sa.Row[Any]) -> SealedKey:
    return SealedKey(row.data_key, RetentionKeyId(row.retention_key), row.wrapped)


def _key_of(sealed: SealedKey) -> dict[str, Any]:
    return {"data_key": sealed.data_key_wrapped, "retention_key": sealed.retention_key}


class _Saved(OnConnection):
    """The newest version of each request's work, and everybody who ever saved one."""

    _table: sa.Table

    def savers(self, request: RequestId) -> frozenset[PersonId]:
        table = self._table.c
        found = self._value_or_none(sa.select(table.savers).where(table.request == request))
        return frozenset(PersonId(id) for id in list_out(found)) if found else frozenset()

    def _save(self, request: RequestId, by: PersonId, at: datetime, values: dict[str, Any]) -> bool:
        """Save the version after the newest one; return whether it is that."""
        here = self._table.c.request == request
        newest = self._row_or_none(sa.select(self._table.c.version, self._table.c.savers).where(here).with_for_update())
        if (newest.version if newest else 0) != values["version"] - 1:
            return False
        savers = {by} | set(list_out(newest.savers) if newest else ())
        values |= {"saved_by": by, "saved_at": time_in(at), "savers": list_in(sorted(savers))}
        if newest is None:
            self._insert(self._table, request=request, **values)
        else:
            self._update(self._table, here, **values)
        return True


class DraftsTable(_Saved):
    """The port `Drafts` over a connection."""

    _table = recording_tables.draft

    def get(self, request: RequestId) -> Draft:
        row = self._row_or_none(sa.select(self._table).where(self._table.c.request == request))
        return Draft() if row is None else _draft_of(row.version, row.body)

    def save(self, request: RequestId, draft: Draft, by: PersonId, at: datetime) -> bool:
        return self._save(request, by, at, {"version": draft.version, "body": draft.text})


def _draft_of(version: int, body: str) -> Draft:
    found: dict[str, Any] = json.loads(body)
    marks = tuple(Removal(start, end, channel, RemovalReason(code)) for start, end, channel, code in found["marks"])
    return Draft(version, marks, tuple(found["dismissed"]), found["style"], tuple(found.get("chapters", ())))


_transcript = recording_tables.transcript.c
_of_copy = recording_tables.copy_transcript.c


class TranscriptsTable(_Saved):
    """The port `Transcripts` over a connection."""

    _table = recording_tables.transcript

    def get(self, request: RequestId) -> SealedTranscript | None:
        query = sa.select(self._table).where(_transcript.request == request)
        return _readable(self._row_or_none(query), "transcript", request)

    def version(self, request: RequestId) -> int:
        return self._value_or_none(sa.select(_transcript.version).where(_transcript.request == request)) or 0

    def save(self, request: RequestId, sealed: SealedTranscript, by: PersonId, at: datetime) -> bool:
        return self._save(request, by, at, _columns(sealed))

    def destroy(self, request: RequestId) -> None:
        self._update(self._table, _transcript.request == request, body=b"")

    def of_copy(self, copy: CopyId) -> SealedTranscript | None:
        query = sa.select(recording_tables.copy_transcript).where(_of_copy.copy == copy)
        return _readable(self._row_or_none(query), "copy_transcript", copy)

    def add_to_copy(self, copy: CopyId, sealed: SealedTranscript) -> None:
        self._insert(recording_tables.copy_transcript, copy=copy, **_columns(sealed))


def _columns(sealed: SealedTranscript) -> dict[str, Any]:
    return {"version": sealed.version, "lines": sealed.lines, "digest": sealed.digest, "body": sealed.body}


def _readable(row: sa.Row[Any] | None, table: str, key: str) -> SealedTranscript | None:
    """Return it; None where there is none, or it was destroyed. The row's digest is compared with the log elsewhere."""
    if row is None or not row.body:
        return None
    body = bytes(row.body)
    if sha256(body).hexdigest() != row.digest:
        raise RowRefusedError("row_refused", table=table, key=key, column="body")
    return SealedTranscript(row.version, row.lines, body)
