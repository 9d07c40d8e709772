"""A policy's file: whose it is, and the strict reading of its tables."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path

import pytest

from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment import policy_source
from desktop.environment.office_file import DEMO, REAL, OfficeFile
from desktop.environment.policies import load_office_policy, policy_path
from desktop.environment.policy_source import (
    LARGEST_BYTES,
    SHIPPED,
    Table,
    machine_folder,
    policy_file,
    read_table,
    text_of,
)
from desktop.errors import PolicyRefusedError
from desktop.words.errors import message_for
from tests.support.refusals import error_of


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def refusal(read: Callable[[], object]) -> PolicyRefusedError:
    return error_of(PolicyRefusedError, read)


def a_table(value: object) -> Table:
    return Table({"key": value}, "file.toml")


@pytest.mark.parametrize(
    ("value", "read", "expected"),
    [
        ("words", lambda t: t.text("key"), "words"),
        (["a", "b"], lambda t: t.texts("key"), ("a", "b")),
        (5, lambda t: t.whole("key", 5, 5), 5),
        (False, lambda t: t.flag("key"), False),
        ("blue", lambda t: t.choice("key", Colour), Colour.BLUE),
        (date(2026, 6, 30), lambda t: t.day("key"), date(2026, 6, 30)),
        (time(9), lambda t: t.clock_time("key"), time(9)),
        ({"in": 1}, lambda t: t.table("key").whole("in", 0, 1), 1),
        ([{"in": 1}, {"in": 2}], lambda t: [each.whole("in", 0, 9) for each in t.tables("key")], [1, 2]),
    ],
)
def test_a_key_of_its_type_is_read_once(value: object, read: Callable[[Table], object], expected: object) -> None:
    table = a_table(value)
    assert table.has("key")
    assert read(table) == expected
    assert not table.has("key")
    table.done()
    assert refusal(lambda: read(table)).code == "missing_key"


@pytest.mark.parametrize(
    ("value", "read", "code"),
    [
        (5, lambda t: t.text("key"), "not_text"),
        (" ", lambda t: t.text("key"), "not_text"),
        ("a", lambda t: t.texts("key"), "not_texts"),
        (["a", 5], lambda t: t.texts("key"), "not_texts"),
        ("5", lambda t: t.whole("key", 0, 9), "not_whole"),
        (True, lambda t: t.whole("key", 0, 9), "not_whole"),
        (-1, lambda t: t.whole("key", 0, 9), "out_of_range"),
        (10, lambda t: t.whole("key", 0, 9), "out_of_range"),
        (1, lambda t: t.flag("key"), "not_flag"),
        ("green", lambda t: t.choice("key", Colour), "not_a_choice"),
        (["red"], lambda t: t.choice("key", Colour), "not_a_choice"),
        ("2026-06-30", lambda t: t.day("key"), "not_a_date"),
        (datetime(2026, 6, 30), lambda t: t.day("key"), "not_a_date"),
        ("09:00", lambda t: t.clock_time("key"), "not_a_time"),
        ([], lambda t: t.table("key"), "not_a_table"),
        ({}, lambda t: t.tables("key"), "not_tables"),
        ([5], lambda t: t.tables("key"), "not_tables"),
    ],
)
def test_a_key_of_another_type_is_refused_and_named(value: object, read: Callable[[Table], object], code: str) -> None:
    refused = refusal(lambda: read(a_table(value)))
    assert refused.code == code
    assert message_for(refused).startswith("file.toml: key must be")


def test_a_table_within_is_named_in_its_refusals() -> None:
    table = a_table([{"in": 1}, {}])
    assert message_for(refusal(lambda: [each.whole("in", 0, 9) for each in table.tables("key")])) == (
        "file.toml, key 2: in is missing."
    )
    assert message_for(refusal(lambda: a_table({}).table("key").flag("in"))) == "file.toml, key: in is missing."


def test_keys_that_nobody_asked_for_are_refused() -> None:
    refused = refusal(a_table(1).done)
    assert (refused.code, message_for(refused)) == ("unknown_key", "file.toml: key is not a known key.")


@pytest.mark.parametrize(
    "misspelt", ["idle_lock_minuts", "idle_lock-minutes", "Idle_lock_minutes", "idel_lock_minutes"]
)
def test_a_misspelt_key_is_named_where_the_right_one_is_missing_and_where_it_may_be(misspelt: str) -> None:
    right = "idle_lock_minutes"
    table = Table({"zone": "Europe/London", misspelt: 5}, "office.toml")
    words = message_for(refusal(lambda: table.whole(right, 1, 30)))
    assert words == f"office.toml: {right} is missing. Is {misspelt} meant to be {right}?"
    assert table.text("zone") and not table.has(right)
    words = message_for(refusal(table.done))
    assert words == f"office.toml: {misspelt} is not a known key. Is {misspelt} meant to be {right}?"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_a_file_in_the_encoding_of_an_editor_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "saved.toml"
    file.write_bytes('# £\r\nname = "Zoë"\r\n'.encode(encoding))
    assert text_of(file) == '# £\nname = "Zoë"\n'
    assert read_table(file).text("name") == "Zoë"


@pytest.mark.parametrize("content", [b"a = '\x81'", b"\xff\xfea", b"\xff\xfe\0\0abc", b"a\0=\0\0\xd8"])
def test_bytes_that_are_no_text_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "saved.toml"
    file.write_bytes(content)
    assert message_for(refusal(lambda: read_table(file))) == "saved.toml is not valid TOML. Save it as UTF-8."


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "not_readable"),
        (b"a = 1\n".ljust(LARGEST_BYTES + 1, b"#"), "too_large"),
        (b"a = ", "not_toml"),
        (b"a = 1\na = 2", "not_toml"),
        (b"a = '\x81'", "not_utf8"),
        (b"a = " + b"[" * 50_000, "too_deep"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_without_its_folder(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    file = tmp_path / "wrong.toml"
    if content is not None:
        file.write_bytes(content)
    refused = refusal(lambda: read_table(file))
    assert refused.code == code
    assert "wrong.toml" in message_for(refused)
    assert str(tmp_path) not in message_for(refused)


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


@pytest.mark.against("pc")
@posix
@pytest.mark.parametrize("mode", [0o666, 0o664])
@pytest.mark.parametrize("what", ["office.toml", "."])
def test_what_others_could_have_written_is_refused_and_not_passed_over(folder: Path, what: str, mode: int) -> None:
    (folder / what).chmod(mode | 0o111)
    refused = error_of(PolicyRefusedError, taken, "office.toml", folder)
    assert refused.code == "not_the_administrators" and "Let root own it" in message_for(refused)


@posix
def test_what_somebody_else_than_the_administrator_owns_is_refused(folder: Path) -> None:
    refused = error_of(PolicyRefusedError, policy_file, "office.toml", folder, folder.stat().st_uid + 1)
    assert refused.code == "not_the_administrators"


@posix
def test_a_file_that_cannot_be_looked_at_does_not_bring_the_shipped_one_back(folder: Path) -> None:
    (folder / "office.toml").unlink()
    (folder / "office.toml").symlink_to(folder / "nowhere")
    assert error_of(PolicyRefusedError, taken, "office.toml", folder).code == "not_readable"


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
