"""Triggers that protect the log's rows: the database itself refuses to change or delete them.

Rules:
- Each table in `audit_tables.GUARDED` refuses UPDATE and DELETE; on PostgreSQL TRUNCATE too.
- On PostgreSQL the head's row moves ahead alone: each UPDATE is of a larger tree.
- On SQLite `INSERT OR REPLACE` deletes without asking unless `recursive_triggers` is on; `engine` sees to that.
- On PostgreSQL no table hides rows from a desk: installing the guards switches row-level security off.
- On PostgreSQL the desks' role owns neither tables nor guards, so that it cannot drop them (`privileges`).
- They stop mistakes and casual tampering. Whoever may alter the schema can drop them: that is what the tree, the
  checkpoints and the witness are for.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from db.schema.audit_tables import GUARDED

_REFUSAL = "rows of the log are never changed"

_BODY = f"""
BEGIN
  RAISE EXCEPTION '{_REFUSAL}';
END
"""
_HIDING = text(
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
    "AND (relrowsecurity OR relforcerowsecurity)"
)
_AHEAD = "audit_head_only_ahead"
_ONLY_AHEAD = (  # as the server writes it
    f"CREATE TRIGGER {_AHEAD} BEFORE UPDATE ON audit_head FOR EACH ROW WHEN ((new.size <= old.size)) "
    "EXECUTE FUNCTION refuse_log_change()"
)
_FUNCTION = f"CREATE OR REPLACE FUNCTION refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$"


def install(connection: Connection) -> None:
    """Install every guard again, within the caller's transaction."""
    postgresql = connection.dialect.name == "postgresql"
    if postgresql:
        connection.exec_driver_sql(_FUNCTION)
        for table in connection.execute(_HIDING).scalars().all():
            off = "DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY"
            connection.exec_driver_sql(f"ALTER TABLE {connection.dialect.identifier_preparer.quote(table)} {off}")
    for name, (table, statement) in _guards(postgresql).items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgresql else ""))
        connection.exec_driver_sql(statement)
        if postgresql:  # also where a session claims to be a replica
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def remove(connection: Connection) -> None:
    """Drop what PostgreSQL keeps apart from tables, once the log's tables and their triggers are gone."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_log_change()")


def missing(connection: Connection) -> list[str]:
    """Return the names of guards that are missing, switched off, or not as we wrote them."""
    postgresql = connection.dialect.name == "postgresql"
    there = _found_postgresql(connection) if postgresql else _found_sqlite(connection)
    return [name for name, (_, statement) in _guards(postgresql).items() if statement not in there]


def names(connection: Connection) -> set[str]:
    """Return the names of all guards."""
    return set(_guards(connection.dialect.name == "postgresql"))


def _guards(postgresql: bool) -> dict[str, tuple[str, str]]:
    actions = ("UPDATE", "DELETE", "TRUNCATE") if postgresql else ("UPDATE", "DELETE")
    guards = {}
    for table in GUARDED:
        for action in actions:
            name = f"{table}_no_{action.lower()}"
            guards[name] = (table, _statement(name, table, action, postgresql))
    if postgresql:
        guards[_AHEAD] = ("audit_head", _ONLY_AHEAD)
    return guards


def _statement(name: str, table: str, action: str, postgresql: bool) -> str:
    if not postgresql:
        body = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        return f"CREATE TRIGGER {name} BEFORE {action} ON {table} {body}"
    level = "STATEMENT" if action == "TRUNCATE" else "ROW"
    return f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH {level} EXECUTE FUNCTION refuse_log_change()"


def _found_sqlite(connection: Connection) -> set[str]:
    return set(connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")).scalars())


def _found_postgresql(connection: Connection) -> set[str]:
    bodies = text("SELECT prosrc FROM pg_proc WHERE proname = 'refuse_log_change'")
    if connection.execute(bodies).scalars().all() != [_BODY]:
        return set()
    query = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
    return {statement.replace("public.", "") for statement in connection.execute(text(query)).scalars()}
