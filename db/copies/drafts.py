"""Drafts of removals: one row for each request, the newest version, and everybody who has ever saved one."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from db.schema import copy_tables
from db.shared.values import list_in, list_out, time_in
from desktop.domain.copies.draft import Draft
from desktop.domain.copies.removal import Removal, RemovalReason
from desktop.domain.shared.ids import PersonId, RequestId

_draft = copy_tables.draft.c


class DraftsTable:
    """The port `Drafts` over a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, request: RequestId) -> Draft:
        query = select(copy_tables.draft).where(_draft.request == request)
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
            self._connection.execute(insert(copy_tables.draft).values(request=request, **values))
        else:
            self._connection.execute(update(copy_tables.draft).where(_draft.request == request).values(**values))
        return True

    def savers(self, request: RequestId) -> frozenset[PersonId]:
        found = self._connection.execute(select(_draft.savers).where(_draft.request == request)).scalar_one_or_none()
        return frozenset(PersonId(id) for id in list_out(found)) if found else frozenset()


def _draft_of(version: int, body: str) -> Draft:
    found: dict[str, Any] = json.loads(body)
    marks = tuple(Removal(start, end, channel, RemovalReason(code)) for start, end, channel, code in found["marks"])
    return Draft(version, marks, tuple(found["dismissed"]), found["style"], tuple(found.get("chapters", ())))
