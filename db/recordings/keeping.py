"""Holds, retention keys with what each seals, and which recordings, copies and keys are kept or destroyed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from db.log.notes import note_of, put_note
from db.schema import recording_tables, request_tables, session_tables
from db.shared.transactions import OnConnection
from db.shared.values import Columns, encode_day, time_in, time_out
from desktop.application.ports.recordings import KeyInUse, Sealed
from desktop.application.ports.sound import StoredFile, StoredSound
from desktop.domain.copies.copy import SealedKey
from desktop.domain.recordings.retention import Hold, HoldReview, Kept, StopDeletion
from desktop.domain.requests.request import Status
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import CopyId, HoldId, RecordingId, RequestId, RetentionKeyId

_recording = recording_tables.recording.c
_copy = recording_tables.approved_copy.c
_hold = recording_tables.retention_hold.c
_held = recording_tables.held_recording.c
_review = recording_tables.hold_review.c
_request = request_tables.request.c
_session = session_tables.session.c
IN_ONE_PIECE = 5_000
"""The most recordings of one statement: a server ends one that takes long."""
_HOLD = Columns(Hold, fixed="id request placed_at")
_REVIEW = Columns(HoldReview, by="reviewed_by", at="reviewed_at")
_TASK = Columns(StopDeletion, fixed="request source")
TABLES = {"original": recording_tables.recording, "approved": recording_tables.approved_copy}


class KeepingTable(OnConnection):
    """The port `Keeping` over a connection."""

    def add_hold(self, hold: Hold) -> None:
        self._insert(recording_tables.retention_hold, **_HOLD.add(hold))

    def save_hold(self, hold: Hold) -> None:
        self._update(recording_tables.retention_hold, _hold.id == hold.id, **_HOLD.save(hold))

    def hold(self, id: HoldId) -> Hold:
        return _HOLD.of(self._row(sa.select(recording_tables.retention_hold).where(_hold.id == id)))

    def holds_of(self, request: RequestId) -> Sequence[Hold]:
        query = sa.select(recording_tables.retention_hold).where(_hold.request == request)
        return [_HOLD.of(row) for row in self._rows(query.order_by(_hold.placed_at, _hold.id))]

    def due_for_review(self, day: date) -> Sequence[Hold]:
        due = _hold.released_by.is_(None), _hold.review_on <= encode_day(day)
        query = sa.select(recording_tables.retention_hold).where(*due).order_by(_hold.review_on, _hold.id)
        return [_HOLD.of(row) for row in self._rows(query)]

    def add_review(self, hold: HoldId, review: HoldReview) -> None:
        put_note(self._connection, review.note)
        table = recording_tables.hold_review
        self._insert(table, hold=hold, order=self._count(table, _review.hold == hold), **_REVIEW.add(review))

    def reviews_of(self, hold: HoldId) -> Sequence[HoldReview]:
        query = sa.select(recording_tables.hold_review).where(_review.hold == hold).order_by(_review.order)
        return [_REVIEW.of(row, note=note_of(self._connection, row.note)) for row in self._rows(query)]

    def hold_recording(self, hold: HoldId, recording: RecordingId) -> None:
        if not self._is_any(sa.select(_held.hold).where(_held.hold == hold, _held.recording == recording)):
            self._insert(recording_tables.held_recording, hold=hold, recording=recording)

    def hold_recordings(self, hold: HoldId, recordings: Sequence[RecordingId]) -> None:
        held = frozenset(self.held_by(hold))
        rows = [{"hold": hold, "recording": each} for each in recordings if each not in held]
        self._insert_all(recording_tables.held_recording, rows)

    def held_by(self, hold: HoldId) -> Sequence[RecordingId]:
        query = sa.select(_held.recording).where(_held.hold == hold).order_by(_held.recording)
        return [RecordingId(id) for id in self._values(query)]

    def holding(self, recording: RecordingId) -> Sequence[HoldId]:
        query = sa.select(_held.hold).where(_held.recording == recording).order_by(_held.hold)
        return [HoldId(id) for id in self._values(query)]

    def add_task(self, task: StopDeletion) -> None:
        self._insert(recording_tables.stop_deletion, **_TASK.add(task))

    def save_task(self, task: StopDeletion) -> None:
        table = recording_tables.stop_deletion
        here = (table.c.request == task.request) & (table.c.source == task.source)
        self._update(table, here, **_TASK.save(task))

    def tasks_of(self, request: RequestId) -> Sequence[StopDeletion]:
        table = recording_tables.stop_deletion
        query = sa.select(table).where(table.c.request == request).order_by(table.c.source)
        return [_TASK.of(row) for row in self._rows(query)]

    def not_stopped(self) -> Sequence[tuple[str, StopDeletion]]:
        table = recording_tables.stop_deletion
        query = (
            sa.select(table, _request.reference)
            .join(request_tables.request, _request.id == table.c.request)
            .where(table.c.confirmed_by.is_(None), _request.status == Status.TAKEN.value)
            .order_by(table.c.deletes_on, _request.reference, table.c.source)
        )
        return [(row.reference, _TASK.of(row)) for row in self._rows(query)]

    def sources(self) -> Sequence[str]:
        query = sa.select(_recording.source).where(_recording.destroyed_at.is_(None)).distinct()
        return sorted(self._values(query))

    def kept(self, source: str, before: datetime, after: Kept | None = None) -> Iterator[Kept]:
        whole = _KEPT.where(_recording.source == source, _recording.call_at < time_in(before))
        whole = whole.order_by(_recording.call_at, _recording.id).limit(IN_ONE_PIECE)
        query = whole if after is None else _behind(whole, time_in(after.call_at), after.id)
        while piece := self._rows(query):
            yield from map(_kept_of, piece)
            query = _behind(whole, piece[-1].call_at, piece[-1].id)

    def calls_of(self, source: str) -> Mapping[RecordingId, datetime]:
        query = sa.select(_recording.id, _recording.call_at)
        rows = self._rows(query.where(_recording.source == source, _recording.destroyed_at.is_(None)))
        return {RecordingId(row.id): time_out(row.call_at) for row in rows}

    def kept_one(self, id: RecordingId) -> Kept | None:
        row = self._row_or_none(_KEPT.where(_recording.id == id).with_for_update())
        return None if row is None else _kept_of(row)

    def count(self) -> int:
        return self._count(recording_tables.recording, _recording.destroyed_at.is_(None))

    def count_sounds(self) -> int:
        counts = [
            sa.select(sa.func.count().label("n")).select_from(table).where(table.c.destroyed_at.is_(None))
            for table in TABLES.values()
        ]
        return int(self._value(sa.select(sa.func.sum(sa.union_all(*counts).subquery().c.n))))

    def sounds_after(self, name: str, limit: int) -> Sequence[StoredSound]:
        found: list[StoredSound] = []
        first, _, id = name.partition("-")
        for kind in sorted(TABLES):
            if kind >= first and len(found) < limit:
                after = id if kind == first else ""
                table = TABLES[kind]
                query = _sounds(kind).where(table.c.id > after).order_by(table.c.id).limit(limit - len(found))
                found += [_sound_of(kind, row) for row in self._rows(query)]
        return found

    def sound(self, file: StoredFile) -> StoredSound | None:
        row = self._row_or_none(_sounds(file.kind).where(TABLES[file.kind].c.id == file.id))
        return None if row is None else _sound_of(file.kind, row)

    def asking(self, recording: RecordingId) -> Sequence[str]:
        query = sa.select(_request.reference).where(_asks_for(sa.literal(recording))).order_by(_request.reference)
        return list(self._values(query))

    def copies_of(self, recording: RecordingId) -> Sequence[CopyId]:
        query = sa.select(_copy.id).where(_copy.recording == recording, _copy.destroyed_at.is_(None)).order_by(_copy.id)
        return [CopyId(id) for id in self._values(query)]

    def mark_destroyed(self, recording: RecordingId, at: datetime) -> None:
        gone = {"data_key": b"", "destroyed_at": time_in(at)}
        copies = (_copy.recording == recording) & _copy.destroyed_at.is_(None)
        self._empty_words(sa.select(_copy.id).where(copies))
        requests = sa.select(_request.id).where(_request.recording == recording)
        words = recording_tables.transcript
        self._update(words, words.c.request.in_(requests), body=b"")
        self._update(recording_tables.approved_copy, copies, **gone)
        self._update(recording_tables.recording, _recording.id == recording, **gone, number=None, salt=None)

    def destroy_copies(self, request: RequestId, at: datetime) -> Sequence[CopyId]:
        here = (_copy.request == request) & _copy.destroyed_at.is_(None)
        ids = self._values(sa.select(_copy.id).where(here).order_by(_copy.id))
        self._empty_words(sa.select(_copy.id).where(here))
        self._update(recording_tables.approved_copy, here, data_key=b"", destroyed_at=time_in(at))
        return [CopyId(id) for id in ids]

    def _empty_words(self, copies: sa.Select[Any]) -> None:
        """Delete the transcripts of these copies."""
        words = recording_tables.copy_transcript
        self._update(words, words.c.copy.in_(copies), body=b"")

    def living(self) -> Sequence[str]:
        lives = (sa.select(table.c.id).where(table.c.destroyed_at.is_(None)) for table in TABLES.values())
        return list(self._values(sa.union_all(*lives)))

    def fates(self, ids: Sequence[str]) -> Mapping[str, bool]:
        lives = [
            sa.select(table.c.id, table.c.destroyed_at.is_(None).label("lives")).where(table.c.id.in_(ids))
            for table in TABLES.values()
        ]
        return {row.id: bool(row.lives) for row in self._rows(sa.union_all(*lives))}


def _behind(query: sa.Select[Any], call_at: str | None, id: str) -> sa.Select[Any]:
    return query.where(sa.tuple_(_recording.call_at, _recording.id) > sa.tuple_(sa.literal(call_at), sa.literal(id)))


def _sounds(kind: str) -> sa.Select[Any]:
    table, key = TABLES[kind], recording_tables.retention_key
    columns = table.c.id, table.c.data_key, table.c.digest, table.c.retention_key, key.c.wrapped
    return sa.select(*columns).join(key, key.c.id == table.c.retention_key).where(table.c.destroyed_at.is_(None))


def _sound_of(kind: str, row: sa.Row[Any]) -> StoredSound:
    key = SealedKey(row.data_key, RetentionKeyId(row.retention_key), row.wrapped)
    return StoredSound(StoredFile(kind, row.id), key, row.digest)


HELD = sa.exists(
    sa.select(sa.literal(1))
    .select_from(recording_tables.held_recording.join(recording_tables.retention_hold, _hold.id == _held.hold))
    .where(_held.recording == _recording.id, _hold.released_by.is_(None))
    .correlate(recording_tables.recording)
)
_IN_USE = sa.exists(
    sa.select(sa.literal(1))
    .select_from(session_tables.session.join(recording_tables.approved_copy, _copy.id == _session.copy))
    .where(_copy.recording == _recording.id, _session.state != State.CLOSED.value)
    .correlate(recording_tables.recording)
)


def _asks_for(recording: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Match open requests that name that recording, or name none yet and have it on hold."""
    held = sa.select(sa.literal(1)).select_from(
        recording_tables.held_recording.join(recording_tables.retention_hold, _hold.id == _held.hold)
    )
    has_held = sa.exists(
        held.where(_hold.request == _request.id, _held.recording == recording).correlate_except(
            recording_tables.held_recording, recording_tables.retention_hold
        )
    )
    named = _request.recording == recording
    return sa.and_(
        _request.status != Status.CLOSED.value, sa.or_(named, sa.and_(_request.recording.is_(None), has_held))
    )


_ASKED_FOR = sa.exists(
    sa.select(sa.literal(1))
    .select_from(request_tables.request)
    .where(_asks_for(_recording.id))
    .correlate(recording_tables.recording)
)


_KEPT = sa.select(
    _recording.id,
    _recording.source,
    _recording.call_at,
    HELD.label("held"),
    _IN_USE.label("in_use"),
    _ASKED_FOR.label("asked_for"),
).where(_recording.destroyed_at.is_(None))


def _kept_of(row: sa.Row[Any]) -> Kept:
    held, in_use, asked_for = bool(row.held), bool(row.in_use), bool(row.asked_for)
    return Kept(RecordingId(row.id), row.source, time_out(row.call_at), held, in_use, asked_for)


_key = recording_tables.retention_key.c


class RetentionKeysTable(OnConnection):
    """The port `RetentionKeys` over a connection."""

    def in_use(self) -> Sequence[KeyInUse]:
        query = sa.select(recording_tables.retention_key).where(_key.destroyed_at.is_(None))
        return [_key_of(row) for row in self._rows(query.order_by(_key.source, _key.month, _key.kind, _key.id))]

    def wrap(self, id: RetentionKeyId, wrapped: bytes) -> None:
        self._update(recording_tables.retention_key, _key.id == id, wrapped=wrapped)

    def retire(self, kinds: Collection[str], at: datetime) -> None:
        here = (_key.kind.in_(sorted(kinds)), _key.destroyed_at.is_(None), _key.retired_at.is_(None))
        self._update(recording_tables.retention_key, sa.and_(*here), retired_at=time_in(at))

    def sealed_under(self, id: RetentionKeyId, limit: int) -> Sequence[Sealed]:
        key = self._row(sa.select(recording_tables.retention_key).where(_key.id == id))
        return self._live_under(key, limit)

    def at_their_end(self) -> Sequence[RetentionKeyId]:
        query = sa.select(recording_tables.retention_key).where(_key.destroyed_at.is_(None), _key.retired_at.is_(None))
        rows = self._rows(query.order_by(_key.source, _key.month, _key.id))
        return [RetentionKeyId(row.id) for row in rows if self._is_at_its_end(row)]

    def at_its_end(self, id: RetentionKeyId) -> KeyInUse | None:
        query = sa.select(recording_tables.retention_key).where(_key.id == id, _key.destroyed_at.is_(None))
        row = self._row_or_none(query)
        return _key_of(row, tuple(self._live_under(row))) if row is not None and self._is_at_its_end(row) else None

    def _is_at_its_end(self, key: sa.Row[Any]) -> bool:
        if self._is_any(_live(key).where(~HELD)):
            return False
        table = TABLES[key.kind]
        gone = sa.select(sa.literal(1)).where(table.c.retention_key == key.id, table.c.destroyed_at.is_not(None))
        return self._is_any(gone)

    def _live_under(self, key: sa.Row[Any], limit: int | None = None) -> Sequence[Sealed]:
        rows = self._rows(_live(key).order_by(TABLES[key.kind].c.id).limit(limit))
        return [
            Sealed(row.id, SealedKey(row.data_key, RetentionKeyId(key.id), key.wrapped), bool(row.held)) for row in rows
        ]

    def destroy(self, id: RetentionKeyId, at: datetime) -> None:
        self._update(recording_tables.retention_key, _key.id == id, wrapped=b"", destroyed_at=time_in(at))

    def reseal(self, kind: str, id: str, key: RetentionKeyId, data_key_wrapped: bytes) -> None:
        table = TABLES[kind]
        self._update(table, table.c.id == id, retention_key=key, data_key=data_key_wrapped)


def _live(key: sa.Row[Any]) -> sa.Select[Any]:
    """Select what that key still seals, and whether it is on hold."""
    table = TABLES[key.kind]
    query = sa.select(table.c.id, table.c.data_key, HELD.label("held"))
    if key.kind != "original":
        query = query.join(recording_tables.recording, _recording.id == _copy.recording)
    return query.where(table.c.retention_key == key.id, table.c.destroyed_at.is_(None))


def _key_of(row: sa.Row[Any], living: tuple[Sealed, ...] = ()) -> KeyInUse:
    retired = row.retired_at is not None
    return KeyInUse(RetentionKeyId(row.id), row.source, row.month, row.kind, row.wrapped, living, retired)
