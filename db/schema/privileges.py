"""The rights of the desks' role on PostgreSQL, and the inspection of a database each time that it is opened.

The role owns nothing. It reads everything, adds rows to every table, changes and deletes in `CHANGED` and
`DELETED_FROM` alone, and to the log adds rows and moves the head. Nobody else may connect,
or they could take the desks' locks. A migration grants every role that had these rights the same again.
Every guard has to be in place, no other trigger or rule, no row-level security, and the role unable to drop a guard. A
fault is reported by names of the schema alone, and the office is not opened: nothing is repaired silently.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text

from db.schema import guards, words_index
from db.schema.audit_tables import GUARDED
from db.shared.transactions import READING, failures_known
from desktop.errors import DatabaseError


def _named(words: str) -> frozenset[str]:
    return frozenset(words.split())


TABLE_NAMES = _named("""
    appointment approved_copy asked_check asker asker_word audit_event audit_head chapter checkpoint command complaint
    complaint_told copy_transcript deadline_correction decision desk disclosure draft follow_up_answer heard_span
    held_recording hold_review note office person policy recording reference_counter removed_part request
    request_clarification request_proof retention_hold retention_key review review_question session session_note
    sighted_document sign_in_tries signing_key stop_deletion transcript vault_file vault_piece
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
_OPEN_TO_ALL = text(
    "SELECT datname FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS held "
    "WHERE datname = current_database() AND held.grantee = 0 AND held.privilege_type = 'CONNECT'"
)


def grant(connection: Connection, role: str) -> None:
    """Grant that role a desk's rights, and revoke any other on our tables. The owner's connection."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    database = connection.dialect.identifier_preparer.quote(connection.exec_driver_sql(_DATABASE).scalar_one())
    connection.exec_driver_sql(f"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC")
    connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {database} TO {quoted}")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {quoted}")
    for table in inspect(connection).get_table_names():
        name = connection.dialect.identifier_preparer.quote(table)
        connection.exec_driver_sql(f"REVOKE ALL ON {name} FROM {quoted}")
        connection.exec_driver_sql(f"GRANT {_rights(table)} ON {name} TO {quoted}")
    guards.grant_vault_functions(connection, quoted)


def _rights(table: str) -> str:
    if table in _READ_ONLY:
        return "SELECT"
    held = {"UPDATE": table in CHANGED, "DELETE": table in DELETED_FROM}
    return ", ".join(["SELECT", "INSERT", *(right for right, is_held in held.items() if is_held)])


def renew(connection: Connection) -> None:
    """Grant every role that may add to the log a desk's current rights. Does nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    roles = text(
        "SELECT DISTINCT grantee FROM information_schema.role_table_grants WHERE table_name = 'audit_event' "
        "AND table_schema = 'public' AND privilege_type = 'INSERT' AND grantee <> current_user"
    )
    for role in connection.execute(roles).scalars().all():
        grant(connection, role)


def open_to_all(connection: Connection) -> set[str]:
    """Return the database's name where every login of the server may connect to it; nothing where not."""
    return set(connection.execute(_OPEN_TO_ALL).scalars())


def check_server(connection: Connection) -> None:
    """As the owner, raise DatabaseError (`database_server_old`, `database_encoding`, `database_in_use`)."""
    if int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) < OLDEST_SERVER:
        raise DatabaseError("database_server_old")
    if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
        raise DatabaseError("database_encoding")
    if inspect(connection).has_table("office") and connection.exec_driver_sql("SELECT 1 FROM office").first():
        raise DatabaseError("database_in_use")


def check_role(connection: Connection, owner: str) -> None:
    """As a desk, raise DatabaseError (`database_role_too_strong`) where it could act as superuser or owner."""
    query = text(
        "SELECT rolcreaterole OR pg_has_role(current_user, :owner, 'MEMBER') "  # a superuser has every role
        "FROM pg_roles WHERE rolname = current_user"
    )
    if connection.execute(query, {"owner": owner}).scalar_one():
        raise DatabaseError("database_role_too_strong")


_TOO_STRONG = text(
    "SELECT rolcreaterole OR rolbypassrls OR EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace "
    "AND relkind = 'r' AND pg_has_role(current_user, relowner, 'MEMBER')) "  # a superuser has every role
    "OR has_schema_privilege('public', 'CREATE') "
    "FROM pg_roles WHERE rolname = current_user"
)
_DELETES = text(
    "SELECT bool_or(has_table_privilege(name, 'DELETE') OR has_table_privilege(name, 'TRUNCATE')) "
    "FROM unnest(CAST(:tables AS text[])) AS name"
)
_HELD_ON_LOG = text(
    "SELECT has_any_column_privilege(:table, 'UPDATE') OR has_any_column_privilege(:table, 'REFERENCES') "
    "OR has_table_privilege(:table, 'DELETE') OR has_table_privilege(:table, 'TRUNCATE') "
    "OR has_table_privilege(:table, 'TRIGGER')"
)


def too_strong(connection: Connection) -> DatabaseError | None:
    """As a desk of a database in use, return the error that `check_role` raises, whoever the owner is."""
    held = any(
        connection.execute(_HELD_ON_LOG, {"table": table}).scalar_one() for table in (*GUARDED, *guards.VAULT_TABLES)
    )
    never = sorted(TABLE_NAMES - DELETED_FROM)
    held = held or connection.execute(_DELETES, {"tables": never}).scalar_one()
    return DatabaseError("database_role_too_strong") if held or connection.execute(_TOO_STRONG).scalar_one() else None


WHAT_TO_DO = "It was not opened, and nothing was changed. Tell an administrator and Information Governance."

_TRIGGERS = text(
    "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace"
)
_RULES = text("SELECT rulename FROM pg_rules WHERE schemaname = 'public'")
_ORDINARY = text(
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
    "AND relpersistence = 'p' AND NOT relrowsecurity"
)
_TRIGGERS_ON_SQLITE = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
_TABLES_ON_SQLITE = text("SELECT name FROM sqlite_master WHERE type = 'table'")


def wrong_with(engine: Engine) -> DatabaseError | None:
    """Return the fault: its guards, an addition, hidden rows, or a role that is too strong. None where there is none.

    Raises DatabaseError where it cannot be inspected.
    """
    with failures_known(), engine.connect().execution_options(**READING) as connection:
        for code, names in _wrong(connection):
            if names:
                return DatabaseError(code, names=", ".join(sorted(names)))
        on_server = connection.dialect.name == "postgresql"
        return too_strong(connection) if on_server else None


def _wrong(connection: Connection) -> list[tuple[str, set[str]]]:
    on_server = connection.dialect.name == "postgresql"
    triggers = set(connection.execute(_TRIGGERS if on_server else _TRIGGERS_ON_SQLITE).scalars())
    rules = set(connection.execute(_RULES).scalars()) if on_server else set()
    ordinary = set(connection.execute(_ORDINARY if on_server else _TABLES_ON_SQLITE).scalars())
    ours = guards.names(connection) | guards.vault_function_names(connection)
    return [
        ("database_guards_missing", {*guards.missing(connection), *guards.missing_vault_functions(connection)}),
        ("database_rules_added", triggers - ours - set(words_index.TRIGGERS) | rules),
        ("database_rows_hidden", set(TABLE_NAMES - ordinary)),
        ("database_open_to_all", open_to_all(connection) if on_server else set()),
    ]
