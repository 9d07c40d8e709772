"""A first start on a real PostgreSQL server: tried without changing anything, then an office made there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.application.ports.lifecycle import OfficePlan, ServerPlan
from desktop.application.ports.sound import VaultPlace
from desktop.environment.office_file import read_office_file
from desktop.errors import DatabaseError, FieldsError
from desktop.lifecycle.first_start import FirstStarting
from desktop.vault.keys import new_identity
from desktop.words.errors import message_for
from tests.environment import session_bus
from tests.environment.conftest import enter
from tests.support import postgres


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with session_bus.secret_service(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        yield tmp_path / "account" / "office"


@pytest.fixture
def database() -> Iterator[postgres.Database]:
    with postgres.a_database() as made:
        yield made
        made.engine.dispose()


def plan_of(database: postgres.Database, tmp_path: Path) -> OfficePlan:
    """Return a plan for that server, as it is typed."""
    server, passwords = database.server, (postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD)
    typed = ServerPlan(
        f"localhost:{server.port}",
        database.name,
        server.folder / "ca.crt",
        postgres.DESKS,
        passwords[0],
        postgres.OWNER,
        passwords[1],
    )
    (tmp_path / "share").mkdir()
    keys = new_identity()[1], new_identity()[1]
    named = {"name": "Test Council", "nation": "scotland", "desk": "Desk 1", "opens_originals": False}
    office = OfficePlan(on_server=True, server=typed, vault_in=VaultPlace.DATABASE, recovery=keys, **named)  # type: ignore[arg-type]
    return replace(office, witness=tmp_path / "share", administrator="Admin", password="an administrator's password")


def tables(database: postgres.Database) -> list[str]:
    """Return the tables that are there, asked of the server without our engines."""
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with database.server.superuser(database.name) as connection:
        return [name for (name,) in connection.execute(query).fetchall()]


def test_a_server_is_tried_and_nothing_is_there_before_the_office_is_made(
    database: postgres.Database, account: Path, tmp_path: Path
) -> None:
    start, plan = FirstStarting(account), plan_of(database, tmp_path)
    assert start.check_server(plan) == plan
    assert tables(database) == [] and not account.exists()
    steps: list[tuple[int, int]] = []
    start.make(plan, lambda done, total: steps.append((done, total)))
    assert steps == [(1, 5), (2, 5), (3, 5), (4, 5)]
    file, _ = read_office_file(account)
    assert file.database is not None and file.vault_in is VaultPlace.DATABASE
    with pytest.raises(DatabaseError) as refused:
        start.check_server(plan)
    assert refused.value.code == "database_in_use"


@pytest.mark.parametrize(
    ("mistyped", "problems"),
    [
        ({"password": "x"}, {"password": "server_role_refused"}),
        ({"role": "nobody_there"}, {"password": "server_role_refused"}),
        ({"owner_password": "x"}, {"owner_password": "server_owner_refused"}),
        ({"owner": "nobody_there"}, {"owner_password": "server_owner_refused"}),
        ({"database": "no_such_database"}, {"owner_password": "server_owner_refused"}),
        ({"owner_password": ""}, {"owner_password": "server_owner_password_missing"}),
        ({"password": ""}, {"password": "server_password_missing"}),
    ],
    ids=lambda given: "-".join(f"{key}={value or 'empty'}" for key, value in given.items()),
)
def test_whom_the_server_does_not_let_in_is_said_beside_their_password_before_anything_is_made(
    database: postgres.Database, account: Path, tmp_path: Path, mistyped: dict[str, str], problems: dict[str, str]
) -> None:
    plan = plan_of(database, tmp_path)
    assert plan.server is not None
    with pytest.raises(FieldsError) as refused:
        FirstStarting(account).check_server(replace(plan, server=replace(plan.server, **mistyped)))  # type: ignore[arg-type]
    assert refused.value.problems == problems
    assert tables(database) == [] and not account.exists()


def test_a_server_that_does_not_answer_is_said_to_be_that(
    database: postgres.Database, account: Path, tmp_path: Path
) -> None:
    plan = plan_of(database, tmp_path)
    assert plan.server is not None
    with pytest.raises(DatabaseError) as refused:
        FirstStarting(account).check_server(replace(plan, server=replace(plan.server, host="localhost:1")))
    assert "at localhost, port 1. Check both" in message_for(refused.value)


def test_a_role_that_could_change_the_log_is_refused(
    database: postgres.Database, account: Path, tmp_path: Path
) -> None:
    plan = plan_of(database, tmp_path)
    assert plan.server is not None
    owner = replace(plan.server, role=postgres.OWNER, password=postgres.OWNER_PASSWORD)
    with pytest.raises(DatabaseError) as refused:
        FirstStarting(account).check_server(replace(plan, server=owner))
    assert refused.value.code == "database_role_too_strong"
