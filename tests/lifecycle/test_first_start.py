"""The first start: its pages, an office on a server, and the doors to it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.application.ports.lifecycle import FirstStart, OfficePlan, ServerPlan
from desktop.application.ports.sound import VaultPlace
from desktop.cli import screens
from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.office_file import OfficeFile, read_office_file
from desktop.errors import DatabaseError, ExternalSystemError, FieldsError
from desktop.lifecycle.first_start import FirstStarting
from desktop.ui.first_start import window
from desktop.ui.first_start.window import Opens
from desktop.vault.keys import new_identity
from desktop.words.errors import message_for
from tests.environment.conftest import enter
from tests.environment.keyring import session_bus
from tests.support.fixtures import made
from tests.support.offices.builders import an_office
from tests.support.refusals import error_of
from tests.support.servers import postgres

Opened = list[tuple[Path, bool]]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Return the offices whose screens are opened; an account of the test's own has none."""
    found: Opened = []

    def open_screens(folder: Path, *, demo_is_new: bool = False) -> int:
        found.append((folder, demo_is_new))
        return 0

    monkeypatch.setattr(screens, "open_screens", open_screens)
    monkeypatch.setattr(screens, "load_ahead", lambda: None)
    monkeypatch.setattr(screens, "data_folder", lambda: tmp_path)
    monkeypatch.setenv("DISPLAY", ":test")
    return found


def choosing(monkeypatch: pytest.MonkeyPatch, opens: Opens | None, passed: bool = False) -> list[FirstStart]:
    """Let the pages come to that end; return what they were given."""
    given: list[FirstStart] = []

    def run(start: FirstStart, noted: Callable[..., None]) -> tuple[Opens | None, bool]:
        given.append(start)
        return opens, passed

    monkeypatch.setattr(window, "run_first_start", run)
    return given


def test_without_an_office_the_pages_come_first_and_the_new_office_opens(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [given] = [choosing(monkeypatch, Opens.OFFICE)]
    assert main([]) == 0 and opened == [(tmp_path / "office", False)]
    assert given[0].has_demo and isinstance(given[0], FirstStarting) and given[0].folder == tmp_path / "office"


def test_the_demo_opens_as_by_its_verb_and_says_if_it_is_new(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing(monkeypatch, Opens.DEMO, passed=True)
    assert main([]) == 0 and opened == [(tmp_path / "demo-office", True)]


def test_closed_it_opens_nothing(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    choosing(monkeypatch, None)
    assert main([]) == 0 and opened == []


def test_where_there_is_an_office_or_one_is_named_the_pages_do_not_come(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = choosing(monkeypatch, None)
    assert main(["--office", str(tmp_path / "another")]) == 0
    (tmp_path / "office").mkdir()
    OfficeFile(OfficeId("0" * 32), "office", DeskId("d" * 32)).write(OfficePaths(tmp_path / "office"))
    assert main([]) == 0
    assert given == [] and [folder.name for folder, _ in opened] == ["another", "office"]


def test_a_pc_that_was_stopped_while_it_joined_comes_back_to_the_pages(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, office = choosing(monkeypatch, None), OfficePaths(tmp_path / "office")
    office.folder.mkdir()
    OfficeFile(OfficeId("0" * 32), "office", DeskId("d" * 32)).write(office)
    office.joining.touch()
    assert main([]) == 0 and len(given) == 1 and opened == []


def test_without_a_display_the_command_is_said_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = choosing(monkeypatch, None)
    monkeypatch.setattr(screens, "load_ahead", lambda: None)
    monkeypatch.setattr(screens, "data_folder", lambda: tmp_path)
    for name in screens.DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 2 and "[no_office]" in capsys.readouterr().err and given == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a display")
def test_without_a_display_an_office_says_so_and_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(screens, "load_ahead", lambda: None)
    an_office(tmp_path).parts.engine.dispose()
    for name in screens.DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    assert main(["--office", str(tmp_path / "office")]) == 2
    assert "[display_missing]" in capsys.readouterr().err


def test_where_the_demo_is_not_installed_the_pages_are_told_so(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ExternalSystemError("demo_missing")

    monkeypatch.setattr(screens, "showcase", missing)
    given = choosing(monkeypatch, None)
    assert main([]) == 0 and not given[0].has_demo
    assert error_of(ExternalSystemError, given[0].make_demo).code == "demo_missing"


def test_the_demo_that_the_pages_make_is_whole(tmp_path: Path) -> None:
    from desktop.showcase import verbs

    made = verbs.made(tmp_path / "demo-office")
    assert "adviser" in made.names and not made.passed
    assert OfficePaths(tmp_path / "demo-office").office_file.exists()


SERVER = ServerPlan("/nowhere", "listening", None, "desks", "", "owner", "")


@pytest.mark.parametrize(
    ("server", "problems"),
    [
        (None, {"host", "database", "role", "owner", "authority", "password", "owner_password"}),
        (replace(SERVER, host="db.example.org"), {"authority", "password", "owner_password"}),
        (replace(SERVER, host="db.example.org", password="p"), {"authority", "owner_password"}),
        (replace(SERVER, owner="", role=""), {"owner", "role"}),
    ],
)
def test_what_a_server_needs_is_asked_for(tmp_path: Path, server: ServerPlan | None, problems: set[str]) -> None:
    refused = error_of(FieldsError, FirstStarting(tmp_path / "office").check_server, OfficePlan(server=server))
    assert set(refused.problems) == problems


def test_recordings_of_a_server_are_in_its_database_or_in_an_empty_folder(tmp_path: Path) -> None:
    start, plan = FirstStarting(tmp_path / "office"), OfficePlan(on_server=True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.wav").touch()
    (tmp_path / "empty").mkdir()
    for place, folder, problem in (
        (None, None, "vault_in"),
        (VaultPlace.FOLDER, None, "vault"),
        (VaultPlace.FOLDER, tmp_path / "full", "vault"),
        (VaultPlace.FOLDER, tmp_path / "away", "vault"),
    ):
        refused = error_of(FieldsError, start.check_recordings, replace(plan, vault_in=place, vault=folder))
        assert set(refused.problems) == {problem}
    folder = tmp_path / "empty"
    assert start.check_recordings(replace(plan, vault_in=VaultPlace.FOLDER, vault=folder)).vault == folder
    assert start.check_recordings(replace(plan, vault_in=VaultPlace.DATABASE, vault=folder)).vault is None


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with session_bus.secret_service(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        yield tmp_path / "account" / "office"


database = made(lambda _: postgres.a_database())


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
    assert error_of(DatabaseError, start.check_server, plan).code == "database_in_use"


def test_whom_the_server_does_not_let_in_is_said_beside_their_password_before_anything_is_made(
    database: postgres.Database, account: Path, tmp_path: Path
) -> None:
    plan = plan_of(database, tmp_path)
    assert plan.server is not None
    for mistyped, problems in (
        ({"password": "x"}, {"password": "server_role_refused"}),
        ({"role": "nobody_there"}, {"password": "server_role_refused"}),
        ({"owner_password": "x"}, {"owner_password": "server_owner_refused"}),
        ({"database": "no_such_database"}, {"owner_password": "server_owner_refused"}),
        ({"owner_password": ""}, {"owner_password": "server_owner_password_missing"}),
        ({"password": ""}, {"password": "server_password_missing"}),
    ):
        with pytest.raises(FieldsError) as refused:
            FirstStarting(account).check_server(replace(plan, server=replace(plan.server, **mistyped)))  # type: ignore[arg-type]
        assert refused.value.problems == problems
    for away, words in (
        ({"host": "localhost:1"}, "at localhost, port 1. Check both"),
        ({"role": postgres.OWNER, "password": postgres.OWNER_PASSWORD}, "could change the log"),
    ):
        with pytest.raises(DatabaseError) as unsuitable:
            FirstStarting(account).check_server(replace(plan, server=replace(plan.server, **away)))  # type: ignore[arg-type]
        assert words in message_for(unsuitable.value)
    assert tables(database) == [] and not account.exists()
