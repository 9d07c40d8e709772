"""The rights of the desks' role to an office's database on a server, and their limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.exc import DBAPIError, ProgrammingError

from db.engines import server_database
from db.schema import migrate
from db.schema.audit_tables import AUDIT_TABLES
from db.schema.protection import DELETED_FROM, TABLE_NAMES
from desktop.errors import DatabaseError
from tests.support.fixtures import made
from tests.support.offices.builders import Office
from tests.support.offices.places import owners, shared
from tests.support.refusals import error_of
from tests.support.servers import postgres

DENIED = "permission denied|must be owner"


office = made(shared)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Yield a database that no test manages to change."""
    with shared(tmp_path_factory.mktemp("untouched")) as made:
        yield made


NOT_THE_DESKS = (
    *(f"DELETE FROM {table}" for table in sorted(TABLE_NAMES - DELETED_FROM)),
    "UPDATE audit_event SET body = body",
    "UPDATE checkpoint SET note = note",
    *(f"TRUNCATE {table}" for table in sorted(AUDIT_TABLES)),
    *(f"DROP TABLE {table}" for table in sorted(AUDIT_TABLES)),
    "TRUNCATE session CASCADE",
    "ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_delete",
    "DROP TRIGGER audit_event_no_delete ON audit_event",
    "CREATE OR REPLACE FUNCTION refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
    "SET session_replication_role = replica",
    f"SET ROLE {postgres.OWNER}",
    "CREATE TABLE another (id INTEGER)",
    "UPDATE alembic_version SET version_num = '0001'",
    "UPDATE note SET id = id",
    "UPDATE decision SET id = id",
    "UPDATE complaint SET request = request",
)


@pytest.mark.against("database")
def test_the_desks_role_cannot_change_the_log_nor_its_guards(untouched: Office) -> None:
    def refused(statement: str) -> str:
        try:
            with untouched.parts.engine.connect() as connection:
                connection.exec_driver_sql(statement)
        except ProgrammingError as error:
            return str(error.orig)
        return "done"

    before = untouched.bodies()
    found = {statement: refused(statement) for statement in NOT_THE_DESKS}
    assert {statement: said for statement, said in found.items() if not re.search(DENIED, said)} == {}
    assert untouched.bodies() == before and untouched.verify().whole


@pytest.mark.against("database")
def test_the_head_of_the_log_moves_ahead_alone(untouched: Office) -> None:
    before = untouched.bodies()
    for size in ("size", "size - 1", "0"):
        with untouched.parts.engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
            connection.exec_driver_sql(f"UPDATE audit_head SET size = {size}")
    assert untouched.bodies() == before and untouched.verify().whole


def test_after_a_migration_the_desks_work_on_as_before(office: Office, tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    for file in migrate.VERSIONS.glob("r0*.py"):
        (versions / file.name).write_text(file.read_text("utf-8"), "utf-8")
    newest = migrate.known(versions)[-1]
    (versions / "r9999_shelf.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\n\nrevision, down_revision = '9999', '{newest}'\n\n"
        "def upgrade():\n    op.create_table('shelf', sa.Column('id', sa.Integer))\n"
    )
    with owners(office) as owner:
        migrate.upgrade(owner, versions)
    office.sql("INSERT INTO shelf VALUES (1)")
    with office.parts.engine.connect() as connection, pytest.raises(ProgrammingError, match=DENIED):
        connection.exec_driver_sql("TRUNCATE shelf")


empty = made(lambda _: postgres.a_database())


def prepare(database: postgres.Database, user: str = postgres.DESKS, password: str = postgres.DESKS_PASSWORD) -> None:
    address = database.server.address(database.name, user=user)
    server_database.prepare(address, password, postgres.OWNER, postgres.OWNER_PASSWORD)


def is_empty(database: postgres.Database) -> bool:
    return migrate.revision(database.owner) is None


def test_a_database_can_be_prepared_again_until_there_is_an_office_in_it(empty: postgres.Database) -> None:
    prepare(empty)
    prepare(empty)
    assert migrate.is_current(empty.owner)


def test_a_database_with_an_office_in_it_is_refused(office: Office) -> None:
    address = str(office.parts.file.database)
    with pytest.raises(DatabaseError) as refused:
        server_database.prepare(address, postgres.DESKS_PASSWORD, postgres.OWNER, postgres.OWNER_PASSWORD)
    assert refused.value.code == "database_in_use"


@pytest.mark.parametrize("how", ["the owner itself", "a member of the owner", "a superuser", "a maker of roles"])
def test_a_role_that_could_change_the_log_is_refused_before_anything_is_made(
    empty: postgres.Database, how: str
) -> None:
    user, password = postgres.OWNER, postgres.OWNER_PASSWORD
    if how != "the owner itself":
        user, password = "test_" + how.replace(" ", "_"), "another password"
        with empty.server.superuser() as connection:
            for statement in ("DROP ROLE IF EXISTS {}", "CREATE ROLE {} LOGIN PASSWORD 'another password'"):
                connection.execute(sql.SQL(statement).format(sql.Identifier(user)))
            change = {"a superuser": "ALTER ROLE {0} SUPERUSER", "a maker of roles": "ALTER ROLE {0} CREATEROLE"}.get(
                how, "GRANT {1} TO {0}"
            )
            connection.execute(sql.SQL(change).format(sql.Identifier(user), sql.Identifier(postgres.OWNER)))
    refused = error_of(DatabaseError, prepare, empty, user, password)
    assert refused.code == "database_role_too_strong" and is_empty(empty)


@pytest.mark.against("database")
def test_no_other_login_of_the_server_takes_the_writers_lock(empty: postgres.Database) -> None:
    """Whoever may connect can keep every desk from saving by it."""
    stranger: dict[str, Any] = {"user": "test_stranger", "password": "a stranger's", "sslmode": "require"}
    with empty.server.superuser() as connection:
        for statement in (
            "DROP ROLE IF EXISTS test_stranger",
            "CREATE ROLE test_stranger LOGIN PASSWORD 'a stranger''s'",
        ):
            connection.execute(statement)
    prepare(empty)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(host="localhost", port=empty.server.port, dbname=empty.name, **stranger).close()
    with empty.engine.begin() as connection_of_desk:
        assert connection_of_desk.exec_driver_sql("SELECT 1").scalar_one() == 1


def test_an_owner_that_may_make_no_tables_is_said_in_plain_words(empty: postgres.Database) -> None:
    with empty.server.superuser(empty.name) as connection:
        connection.execute("ALTER SCHEMA public OWNER TO postgres")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM pg_database_owner")
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO postgres").format(sql.Identifier(empty.name)))
    assert error_of(DatabaseError, prepare, empty).code == "database_owner_too_weak" and is_empty(empty)


def test_a_database_that_is_not_utf_8_is_refused() -> None:
    name = f"latin_{id(object())}"
    server = postgres.the_server()
    with server.superuser() as connection:
        make = "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
        connection.execute(sql.SQL(make).format(sql.Identifier(name), sql.Identifier(postgres.OWNER)))
    with pytest.raises(DatabaseError) as refused:
        server_database.prepare(server.address(name), postgres.DESKS_PASSWORD, postgres.OWNER, postgres.OWNER_PASSWORD)
    assert refused.value.code == "database_encoding"
    postgres.drop(name)
