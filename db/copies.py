"""Work on a copy: drafts of removals, and transcripts.

One row for each request, the newest version and everybody who ever saved one; of a transcript also one for each copy.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, insert, select, update

from db.schema import recording_tables
from db.shared.transactions import OnConnection
from db.shared.values import list_in, list_out, time_in
from desktop.domain.copies.marking import Draft, Removal, RemovalReason
from desktop.domain.copies.transcript import SealedTranscript
from desktop.domain.shared.ids import CopyId, PersonId, RequestId
from desktop.errors import RowRefusedError

_draft = recording_tables.draft.c


class DraftsTable(OnConnection):
    """The port `Drafts` over a connection."""

    def get(self, request: RequestId) -> Draft:
        query = select(recording_tables.draft).where(_draft.request == request)
        row = self._connection.execute(query).one_or_none()
        return Draft() if row is None else _draft_of(row.version, row.body)

    def save(self, request: RequestId, draft: Draft, by: PersonId, at: datetime) -> bool:
        before = select(_draft.version, _draft.savers).where(_draft.request == request).with_for_update()
        newest = self._connection.execute(before).one_or_none()
        if (newest.version if newest else 0) != draft.version - 1:
            return False
        savers = {by} | set(list_out(newest.savers) if newest else ())
        values = {"version": draft.version, "body": draft.text, "saved_by": by, "saved_at": time_in(at)}
        values["savers"] = list_in(sorted(savers))
        if newest is None:
            self._connection.execute(insert(recording_tables.draft).values(request=request, **values))
        else:
            self._connection.execute(update(recording_tables.draft).where(_draft.request == request).values(**values))
        return True

    def savers(self, request: RequestId) -> frozenset[PersonId]:
        found = self._connection.execute(select(_draft.savers).where(_draft.request == request)).scalar_one_or_none()
        return frozenset(PersonId(id) for id in list_out(found)) if found else frozenset()


def _draft_of(version: int, body: str) -> Draft:
    found: dict[str, Any] = json.loads(body)
    marks = tuple(Removal(start, end, channel, RemovalReason(code)) for start, end, channel, code in found["marks"])
    return Draft(version, marks, tuple(found["dismissed"]), found["style"], tuple(found.get("chapters", ())))


_saved = recording_tables.transcript.c
_of_copy = recording_tables.copy_transcript.c


class TranscriptsTable(OnConnection):
    """The port `Transcripts` over a connection."""

    def get(self, request: RequestId) -> SealedTranscript | None:
        query = select(recording_tables.transcript).where(_saved.request == request)
        return _sealed(self._connection.execute(query).one_or_none(), "transcript", request)

    def version(self, request: RequestId) -> int:
        query = select(_saved.version).where(_saved.request == request)
        return self._connection.execute(query).scalar_one_or_none() or 0

    def save(self, request: RequestId, sealed: SealedTranscript, by: PersonId, at: datetime) -> bool:
        before = select(_saved.version, _saved.savers).where(_saved.request == request).with_for_update()
        newest = self._connection.execute(before).one_or_none()
        if (newest.version if newest else 0) != sealed.version - 1:
            return False
        savers = {by} | set(list_out(newest.savers) if newest else ())
        values = _values(sealed) | {"saved_by": by, "saved_at": time_in(at), "savers": list_in(sorted(savers))}
        if newest is None:
            self._connection.execute(insert(recording_tables.transcript).values(request=request, **values))
        else:
            here = _saved.request == request
            self._connection.execute(update(recording_tables.transcript).where(here).values(**values))
        return True

    def savers(self, request: RequestId) -> frozenset[PersonId]:
        found = self._connection.execute(select(_saved.savers).where(_saved.request == request)).scalar_one_or_none()
        return frozenset(PersonId(id) for id in list_out(found)) if found else frozenset()

    def destroy(self, request: RequestId) -> None:
        here = _saved.request == request
        self._connection.execute(update(recording_tables.transcript).where(here).values(body=b""))

    def of_copy(self, copy: CopyId) -> SealedTranscript | None:
        query = select(recording_tables.copy_transcript).where(_of_copy.copy == copy)
        return _sealed(self._connection.execute(query).one_or_none(), "copy_transcript", copy)

    def add_to_copy(self, copy: CopyId, sealed: SealedTranscript) -> None:
        self._connection.execute(insert(recording_tables.copy_transcript).values(copy=copy, **_values(sealed)))


def _values(sealed: SealedTranscript) -> dict[str, Any]:
    return {"version": sealed.version, "lines": sealed.lines, "digest": sealed.digest, "body": sealed.body}


def _sealed(row: Row[Any] | None, table: str, key: str) -> SealedTranscript | None:
    """Return it; None where there is none, or it was destroyed. The row's digest is compared with the log elsewhere."""
    if row is None or not row.body:
        return None
    body = bytes(row.body)
    if sha256(body).hexdigest() != row.digest:
        raise RowRefusedError("row_refused", table=table, key=key, column="body")
    return SealedTranscript(row.version, row.lines, body)
