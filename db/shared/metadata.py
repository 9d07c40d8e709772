"""The one schema's metadata, and the parts of tables that the two databases spell differently.

Rules:
- Every constraint has a name derived by convention, so that migrations can name it too.
- A partial index is declared with `partial_index`. SQLAlchemy would load the whole dialect of PostgreSQL to check the
  name of its option, in every embedded office that opens. So the condition waits in the index's `info`, and is
  declared for PostgreSQL (`with_conditions`) before tables are created or compared there.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Index, MetaData, String, Table, TextClause, event
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

_CONDITION = "condition on PostgreSQL"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: SchemaItem, **options: Any) -> Table:
    """Declare a table of the one schema."""
    return Table(name, metadata, *parts, **options)


def sorted_by_bytes(length: int) -> TypeEngine[str]:
    """Return a plain ASCII text type, at most that long; sorted by its bytes, whatever the server's locale."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def partial_index(
    name: str, *columns: str, where: TextClause, on_sqlite: TextClause | None = None, unique: bool = False
) -> Index:
    """Return an index of the rows for which `where` holds; `on_sqlite`: where SQLite needs other words for it."""
    condition = where if on_sqlite is None else on_sqlite
    return Index(name, *columns, unique=unique, sqlite_where=condition, info={_CONDITION: where})


def with_conditions(declared: MetaData) -> MetaData:
    """Declare the conditions of its partial indexes for PostgreSQL too, and return it."""
    for table in declared.tables.values():
        for index in table.indexes:
            if _CONDITION in index.info:
                index.dialect_options["postgresql"]["where"] = index.info[_CONDITION]
    return declared


@event.listens_for(metadata, "before_create")
def _creating(declared: MetaData, connection: Connection, **_kw: Any) -> None:
    if connection.dialect.name == "postgresql":
        with_conditions(declared)
