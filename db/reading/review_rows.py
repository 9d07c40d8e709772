"""Rows of closed sessions for the supervisor's list, in pages by keyset (never OFFSET).

The list has four parts: by the gravest finding of a session (`Severity`), and the ordinary ones; the oldest first.
Before them come sessions that the log has and the list has not: their row is gone, or says that nobody need look.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from db.reading.figures import WithLog, newest_of
from db.schema import office_tables, request_tables, session_tables
from db.schema.words_index import WORDS, has_words, words_asked, words_typed
from db.shared.values import list_out, time_in, time_out
from desktop.application.ports.reading import ReviewCounts, ReviewFilter, ReviewRow
from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.ledger import Facts
from desktop.domain.log.replay.requests import Request
from desktop.domain.log.replay.sessions import Session
from desktop.domain.reviews.review import SEVERITY, Exceptional, Severity, gravest_first
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import PersonId, SessionId
from desktop.domain.shared.kinds import Kind

_request = request_tables.request.c
_question = session_tables.review_question.c
_review = session_tables.review.c
_session = session_tables.session.c
_ORDINARY = len(Severity)
"""The part of the sessions without a finding, after one part for each severity."""

_LATE, _START, _END, _ADVISER, _OUTCOME, _ONLY = "late", "opened_from", "opened_before", "of_adviser", "ended", "found"
_AFTER_OPENED, _AFTER_ID, _LIMIT = "after_opened", "after_id", "most"
_KEPT_STATEMENTS = 64
_MOST = sa.bindparam(_LIMIT, type_=sa.Integer)
_TOO_LONG = (
    ~_session.exceptional,
    _session.waiting,
    _session.opened_at < sa.bindparam(_LATE),
    _session.closed_at < sa.bindparam(_LATE),
)
"""Sessions that are exceptions only because they have waited too long."""
_LATER = sa.tuple_(_session.opened_at, _session.id) > sa.tuple_(sa.bindparam(_AFTER_OPENED), sa.bindparam(_AFTER_ID))


class ReviewRows(WithLog):
    """The supervisor's list of the port `Reading`."""

    def reviews(self, by: ReviewFilter, limit: int) -> Sequence[ReviewRow]:
        """Return a page of the list: the gravest first, then the oldest.

        The keys of a page's length of each part are put in order; the rows of the first of them come in the same
        statement.
        """
        asked = _asked(by) | {_LIMIT: limit}
        if words := words_typed(by.words):
            asked[WORDS] = words_asked(self._connection.dialect.name, words)
        since = 0 if by.after is None else by.after[0]
        statement = _page(self._connection.dialect.name, frozenset(asked), by.waiting_only, since)
        rows = [_review_row(row, by.late) for row in self._connection.execute(statement, asked)]
        return sorted(rows, key=lambda row: row.key)

    def review_counts(self, late: datetime | None = None) -> ReviewCounts:
        """Count those that wait for a signature, and find the last nightly run (`Reading.review_counts`)."""
        to_look_at = _looked_at_first(late)
        made = sa.select(office_tables.office.c.created_at).scalar_subquery()
        counted = sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((to_look_at, 1), else_=0)), 0)
        query = sa.select(*counted, made).where(_session.waiting)
        every, looked_at, created = self._row(query)
        night = newest_of(self._proven.known, EventKind.RETENTION_RUN)
        return ReviewCounts(looked_at, every - looked_at, time_out(created) if night is None else night[2].at)

    def review_place(self, id: SessionId, late: datetime | None) -> tuple[int, int]:
        """Return the place of a waiting session in the list of all that wait, from 1, and how many wait.

        Both are counted in the index of those that wait.
        """
        listed_in = _listed_in(late)
        found = sa.select(_session.opened_at, listed_in.label("part")).where(_session.id == id)
        own = self._row(found)
        before = sa.tuple_(_session.opened_at, _session.id) < sa.tuple_(sa.literal(own.opened_at), sa.literal(id))
        earlier = sa.or_(listed_in < own.part, sa.and_(listed_in == own.part, before))
        counted = sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((earlier, 1), else_=0)), 0)
        every, ahead = self._row(sa.select(*counted).where(_session.waiting))
        return int(ahead) + 1, int(every)

    def missing_reviews(self, late: datetime | None = None) -> Sequence[ReviewRow]:
        """Return up to `MOST` of them, the oldest first."""
        waiting, under_way = self._proven.awaited()
        shown = frozenset(self._values(listed(late))) if waiting else frozenset()
        there = sa.select(_session.id).where(_session.id.in_(under_way))
        begun = frozenset(self._values(there)) if under_way else frozenset()
        missing = [each for each in waiting if each not in shown] + [each for each in under_way if each not in begun]
        found = (_missing_row(self._connection, id, self._proven.told_of(id)) for id in missing[:MOST_MISSING])
        return [row for row in found if row is not None]


def _asked(by: ReviewFilter) -> dict[str, Any]:
    """Return what the filter asks for but words, each by the name of its parameter in the statement."""
    opened_at, id = (None, None) if by.after is None else by.after[1:]
    values = {
        _LATE: time_in(by.late),
        _START: time_in(by.start),
        _END: time_in(by.end),
        _ADVISER: by.adviser,
        _OUTCOME: None if by.outcome is None else by.outcome.value,
        _ONLY: by.only,
        _AFTER_OPENED: opened_at,
        _AFTER_ID: id,
    }
    return {name: value for name, value in values.items() if value is not None}


@lru_cache(_KEPT_STATEMENTS)
def _page(dialect: str, asked: frozenset[str], waiting_only: bool, since: int) -> sa.Select[Any]:
    """Return the statement for a page by what is asked for. To build it takes longer than to run it, so it is kept.

    `since`: the part of the list from within which it goes on; 0 from its beginning.
    """
    conditions = _conditions(dialect, asked, waiting_only)
    signed = [] if waiting_only else [~_session.waiting]
    in_time = [sa.or_(_session.closed_at >= sa.bindparam(_LATE), *signed)] if _LATE in asked else []
    found = [(part, [_session.exceptional, gravest], False) for part, gravest in enumerate(_gravest())]
    if _LATE in asked:
        found.append((_part_of(Exceptional.NOT_SIGNED_OFF), [*_TOO_LONG], True))
    found.append((_ORDINARY, [~_session.exceptional, *in_time], waiting_only))
    parts = []
    for part, which, by_waiting in found:
        later = [_LATER] if _AFTER_ID in asked and part == since else []
        if part >= since:
            wanted = [*which, *conditions, *later]
            parts.append(_part(part, wanted, with_words=WORDS in asked, by_waiting=by_waiting))
    each = sa.union_all(*(sa.select(part.limit(_MOST).subquery()) for part in parts)).subquery()
    listed = sa.select(each.c.id).order_by(each.c.part, each.c.opened_at, each.c.id).limit(_MOST).subquery("listed")
    return _rows().join(listed, listed.c.id == _session.id)


def listed(late: datetime | None) -> sa.Select[Any]:
    """Return the query for the identifiers of all that wait and are in a part of the list."""
    query = sa.select(_session.id).where(_session.waiting, _session.state == State.CLOSED.value)
    if late is not None:
        too_long = sa.and_(_session.opened_at < time_in(late), _session.closed_at < time_in(late))
        query = query.where(sa.or_(_session.exceptional, _session.closed_at >= time_in(late), too_long))
    query = query.join(request_tables.request, _request.id == _session.request)
    return query.join(office_tables.person, office_tables.person.c.id == _session.adviser)


def _looked_at_first(late: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a waiting session comes with the exceptions."""
    if late is None:
        return _session.exceptional
    return sa.or_(_session.exceptional, sa.and_(_session.opened_at < time_in(late), _session.closed_at < time_in(late)))


def _listed_in(late: datetime | None) -> sa.ColumnElement[int]:
    """Return the part of the list that a waiting session is in."""
    graver = [(sa.and_(_session.exceptional, gravest), part) for part, gravest in enumerate(_gravest())]
    return sa.case(*graver, (_looked_at_first(late), _part_of(Exceptional.NOT_SIGNED_OFF)), else_=_ORDINARY)


def _gravest() -> list[sa.ColumnElement[bool]]:
    """Return for each severity the condition that no finding of an exceptional session is graver, and one is such."""
    found = [
        sa.or_(*(_session.exceptions.contains(f'"{code.value}"') for code in Exceptional if SEVERITY[code] is severity))
        for severity in Severity
    ]
    *graver, _ = found
    last = sa.and_(*(~each for each in graver))
    return [sa.and_(each, *(~before for before in graver[:at])) for at, each in enumerate(graver)] + [last]


def _part_of(found: Exceptional) -> int:
    """Return the part of the list of a session of which that is the gravest finding."""
    return list(Severity).index(SEVERITY[found])


def _part(
    part: int, which: Sequence[sa.ColumnElement[bool]], *, with_words: bool, by_waiting: bool = False
) -> sa.Select[Any]:
    """Return the query for the keys of one part of the list. Each follows an index, oldest first.

    SQLite gets hints where it guesses wrongly: few sessions wait (by the index that says since when), and few have the
    words searched for.
    """
    query = (
        sa.select(_session.id, _session.opened_at, sa.literal_column(str(part)).label("part"))
        .where(_session.state == State.CLOSED.value, *which)
        .order_by(_session.opened_at, _session.id)
    )
    if with_words:
        query = query.with_hint(session_tables.session, "INDEXED BY sqlite_autoindex_session_1", "sqlite")
    elif by_waiting:
        query = query.with_hint(session_tables.session, "INDEXED BY ix_session_waits", "sqlite")
    return query


def _rows() -> sa.Select[Any]:
    """Return the query for the rows of the list; what chooses them is to be added."""
    return (
        sa.select(
            _session.id,
            _session.opened_at,
            _session.closed_at,
            _session.adviser,
            _session.outcome,
            _session.exceptions,
            _request.reference,
            _request.kind,
            office_tables.person.c.shown_name,
            _review.signed_off_by,
            _questions(_question.answer.is_(None)).label("unanswered"),
            _questions(_question.answer.is_not(None)).label("answered"),
        )
        .join(request_tables.request, _request.id == _session.request)
        .join(office_tables.person, office_tables.person.c.id == _session.adviser)
        .outerjoin(session_tables.review, _review.session == _session.id)
    )


def _questions(which: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """Return how many questions of the session are such."""
    return sa.select(sa.func.count()).where(_question.session == _session.id, which).scalar_subquery()


def _conditions(dialect: str, asked: frozenset[str], waiting_only: bool) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of what is asked for, which each part of the list has."""
    by_name: dict[str, sa.ColumnElement[bool]] = {
        _START: _session.opened_at >= sa.bindparam(_START),
        _END: _session.opened_at < sa.bindparam(_END),
        _ADVISER: _session.adviser == sa.bindparam(_ADVISER),
        _OUTCOME: _session.outcome == sa.bindparam(_OUTCOME),
        _ONLY: _session.id.in_(sa.bindparam(_ONLY, expanding=True)),
    }
    chosen = [condition for name, condition in by_name.items() if name in asked]
    waiting: list[sa.ColumnElement[bool]] = [_session.waiting] if waiting_only else []
    return [*waiting, *chosen, *([has_words(dialect)] if WORDS in asked else [])]


def _review_row(row: Any, late: datetime | None) -> ReviewRow:
    exceptions = [Exceptional(code) for code in list_out(row.exceptions)]
    if row.signed_off_by is None and late is not None and time_out(row.closed_at) < late:
        exceptions.append(Exceptional.NOT_SIGNED_OFF)
    return ReviewRow(
        id=SessionId(row.id),
        reference=row.reference,
        kind=Kind(row.kind),
        opened_at=time_out(row.opened_at),
        adviser=PersonId(row.adviser),
        adviser_name=row.shown_name,
        outcome=Outcome(row.outcome),
        exceptions=gravest_first(exceptions),
        signed_off=row.signed_off_by is not None,
        key=(min(map(_part_of, exceptions), default=_ORDINARY), row.opened_at, row.id),
        unanswered=row.unanswered,
        answered=row.answered,
    )


MOST_MISSING = 50


def _missing_row(connection: sa.Connection, id: SessionId, facts: Facts) -> ReviewRow | None:
    session = facts.of(Session).get(id)
    request = None if session is None else facts.of(Request).get(session.request)
    if session is None or request is None:
        return None
    name = sa.select(office_tables.person.c.shown_name).where(office_tables.person.c.id == session.adviser)
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
