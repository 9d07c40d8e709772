"""The inspection of an office's database when it is opened: whether it still protects the log.

Rules:
- Every guard of the log's tables is in place and switched on, and there is no other trigger or rewriting rule on them.
- On PostgreSQL each table is an ordinary, logged table of which this desk sees every row (no row-level security), and
  the desk's role could not drop the guards: it is no superuser, creates no roles, is no member of the role that owns
  the tables, and has no right on the log's tables but to read them and add to them. Nobody but roles that were named
  may connect.
- A fault is reported, by names of the schema alone, and the office is not opened. Nothing is repaired silently.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from db.schema import guards, privileges, vault_functions, words_index
from db.schema.table_names import TABLE_NAMES
from db.shared.transactions import READING, failures_known
from desktop.errors import DatabaseError

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
        return privileges.too_strong(connection) if on_server else None


def _wrong(connection: Connection) -> list[tuple[str, set[str]]]:
    on_server = connection.dialect.name == "postgresql"
    triggers = set(connection.execute(_TRIGGERS if on_server else _TRIGGERS_ON_SQLITE).scalars())
    rules = set(connection.execute(_RULES).scalars()) if on_server else set()
    ordinary = set(connection.execute(_ORDINARY if on_server else _TABLES_ON_SQLITE).scalars())
    ours = guards.names(connection) | vault_functions.names(connection)
    return [
        ("database_guards_missing", {*guards.missing(connection), *vault_functions.missing(connection)}),
        ("database_rules_added", triggers - ours - set(words_index.TRIGGERS) | rules),
        ("database_rows_hidden", set(TABLE_NAMES - ordinary)),
        ("database_open_to_all", privileges.open_to_all(connection) if on_server else set()),
    ]
