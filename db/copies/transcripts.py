"""Transcripts: one row for each request, the newest version and everybody who ever saved one; one for each copy."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from db.schema import copy_tables
from db.shared.values import list_in, list_out, time_in
from desktop.domain.copies.transcript import SealedTranscript
from desktop.domain.shared.ids import CopyId, PersonId, RequestId
from desktop.errors import RowRefusedError

_saved = copy_tables.transcript.c
_of_copy = copy_tables.copy_transcript.c


class TranscriptsTable:
    """The port `Transcripts` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, request: RequestId) -> SealedTranscript | None:
        query = select(copy_tables.transcript).where(_saved.request == request)
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
            self._connection.execute(insert(copy_tables.transcript).values(request=request, **values))
        else:
            here = _saved.request == request
            self._connection.execute(update(copy_tables.transcript).where(here).values(**values))
        return True

    def savers(self, request: RequestId) -> frozenset[PersonId]:
        found = self._connection.execute(select(_saved.savers).where(_saved.request == request)).scalar_one_or_none()
        return frozenset(PersonId(id) for id in list_out(found)) if found else frozenset()

    def destroy(self, request: RequestId) -> None:
        here = _saved.request == request
        self._connection.execute(update(copy_tables.transcript).where(here).values(body=b""))

    def of_copy(self, copy: CopyId) -> SealedTranscript | None:
        query = select(copy_tables.copy_transcript).where(_of_copy.copy == copy)
        return _sealed(self._connection.execute(query).one_or_none(), "copy_transcript", copy)

    def add_to_copy(self, copy: CopyId, sealed: SealedTranscript) -> None:
        self._connection.execute(insert(copy_tables.copy_transcript).values(copy=copy, **_values(sealed)))


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
