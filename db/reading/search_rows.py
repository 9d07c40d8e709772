"""The result of a search: identifiers, the newest first. Its rows are read afterwards, a page at a time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Case,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    SelectBase,
    and_,
    case,
    func,
    select,
    union,
    union_all,
)

from db.schema import appointment_tables, request_tables, session_tables
from db.shared.values import day_in, time_in
from desktop.domain.requests.request import Status
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.domain.shared.search_term import SearchTerm, TermKind

AFTER_ANY = "\U0010ffff"
"""Sorts after every letter: the end of a range of words with one beginning."""
RARE = 500
"""How far words are counted to find the rarest: counting as many takes less than a page."""
_appointment = appointment_tables.appointment.c
_asker = request_tables.asker.c
_request = request_tables.request.c
_session = session_tables.session.c
_word = request_tables.asker_word.c


def requests(
    connection: Connection, term: SearchTerm, status: Status | None, zone: ZoneInfo, limit: int
) -> list[RequestId]:
    """Return at most `limit` requests, with that status if one is named.

    Of a day those that came on it, and those whose call was on it.
    """
    query = select(_request.id).where(_request.id.in_(_of_requests(term, zone)))
    if status is not None:
        query = query.where(_request.status == status.value)
    query = query.order_by(_request.received_on.desc(), _request.reference.desc()).limit(limit)
    return [RequestId(id) for id in connection.execute(query).scalars()]


def sessions(connection: Connection, term: SearchTerm, zone: ZoneInfo, limit: int) -> list[SessionId]:
    """Return at most `limit` closed sessions; of a day those that began on it."""
    query = select(_session.id).where(_session.state == State.CLOSED.value)
    if term.by is TermKind.DATE:
        start, end = _day(term, zone)
        query = query.where(_session.opened_at >= start, _session.opened_at < end)
    else:
        query = query.where(_session.request.in_(_of_requests(term, zone)))
    query = query.order_by(_session.opened_at.desc(), _session.id).limit(limit)
    return [SessionId(id) for id in connection.execute(query).scalars()]


def of_appointments(term: SearchTerm, zone: ZoneInfo) -> ColumnElement[bool]:
    """Return the condition for the appointments that a search finds: by a date those on that day."""
    if term.by is TermKind.DATE:
        start, end = _day(term, zone)
        return and_(_appointment.starts_at >= start, _appointment.starts_at < end)
    return _appointment.request.in_(_of_requests(term, zone))


def _of_requests(term: SearchTerm, zone: ZoneInfo) -> Any:
    match term.by:
        case TermKind.REFERENCE:
            begins = _request.reference >= term.text, _request.reference < term.text + "~"
            return select(_request.id).where(*begins)
        case TermKind.NUMBER:
            return select(_word.request).where(_word.word == term.text)
        case TermKind.NAME:
            return _named(term.words)
        case _:
            start, end = _day(term, zone)
            called = select(_asker.request).where(_asker.call_at >= start, _asker.call_at < end)
            return union(select(_request.id).where(_request.received_on == day_in(term.day)), called)


def _named(words: tuple[str, ...]) -> SelectBase:
    """Return the query for those who have all these words, or words that begin with them.

    It goes through those who have the rarest of them, by a count up to `RARE`; then the longest is taken. Each way is
    a part of the query, and for all but one its range of words is empty: SQLite would go through a range before it
    looks at a condition beside it.
    """
    if len(words) == 1:
        return _having(words[0], ())
    words = tuple(sorted(words, key=len, reverse=True))
    counts = [_how_many(word) for word in words]
    ways = []
    for place, word in enumerate(words):
        others = words[:place] + words[place + 1 :]
        is_rarest = [counts[place] < each for each in counts[:place]] + [
            counts[place] <= each for each in counts[place + 1 :]
        ]
        ways.append(_having(word, others, case((and_(*is_rarest), word), else_=AFTER_ANY)))
    return union_all(*ways)


def _having(word: str, others: tuple[str, ...], first: Case[str] | None = None) -> Select[Any]:
    """Return the query for those who have that word and the others, looked for in this order.

    `first`: where the range of words begins, if not with that word.
    """
    begin, end = _begins(_word.word, word)
    query = select(_word.request).where(begin if first is None else _word.word >= first, end)
    for number, each in enumerate(others):
        other = request_tables.asker_word.alias(f"other_{number}")
        here = select(other.c.request).where(other.c.request == _word.request, *_begins(other.c.word, each))
        query = query.where(here.exists())
    return query


def _how_many(word: str) -> ScalarSelect[int]:
    """Return a query for how many have that word, counted up to `RARE`."""
    counted = request_tables.asker_word.alias("counted")
    found = select(counted.c.request).where(*_begins(counted.c.word, word)).limit(RARE).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def _begins(column: ColumnElement[str], word: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= word, column < word + AFTER_ANY


def _day(term: SearchTerm, zone: ZoneInfo) -> tuple[str | None, str | None]:
    assert term.day is not None
    start = datetime.combine(term.day, time(), zone)
    return time_in(start), time_in(datetime.combine(term.day + timedelta(days=1), time(), zone))
