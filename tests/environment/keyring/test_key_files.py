"""The key files of a demo office, and of a PC kept for jobs: for that office alone, and for nobody else."""

from __future__ import annotations

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.shared.ids import OfficeId
from desktop.environment.keyring.stores import DemoStore, RootStore
from desktop.errors import KeyringError
from tests.support.machine.syncs import Disk, linux_only
from tests.support.refusals import error_of

OFFICE = OfficeId("0" * 32)
OTHER = OfficeId("1" * 32)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "demo-keys.json"


def demo(file: Path, office: OfficeId = OFFICE, kind: str = "demo") -> DemoStore:
    return DemoStore(file, office, kind)


def code_of(file: Path, office: OfficeId = OFFICE, kind: str = "demo") -> str:
    return error_of(KeyringError, demo, file, office, kind).code


def test_values_are_there_at_the_next_start(file: Path) -> None:
    store = demo(file)
    store.set("desk", "one")
    store.set("database", "two")
    store.set("desk", "three")
    again = demo(file)
    assert (again.get("desk"), again.get("database"), again.get("witness")) == ("three", "two", None)
    store.delete("desk")
    store.delete("desk")
    assert demo(file).get("desk") is None and "three" not in file.read_text()


@pytest.mark.parametrize("kind", ["real", "", "Demo"])
def test_an_office_that_is_no_demo_is_refused_even_with_a_demos_file(kind: str, file: Path) -> None:
    assert code_of(file, kind=kind) == "demo_store_real_office" and not file.exists()
    demo(file).set("desk", "one")
    assert code_of(file, kind=kind) == "demo_store_real_office"


def test_another_demos_file_is_refused_and_its_values_are_not_carried_over_by_renaming_it(file: Path) -> None:
    demo(file).set("desk", "one")
    assert code_of(file, OTHER) == "demo_store_not_ours"
    file.write_text(file.read_text().replace(OFFICE, OTHER))
    assert code_of(file, OTHER) == "demo_store_not_ours"
    assert code_of(file, OFFICE) == "demo_store_not_ours"


@pytest.mark.parametrize(
    "change",
    [
        {"marker": "keys"},
        {"office": OTHER},
        {"values": {"desk": "another"}},
        {"values": {"desk": 1}},
        {"values": ["desk"]},
        {"digest": "0" * 64},
        {"more": "than that"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_file_is_refused(change: dict[str, Any], file: Path) -> None:
    demo(file).set("desk", "one")
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    assert code_of(file) == "demo_store_not_ours"


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe\x00", b"{}", b"[" * 99_999])
def test_a_file_of_something_else_is_refused(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    assert code_of(file) == "demo_store_not_ours"
    assert file.read_bytes() == content


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_file_is_its_accounts_alone_whatever_the_umask_and_the_one_before(file: Path) -> None:
    store = demo(file)
    before = os.umask(0)
    try:
        store.set("desk", "one")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.chmod(0o644)
        store.set("desk", "two")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_a_failed_write_says_so_and_keeps_what_was(tmp_path: Path) -> None:
    file = tmp_path / "office" / "demo-keys.json"
    file.parent.mkdir()
    store = demo(file)
    store.set("desk", "one")
    file.parent.rename(tmp_path / "moved")
    refused = error_of(KeyringError, store.set, "desk", "two")
    assert refused.code == "demo_store_unwritable" and list(tmp_path.iterdir()) == [tmp_path / "moved"]
    assert demo(tmp_path / "moved" / "demo-keys.json").get("desk") == "one"


@linux_only
def test_a_value_is_on_the_disk_and_so_is_the_files_name(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk, store = Disk(monkeypatch), DemoStore(file, OFFICE, "demo")
    store.set("name", "value")
    assert [path.parent for path in disk.synced] == [file.parent, file.parent.parent]
    assert disk.calls[-2:] == [("rename", file), ("fsync", file.parent)]


def test_what_another_program_of_this_account_stored_meanwhile_is_seen_and_not_lost(file: Path) -> None:
    store, other = demo(file), demo(file)
    other.set("signing-keys", "of the night")
    assert store.get("signing-keys") == "of the night"
    store.set("desk", "one")
    assert demo(file).get("signing-keys") == "of the night"


@pytest.mark.skipif(os.name != "posix", reason="pipes with names are POSIX's")
def test_of_two_programs_that_store_at_once_neither_loses_the_others_values(file: Path) -> None:
    """Each reads the whole file, and writes it whole: one day's signing key of a PC once went so."""
    names = [[f"{program}/{number}" for number in range(30)] for program in ("front", "back")]

    def store(program: list[str]) -> None:
        keys = demo(file)
        for name in program:
            keys.set(name, name)

    with ThreadPoolExecutor(2) as programs:
        list(programs.map(store, names))
    kept = demo(file)
    assert [name for program in names for name in program if kept.get(name) != name] == []


def test_a_pipe_in_its_place_keeps_nobody_waiting(file: Path) -> None:
    os.mkfifo(file)
    assert code_of(file) == "demo_store_unreadable"
    file.unlink()
    file.mkdir()
    assert code_of(file) == "demo_store_unreadable"


ROOT_ALONE = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="the file is root's")


@pytest.fixture
def roots(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    RootStore(file, OFFICE).set("identity", "a secret")
    return file


def roots_code(file: Path, owner: str = OFFICE) -> str:
    return error_of(KeyringError, RootStore, file, owner).code


@pytest.mark.against("thief")
@ROOT_ALONE
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610])
def test_a_file_that_others_may_read_or_write_is_refused(roots: Path, mode: int) -> None:
    assert stat.S_IMODE(roots.stat().st_mode) == 0o600 and RootStore(roots, OFFICE).get("identity") == "a secret"
    roots.chmod(mode)
    assert roots_code(roots) == "root_store_open"


@ROOT_ALONE
def test_a_file_of_another_account_or_office_a_link_and_a_changed_one_are_refused(roots: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(roots)
    assert roots_code(link) == "root_store_open"
    assert roots_code(roots, OTHER) == "root_store_not_ours"
    roots.write_text(roots.read_text().replace("a secret", "b secret"))
    assert roots_code(roots) == "root_store_not_ours"
    os.chown(roots, 12_345, 0)
    assert roots_code(roots) == "root_store_open"


@pytest.mark.against("thief")
@ROOT_ALONE
def test_every_other_account_and_system_is_refused_before_anything_is_read(
    roots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert roots_code(roots) == "root_store_root"
    monkeypatch.setattr("sys.platform", "win32")
    assert roots_code(roots) == "root_store_linux"
