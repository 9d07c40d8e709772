"""Rows of a table in bulk, without the use cases: for a measurement in which only some columns matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Boolean, DefaultClause, Engine, Integer, LargeBinary, Table, Text


@contextmanager
def filling(engine: Engine) -> Iterator[Any]:
    """Yield the driver's own connection in a transaction, without foreign keys, with room for the rows."""
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys = OFF")  # only what is read by the measurement is filled
        usual = raw.execute("PRAGMA cache_size").fetchone()[0]
        raw.execute("PRAGMA cache_size = -200000")
        raw.execute("BEGIN")
        yield raw
        raw.execute("COMMIT")
        raw.execute("PRAGMA optimize")
        raw.execute(f"PRAGMA cache_size = {usual}")


def add(raw: Any, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert them; a missing value is its column's default, or one of its type."""
    names = [column.name for column in table.columns]
    rest = {column.name: _anything(column) for column in table.columns}
    quoted = ", ".join(f'"{name}"' for name in names)
    statement = f"INSERT INTO {table.name} ({quoted}) VALUES ({', '.join('?' * len(names))})"
    raw.executemany(statement, ([{**rest, **row}[name] for name in names] for row in rows))


def copy(connection: psycopg.Connection[Any], table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert them on a server, by COPY; a missing value is as in `add`."""
    rest = {column.name: _anything(column) for column in table.columns}
    columns = sql.SQL(", ").join(map(sql.Identifier, rest))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copied:
        for row in rows:
            copied.write_row([row.get(name, missing) for name, missing in rest.items()])


def _anything(column: Any) -> Any:
    if isinstance(column.server_default, DefaultClause) and isinstance(column.type, Text):
        return str(column.server_default.arg)
    if column.nullable:
        return None
    if isinstance(column.type, LargeBinary):
        return b""
    if isinstance(column.type, Boolean):
        return False
    return 0 if isinstance(column.type, Integer) else ""


def scattered(number: int) -> str:
    """Return an identifier that does not follow the order of time, like the program's."""
    return f"{number * 0x9E3779B97F4A7C15 % (1 << 64):016x}{number:016x}"
