"""Triggers that keep the log's rows as they were written: the database itself refuses to change or delete them.

Rules:
- Each table in `audit_tables.GUARDED` refuses UPDATE and DELETE; on PostgreSQL TRUNCATE too.
- On SQLite `INSERT OR REPLACE` deletes without asking unless `recursive_triggers` is on; `engine` sees to that.
- They stop mistakes and idle hands. Whoever may alter the schema can drop them: that is what the tree, the
  checkpoints and the witness are for.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from db.audit_tables import GUARDED

_REFUSAL = "rows of the log are never changed"

_FUNCTION = f"""CREATE OR REPLACE FUNCTION refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{_REFUSAL}';
END
$$"""


def install(connection: Connection) -> None:
    """Put every guard in place, anew; within the caller's transaction."""
    postgresql = connection.dialect.name == "postgresql"
    if postgresql:
        connection.exec_driver_sql(_FUNCTION)
    for name, (table, statement) in _guards(postgresql).items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgresql else ""))
        connection.exec_driver_sql(statement)


def missing(connection: Connection) -> list[str]:
    """The names of guards that are not there, are switched off, or say something else than ours."""
    postgresql = connection.dialect.name == "postgresql"
    there = _found_postgresql(connection) if postgresql else _found_sqlite(connection)
    return [name for name, (_, statement) in _guards(postgresql).items() if there.get(name) != statement]


def _guards(postgresql: bool) -> dict[str, tuple[str, str]]:
    actions = ("UPDATE", "DELETE", "TRUNCATE") if postgresql else ("UPDATE", "DELETE")
    guards = {}
    for table in GUARDED:
        for action in actions:
            name = f"{table}_no_{action.lower()}"
            guards[name] = (table, _statement(name, table, action, postgresql))
    return guards


def _statement(name: str, table: str, action: str, postgresql: bool) -> str:
    if not postgresql:
        body = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        return f"CREATE TRIGGER {name} BEFORE {action} ON {table} {body}"
    level = "STATEMENT" if action == "TRUNCATE" else "ROW"
    return f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH {level} EXECUTE FUNCTION refuse_log_change()"


def _found_sqlite(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {row.name: row.sql for row in rows}


def _found_postgresql(connection: Connection) -> dict[str, str]:
    query = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    return {name: statement.replace("public.", "") for name, statement in connection.execute(text(query))}
