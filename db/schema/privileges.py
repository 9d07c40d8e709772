"""The rights of the desks' role on PostgreSQL. It owns nothing: the tables are another role's, the owner's.

Rules:
- It reads everything and adds rows to every table. It changes and deletes rows of those tables alone in which the
  program does (`CHANGED`, `DELETED_FROM`).
- To the log it adds rows, and moves the head, ahead alone (`guards`); to the vault it adds rows, and calls what may
  delete them (`vault_functions`).
- Nobody else may connect: whoever can, takes an advisory lock as the desks do (`engines.postgresql`), and stops them.
- It cannot TRUNCATE, ALTER or DROP anything, nor drop a guard, nor act as the owner.
- Its rights are checked when the database is prepared, and again each time that it is opened.
- A migration, which the owner runs, grants every role that had these rights the same again, for new tables too.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from db.schema import vault_functions
from db.schema.audit_tables import GUARDED
from db.schema.table_names import TABLE_NAMES
from desktop.errors import DatabaseError

OLDEST_SERVER = 150000
"""PostgreSQL 15, the first whose `public` schema does not let everybody create tables in it."""

CHANGED = frozenset(
    {
        "appointment",
        "approved_copy",
        "asked_check",
        "asker",
        "audit_head",
        "copy_transcript",
        "desk",
        "draft",
        "office",
        "person",
        "policy",
        "recording",
        "reference_counter",
        "request",
        "retention_hold",
        "retention_key",
        "review_question",
        "session",
        "stop_deletion",
        "transcript",
    }
)
"""Tables whose rows a use case changes; what locks a row (`FOR UPDATE`) needs that right, too."""
DELETED_FROM = frozenset(
    {
        "follow_up_answer",
        "asker_word",
        "complaint",
        "complaint_told",
        "heard_span",
        "request_clarification",
        "request_proof",
        "review",
        "sighted_document",
        "sign_in_tries",
    }
)
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
    vault_functions.grant(connection, quoted)


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
        raise _error("database_server_old")
    if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
        raise _error("database_encoding")
    if inspect(connection).has_table("office") and connection.exec_driver_sql("SELECT 1 FROM office").first():
        raise _error("database_in_use")


def check_role(connection: Connection, owner: str) -> None:
    """As a desk, raise DatabaseError (`database_role_too_strong`) where it could act as superuser or owner."""
    query = text(
        "SELECT rolcreaterole OR pg_has_role(current_user, :owner, 'MEMBER') "  # a superuser has every role
        "FROM pg_roles WHERE rolname = current_user"
    )
    if connection.execute(query, {"owner": owner}).scalar_one():
        raise _error("database_role_too_strong")


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
        connection.execute(_HELD_ON_LOG, {"table": table}).scalar_one() for table in (*GUARDED, *vault_functions.TABLES)
    )
    never = sorted(TABLE_NAMES - DELETED_FROM)
    held = held or connection.execute(_DELETES, {"tables": never}).scalar_one()
    return _error("database_role_too_strong") if held or connection.execute(_TOO_STRONG).scalar_one() else None


def _error(code: str) -> DatabaseError:
    return DatabaseError(code)
