"""The database compared with its log: every row of every table, streamed, against what events say.

Rules:
- A table that cannot be read to its end is a finding like any other. Nothing here raises because of what is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, LargeBinary, Select, Text, select
from sqlalchemy.exc import SQLAlchemyError

from db.log.expected import Expected, differences, expected_rows, key_columns
from db.log.tries_differ import tries_differ
from db.schema.bound import TABLES, Row
from db.schema.tables import metadata
from desktop.domain.log.differences import Difference
from desktop.domain.log.replay.ledger import Facts
from desktop.domain.log.replay.replaying import Believed, replay

BATCH = 250
"""Events between two reports of how many were read."""

Seen = Callable[[int], None]


@dataclass(frozen=True)
class Where:
    """The rows with that value in that column, which an event says. `but`: columns that are not compared."""

    column: str
    value: str
    but: frozenset[str] = frozenset()


def facts_of(connection: Connection, believed: Believed | None = None, seen: Seen | None = None) -> Facts:
    """Replay the whole log, or the events in it that are `believed`. `seen` is told how many were read."""
    query = "SELECT seq, body FROM audit_event ORDER BY seq"
    with connection.exec_driver_sql(query, execution_options={"stream_results": True}) as rows:
        return replay(_told(rows, seen or (lambda count: None)), believed)


def _told(rows: Any, seen: Seen) -> Iterator[tuple[int, bytes]]:
    count = 0
    while batch := rows.fetchmany(BATCH):
        seen(count)
        count += len(batch)
        yield from [(seq, bytes(body)) for seq, body in batch]


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
    keys, left_open = key_columns(name), TABLES[name].type in facts.left_open
    try:
        for row in _rows(connection, name, where) if rows is None else rows:
            expected = awaited.pop(tuple(row[key] for key in keys), None)
            if expected is not None:
                yield from _differences(expected, row, where.but if where else ())
            elif not left_open:
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
