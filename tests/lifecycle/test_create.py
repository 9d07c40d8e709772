"""A real office: its keys are in the operating system's keyring, a real Secret Service, and nowhere else."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import secretstorage

from desktop.__main__ import main
from desktop.application.log.health import Trouble
from desktop.application.office.signing_in import SignIn, sign_in
from desktop.application.ports.desk import PasswordCheck
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap import making
from desktop.bootstrap.keys import identity_of, keystore_of
from desktop.bootstrap.making import Server, begin_witness
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.bootstrap.wiring import OpenOffice, open_desk
from desktop.config import RESOURCES, OfficePaths
from desktop.domain.log.checkpoint import WitnessReason
from desktop.domain.office.people import Role
from desktop.domain.shared.ids import DeskId
from desktop.environment import atomic_folder
from desktop.environment.clock import SystemClock
from desktop.environment.keyring.secret_service import default_collection
from desktop.environment.keyring.stores import service_name
from desktop.environment.office_file import read_office_file
from desktop.environment.passwords import Passwords
from desktop.environment.policies import load_office_policy
from desktop.errors import (
    DatabaseError,
    ExternalSystemError,
    FieldsError,
    KeyringError,
)
from desktop.lifecycle.create import NewOffice, make_office
from desktop.lifecycle.status import status_of
from desktop.lifecycle.witness import NewWitness, begin
from desktop.vault.keys import new_identity
from desktop.words.errors import message_for
from desktop.words.office import to_do
from tests.environment.conftest import enter
from tests.environment.keyring import session_bus
from tests.support.refusals import error_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")

PASSWORD = "an administrator's password"


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start a Secret Service of this test's own; this process belongs to its session."""
    with session_bus.secret_service(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        yield


def new_office(place: Path, **more: Any) -> NewOffice:
    made = NewOffice(
        place / "office",
        "Test Council",
        "Test House",
        "Desk 1",
        "scotland",
        place / "elsewhere" / "witness.txt",
        (new_identity()[1], new_identity()[1]),
        "Admin",
        PASSWORD,
    )
    return replace(made, **more)


def stored(parts: Parts) -> dict[str, str]:
    """Return the Secret Service's secrets of this office, asked without our code."""
    with closing(secretstorage.dbus_init()) as bus:
        items = secretstorage.search_items(bus, {"service": service_name(parts.file.id)})
        return {item.get_attributes()["username"]: item.get_secret().decode() for item in items}


def delete(parts: Parts, name: str) -> None:
    with closing(secretstorage.dbus_init()) as bus:
        [item] = secretstorage.search_items(bus, {"service": service_name(parts.file.id), "username": name})
        item.delete()


@pytest.mark.against("thief")
def test_a_real_office_keeps_every_key_in_the_keyring_and_none_in_its_folder(keyring: None, tmp_path: Path) -> None:
    parts = make_office(new_office(tmp_path)).parts
    parts.engine.dispose()
    desk = parts.file.desk
    keys = stored(parts)
    assert set(keys) == {"database", f"identity/{desk}", f"signing-keys/{desk}"}
    assert keys[f"identity/{desk}"].startswith("AGE-SECRET-KEY-1") and len(bytes.fromhex(keys["database"])) == 32
    files = [path for path in tmp_path.rglob("*") if path.is_file() and "session" not in path.parts]
    assert {path.name for path in files} >= {"office.toml", "office.db", "witness.txt"}
    for path in files:
        content = path.read_bytes()
        assert not [name for name, key in keys.items() if key.encode() in content], path.name
        assert bytes.fromhex(keys["database"]) not in content and PASSWORD.encode() not in content


def test_it_opens_again_its_administrator_signs_in_and_its_log_is_whole(keyring: None, tmp_path: Path) -> None:
    made = make_office(new_office(tmp_path)).parts
    made.engine.dispose()
    parts = open_parts(tmp_path / "office")
    policy = load_office_policy(RESOURCES / "policies" / "office.toml")
    try:
        with parts.uow(parts.file.desk).read_only() as uow:
            office = uow.offices.get()
        assert (office.name, office.nation, office.demo) == ("Test Council", "scotland", False)
        command = SignIn(parts.file.desk, "admin", PASSWORD)
        uow, check = parts.uow(parts.file.desk), PasswordCheck(SystemClock(), Passwords(), policy)
        signed_in = sign_in(command, uow=uow, clock=check.clock, check=check)
        assert signed_in.person.roles == {Role.ADMINISTRATOR}
        assert VerifierOver(parts.engine, parts.witness).verify().whole
    finally:
        parts.engine.dispose()


def test_a_new_office_has_its_first_back_up_and_a_place_for_its_witness_to_do(keyring: None, tmp_path: Path) -> None:
    """Health asks for what was put off until it is decided."""
    later = OfficePaths(tmp_path / "office").witness
    parts = make_office(new_office(tmp_path, witness=later)).parts
    found = status_of(OpenOffice(parts)).health
    assert {Trouble.NO_BACKUP_YET, Trouble.WITNESS_UNDECIDED} <= found.troubles
    assert any(each.startswith("No back-up has been made yet.") for each in to_do(found))
    parts.engine.dispose()
    elsewhere = NewWitness(str(tmp_path / "elsewhere" / "witness.txt"), WitnessReason.MOVED, replaces=str(later))
    (tmp_path / "elsewhere").mkdir(exist_ok=True)
    begin(tmp_path / "office", "Admin", PASSWORD, elsewhere)
    parts = open_parts(tmp_path / "office")
    assert Trouble.WITNESS_UNDECIDED not in status_of(OpenOffice(parts)).health.troubles
    parts.engine.dispose()


@pytest.mark.parametrize("opens", [False, True])
def test_its_one_desk_opens_originals_only_where_that_was_asked_for(keyring: None, tmp_path: Path, opens: bool) -> None:
    made = make_office(new_office(tmp_path, opens_originals=opens)).parts
    made.engine.dispose()
    desk = open_desk(tmp_path / "office")
    try:
        assert (desk.strongroom is not None) is opens
        assert not desk.is_holiday(date(2026, 4, 6)), "Easter Monday: a public holiday, but not in Scotland"
        with desk.uow().read_only() as uow:
            assert len(uow.proven.recipients("original")) == (3 if opens else 2)  # beside the two of recovery
            assert len(uow.proven.recipients("approved")) == 3
    finally:
        desk.close()


def test_without_its_keys_it_says_in_plain_words_what_is_missing(keyring: None, tmp_path: Path) -> None:
    parts = make_office(new_office(tmp_path)).parts
    parts.engine.dispose()
    delete(parts, f"identity/{parts.file.desk}")
    with pytest.raises(KeyringError, match="desk_not_enrolled"):
        identity_of(keystore_of(parts.file, parts.paths), parts.file.desk)
    delete(parts, "database")
    failed = error_of(KeyringError, open_parts, tmp_path / "office")
    assert failed.code == "database_key_missing"
    assert message_for(failed).startswith("This account’s keyring does not hold the keys of this office.")


def test_where_no_keyring_answers_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with session_bus.session_bus(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        with pytest.raises(KeyringError):
            make_office(new_office(tmp_path))
    assert not (tmp_path / "office").exists() and not (tmp_path / "elsewhere").exists()


KEY, OTHER = new_identity()[1], new_identity()[1]
SERVER = Server("postgresql://desks@localhost/nowhere", "", "owner", "")


@pytest.mark.parametrize(
    ("more", "problems"),
    [
        (
            {"password": "too short", "administrator": " ", "recovery": (KEY, "age1mistyped")},
            {"name": "name_missing", "password": "password_too_short", "recovery": "recovery_not_a_recipient"},
        ),
        ({"vault_in": VaultPlace.DATABASE}, {"vault": "vault_database_alone"}),
        ({"vault_in": VaultPlace.DATABASE, "server": SERVER, "vault": True}, {"vault": "vault_two_places"}),
        ({"recovery": (KEY, KEY)}, {"recovery": "recovery_same"}),
        ({"recovery": (KEY, OTHER, KEY)}, {"recovery": "recovery_same"}),
        ({"recovery": (KEY, f" {KEY.upper()}")}, {"recovery": "recovery_not_a_recipient"}),
        *(
            ({"witness": inside}, {"witness": "witness_inside"})
            for inside in ("office/w.txt", "office/below/w.txt", "elsewhere/../office/w.txt", "link/w.txt")
        ),
    ],
)
def test_what_cannot_be_is_refused_at_once_and_leaves_no_office_behind(
    tmp_path: Path, more: dict[str, Any], problems: dict[str, str]
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "office")
    if "vault" in more:
        (tmp_path / "share").mkdir()
        more = more | {"vault": tmp_path / "share"}
    if "witness" in more:
        more = more | {"witness": tmp_path / more["witness"]}
    refused = error_of(FieldsError, make_office, new_office(tmp_path, **more))
    assert refused.problems == problems and message_for(refused)
    assert not (tmp_path / "office").exists()


def test_a_witness_that_is_named_from_here_is_found_from_anywhere(
    keyring: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    make_office(new_office(tmp_path, witness=Path("witness.txt"))).close()
    monkeypatch.chdir(tmp_path)
    file, paths = read_office_file(tmp_path / "office")
    assert paths.witness == tmp_path / "here" / "witness.txt" and file.origin in paths.witness.read_text()


def test_what_fails_when_the_office_is_nearly_made_takes_everything_back(
    keyring: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise DatabaseError("database_lost")

    new = new_office(tmp_path)
    new.witness.parent.mkdir()
    new.witness.touch()  # someone prepared it, with the permissions that it should have
    with monkeypatch.context() as failing, pytest.raises(DatabaseError):
        failing.setattr(atomic_folder, "sync_tree", lost)
        make_office(new)
    assert {path.name for path in tmp_path.iterdir()} == {"session", "elsewhere"} and everything_stored() == set()
    assert new.witness.read_bytes() == b""
    make_office(new).close()
    assert {path.name for path in tmp_path.iterdir()} == {"session", "elsewhere", "office"}


def test_another_offices_witness_file_is_refused_and_stays_as_it_was(keyring: None, tmp_path: Path) -> None:
    make_office(new_office(tmp_path)).close()
    witness = new_office(tmp_path).witness
    before, keys = witness.read_bytes(), everything_stored()
    refused = error_of(FieldsError, make_office, new_office(tmp_path, folder=tmp_path / "second"))
    assert refused.problems == {"witness": "witness_taken"} and "has something in it" in message_for(refused)
    assert (witness.read_bytes(), everything_stored()) == (before, keys) and not (tmp_path / "second").exists()


def test_one_whose_witness_was_lost_half_way_can_be_made_with_another(
    keyring: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, new = begin_witness, new_office(tmp_path)

    def disconnected(parts: Parts, desk: DeskId) -> None:
        begin(parts, desk)
        new.witness.parent.rename(tmp_path / "the share")
        new.witness.parent.write_text("not connected")

    with monkeypatch.context() as failing, pytest.raises(ExternalSystemError) as failed:
        failing.setattr(making, "begin_witness", disconnected)
        make_office(new)
    assert failed.value.code == "witness_unusable"
    assert not new.folder.exists() and everything_stored() == set()
    with pytest.raises(ExternalSystemError):
        make_office(new)
    make_office(new_office(tmp_path, witness=tmp_path / "another" / "witness.txt")).close()
    there = {"session", "elsewhere", "the share", "another", "office"}
    assert {path.name for path in tmp_path.iterdir()} == there


def everything_stored() -> set[tuple[str, str]]:
    """Return service and name of each entry in the Secret Service."""
    with closing(secretstorage.dbus_init()) as bus:
        found = [item.get_attributes() for item in default_collection(bus).get_all_items()]
    return {(each["service"], each["username"]) for each in found}


def test_somebody_who_was_added_is_said_to_be_there_although_the_witness_is_not(
    keyring: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    new = new_office(tmp_path)
    make_office(new).close()
    new.witness.parent.rename(tmp_path / "not connected")
    (tmp_path / "elsewhere").write_text("")
    typed = iter((PASSWORD, "the password of the first"))
    monkeypatch.setattr(getpass, "getpass", lambda _: next(typed))
    words = ["people", "add", "--administrator", "admin", "--name", "first", "--shown", "First", "--role", "adviser"]
    assert main(["--office", str(tmp_path / "office"), *words]) == 1
    said = capsys.readouterr()
    assert (
        said.out.startswith(
            "First is added, and chooses a password of their own at the first sign-in.\nFirst password: "
        )
        and "\nLOOK: " in said.out
        and "witness file" in said.out
        and said.err == ""
    )
    parts = open_parts(tmp_path / "office")
    with parts.uow(parts.file.desk).read_only() as uow:
        assert uow.people.find("first") is not None
    parts.engine.dispose()


def test_an_office_is_not_made_over_another(keyring: None, tmp_path: Path) -> None:
    parts = make_office(new_office(tmp_path)).parts
    parts.engine.dispose()
    before = stored(parts)
    refused = error_of(ExternalSystemError, make_office, new_office(tmp_path))
    assert refused.code == "office_exists" and stored(parts) == before
