"""An office on a server is restored, and a password there was changed since the back-up: all PCs sign in again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.office.people import Role
from desktop.environment.office_file import DATABASE_PASSWORD, NEXT_DATABASE_PASSWORD
from tests.end_to_end.test_joining import PASSWORD, Pc, Place, add, database, made, opened, pcs, place
from tests.end_to_end.test_server_way import ADMINISTRATOR, change, is_let_in, secrets_of
from tests.environment.keyring import session_bus
from tests.support.servers import postgres

__all__ = ["database", "pcs", "place"]
STAYS = "--database-stays"
GIVEN, OTHER = "what the database administrator gave the role", "what it was given the next time"


@pytest.fixture(autouse=True)
def _role(database: postgres.Database) -> Iterator[None]:
    """Give the desks' role its usual password back at the end: other tests use it too."""
    yield
    database.server.give(postgres.DESKS, postgres.DESKS_PASSWORD)


def joined(place: Place) -> Place:
    """Return the place once the second PC has joined, and someone is a supervisor."""
    place.statements_run(place.granted(place.asked()))
    assert place.joined()[0] == 0
    with opened(place.one) as parts:
        add(parts, Role.SUPERVISOR)
    return place


def backed_up(place: Place) -> Path:
    """Back the office up at the first PC."""
    backup = place.share / "backup"
    place.one.must("backup", str(backup))
    return backup


def changed_and_lost(place: Place) -> None:
    """Change the first PC's password on the server, and lose its office's folder."""
    code, said = change(place.one, "--password")
    assert code == 0, said
    shutil.rmtree(place.one.office)


def put_back(database: postgres.Database, older: str) -> None:
    """Let an older copy take the database's place, as `pg_restore` of a dump does. Roles are not in it."""
    database.engine.dispose()
    database.owner.dispose()
    postgres.drop(database.name)
    database.server.rename(older, database.name)


def restored(pc: Pc, place: Place, backup: Path, *more: str, typed: tuple[str, ...] = ()) -> tuple[int, str]:
    return pc.run("restore", str(backup), "--yes", "--recovery", str(place.recovery), *more, typed=typed)


def state_the_loss(pc: Pc) -> None:
    two_of_them = "--administrator", "administrator", "--supervisor", "supervisor"
    pc.must("log", "lost", *two_of_them, typed=(PASSWORD, PASSWORD))


def all_sign_in(*at: Pc) -> None:
    """Let the administrator sign in at each PC, and verify the log there."""
    for pc in at:
        assert "Desk 2" in pc.must("pc", "list", *ADMINISTRATOR)
        pc.must("verify")


@pytest.mark.parametrize("in_folder", [False, True], ids=["recordings in the database", "in a shared folder"])
def test_into_an_empty_database_with_the_password_that_the_role_was_given(
    pcs: tuple[Pc, Pc], database: postgres.Database, tmp_path: Path, in_folder: bool
) -> None:
    """The keyring still holds the password that nobody has seen: the typed one takes its place."""
    vault = ("--vault", str(tmp_path / "share" / "vault")) if in_folder else ("--vault-in", "database")
    place = joined(made(pcs, database, tmp_path, *vault))
    backup = backed_up(place)
    changed_and_lost(place)
    put_back(database, postgres.make_database())
    database.server.give(postgres.DESKS, GIVEN)
    where = "--database", database.address, "--database-owner", postgres.OWNER
    code, said = restored(place.one, place, backup, *where, typed=(GIVEN, postgres.OWNER_PASSWORD))
    assert code == 1 and "log lost" in said, said
    assert secrets_of(place.one)[DATABASE_PASSWORD] == GIVEN
    state_the_loss(place.one)
    all_sign_in(place.one, place.two)


def test_a_restoring_that_fails_puts_the_keyrings_password_back(
    pcs: tuple[Pc, Pc], database: postgres.Database, tmp_path: Path
) -> None:
    place = joined(made(pcs, database, tmp_path, "--vault-in", "database"))
    backup = backed_up(place)
    before, file = secrets_of(place.one), place.one.office / "office.toml"
    kept = file.read_bytes()
    shutil.rmtree(place.one.office)
    where = "--database", database.address, "--database-owner", postgres.OWNER
    code, said = restored(place.one, place, backup, *where, typed=(OTHER, postgres.OWNER_PASSWORD))
    assert code == 1 and "database_" in said, said
    place.one.office.mkdir()
    file.write_bytes(kept)
    assert secrets_of(place.one) == before


def test_in_the_account_whose_keyring_has_the_new_password(place: Place) -> None:
    """The database is still on its server, and the new password is in force there."""
    backup = backed_up(joined(place))
    changed_and_lost(place)
    code, said = restored(place.one, place, backup, STAYS)
    assert code == 0 and "The office is restored." in said, said
    all_sign_in(place.one, place.two)


def test_on_another_pc_it_says_what_to_do_and_the_given_password_lets_it_in(place: Place, tmp_path: Path) -> None:
    """The database was put back too; the server refuses the back-up's password, which is all that is known there."""
    backup = backed_up(joined(place))
    place.database.engine.dispose()
    older = postgres.make_database(place.database.name)
    changed_and_lost(place)
    put_back(place.database, older)
    with session_bus.secret_service(tmp_path / "three") as three:
        new = replace(place.one, folder=tmp_path / "three", surroundings=three)
        code, said = restored(new, place, backup, STAYS)
        assert code == 1 and f"the role {postgres.DESKS} a new one" in said and "--given-password" in said, said
        before = secrets_of(new)
        place.database.server.give(postgres.DESKS, GIVEN)
        given = "server", "change", "--given-password", *ADMINISTRATOR
        code, said = new.run(*given, typed=(PASSWORD, OTHER))
        assert code == 2 and secrets_of(new) == before, "one that is wrong changes nothing"
        code, said = new.run(*given, typed=(PASSWORD, GIVEN))
        assert code == 1 and "log lost" in said and GIVEN not in said, said
        assert secrets_of(new) == {DATABASE_PASSWORD: GIVEN, NEXT_DATABASE_PASSWORD: None}
        state_the_loss(new)
        all_sign_in(new, place.two)


def test_where_the_database_went_on_the_restored_pc_is_taken_for_a_copy(place: Place, tmp_path: Path) -> None:
    """It was in use after the back-up, whose keyring lacks that: the PC is withdrawn and joins again, as is said."""
    backup = backed_up(joined(place))
    changed_and_lost(place)
    place.database.server.give(postgres.DESKS, GIVEN)
    with session_bus.secret_service(tmp_path / "three") as three:
        new = replace(place.one, folder=tmp_path / "three", surroundings=three)
        assert restored(new, place, backup, STAYS)[0] == 1
        before = secrets_of(new)
        words = "server", "change", "--given-password", *ADMINISTRATOR
        code, said = new.run(*words, typed=(PASSWORD, GIVEN))
        assert code == 2 and "desk_copied" in said and secrets_of(new) == before, said
    all_sign_in(place.two)


def test_a_given_password_is_replaced_at_once_by_one_that_nobody_sees(place: Place) -> None:
    """Whoever looks after the server gave the role another password: this PC gets in again, and changes it."""
    one = joined(place).one
    place.database.server.give(postgres.DESKS, GIVEN)
    assert one.run("status")[0] == 2
    words = "server", "change", "--given-password", "--password", *ADMINISTRATOR
    code, said = one.run(*words, typed=("not the password at all", GIVEN))
    assert code == 2 and "sign_in_refused" in said
    assert secrets_of(one)[DATABASE_PASSWORD] == postgres.DESKS_PASSWORD
    one.must(*words, typed=(PASSWORD, GIVEN))
    now = secrets_of(one)[DATABASE_PASSWORD]
    assert now not in (GIVEN, postgres.DESKS_PASSWORD) and is_let_in(one, now) and not is_let_in(one, GIVEN)
    all_sign_in(one, place.two)
