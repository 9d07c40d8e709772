"""The database's own protection: triggers on the log's rows, and the only functions by which a vault's rows change.

Each table in `GUARDED` refuses UPDATE, DELETE and TRUNCATE; on PostgreSQL the head moves ahead alone, and row-level
security is off. On SQLite `INSERT OR REPLACE` deletes unasked unless `recursive_triggers` is on (`sqlcipher`).
A desk neither updates nor deletes a vault's rows: the owner's functions do one thing each, and refuse (`false`) an
original or a copy that a living row names. Derived audio can be rebuilt, so it may go at any time.
Guards stop mistakes and casual tampering. Whoever may alter the schema can drop them: tree and witness are for that.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

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


VAULT_TABLES = ("vault_file", "vault_piece")
"""The tables to which a desk may add rows, and no more."""

_VAULT_REFUSAL = "pieces of the vault are never changed"
_GUARD_BODY = f"""
BEGIN
  RAISE EXCEPTION '{_VAULT_REFUSAL}';
END
"""
_VAULT_GUARD = "refuse_vault_change"
_TRIGGERS = {
    "vault_piece_no_update": ("vault_piece", "UPDATE", "ROW"),
    "vault_piece_no_truncate": ("vault_piece", "TRUNCATE", "STATEMENT"),
    "vault_file_no_truncate": ("vault_file", "TRUNCATE", "STATEMENT"),
}
_LIVES = """of_kind IN ('original', 'approved') AND (
    EXISTS (SELECT FROM recording WHERE recording.id = of_id AND destroyed_at IS NULL)
    OR EXISTS (SELECT FROM approved_copy WHERE approved_copy.id = of_id AND destroyed_at IS NULL))"""
_IN_PLACE = "SELECT FROM vault_file WHERE kind = of_kind AND id = of_id AND quarantined_on IS NULL"
_BODIES = {
    "vault_destroy": f"""
BEGIN
  IF {_LIVES} AND (of_day IS NULL OR NOT EXISTS ({_IN_PLACE})) THEN
    RETURN false;
  END IF;
  WITH gone AS (
    DELETE FROM vault_file
    WHERE kind = of_kind AND id = of_id AND quarantined_on IS NOT DISTINCT FROM of_day RETURNING place
  )
  DELETE FROM vault_piece USING gone WHERE vault_piece.place = gone.place;
  RETURN true;
END
""",
    "vault_quarantine": f"""
BEGIN
  IF {_LIVES} THEN
    RETURN false;
  END IF;
  UPDATE vault_file SET quarantined_on = of_day WHERE kind = of_kind AND id = of_id AND quarantined_on IS NULL;
  RETURN FOUND;
END
""",
    "vault_put_back": f"""
BEGIN
  IF EXISTS ({_IN_PLACE}) THEN
    RETURN false;
  END IF;
  UPDATE vault_file SET quarantined_on = NULL WHERE place = (
    SELECT place FROM vault_file WHERE kind = of_kind AND id = of_id AND quarantined_on = of_day ORDER BY place LIMIT 1
  );
  RETURN FOUND;
END
""",
}
_ARGUMENTS = "of_kind text, of_id text, of_day text"
_TYPES = "text, text, text"
VAULT_FUNCTIONS = tuple(_BODIES)


def install_vault_functions(connection: Connection) -> None:
    """Install them again, within the caller's transaction, the owner's. Does nothing on SQLite, nor without tables."""
    if connection.dialect.name != "postgresql" or not inspect(connection).has_table("vault_piece"):
        return
    # Where it is compressed in vain, ciphertext costs more to store than to encrypt.
    connection.exec_driver_sql("ALTER TABLE vault_piece ALTER COLUMN content SET STORAGE EXTERNAL")
    for name, body in _BODIES.items():
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {name}({_ARGUMENTS}) RETURNS boolean LANGUAGE plpgsql "
            f"SECURITY DEFINER SET search_path = public, pg_temp AS $${body}$$"
        )
        connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION {name}({_TYPES}) FROM PUBLIC")
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {_VAULT_GUARD}() RETURNS trigger LANGUAGE plpgsql AS $${_GUARD_BODY}$$"
    )
    for name, (table, _, _) in _TRIGGERS.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        connection.exec_driver_sql(_vault_statement(name))
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def grant_vault_functions(connection: Connection, quoted_role: str) -> None:
    """Let that role call them. The owner's connection."""
    if inspect(connection).has_table("vault_piece"):
        for name in VAULT_FUNCTIONS:
            connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {name}({_TYPES}) TO {quoted_role}")


def remove_vault_functions(connection: Connection) -> None:
    """Drop the functions, once the tables and their triggers are gone."""
    if connection.dialect.name == "postgresql" and not inspect(connection).has_table("vault_piece"):
        for name in VAULT_FUNCTIONS:
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}({_TYPES})")
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {_VAULT_GUARD}()")


def missing_vault_functions(connection: Connection) -> list[str]:
    """Return the names of functions and guards that are missing, switched off, or not as we wrote them."""
    if connection.dialect.name != "postgresql":
        return []
    bodies = connection.execute(_FOUND_FUNCTIONS).all()
    found = {(name, body) for name, body, safe in bodies if safe == (name != _VAULT_GUARD)}
    wanted = {**_BODIES, _VAULT_GUARD: _GUARD_BODY}
    triggers = {each.replace("public.", "") for each in connection.execute(_FOUND_TRIGGERS).scalars()}
    functions = [name for name, body in wanted.items() if (name, body) not in found]
    return functions + [name for name in _TRIGGERS if _vault_statement(name) not in triggers]


def vault_function_names(connection: Connection) -> set[str]:
    """Return the names of the guards."""
    return set(_TRIGGERS) if connection.dialect.name == "postgresql" else set()


def _vault_statement(name: str) -> str:
    table, action, level = _TRIGGERS[name]
    return f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH {level} EXECUTE FUNCTION {_VAULT_GUARD}()"


_FOUND_FUNCTIONS = text(
    "SELECT proname, prosrc, prosecdef AND 'search_path=public, pg_temp' = ANY (coalesce(proconfig, '{}')) "
    "FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND "
    "(proname LIKE 'vault%' OR proname = 'refuse_vault_change')"
)
_FOUND_TRIGGERS = text(
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A' AND tgname LIKE 'vault%'"
)
