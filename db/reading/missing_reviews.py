"""Sessions that the log has and the supervisors' list has not: their row is gone, or says that nobody need look.

They come first in the list, as the log has them. Who opens one is told which row it is (`proven.session`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from db.log.proven import ProvenRows
from db.reading import review_rows
from db.schema import office_tables, session_tables
from desktop.application.ports.review_rows import ReviewRow
from desktop.domain.log.replay.ledger import Facts
from desktop.domain.log.replay.requests import Request
from desktop.domain.log.replay.sessions import Session
from desktop.domain.reviews.exceptions import Exceptional, gravest_first
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import SessionId
from desktop.domain.shared.kinds import Kind

MOST = 50
_session = session_tables.session.c


def rows(connection: Connection, proven: ProvenRows, late: datetime | None) -> Sequence[ReviewRow]:
    """Return up to `MOST` of them, the oldest first."""
    waiting, under_way = proven.awaited()
    listed = frozenset(connection.execute(review_rows.listed(late)).scalars()) if waiting else frozenset()
    there = select(_session.id).where(_session.id.in_(under_way))
    begun = frozenset(connection.execute(there).scalars()) if under_way else frozenset()
    missing = [each for each in waiting if each not in listed] + [each for each in under_way if each not in begun]
    found = (_row(connection, id, proven.told_of(id)) for id in missing[:MOST])
    return [row for row in found if row is not None]


def _row(connection: Connection, id: SessionId, facts: Facts) -> ReviewRow | None:
    session = facts.of(Session).get(id)
    request = None if session is None else facts.of(Request).get(session.request)
    if session is None or request is None:
        return None
    name = select(office_tables.person.c.shown_name).where(office_tables.person.c.id == session.adviser)
    opened = session.opened_at.at
    return ReviewRow(
        id=id,
        reference=request.reference,
        kind=Kind(request.kind),
        opened_at=opened,
        adviser=session.adviser,
        adviser_name=connection.execute(name).scalar_one_or_none() or "",
        outcome=Outcome(session.outcome or Outcome.TECHNICAL_FAULT),
        exceptions=gravest_first(map(Exceptional, session.exceptions if isinstance(session.exceptions, tuple) else ())),
        signed_off=False,
        key=(0, opened.isoformat(), id),
    )
