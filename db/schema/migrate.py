"""Migrating the schema up and down, and reading its revision.

Rules:
- The revision is read by SELECT. Alembic is imported only to migrate. A database with a revision unknown to this
  program is newer than the program: it is refused (`database_newer`) before anything is read from it.
- A migration is one transaction that blocks every writer. On SQLite it has foreign keys off (else rebuilding a table
  deletes the rows that refer to it). Before it commits the foreign keys are checked, the log has lost no row, the
  guards are installed again, and on PostgreSQL the desks' roles are granted their rights (`protection`).
- A migration only adds, with defaults: older programs that are open finish the session that they are in, and begin none
  (`office.pc_checks`). What nothing uses any more is dropped one version later.
- The log's tables are never altered in batch: that would rebuild them and drop their triggers. They gain columns and
  indexes by plain steps; a revision that would do more to them is not written (`migration_touches_log`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, MetaData, Text, column, inspect, select, table, text
from sqlalchemy.exc import IntegrityError

from db.schema import protection, words_index
from db.schema.audit_tables import AUDIT_TABLES, GUARDED
from db.shared.metadata import with_conditions
from db.shared.transactions import MIGRATING, READING, failures_known
from desktop.errors import DatabaseError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
VERSIONS = MIGRATIONS / "versions"
_VERSION = select(column("version_num", Text)).select_from(table("alembic_version"))

FOREIGN_KEY_VIOLATION = "23503"


_GROWING = {"AddColumnOp", "CreateIndexOp", "DropIndexOp"}
"""Alembic's steps that leave a table's rows and triggers in place."""


def known(versions: Path = VERSIONS) -> list[str]:
    """Return the revisions of this program, the oldest first."""
    return sorted(file.stem[1:].partition("_")[0] for file in versions.glob("r[0-9]*_*.py"))


def revision(engine: Engine) -> str | None:
    """Return the database's revision; None where it is empty. Raises DatabaseError."""
    with failures_known(), engine.connect().execution_options(**READING) as connection:
        return _revision(connection)


def is_current(engine: Engine, versions: Path = VERSIONS) -> bool:
    """Return whether the database is as this program needs it.

    Raises DatabaseError (`database_newer`, `database_version_unclear`, or it cannot be read).
    """
    with failures_known(), engine.connect().execution_options(**READING) as connection:
        return [_known_revision(connection, versions)] == known(versions)[-1:]


def is_newer(connection: Connection) -> bool:
    """Return whether the database that this program has open is a newer program's by now."""
    found = connection.execute(_VERSION).scalars().all()
    return found != _known_once()[-1:]


@cache
def _known_once() -> list[str]:
    return known()


def upgrade(engine: Engine, versions: Path = VERSIONS) -> None:
    """Upgrade to the newest revision.

    Raises DatabaseError (`database_newer`, `migration_broke_keys`, `migration_lost_events`); nothing has changed then.
    """
    from alembic import command

    with _migration(engine, versions) as config:
        command.upgrade(config, "head")


def downgrade(engine: Engine, to: str, versions: Path = VERSIONS) -> None:
    """Downgrade to a revision, or to `base`: nothing, the log included. Raises as `upgrade` does."""
    from alembic import command

    with _migration(engine, versions) as config:
        command.downgrade(config, to)


def differences(engine: Engine, metadata: MetaData) -> list[Any]:
    """Return Alembic's differences between the database and the declared tables; empty where they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.connect().execution_options(**READING) as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _declared})
        return list(compare_metadata(context, _as_it_is_on(connection, metadata)))


def _as_it_is_on(connection: Connection, declared: MetaData) -> MetaData:
    return with_conditions(declared) if connection.dialect.name == "postgresql" else declared


def _declared(name: str | None, _kind: str, _parents: Any) -> bool:
    """Alembic's hook: leave out the tables of the words index, which are in no metadata."""
    return not words_index.is_ours(name)


def autogenerate(engine: Engine, metadata: MetaData, message: str, versions: Path = VERSIONS) -> Path:
    """Write the next revision from the differences, for a person to review. Raises `migration_touches_log`."""
    from alembic import command

    with engine.connect().execution_options(**MIGRATING) as connection:
        config = _config(connection, versions)
        config.attributes["metadata"] = _as_it_is_on(connection, metadata)
        config.attributes["directives"] = _no_log_batches
        number = f"{len(known(versions)) + 1:04}"
        script: Any = command.revision(config, message, autogenerate=True, rev_id=number)
    return Path(script.path)


@contextmanager
def _migration(engine: Engine, versions: Path) -> Iterator[Config]:
    with (
        engine.connect().execution_options(**MIGRATING) as connection,
        _foreign_keys_off(connection),
        connection.begin(),
    ):
        _known_revision(connection, versions)
        _keep_writers_out(connection)
        before = _log_rows(connection)
        with _foreign_keys_named():
            yield _config(connection, versions)
        _must_be_whole(connection, before)
        if set(GUARDED) <= set(inspect(connection).get_table_names()):
            protection.install(connection)
            protection.renew(connection)
        else:
            protection.remove(connection)


def _keep_writers_out(connection: Connection) -> None:
    """Block writers. On SQLite the transaction began IMMEDIATE; on PostgreSQL writers need the head (`postgresql`)."""
    if connection.dialect.name == "postgresql" and inspect(connection).has_table("audit_head"):
        connection.exec_driver_sql("LOCK TABLE audit_head IN EXCLUSIVE MODE")


@contextmanager
def _foreign_keys_named() -> Iterator[None]:
    """Raise the same error on both databases: PostgreSQL checks foreign keys at each step, SQLite at the end."""
    try:
        yield
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != FOREIGN_KEY_VIOLATION:
            raise
        failure = DatabaseError("migration_broke_keys")
    else:
        return
    raise failure


def _config(connection: Connection, versions: Path) -> Config:
    from alembic.config import Config

    config = Config()
    options = {
        "script_location": str(MIGRATIONS),
        "version_locations": str(versions),
        "path_separator": "newline",
        "file_template": "r%(rev)s_%(slug)s",
    }
    for name, value in options.items():
        config.set_main_option(name, value.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = list(connection.execute(_VERSION).scalars())
    if len(found) > 1:
        raise DatabaseError("database_version_unclear")
    return found[0] if found else None


def _known_revision(connection: Connection, versions: Path) -> str | None:
    found = _revision(connection)
    if found is not None and found not in known(versions):
        raise DatabaseError("database_newer")
    return found


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        yield
        return
    # Within a transaction SQLite ignores this PRAGMA, so it goes past SQLAlchemy, which would begin one.
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        if not connection.invalidated:  # else it is closed: see `sqlcipher`
            cursor.execute("PRAGMA foreign_keys = ON")


def _log_rows(connection: Connection) -> dict[str, int]:
    there = sorted(set(GUARDED) & set(inspect(connection).get_table_names()))
    return {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in there}


def _must_be_whole(connection: Connection, before: dict[str, int]) -> None:
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise DatabaseError("migration_broke_keys")
    after = _log_rows(connection)
    if any(after[table] != rows for table, rows in before.items() if table in after):
        raise DatabaseError("migration_lost_events")


def _no_log_batches(context: Any, revision: Any, directives: Iterable[Any]) -> None:
    """Alembic's hook: write changes to the log's tables as plain steps, or not at all."""
    for script in directives:
        for steps in (script.upgrade_ops, script.downgrade_ops):
            steps.ops = [plain for step in steps.ops for plain in _unbatched(step, steps is script.upgrade_ops)]


def _unbatched(step: Any, up: bool) -> list[Any]:
    if not hasattr(step, "ops") or step.table_name not in AUDIT_TABLES:
        return [step]
    if up and any(type(one).__name__ not in _GROWING for one in step.ops):
        raise DatabaseError("migration_touches_log")
    return list(step.ops)
