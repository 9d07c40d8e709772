"""A real office: its keys lie in the operating system's keyring, a real Secret Service, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import secretstorage

from desktop import bootstrap
from desktop.application.signing_in import SignIn, sign_in
from desktop.config import RESOURCES
from desktop.domain.deadline import due_date
from desktop.domain.people import Role
from desktop.environment.clock import SystemClock
from desktop.environment.keyring_store import service_name
from desktop.environment.passwords import Passwords
from desktop.environment.policy_files import load_office_policy
from desktop.errors import FieldsError, KeyringError, NotAllowedError, SignInRefusedError, SurroundingsError
from desktop.office_making import NewOffice, NewPerson, add_to_office, make_office
from desktop.vault.envelopes import new_identity
from tests.environment import session_bus
from tests.environment.conftest import enter

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")

PASSWORD = "an administrator's password"


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Secret Service of this test's own; this process belongs to its session."""
    with session_bus.secret_service(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        yield


def new_office(folder: Path, **more: Any) -> NewOffice:
    made = NewOffice(
        folder / "office",
        "Test Council",
        "Test House",
        "Desk 1",
        "scotland",
        folder / "elsewhere" / "witness.txt",
        (new_identity()[1], new_identity()[1]),
        "Admin",
        PASSWORD,
    )
    return replace(made, **more)


def stored(parts: bootstrap.Parts) -> dict[str, str]:
    """What the Secret Service holds of this office, asked without our code."""
    with closing(secretstorage.dbus_init()) as bus:
        items = secretstorage.search_items(bus, {"service": service_name(parts.file.id)})
        return {item.get_attributes()["username"]: item.get_secret().decode() for item in items}


def delete(parts: bootstrap.Parts, name: str) -> None:
    with closing(secretstorage.dbus_init()) as bus:
        [item] = secretstorage.search_items(bus, {"service": service_name(parts.file.id), "username": name})
        item.delete()


def test_a_real_office_keeps_every_key_in_the_keyring_and_none_in_its_folder(keyring: None, tmp_path: Path) -> None:
    parts = make_office(new_office(tmp_path))
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
    made = make_office(new_office(tmp_path))
    made.engine.dispose()
    parts = bootstrap.open_parts(tmp_path / "office")
    policy = load_office_policy(RESOURCES / "policies" / "office.toml")
    try:
        with parts.uow(parts.file.desk).look() as uow:
            office = uow.offices.get()
        assert (office.name, office.nation, office.demo) == ("Test Council", "scotland", False)
        command = SignIn(parts.file.desk, "admin", PASSWORD)
        uow = parts.uow(parts.file.desk)
        signed_in = sign_in(command, uow=uow, clock=SystemClock(), passwords=Passwords(), policy=policy)
        assert signed_in.person.role is Role.ADMINISTRATOR
        assert bootstrap.VerifierOver(parts.engine, parts.witness).verify().whole
    finally:
        parts.engine.dispose()


@pytest.mark.parametrize(("nation", "due"), [("scotland", date(2026, 4, 6)), ("england_and_wales", date(2026, 4, 7))])
def test_due_dates_follow_the_holidays_of_the_nation_that_it_was_made_for(
    keyring: None, tmp_path: Path, nation: str, due: date
) -> None:
    """Easter Monday 2026 is 6 April: a public holiday, but not in Scotland."""
    make_office(new_office(tmp_path, nation=nation)).engine.dispose()
    desk = bootstrap.open_desk(tmp_path / "office")
    try:
        assert due_date(date(2026, 3, 3), desk.is_holiday).due == due
        assert desk.holidays_known(date(2027, 12, 31)) and not desk.holidays_known(date(2028, 1, 1))
    finally:
        desk.close()


@pytest.mark.parametrize("opens", [False, True])
def test_its_one_desk_opens_originals_only_where_that_was_asked_for(keyring: None, tmp_path: Path, opens: bool) -> None:
    made = make_office(new_office(tmp_path, opens_originals=opens))
    made.engine.dispose()
    desk = bootstrap.open_desk(tmp_path / "office")
    try:
        assert (desk.strongroom is not None) is opens
        with desk.uow().look() as uow:
            assert len(uow.reading.desk_recipients("original")) == (3 if opens else 2)  # beside the two of recovery
            assert len(uow.reading.desk_recipients("approved")) == 3
    finally:
        desk.close()


def test_its_administrator_adds_people_and_nobody_else_does(keyring: None, tmp_path: Path) -> None:
    make_office(new_office(tmp_path)).engine.dispose()
    folder, first = tmp_path / "office", NewPerson("first", "First", "adviser", "the password of the first")
    add_to_office(folder, "admin", PASSWORD, first)
    second = NewPerson("second", "Second", "supervisor", "the password of the second")
    with pytest.raises(SignInRefusedError):
        add_to_office(folder, "admin", "not their password", second)
    with pytest.raises(NotAllowedError):
        add_to_office(folder, "first", first.password, second)
    parts = bootstrap.open_parts(folder)
    with parts.uow(parts.file.desk).look() as uow:
        roles = {person.sign_in_name: person.role for person in uow.reading.people().values()}
    parts.engine.dispose()
    assert roles == {"admin": Role.ADMINISTRATOR, "first": Role.ADVISER}


def test_without_its_database_key_it_says_so_in_plain_words(keyring: None, tmp_path: Path) -> None:
    parts = make_office(new_office(tmp_path))
    parts.engine.dispose()
    delete(parts, "database")
    with pytest.raises(KeyringError) as failed:
        bootstrap.open_parts(tmp_path / "office")
    assert failed.value.code == "database_key_missing"
    assert failed.value.words == "This account's keyring does not hold the key of this office."


def test_without_its_desks_identity_it_is_not_enrolled(keyring: None, tmp_path: Path) -> None:
    parts = make_office(new_office(tmp_path))
    parts.engine.dispose()
    delete(parts, f"identity/{parts.file.desk}")
    with pytest.raises(KeyringError) as failed:
        bootstrap.identity_of(bootstrap.keystore_of(parts.file, parts.paths), parts.file.desk)
    assert failed.value.code == "desk_not_enrolled" and failed.value.words.endswith(".")


def test_where_no_keyring_answers_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with session_bus.session_bus(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        with pytest.raises(KeyringError):
            make_office(new_office(tmp_path))
    assert not (tmp_path / "office").exists() and not (tmp_path / "elsewhere").exists()


def test_what_cannot_be_is_refused_at_once_and_leaves_no_office_behind(keyring: None, tmp_path: Path) -> None:
    wrong = {"password": "too short", "administrator": " ", "recovery": (new_identity()[1], "age1mistyped")}
    with pytest.raises(FieldsError) as refused:
        make_office(new_office(tmp_path, **wrong))
    assert refused.value.problems == {
        "name": "name_missing",
        "password": "password_too_short",
        "recovery": "recovery_not_a_recipient",
    }
    assert not (tmp_path / "office").exists()
    make_office(new_office(tmp_path)).engine.dispose()


def test_an_office_is_not_made_over_another(keyring: None, tmp_path: Path) -> None:
    parts = make_office(new_office(tmp_path))
    parts.engine.dispose()
    before = stored(parts)
    with pytest.raises(SurroundingsError) as refused:
        make_office(new_office(tmp_path))
    assert refused.value.code == "office_exists" and stored(parts) == before
