"""The acts of a desk on a vault's files in the database: three functions of the owner's, and guards (PostgreSQL).

Rules:
- A desk's role can neither UPDATE nor DELETE the vault's rows. It calls these functions, which run with the owner's
  rights, do one thing each, and refuse an original or a copy that a living row names. A refusal is `false`.
- Derived audio can be rebuilt, so it may be deleted at any time. A file in quarantine that a living row names may be
  deleted only where another one is in its place.
- Nobody changes a piece, nor empties the tables at a stroke: triggers refuse that to the owner too, until dropped.
- Whoever can say in a row that a recording is destroyed can have its file deleted: the row then differs from the log,
  and its keys are what a destroyed recording loses first. They are in no function's power.
- They are looked at whenever the database is opened, as the log's guards are (`inspection`).
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

TABLES = ("vault_file", "vault_piece")
"""The tables to which a desk may add rows, and no more."""

_REFUSAL = "pieces of the vault are never changed"
_GUARD_BODY = f"""
BEGIN
  RAISE EXCEPTION '{_REFUSAL}';
END
"""
_GUARD = "refuse_vault_change"
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
NAMES = tuple(_BODIES)


def install(connection: Connection) -> None:
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
        f"CREATE OR REPLACE FUNCTION {_GUARD}() RETURNS trigger LANGUAGE plpgsql AS $${_GUARD_BODY}$$"
    )
    for name, (table, _, _) in _TRIGGERS.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        connection.exec_driver_sql(_statement(name))
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def grant(connection: Connection, quoted_role: str) -> None:
    """Let that role call them. The owner's connection."""
    if inspect(connection).has_table("vault_piece"):
        for name in NAMES:
            connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {name}({_TYPES}) TO {quoted_role}")


def remove(connection: Connection) -> None:
    """Drop the functions, once the tables and their triggers are gone."""
    if connection.dialect.name == "postgresql" and not inspect(connection).has_table("vault_piece"):
        for name in NAMES:
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}({_TYPES})")
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {_GUARD}()")


def missing(connection: Connection) -> list[str]:
    """Return the names of functions and guards that are missing, switched off, or not as we wrote them."""
    if connection.dialect.name != "postgresql":
        return []
    bodies = connection.execute(_FOUND_FUNCTIONS).all()
    found = {(name, body) for name, body, safe in bodies if safe == (name != _GUARD)}
    wanted = {**_BODIES, _GUARD: _GUARD_BODY}
    triggers = {each.replace("public.", "") for each in connection.execute(_FOUND_TRIGGERS).scalars()}
    functions = [name for name, body in wanted.items() if (name, body) not in found]
    return functions + [name for name in _TRIGGERS if _statement(name) not in triggers]


def names(connection: Connection) -> set[str]:
    """Return the names of the guards."""
    return set(_TRIGGERS) if connection.dialect.name == "postgresql" else set()


def _statement(name: str) -> str:
    table, action, level = _TRIGGERS[name]
    return f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH {level} EXECUTE FUNCTION {_GUARD}()"


_FOUND_FUNCTIONS = text(
    "SELECT proname, prosrc, prosecdef AND 'search_path=public, pg_temp' = ANY (coalesce(proconfig, '{}')) "
    "FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND "
    "(proname LIKE 'vault%' OR proname = 'refuse_vault_change')"
)
_FOUND_TRIGGERS = text(
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A' AND tgname LIKE 'vault%'"
)
