"""A database that no longer protects the log is not opened; the error says why and whom to tell."""

from __future__ import annotations

import pytest
from psycopg import sql

from db.engines import server_database
from db.engines.server_address import read_address
from db.schema.audit_tables import GUARDED
from desktop.bootstrap.opening import open_parts
from desktop.errors import DatabaseError
from desktop.words.errors import message_for
from tests.support.fixtures import made
from tests.support.offices.builders import Office
from tests.support.offices.places import embedded, shared
from tests.support.refusals import error_of
from tests.support.servers import postgres

SOFT = "CREATE FUNCTION soft() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$"
SOFTENED = SOFT.replace("CREATE FUNCTION soft", "CREATE OR REPLACE FUNCTION refuse_log_change")
GUARDS, ADDED, HIDDEN = "database_guards_missing", "database_rules_added", "database_rows_hidden"
TOO_STRONG, OPEN = "database_role_too_strong", "database_open_to_all"


here = made(embedded)
there = made(shared)


def opening(office: Office) -> DatabaseError:
    office.parts.engine.dispose()
    return error_of(DatabaseError, open_parts, office.parts.paths.folder)


def opens(office: Office) -> None:
    open_parts(office.parts.paths.folder).engine.dispose()


def as_superuser(office: Office, *statements: str) -> None:
    database = read_address(str(office.parts.file.database)).database
    with postgres.the_server().superuser(database) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def bring_up_to_date(office: Office) -> None:
    address = read_address(str(office.parts.file.database))
    server_database.bring_up_to_date(address, postgres.OWNER, postgres.OWNER_PASSWORD)


OF_THE_FILE = [
    (["DROP TRIGGER audit_event_no_delete"], GUARDS, "audit_event_no_delete"),
    (
        [
            "DROP TRIGGER checkpoint_no_update",
            "CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint BEGIN SELECT 1; END",
        ],
        GUARDS,
        "checkpoint_no_update",
    ),
    (["CREATE TRIGGER quiet AFTER INSERT ON session_note BEGIN DELETE FROM session_note; END"], ADDED, "quiet"),
    (["ALTER TABLE checkpoint RENAME TO checkpoint_of_before"], GUARDS, "checkpoint_no_update"),
]


@pytest.mark.against("database")
@pytest.mark.parametrize(("statements", "code", "name"), OF_THE_FILE)
def test_an_embedded_database_is_looked_over(here: Office, statements: list[str], code: str, name: str) -> None:
    opens(here)
    with here.parts.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    refused = opening(here)
    assert refused.code == code and name in message_for(refused)
    assert message_for(refused).endswith("nothing was changed. Tell an administrator and Information Governance.")


def test_its_log_can_be_verified_all_the_same_and_that_says_so_too(
    here: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    here.sql("DROP TRIGGER audit_event_no_delete")
    assert here.command("verify") == 1
    said = capsys.readouterr().out
    assert "audit_event_no_delete" in said and "The log is whole." in said
    assert here.command("verify", "--json") == 1
    assert "audit_event_no_delete" in capsys.readouterr().out
    assert here.command("retain") == 2, "nothing is destroyed in such a database"


DESTROYS = (
    "CREATE OR REPLACE FUNCTION vault_destroy(of_kind text, of_id text, of_day text) RETURNS boolean "
    "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$BEGIN RETURN true; END$$"
)
SOFTENED = (
    "CREATE OR REPLACE FUNCTION refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$"
)
PUT_RIGHT = [
    (["DROP TRIGGER audit_event_no_truncate ON audit_event"], GUARDS, "audit_event_no_truncate"),
    (["ALTER TABLE checkpoint DISABLE TRIGGER checkpoint_no_update"], GUARDS, "checkpoint_no_update"),
    (["ALTER TABLE audit_event ENABLE REPLICA TRIGGER audit_event_no_update"], GUARDS, "audit_event_no_update"),
    ([SOFTENED], GUARDS, "checkpoint_no_delete"),
    (["DROP TRIGGER vault_file_no_truncate ON vault_file"], GUARDS, "vault_file_no_truncate"),
    ([DESTROYS], GUARDS, "vault_destroy"),
    (["ALTER FUNCTION vault_destroy(text, text, text) RESET ALL"], GUARDS, "vault_destroy"),
    (["ALTER TABLE session ENABLE ROW LEVEL SECURITY"], HIDDEN, "session"),
    (
        [
            "ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY a_few ON audit_event USING (seq < 5) WITH CHECK (true)",
        ],
        HIDDEN,
        "audit_event",
    ),
    *(
        ([f"GRANT {right} TO {postgres.DESKS}"], TOO_STRONG, "rights")
        for right in (
            "UPDATE ON audit_event",
            "UPDATE (body) ON audit_event",
            "TRUNCATE ON checkpoint",
            "UPDATE (content) ON vault_piece",
            *(f"DELETE ON {table}" for table in (*GUARDED, "audit_head", "request", "recording", "vault_piece")),
        )
    ),
    (
        ["DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END $$"],
        OPEN,
        "test",
    ),
]


@pytest.mark.against("database")
def test_one_on_a_server_is_looked_over_and_its_owner_puts_it_right(there: Office) -> None:
    for statements, code, name in PUT_RIGHT:
        opens(there)
        as_superuser(there, *statements)
        refused = opening(there)
        assert (refused.code, name in message_for(refused)) == (code, True), statements
        bring_up_to_date(there)
    opens(there)
    assert there.verify().whole


LEFT = [
    (
        [SOFT, "CREATE TRIGGER quiet BEFORE INSERT ON session_note EXECUTE FUNCTION soft()"],
        "DROP TRIGGER quiet ON session_note",
        ADDED,
        "quiet",
    ),
    (
        ["CREATE RULE quiet AS ON DELETE TO session_note DO INSTEAD NOTHING"],
        "DROP RULE quiet ON session_note",
        ADDED,
        "quiet",
    ),
    (["ALTER TABLE session_note SET UNLOGGED"], "ALTER TABLE session_note SET LOGGED", HIDDEN, "session_note"),
    (
        [f"GRANT CREATE ON SCHEMA public TO {postgres.DESKS}"],
        f"REVOKE CREATE ON SCHEMA public FROM {postgres.DESKS}",
        TOO_STRONG,
        "desks’ role",
    ),
    (
        ["GRANT DELETE ON audit_event TO PUBLIC"],
        "REVOKE DELETE ON audit_event FROM PUBLIC",
        TOO_STRONG,
        "desks’ role",
    ),
]


def test_what_an_upgrade_does_not_put_right_is_refused_too(there: Office) -> None:
    for statements, undo, code, name in LEFT:
        as_superuser(there, *statements)
        bring_up_to_date(there)
        refused = opening(there)
        assert (refused.code, name in message_for(refused)) == (code, True), statements
        as_superuser(there, undo)
        opens(there)


@pytest.mark.against("database")
def test_a_desks_role_that_became_too_strong_opens_nothing(there: Office) -> None:
    desks, owner = sql.Identifier(postgres.DESKS), sql.Identifier(postgres.OWNER)
    for change in ("SUPERUSER", "CREATEROLE", "BYPASSRLS", "OWNER"):
        strong = sql.SQL("GRANT {1} TO {0}") if change == "OWNER" else sql.SQL(f"ALTER ROLE {{0}} {change}")
        weak = sql.SQL("REVOKE {1} FROM {0}") if change == "OWNER" else sql.SQL(f"ALTER ROLE {{0}} NO{change}")
        with postgres.the_server().superuser() as connection:
            connection.execute(strong.format(desks, owner))
            try:
                assert opening(there).code == TOO_STRONG
            finally:
                connection.execute(weak.format(desks, owner))
    opens(there)
