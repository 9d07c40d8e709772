"""Migrations, up and down, with rows in the tables; and the tables that they make."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, ForeignKey, Integer, LargeBinary, MetaData, Table, Text, inspect
from sqlalchemy.exc import IntegrityError

from db.schema import migrate, protection
from db.schema.audit_tables import AUDIT_TABLES, GUARDED
from db.schema.protection import TABLE_NAMES
from db.schema.tables import metadata
from db.shared.transactions import MIGRATING, READING
from desktop.config import RESOURCES
from desktop.errors import DatabaseError
from tests.db.logs import MemoryStore, an_event
from tests.db.logs import Office as Log
from tests.support.fixtures import made_in_each
from tests.support.offices.builders import Office
from tests.support.offices.places import PLACES, owners

ROOT = RESOURCES.parent

REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = {before!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {up}


def downgrade() -> None:
    {down}
"""

DROP_GUARD = (
    'on = " ON audit_event" if op.get_bind().dialect.name == "postgresql" else ""; '
    'op.execute("DROP TRIGGER audit_event_no_delete" + on)'
)


def declared(*, shelf_place: bool = False, event: Column[Any] | None = None) -> MetaData:
    """Declare the log's tables and two of business, as some version of the program has them."""
    tables = MetaData(naming_convention=metadata.naming_convention)
    for name in sorted(AUDIT_TABLES):
        metadata.tables[name].to_metadata(tables)
    if event is not None:
        tables.tables["audit_event"].append_column(event, replace_existing=True)
    Table("shelf", tables, Column("id", Integer, primary_key=True), *([Column("place", Text)] if shelf_place else []))
    Table("book", tables, Column("id", Integer, primary_key=True), Column("shelf", ForeignKey("shelf.id")))
    return tables


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    folder = tmp_path / "versions"
    folder.mkdir()
    return folder


@pytest.fixture
def at_first(engine: Engine, versions: Path) -> Engine:
    """Return a database at revision 0001, with a log, a shelf and a book on it."""
    assert migrate.revision(engine) is None
    migrate.autogenerate(engine, declared(), "first", versions)
    assert not migrate.is_current(engine, versions)
    migrate.upgrade(engine, versions)
    log = Log.__new__(Log)
    log.engine, log.stores = engine, {"d" * 32: MemoryStore()}
    log.forget()
    log.record(an_event())
    log.anchor(witnessed=False)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO shelf VALUES (1)")
        connection.exec_driver_sql("INSERT INTO book VALUES (1, 1)")
    return engine


def write_revision(versions: Path, number: str, up: str, down: str = "pass") -> None:
    before = f"{int(number) - 1:04}"
    (versions / f"r{number}_step.py").write_text(REVISION.format(number=number, before=before, up=up, down=down))


def rows(engine: Engine) -> dict[str, int]:
    tables = [*sorted(AUDIT_TABLES), "shelf", "book"]
    with engine.connect() as connection:
        return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in tables}


def conditions(engine: Engine) -> dict[str, str]:
    """Return the partial indexes as the database has them."""
    of_sqlite = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%% WHERE %%'"
    of_postgresql = "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%% WHERE %%'"
    with engine.connect().execution_options(**READING) as connection:
        query = of_sqlite if connection.dialect.name == "sqlite" else of_postgresql
        return {name: made for name, made in connection.exec_driver_sql(query) if not name.startswith("pg_")}


def functions(engine: Engine) -> list[str]:
    """Return the functions that PostgreSQL keeps apart from tables."""
    if engine.dialect.name == "sqlite":
        return []
    ours = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    with engine.connect().execution_options(**READING) as connection:
        return list(connection.exec_driver_sql(ours).scalars())


def missing_guards(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return protection.missing(connection.execution_options(**READING))


def test_what_is_written_from_the_tables_makes_them_with_their_guards(at_first: Engine, versions: Path) -> None:
    assert [file.name for file in versions.glob("*.py")] == ["r0001_first.py"]
    assert migrate.known(versions) == ["0001"]
    assert migrate.revision(at_first) == "0001"
    assert migrate.is_current(at_first, versions)
    assert migrate.differences(at_first, declared()) == []
    assert missing_guards(at_first) == []


def test_the_conditions_of_indexes_are_those_of_the_tables_in_what_is_migrated_and_what_is_drafted(
    engine: Engine, versions: Path
) -> None:
    drafted = migrate.autogenerate(engine, metadata, "all", versions).read_text(encoding="utf-8")
    of_this = "sqlite_where" if engine.dialect.name == "sqlite" else "postgresql_where"
    assert drafted.count(f"{of_this}=sa.text(") > 5
    migrate.upgrade(engine)
    migrated = conditions(engine)
    migrate.downgrade(engine, "base")
    assert len(migrated) > 5 and (conditions(engine), functions(engine)) == ({}, [])
    with engine.connect().execution_options(**MIGRATING) as connection, connection.begin():
        metadata.create_all(connection)
    assert conditions(engine) == migrated


def test_up_and_down_again_keeps_rows_keys_and_guards_and_down_to_nothing_leaves_nothing(
    at_first: Engine, versions: Path
) -> None:
    before, grown = rows(at_first), declared(shelf_place=True)
    assert len(migrate.differences(at_first, grown)) == 1
    migrate.autogenerate(at_first, grown, "place", versions)
    migrate.upgrade(at_first, versions)
    assert migrate.differences(at_first, grown) == []
    assert (rows(at_first), missing_guards(at_first)) == (before, [])
    with at_first.connect() as connection, pytest.raises(IntegrityError):
        connection.exec_driver_sql("INSERT INTO book VALUES (2, 99)")
    write_revision(versions, "0003", DROP_GUARD)
    migrate.upgrade(at_first, versions)
    assert missing_guards(at_first) == [], "a guard that a migration drops is put back"
    migrate.downgrade(at_first, "0001", versions)
    assert migrate.differences(at_first, declared()) == []
    assert (rows(at_first), missing_guards(at_first)) == (before, []) and all(before.values())
    migrate.downgrade(at_first, "base", versions)
    assert migrate.revision(at_first) is None
    with at_first.connect().execution_options(**READING) as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    assert functions(at_first) == []


def test_a_migration_that_loses_something_or_fails_midway_changes_nothing(at_first: Engine, versions: Path) -> None:
    """Nothing more is asked of a connection that is closed: it says what it met."""
    before = rows(at_first)
    for step, error in (
        ('op.execute("DELETE FROM shelf")', "migration_broke_keys"),
        (DROP_GUARD + '; op.execute("DELETE FROM audit_event WHERE seq = 1")', "migration_lost_events"),
        ('op.add_column("shelf", sa.Column("place", sa.Text())); 1 / 0', "division"),
        ("op.get_bind().invalidate(); 1 / 0", "division"),
    ):
        write_revision(versions, "0002", step)
        with pytest.raises((DatabaseError, ZeroDivisionError), match=error):
            migrate.upgrade(at_first, versions)
        assert (rows(at_first), missing_guards(at_first), migrate.revision(at_first)) == (before, [], "0001")
        assert migrate.differences(at_first, declared()) == []


def test_a_database_of_a_newer_program_is_refused(at_first: Engine, versions: Path) -> None:
    with at_first.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    for act in (migrate.is_current, migrate.upgrade):
        with pytest.raises(DatabaseError, match="database_newer"):
            act(at_first, versions)
    with pytest.raises(DatabaseError, match="database_newer"):
        migrate.downgrade(at_first, "base", versions)
    assert migrate.revision(at_first) == "0002"


def test_the_logs_table_gains_a_column_without_a_batch(at_first: Engine, versions: Path) -> None:
    before, grown = rows(at_first), declared(event=Column("extra", Text))
    file = migrate.autogenerate(at_first, grown, "extra", versions)
    assert "batch" not in file.read_text()
    migrate.upgrade(at_first, versions)
    assert migrate.differences(at_first, grown) == []
    migrate.downgrade(at_first, "0001", versions)
    assert migrate.differences(at_first, declared()) == []
    assert (rows(at_first), missing_guards(at_first)) == (before, [])


def test_a_revision_that_would_rebuild_a_table_of_the_log_is_not_written(at_first: Engine, versions: Path) -> None:
    with pytest.raises(DatabaseError, match="migration_touches_log"):
        migrate.autogenerate(at_first, declared(event=Column("body", LargeBinary, nullable=True)), "looser", versions)
    assert migrate.known(versions) == ["0001"]


def test_no_revision_of_ours_batches_a_table_of_the_log() -> None:
    for file in migrate.VERSIONS.glob("r*.py"):
        text = file.read_text(encoding="utf-8")
        assert not any(f'batch_alter_table("{table}"' in text.replace("'", '"') for table in AUDIT_TABLES)


def test_no_release_takes_its_first_schema_from_tables_that_the_next_one_changes() -> None:
    unreleased = "\n## 0.1.0 - unreleased\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    own = [file.name for file in migrate.VERSIONS.glob("r*.py") if "db.schema.tables" in file.read_text("utf-8")]
    assert own == (["r0001_first.py"] if unreleased else [])


def test_saying_where_it_stands_does_not_import_alembic() -> None:
    code = "import sys, db.schema.migrate; db.schema.migrate.known(); sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_guarded_tables_are_tables_of_the_log() -> None:
    assert set(GUARDED) < AUDIT_TABLES <= set(metadata.tables)


MODULES = sorted((ROOT / "db" / "schema").glob("*_tables.py"))


def test_whoever_takes_the_metadata_has_every_table() -> None:
    """In a process that has imported nothing else."""
    code = "from db.schema.tables import metadata; print(*metadata.tables)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    declared = {name for path in MODULES for name in _declared(ast.parse(path.read_text("utf-8")))}
    assert set(done.stdout.split()) == declared == TABLE_NAMES


def test_an_embedded_office_loads_no_dialect_of_a_server() -> None:
    code = "import sys, db.schema.tables; sys.exit('sqlalchemy.dialects.postgresql' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def _declared(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "table":
            yield ast.literal_eval(node.args[0])


def test_nobody_takes_a_metadata_that_may_lack_tables() -> None:
    folders = ("db", "desktop", "tests", "benchmarks")
    takers = {path for folder in folders for path in (ROOT / folder).rglob("*.py") if _takes(path.read_text("utf-8"))}
    assert takers == {ROOT / "db" / "schema" / "tables.py"}


def _takes(source: str) -> bool:
    return "db.shared.metadata" in source and any(
        isinstance(node, ast.ImportFrom)
        and node.module == "db.shared.metadata"
        and "metadata" in {alias.name for alias in node.names}
        for node in ast.walk(ast.parse(source))
    )


office = made_in_each(PLACES)


@pytest.fixture
def owner(office: Office) -> Iterator[Engine]:
    with owners(office) as engine:
        yield engine


def test_everything_stands_as_it_stood_after_the_first_schema_was_brought_up_to_date(
    office: Office, owner: Engine
) -> None:
    office.closed()
    rows = office.all_rows()
    migrate.downgrade(owner, "0001")
    assert not migrate.is_current(office.parts.engine)
    migrate.upgrade(owner)
    assert migrate.differences(owner, metadata) == []
    assert office.all_rows() == rows and rows
    assert office.verify().whole
