"""The database compared with its log: every row of every table, streamed, against the rows that events lead to expect.

A time that a row took from the clock is compared to within minutes.
A table that cannot be read to its end is a finding like any other: nothing here raises because of what is stored.
A difference is named by a reference or a PC's shown name, nothing personal: it only helps to find the thing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, LargeBinary, Select, Text, select
from sqlalchemy.exc import SQLAlchemyError

from db.log.known_log import Known
from db.schema.audit_tables import audit_event
from db.schema.office_tables import desk, person, sign_in_tries
from db.schema.request_tables import request
from db.schema.tables import TABLES, Row, Rule, metadata
from db.shared.values import encode_day, time_in, time_out, tries_in
from desktop.domain.log.differences import Difference
from desktop.domain.log.events import Event, Subject
from desktop.domain.log.refusals import account_secret, is_of_account
from desktop.domain.log.replay.ledger import About, Facts, Finding, Replayed
from desktop.domain.log.replay.office import Cleared, Counted, Refused, RefusedAccount
from desktop.domain.log.replay.replaying import read, replay
from desktop.domain.office.throttle import NONE, Tries

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Expected:
    """A row as events say it: by column the value, and the number of the event that says so. `since`: its first."""

    table: str
    key: Key
    values: Mapping[str, object]
    events: Mapping[str, int]
    since: int


def expected_rows(facts: Facts, table: str) -> Iterator[Expected]:
    """Yield the rows of that table, as far as events name them."""
    for one in TABLES[table].rows(facts):
        yield expected_row(one, table)


def expected_row(one: Replayed, table: str) -> Expected:
    """Return the row of that table for one thing replayed."""
    values, events = {}, {}
    for column, rule in TABLES[table].columns.items():
        if isinstance(rule, Rule):
            field = rule.field or column
            values[column], events[column] = getattr(one, field), one.event_of(field)
    return Expected(table, tuple(values[name] for name in key_columns(table)), values, events, one.since)


def key_columns(table: str) -> tuple[str, ...]:
    """Return the names of the table's primary key."""
    return tuple(column.name for column in metadata.tables[table].primary_key)


def differences(expected: Expected, row: Row) -> list[str]:
    """Return the columns in which that row says something else."""
    columns = TABLES[expected.table].columns
    return [
        name
        for name, value in expected.values.items()
        if isinstance(rule := columns[name], Rule) and not _agrees(value, rule, name, row)
    ]


def _agrees(value: object, rule: Rule, name: str, row: Row) -> bool:
    try:
        return _is(value, rule.of_row(name, row))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return False


def _is(value: object, stored: object) -> bool:
    if isinstance(value, About):
        found = time_out(str(stored))
        return time_in(found) == stored and value.fits(found)
    if isinstance(value, datetime):
        return time_in(value) == stored
    if isinstance(value, date):
        return encode_day(value) == stored
    if isinstance(value, tuple):
        return bool(json.dumps(value) == stored)
    return type(value) is type(stored) and value == stored


DESK, ACCOUNT = "desk", "account"


def tries_differ(connection: Connection, facts: Facts) -> Iterator[Difference]:
    """Yield the desks and the people of whom the row says something else than their newest refusal."""
    told = [(DESK, each.id, each.since, _tries_told(each)) for each in facts.of(Refused).values()]
    for scope, key, since, expected in (*told, *_of_people(connection, facts)):
        rows = connection.execute(select(sign_in_tries).where(sign_in_tries.c.key == key))
        try:
            found = tries_in(rows, scope).get(key, NONE)
        except (ValueError, TypeError):
            yield Difference("table_unreadable", "sign_in_tries")
            return
        if found != expected:
            yield Difference("row_differs", "sign_in_tries", f"{scope}/{key}", "failures", since, _tries_shown(found))


def _of_people(connection: Connection, facts: Facts) -> Iterator[tuple[str, str, int, Tries]]:
    """Yield what is said of each person since their password is what it is."""
    refused = sorted(facts.of(RefusedAccount).values(), key=lambda each: each.since, reverse=True)
    query = select(person.c.id, person.c.password_hash, person.c.directory)
    for id, stored, directory in connection.execute(query).all() if refused else ():
        secret = account_secret(stored, directory)
        newest = next((each for each in refused if is_of_account(each.id, secret)), None)
        if newest is None:
            continue
        cleared = facts.of(Cleared).get(id)
        if cleared is not None and cleared.since > newest.since:
            yield ACCOUNT, id, cleared.since, NONE
        else:
            yield ACCOUNT, id, newest.since, _tries_told(newest)


def _tries_told(each: Counted) -> Tries:
    return Tries(each.failures, each.counted, each.up)


def _tries_shown(tries: Tries) -> str:
    at: datetime | None = tries.last_failure
    return str(tries.failures) if at is None else f"{tries.failures} ({at.isoformat(timespec='seconds')})"


BATCH = 250
"""Events between two reports of how many were read."""

Seen = Callable[[int], None]


@dataclass(frozen=True)
class Where:
    """The rows with that value in that column, which an event says. `but`: columns that are not compared."""

    column: str
    value: str
    but: frozenset[str] = frozenset()


def told_of_all(known: Known, seen: Seen | None = None) -> Facts:
    """Replay the whole log; events that are not believed are findings. `seen` is told how many were read."""
    return replay(_told(known, seen or (lambda count: None)), lambda seq, body, event: seq not in known.refused)


def _told(known: Known, seen: Seen) -> Iterator[tuple[int, bytes]]:
    for count, stored in enumerate(known.all_events()):
        if not count % BATCH:
            seen(count)
        yield stored


def compare(connection: Connection, facts: Facts) -> Generator[Difference]:
    """Yield what differs, table by table."""
    for name, bindings in TABLES.items():
        if bindings.type is not None:
            yield from compare_table(connection, facts, name)
    yield from tries_differ(connection, facts)


def compare_table(
    connection: Connection, facts: Facts, name: str, where: Where | None = None, rows: Iterable[Row] | None = None
) -> Generator[Difference]:
    """Yield what differs in that table, or in those of its rows. `rows`: these, where someone else reads them."""
    awaited = {each.key: each for each in expected_rows(facts, name) if _is_meant(each, where)}
    keys = key_columns(name)
    try:
        for row in _rows(connection, name, where) if rows is None else rows:
            expected = awaited.pop(tuple(row[key] for key in keys), None)
            if expected is not None:
                yield from _differences(expected, row, where.but if where else ())
            else:
                yield Difference("row_without_event", name, _named(row, name))
    except (SQLAlchemyError, ValueError, TypeError):
        yield Difference("table_unreadable", name)
        return
    for missing in awaited.values():
        yield Difference("row_missing", name, "/".join(map(str, missing.key)), event=missing.since)


def _differences(expected: Expected, row: Row, but: Collection[str]) -> Generator[Difference]:
    table = metadata.tables[expected.table]
    for column in [column for column in differences(expected, row) if column not in but]:
        shown = None if isinstance(table.c[column].type, Text | LargeBinary) else str(row[column])
        key = _named(row, expected.table)
        yield Difference("row_differs", expected.table, key, column, expected.events[column], shown)


def _is_meant(expected: Expected, where: Where | None) -> bool:
    return where is None or expected.values[where.column] == where.value


def rows_of(name: str, where: Where) -> Select[Any]:
    """Return the query for those rows, in the order of what else is in the table's key."""
    table = metadata.tables[name]
    order = [column for column in table.primary_key if column.name != where.column]
    return select(table).where(table.c[where.column] == where.value).order_by(*order)


def _rows(connection: Connection, name: str, where: Where | None) -> Generator[Row]:
    query = select(metadata.tables[name]) if where is None else rows_of(name, where)
    whole = where is None  # a few rows come in one answer: a stream takes the server three more
    with connection.execute(query, execution_options={"stream_results": whole}) as rows:
        for row in rows:
            yield dict(row._mapping)


def _named(row: Row, table: str) -> str:
    return "/".join(str(row[key]) for key in key_columns(table))


OF_A_REQUEST = {"session": "session", "copy": "approved_copy", "hold": "retention_hold", "complaint": "complaint"}
"""Columns that name something of a request, and its table."""
LEADING = {"request", "desk", *OF_A_REQUEST}
LONGEST = 60


class Names:
    """The names of one database. Each is looked up once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._reference = cache(self._read_reference)
        self._desk = cache(self._read_desk)

    def of(self, found: Difference | Finding) -> str:
        """Return the reference or the name; nothing where there is none."""
        with suppress(SQLAlchemyError, ValueError, TypeError, OverflowError):  # what is stored can be anything
            return self._of(found)
        return ""

    def _of(self, found: Difference | Finding) -> str:
        if isinstance(found, Finding):
            return self._of_event(found.seq)
        named = self._of_row(found.table, found.key)
        return named or ("" if found.event is None else self._of_event(found.event))

    def _of_row(self, table: str, key: str) -> str:
        parts = key.split("/")
        if table == "sign_in_tries":
            return self._desk(parts[-1])
        row = self._row(table, parts) if table in metadata.tables else None
        if table == "request":
            return self._reference(parts[0]) if row else ""
        if table == "desk":
            return self._desk(parts[0]) if row else ""
        return "" if row is None else self._of_columns(row)

    def _of_columns(self, row: Any) -> str:
        if row.get("request"):
            return self._reference(row["request"])
        for column, table in OF_A_REQUEST.items():
            if row.get(column) and (of := self._row(table, [row[column]])) is not None and of.get("request"):
                return self._reference(of["request"])
        return self._desk(row["desk"]) if row.get("desk") else ""

    def _of_event(self, seq: int) -> str:
        body = self._connection.execute(select(audit_event.c.body).where(audit_event.c.seq == seq)).scalar_one()
        event = read(seq, body) if isinstance(body, bytes) else None
        if not isinstance(event, Event):
            return ""
        return self._of_columns({name: event.subjects.get(Subject(name)) for name in ("request", "session")})

    def _row(self, table: str, parts: list[str]) -> Any:
        """Return what of that row leads further; None where there is no such row, or its key is none."""
        columns = [metadata.tables[table].c[name] for name in key_columns(table)]
        if len(parts) != len(columns):
            return None
        values = [int(part) if isinstance(of.type, Integer) else part for of, part in zip(columns, parts, strict=True)]
        here = [column == value for column, value in zip(columns, values, strict=True)]
        leading = [column for column in metadata.tables[table].c if column.name in LEADING] or columns
        return self._connection.execute(select(*leading).where(*here)).mappings().first()

    def _read_reference(self, id: str) -> str:
        return _shown(self._connection.execute(select(request.c.reference).where(request.c.id == id)).scalar())

    def _read_desk(self, id: str) -> str:
        return _shown(self._connection.execute(select(desk.c.name).where(desk.c.id == id)).scalar())


def _shown(name: object) -> str:
    return "".join(sign for sign in str(name or "") if sign.isprintable())[:LONGEST]
