"""The key file of a PC kept for jobs: for root alone, and for that office alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from desktop.environment.key_stores import RootStore
from desktop.errors import KeyringError

OFFICE, OTHER = "0" * 32, "1" * 32
pytestmark = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="the file is root's")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    RootStore(file, OFFICE).set("identity", "a secret")
    return file


def code_of(file: Path, owner: str = OFFICE) -> str:
    with pytest.raises(KeyringError) as refused:
        RootStore(file, owner)
    return refused.value.code


def test_it_is_for_root_alone_from_the_first_byte_on(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and RootStore(file, OFFICE).get("identity") == "a secret"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610])
def test_a_file_that_others_may_read_or_write_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    assert code_of(file) == "root_store_open"


def test_a_file_of_another_account_and_a_link_are_refused(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(file)
    assert code_of(link) == "root_store_open"
    os.chown(file, 12_345, 0)
    assert code_of(file) == "root_store_open"


def test_every_other_account_is_refused_before_anything_is_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert code_of(file) == "root_store_root"


def test_another_system_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert code_of(file) == "root_store_linux"


def test_another_offices_file_and_a_changed_one_are_refused(file: Path) -> None:
    assert code_of(file, OTHER) == "root_store_not_ours"
    file.write_text(file.read_text().replace("a secret", "b secret"))
    assert code_of(file) == "root_store_not_ours"
