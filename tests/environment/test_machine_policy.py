"""The policy in force on a PC: its administrator's, where there is one; nobody else can replace it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment import policy_source
from desktop.environment.office_file import DEMO, REAL, OfficeFile
from desktop.environment.policies import load_office_policy, policy_path
from desktop.environment.policy_source import SHIPPED, machine_folder, policy_file
from desktop.errors import PolicyRefusedError
from desktop.words.errors import message_for

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has permissions of its own on the program's folder")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the PC's folder of policies, as the package installs it, with one file."""
    own = tmp_path / "policies"
    own.mkdir(mode=0o755)
    text = (SHIPPED / "office.toml").read_text("utf-8").replace("idle_lock_minutes = 5", "idle_lock_minutes = 3")
    (own / "office.toml").write_text(text, encoding="utf-8")
    (own / "office.toml").chmod(0o644)
    return own


def taken(name: str, folder: Path) -> Path:
    """Treat this test's account as the PC's administrator."""
    return policy_file(name, folder, folder.stat().st_uid)


def test_the_administrators_file_holds_and_the_others_are_as_shipped(folder: Path) -> None:
    assert load_office_policy(taken("office.toml", folder)).idle_lock_minutes == 3
    assert taken("identity.toml", folder) == SHIPPED / "identity.toml"


@posix
@pytest.mark.parametrize("mode", [0o666, 0o664])
@pytest.mark.parametrize("what", ["office.toml", "."])
def test_what_others_could_have_written_is_refused_and_not_passed_over(folder: Path, what: str, mode: int) -> None:
    (folder / what).chmod(mode | 0o111)
    with pytest.raises(PolicyRefusedError) as refused:
        taken("office.toml", folder)
    assert refused.value.code == "not_the_administrators" and "Let root own it" in message_for(refused.value)


@posix
def test_what_somebody_else_than_the_administrator_owns_is_refused(folder: Path) -> None:
    with pytest.raises(PolicyRefusedError) as refused:
        policy_file("office.toml", folder, folder.stat().st_uid + 1)
    assert refused.value.code == "not_the_administrators"


@posix
def test_a_file_that_cannot_be_looked_at_does_not_bring_the_shipped_one_back(folder: Path) -> None:
    (folder / "office.toml").unlink()
    (folder / "office.toml").symlink_to(folder / "nowhere")
    with pytest.raises(PolicyRefusedError) as refused:
        taken("office.toml", folder)
    assert refused.value.code == "not_readable"


def test_only_an_installed_program_looks_at_the_pc_and_no_variable_leads_it_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert machine_folder() is None
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for name in ("PROGRAMDATA", "XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert machine_folder() == Path("/etc/listening-room")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Listening Room" / "listening-room.exe"))
    assert machine_folder() == tmp_path / "Listening Room" / "policies"


def test_a_demo_office_has_the_shipped_policies(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_source, "machine_folder", lambda: folder)
    monkeypatch.setattr(policy_source.policy_file, "__defaults__", (None, folder.stat().st_uid))
    office, desk = OfficeId("0" * 32), DeskId("d" * 32)
    assert policy_path(OfficeFile(office, REAL, desk), "office.toml") == folder / "office.toml"
    assert policy_path(OfficeFile(office, DEMO, desk), "office.toml") == SHIPPED / "office.toml"
