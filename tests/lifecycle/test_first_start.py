"""`listening-room` on an account without an office: the pages, and what is opened after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop import screens
from desktop.__main__ import main
from desktop.application.ports.lifecycle import FirstStart, OfficePlan, ServerPlan
from desktop.application.ports.sound import VaultPlace
from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.office_file import OfficeFile
from desktop.errors import ExternalSystemError, FieldsError
from desktop.lifecycle.first_start import FirstStarting
from desktop.ui.first_start import window
from desktop.ui.first_start.window import Opens
from tests.support.builders import an_office

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
    with pytest.raises(ExternalSystemError) as refused:
        given[0].make_demo()
    assert refused.value.code == "demo_missing"


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
    with pytest.raises(FieldsError) as refused:
        FirstStarting(tmp_path / "office").check_server(OfficePlan(server=server))
    assert set(refused.value.problems) == problems


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
        with pytest.raises(FieldsError) as refused:
            start.check_recordings(replace(plan, vault_in=place, vault=folder))
        assert set(refused.value.problems) == {problem}
    folder = tmp_path / "empty"
    assert start.check_recordings(replace(plan, vault_in=VaultPlace.FOLDER, vault=folder)).vault == folder
    assert start.check_recordings(replace(plan, vault_in=VaultPlace.DATABASE, vault=folder)).vault is None
