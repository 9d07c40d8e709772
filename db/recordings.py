"""Originals and approved copies as facts, and the retention keys that seal them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select

from db import tables
from db.values import time_in, time_out, time_out_or_none
from desktop.domain.chapters import Chapter, ChapterKind
from desktop.domain.copy import ApprovedCopy, Recording, SealedKey
from desktop.domain.finding import Found, Window
from desktop.domain.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId
from desktop.domain.removal import RemovalReason
from desktop.domain.request import RemovedPart

_key = tables.retention_key.c
_recording = tables.recording.c


class RecordingsTable:
    """The port `Recordings` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: RecordingId) -> Recording:
        found = self._recording(tables.recording.c.id == id)
        assert found is not None, "a recording that a request names is there (foreign key)"
        return found

    def by_digest(self, digest: str) -> Recording | None:
        return self._recording(tables.recording.c.digest == digest, tables.recording.c.destroyed_at.is_(None))

    def _recording(self, *which: Any) -> Recording | None:
        table = tables.recording
        query = select(table, _key.wrapped).join(tables.retention_key, _key.id == table.c.retention_key)
        row = self._connection.execute(query.where(*which)).one_or_none()
        if row is None:
            return None
        return Recording(
            id=RecordingId(row.id),
            source=row.source,
            call_at=time_out(row.call_at),
            outbound=row.outbound,
            format=row.format,
            rate=row.rate,
            channels=row.channels,
            frames=row.frames,
            digest=row.digest,
            key=_sealed(row),
            imported_at=time_out(row.imported_at),
            destroyed_at=time_out_or_none(row.destroyed_at),
            number=row.number,
            agent_channel=row.agent_channel,
            ended_because=row.ended_because,
        )

    def add(self, recording: Recording) -> None:
        self._connection.execute(
            insert(tables.recording).values(
                id=recording.id,
                source=recording.source,
                call_at=time_in(recording.call_at),
                outbound=recording.outbound,
                format=recording.format,
                rate=recording.rate,
                channels=recording.channels,
                frames=recording.frames,
                digest=recording.digest,
                data_key=recording.key.data_key_wrapped,
                retention_key=recording.key.retention_key,
                imported_at=time_in(recording.imported_at),
                number=recording.number,
                agent_channel=recording.agent_channel,
                ended_because=recording.ended_because,
            )
        )

    def copy(self, id: CopyId) -> ApprovedCopy:
        table = tables.approved_copy
        query = select(table, _key.wrapped).join(tables.retention_key, _key.id == table.c.retention_key)
        row = self._connection.execute(query.where(table.c.id == id)).one()
        return ApprovedCopy(
            id=CopyId(row.id),
            request=RequestId(row.request),
            recording=RecordingId(row.recording),
            prepared_by=PersonId(row.prepared_by),
            prepared_at=time_out(row.prepared_at),
            rate=row.rate,
            channels=row.channels,
            frames=row.frames,
            digest=row.digest,
            key=_sealed(row),
            removed=tuple(self._removed(id)),
            destroyed_at=time_out_or_none(row.destroyed_at),
            version=row.version,
            style=row.style,
            gain_cdb=row.gain_cdb,
            true_peak_cdb=row.true_peak_cdb,
            loudness_cdb=row.loudness_cdb,
            chapters=tuple(self._chapters(id)),
        )

    def _chapters(self, id: CopyId) -> Sequence[Chapter]:
        table = tables.chapter
        query = select(table).where(table.c.copy == id).order_by(table.c.position)
        return [
            Chapter(row.start_frame, row.end_frame, ChapterKind(row.kind)) for row in self._connection.execute(query)
        ]

    def _removed(self, id: CopyId) -> Sequence[RemovedPart]:
        table = tables.removed_part
        query = select(table).where(table.c.copy == id).order_by(table.c.position)
        return [
            RemovedPart(row.start_frame, row.end_frame, row.channel, RemovalReason(row.reason))
            for row in self._connection.execute(query)
        ]

    def add_copy(self, copy: ApprovedCopy) -> None:
        self._connection.execute(
            insert(tables.approved_copy).values(
                id=copy.id,
                request=copy.request,
                recording=copy.recording,
                prepared_by=copy.prepared_by,
                prepared_at=time_in(copy.prepared_at),
                rate=copy.rate,
                channels=copy.channels,
                frames=copy.frames,
                digest=copy.digest,
                data_key=copy.key.data_key_wrapped,
                retention_key=copy.key.retention_key,
                version=copy.version,
                style=copy.style,
                gain_cdb=copy.gain_cdb,
                true_peak_cdb=copy.true_peak_cdb,
                loudness_cdb=copy.loudness_cdb,
            )
        )
        for position, part in enumerate(copy.removed):
            self._connection.execute(
                insert(tables.removed_part).values(
                    copy=copy.id,
                    position=position,
                    start_frame=part.start,
                    end_frame=part.end,
                    channel=part.channel,
                    reason=part.reason.value,
                )
            )

        for position, chapter in enumerate(copy.chapters):
            self._connection.execute(
                insert(tables.chapter).values(
                    copy=copy.id,
                    position=position,
                    start_frame=chapter.start,
                    end_frame=chapter.end,
                    kind=chapter.kind.value,
                )
            )

    def retention_key(self, source: str, month: str, kind: str) -> tuple[RetentionKeyId, bytes] | None:
        here = (_key.source == source, _key.month == month, _key.kind == kind, _key.destroyed_at.is_(None))
        query = select(tables.retention_key).where(*here)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else (RetentionKeyId(row.id), row.wrapped)

    def add_retention_key(self, id: RetentionKeyId, source: str, month: str, kind: str, wrapped: bytes) -> None:
        self._connection.execute(
            insert(tables.retention_key).values(id=id, source=source, month=month, kind=kind, wrapped=wrapped)
        )

    def search(
        self, number: str | None, within: Window, *, outbound: bool, limit: int | None = None
    ) -> Sequence[Found]:
        # Ordered by the number as well, which is the same for all: only so does PostgreSQL follow the index for NULL.
        order = (_recording.number, _recording.call_at, _recording.id)
        return self._found(_recording.number == number, within, outbound, order, limit)

    def search_by_time(self, within: Window, *, outbound: bool, limit: int | None = None) -> Sequence[Found]:
        # Source by source, as the index goes: each recording lies under a key of its own source.
        keys = select(_key.source).where(_key.kind == "original", _key.destroyed_at.is_(None)).distinct()
        order = (_recording.call_at, _recording.id)
        found = [
            each
            for source in self._connection.execute(keys).scalars().all()
            for each in self._found(_recording.source == source, within, outbound, order, limit)
        ]
        return sorted(found, key=lambda each: (each.call_at, each.id))[:limit]

    def _found(
        self, which: ColumnElement[bool], within: Window, outbound: bool, order: tuple[Any, ...], limit: int | None
    ) -> list[Found]:
        in_time = (_recording.call_at >= time_in(within.start), _recording.call_at < time_in(within.end))
        same = _recording.outbound == outbound
        direction = or_(same, _recording.number.is_(None)) if outbound else same
        query = select(*_FOUND).where(which, *in_time, direction, _recording.destroyed_at.is_(None))
        return [_found_of(row) for row in self._connection.execute(query.order_by(*order).limit(limit))]

    def named_by(self, recordings: Sequence[RecordingId]) -> Mapping[RecordingId, frozenset[RequestId]]:
        table, found = tables.request.c, defaultdict[RecordingId, set[RequestId]](set)
        query = select(table.recording, table.id).where(table.recording.in_(recordings))
        for recording, request in self._connection.execute(query):
            found[RecordingId(recording)].add(RequestId(request))
        return {recording: frozenset(requests) for recording, requests in found.items()}


_FOUND = tuple(_recording[name] for name in ("id", "source", "call_at", "outbound", "rate", "frames", "number"))
"""No key and no digest: what a search tells opens nothing."""


def _found_of(row: Row[Any]) -> Found:
    seconds = row.frames / row.rate
    return Found(RecordingId(row.id), row.source, time_out(row.call_at), row.outbound, seconds, row.number)


def _sealed(row: Row[Any]) -> SealedKey:
    return SealedKey(row.data_key, RetentionKeyId(row.retention_key), row.wrapped)
