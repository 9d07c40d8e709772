"""The protection in the database itself: triggers on the log, functions over a vault, desks' rights; its inspection.

Each table in `GUARDED` refuses UPDATE, DELETE and TRUNCATE; on PostgreSQL the head moves ahead alone, and row-level
security is off. On SQLite `INSERT OR REPLACE` deletes unasked unless `recursive_triggers` is on (`sqlcipher`).
A desk neither updates nor deletes a vault's rows: the owner's functions do one thing each, and refuse (`false`) an
original or a copy that a living row names. Derived audio can be rebuilt, so it may go at any time.
On PostgreSQL the desks' role owns nothing. It reads everything, adds rows to every table, changes and deletes in
`CHANGED` and `DELETED_FROM` alone, and to the log adds rows and moves the head. Nobody else may connect, or they could
take the desks' locks. A migration grants every role that had these rights the same again.
Each time a database is opened every guard has to be in place, no other trigger or rule, no row-level security, and the
role unable to drop a guard. A fault is reported by names of the schema alone, and the office is not opened: nothing is
repaired silently. Whoever may alter the schema can drop guards: tree and witness are for that.
"""

from __future__ import annotations

import sqlalchemy as sa

from db.schema import words_index
from db.schema.audit_tables import GUARDED
from db.shared.transactions import READING, failures_known
from desktop.errors import DatabaseError

_REFUSAL = "rows of the log are never changed"

_BODY = f"""
BEGIN
  RAISE EXCEPTION '{_REFUSAL}';
END
"""
_HIDING = sa.text(
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
    "AND (relrowsecurity OR relforcerowsecurity)"
)
_AHEAD = "audit_head_only_ahead"
_ONLY_AHEAD = (  # as the server writes it
    f"CREATE TRIGGER {_AHEAD} BEFORE UPDATE ON audit_head FOR EACH ROW WHEN ((new.size <= old.size)) "
    "EXECUTE FUNCTION refuse_log_change()"
)
_FUNCTION = f"CREATE OR REPLACE FUNCTION refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$"


def install(connection: sa.Connection) -> None:
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
    if postgresql and sa.inspect(connection).has_table("vault_piece"):
        _install_vault_functions(connection)


def remove(connection: sa.Connection) -> None:
    """Drop what PostgreSQL keeps apart from tables, once the tables and their triggers are gone."""
    if connection.dialect.name == "postgresql":
        functions = [f"{name}({_TYPES})" for name in _BODIES]
        for function in ("refuse_log_change()", f"{_VAULT_GUARD}()", *functions):
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {function}")


def missing(connection: sa.Connection) -> list[str]:
    """Return the names of the log's guards that are missing, switched off, or not as we wrote them."""
    postgresql = connection.dialect.name == "postgresql"
    there = _found_postgresql(connection) if postgresql else _found_sqlite(connection)
    return [name for name, (_, statement) in _guards(postgresql).items() if statement not in there]


def names(connection: sa.Connection) -> set[str]:
    """Return the names of all guards."""
    postgresql = connection.dialect.name == "postgresql"
    return {*_guards(postgresql), *(_VAULT_TRIGGERS if postgresql else ())}


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


def _found_sqlite(connection: sa.Connection) -> set[str]:
    return set(connection.execute(sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")).scalars())


def _found_postgresql(connection: sa.Connection) -> set[str]:
    bodies = sa.text("SELECT prosrc FROM pg_proc WHERE proname = 'refuse_log_change'")
    if connection.execute(bodies).scalars().all() != [_BODY]:
        return set()
    query = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
    return {statement.replace("public.", "") for statement in connection.execute(sa.text(query)).scalars()}


VAULT_TABLES = ("vault_file", "vault_piece")
"""The tables to which a desk may add rows, and no more."""

_VAULT_REFUSAL = "pieces of the vault are never changed"
_GUARD_BODY = f"""
BEGIN
  RAISE EXCEPTION '{_VAULT_REFUSAL}';
END
"""
_VAULT_GUARD = "refuse_vault_change"
_VAULT_TRIGGERS = {
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


def _install_vault_functions(connection: sa.Connection) -> None:
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
    for name, (table, _, _) in _VAULT_TRIGGERS.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        connection.exec_driver_sql(_vault_statement(name))
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _grant_vault_functions(connection: sa.Connection, quoted_role: str) -> None:
    if sa.inspect(connection).has_table("vault_piece"):
        for name in _BODIES:
            connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {name}({_TYPES}) TO {quoted_role}")


def _missing_vault_functions(connection: sa.Connection) -> list[str]:
    bodies = connection.execute(_FOUND_FUNCTIONS).all()
    found = {(name, body) for name, body, safe in bodies if safe == (name != _VAULT_GUARD)}
    wanted = {**_BODIES, _VAULT_GUARD: _GUARD_BODY}
    triggers = {each.replace("public.", "") for each in connection.execute(_FOUND_TRIGGERS).scalars()}
    functions = [name for name, body in wanted.items() if (name, body) not in found]
    return functions + [name for name in _VAULT_TRIGGERS if _vault_statement(name) not in triggers]


def _vault_statement(name: str) -> str:
    table, action, level = _VAULT_TRIGGERS[name]
    return f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH {level} EXECUTE FUNCTION {_VAULT_GUARD}()"


_FOUND_FUNCTIONS = sa.text(
    "SELECT proname, prosrc, prosecdef AND 'search_path=public, pg_temp' = ANY (coalesce(proconfig, '{}')) "
    "FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND "
    "(proname LIKE 'vault%' OR proname = 'refuse_vault_change')"
)
_FOUND_TRIGGERS = sa.text(
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A' AND tgname LIKE 'vault%'"
)


def _named(words: str) -> frozenset[str]:
    return frozenset(words.split())


TABLE_NAMES = _named("""
    appointment approved_copy asked_check asker asker_word audit_event audit_head chapter checkpoint command complaint
    complaint_told copy_transcript deadline_correction decision desk disclosure draft follow_up_answer heard_span
    held_recording hold_review note office person policy recording reference_counter removed_part request
    request_clarification request_proof retention_hold retention_key review review_question session session_note
    sighted_document sign_in_tries stop_deletion transcript vault_file vault_piece
""")


OLDEST_SERVER = 150000
"""PostgreSQL 15, the first whose `public` schema does not let everybody create tables in it."""

CHANGED = _named("""
    appointment approved_copy asked_check asker audit_head copy_transcript desk draft office person policy recording
    reference_counter request retention_hold retention_key review_question session stop_deletion transcript
""")
"""Tables whose rows a use case changes; what locks a row (`FOR UPDATE`) needs that right, too."""
DELETED_FROM = _named("""
    asker_word complaint complaint_told follow_up_answer heard_span request_clarification request_proof review
    sighted_document sign_in_tries
""")
"""Tables whose rows a use case replaces or takes back."""
_READ_ONLY = ("alembic_version",)


_DATABASE = "SELECT current_database()"
_OPEN_TO_ALL = sa.text(
    "SELECT datname FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS held "
    "WHERE datname = current_database() AND held.grantee = 0 AND held.privilege_type = 'CONNECT'"
)


def grant(connection: sa.Connection, role: str) -> None:
    """Grant that role a desk's rights, and revoke any other on our tables. The owner's connection."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    database = connection.dialect.identifier_preparer.quote(connection.exec_driver_sql(_DATABASE).scalar_one())
    connection.exec_driver_sql(f"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC")
    connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {database} TO {quoted}")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {quoted}")
    for table in sa.inspect(connection).get_table_names():
        name = connection.dialect.identifier_preparer.quote(table)
        connection.exec_driver_sql(f"REVOKE ALL ON {name} FROM {quoted}")
        connection.exec_driver_sql(f"GRANT {_rights(table)} ON {name} TO {quoted}")
    _grant_vault_functions(connection, quoted)


def _rights(table: str) -> str:
    if table in _READ_ONLY:
        return "SELECT"
    held = {"UPDATE": table in CHANGED, "DELETE": table in DELETED_FROM}
    return ", ".join(["SELECT", "INSERT", *(right for right, is_held in held.items() if is_held)])


def renew(connection: sa.Connection) -> None:
    """Grant every role that may add to the log a desk's current rights. Does nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    roles = sa.text(
        "SELECT DISTINCT grantee FROM information_schema.role_table_grants WHERE table_name = 'audit_event' "
        "AND table_schema = 'public' AND privilege_type = 'INSERT' AND grantee <> current_user"
    )
    for role in connection.execute(roles).scalars().all():
        grant(connection, role)


def open_to_all(connection: sa.Connection) -> set[str]:
    """Return the database's name where every login of the server may connect to it; nothing where not."""
    return set(connection.execute(_OPEN_TO_ALL).scalars())


def check_server(connection: sa.Connection) -> None:
    """As the owner, raise DatabaseError (`database_server_old`, `database_encoding`, `database_in_use`)."""
    if int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) < OLDEST_SERVER:
        raise DatabaseError("database_server_old")
    if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
        raise DatabaseError("database_encoding")
    if sa.inspect(connection).has_table("office") and connection.exec_driver_sql("SELECT 1 FROM office").first():
        raise DatabaseError("database_in_use")


def check_role(connection: sa.Connection, owner: str) -> None:
    """As a desk, raise DatabaseError (`database_role_too_strong`) where it could act as superuser or owner."""
    query = sa.text(
        "SELECT rolcreaterole OR pg_has_role(current_user, :owner, 'MEMBER') "  # a superuser has every role
        "FROM pg_roles WHERE rolname = current_user"
    )
    if connection.execute(query, {"owner": owner}).scalar_one():
        raise DatabaseError("database_role_too_strong")


_TOO_STRONG = sa.text(
    "SELECT rolcreaterole OR rolbypassrls OR EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace "
    "AND relkind = 'r' AND pg_has_role(current_user, relowner, 'MEMBER')) "  # a superuser has every role
    "OR has_schema_privilege('public', 'CREATE') "
    "FROM pg_roles WHERE rolname = current_user"
)
_DELETES = sa.text(
    "SELECT bool_or(has_table_privilege(name, 'DELETE') OR has_table_privilege(name, 'TRUNCATE')) "
    "FROM unnest(CAST(:tables AS text[])) AS name"
)
_HELD_ON_LOG = sa.text(
    "SELECT has_any_column_privilege(:table, 'UPDATE') OR has_any_column_privilege(:table, 'REFERENCES') "
    "OR has_table_privilege(:table, 'DELETE') OR has_table_privilege(:table, 'TRUNCATE') "
    "OR has_table_privilege(:table, 'TRIGGER')"
)


def too_strong(connection: sa.Connection) -> DatabaseError | None:
    """As a desk of a database in use, return the error that `check_role` raises, whoever the owner is."""
    held = any(connection.execute(_HELD_ON_LOG, {"table": table}).scalar_one() for table in (*GUARDED, *VAULT_TABLES))
    never = sorted(TABLE_NAMES - DELETED_FROM)
    held = held or connection.execute(_DELETES, {"tables": never}).scalar_one()
    return DatabaseError("database_role_too_strong") if held or connection.execute(_TOO_STRONG).scalar_one() else None


WHAT_TO_DO = "It was not opened, and nothing was changed. Tell an administrator and Information Governance."

_FOUND_ANY = sa.text(
    "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace"
)
_RULES = sa.text("SELECT rulename FROM pg_rules WHERE schemaname = 'public'")
_ORDINARY = sa.text(
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
    "AND relpersistence = 'p' AND NOT relrowsecurity"
)
_TRIGGERS_ON_SQLITE = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
_TABLES_ON_SQLITE = sa.text("SELECT name FROM sqlite_master WHERE type = 'table'")


def wrong_with(engine: sa.Engine) -> DatabaseError | None:
    """Return the fault: its guards, an addition, hidden rows, or a role that is too strong. None where there is none.

    Raises DatabaseError where it cannot be inspected.
    """
    with failures_known(), engine.connect().execution_options(**READING) as connection:
        for code, found in _wrong(connection):
            if found:
                return DatabaseError(code, names=", ".join(sorted(found)))
        on_server = connection.dialect.name == "postgresql"
        return too_strong(connection) if on_server else None


def _wrong(connection: sa.Connection) -> list[tuple[str, set[str]]]:
    on_server = connection.dialect.name == "postgresql"
    triggers = set(connection.execute(_FOUND_ANY if on_server else _TRIGGERS_ON_SQLITE).scalars())
    rules = set(connection.execute(_RULES).scalars()) if on_server else set()
    ordinary = set(connection.execute(_ORDINARY if on_server else _TABLES_ON_SQLITE).scalars())
    ours = names(connection)
    return [
        (
            "database_guards_missing",
            {*missing(connection), *(_missing_vault_functions(connection) if on_server else ())},
        ),
        ("database_rules_added", triggers - ours - set(words_index.TRIGGERS) | rules),
        ("database_rows_hidden", set(TABLE_NAMES - ordinary)),
        ("database_open_to_all", open_to_all(connection) if on_server else set()),
    ]
