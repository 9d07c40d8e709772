"""People at the command line, and what PCs add to it."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from desktop.__main__ import main
from desktop.application.office.signing_in import SignIn, sign_in
from desktop.application.ports.desk import PasswordCheck
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.policies import office_policy_of
from desktop.cli import pcs
from desktop.cli.pcs import pc_of_name
from desktop.domain.log.events import EventKind, from_canonical
from desktop.domain.office.pcs import DeskKind, EnrolledDesk
from desktop.domain.office.people import Person, Role
from desktop.domain.shared.ids import DeskId
from desktop.environment import passwords
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import read_office_file
from desktop.errors import DatabaseError, ExternalSystemError
from desktop.lifecycle.create import make_office
from desktop.vault.keys import identities_in, new_identity
from tests.lifecycle.test_create import PASSWORD, keyring, new_office, stored
from tests.support.fakes import FakeDirectory
from tests.support.machine.own_folder import kept_folder
from tests.support.refusals import error_of

__all__ = ["keyring"]

Run = Callable[..., tuple[int, str]]


@cache
def _made() -> tuple[Path, dict[str, str]]:
    """Make the office, once in this process, its witness and recovery keys beside it; return its place and keys."""
    place, keys = kept_folder(), [new_identity() for _ in range(2)]
    parts = make_office(new_office(place, recovery=tuple(recipient for _, recipient in keys))).parts
    secrets = stored(parts)
    parts.engine.dispose()
    for number, (identity, _) in enumerate(keys):
        (place / f"recovery-{number}.txt").write_text(f"# a comment\n{identity}\n", "utf-8")
    return place, secrets


@pytest.fixture
def folder(keyring: None, tmp_path: Path) -> Path:
    """Copy the office, with its keys into this test's own keyring."""
    place, secrets = _made()
    shutil.copytree(place, tmp_path, dirs_exist_ok=True)
    file, paths = read_office_file(tmp_path / "office")
    file._replace(witness=tmp_path / "elsewhere" / "witness.txt").write(paths)
    store = keystore_of(file, paths)
    for name, secret in secrets.items():
        store.set(name, secret)
    return tmp_path / "office"


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command, with these passwords typed one after the other; return the exit code and what was printed."""

    def once(*words: str, typed: tuple[str, ...] = (PASSWORD,)) -> tuple[int, str]:
        answers = iter(typed)
        monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))
        capsys.readouterr()
        code = main(["--office", str(folder), *words])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return once


def act(run: Run, action: str, *words: str, who: str = "admin", password: str = PASSWORD) -> tuple[int, str]:
    return run("people", action, "--administrator", who, *words, typed=(password,))


def first_password(printed: str) -> str:
    [line] = [line for line in printed.splitlines() if line.startswith("First password: ")]
    return line.removeprefix("First password: ")


def person(folder: Path, name: str) -> Person:
    parts = open_parts(folder)
    with parts.uow(parts.file.desk).read_only() as uow:
        found = uow.people.find(name)
    parts.engine.dispose()
    assert found is not None
    return found[0]


def kinds(folder: Path) -> list[EventKind]:
    parts = open_parts(folder)
    with parts.engine.connect() as connection:
        bodies = connection.execute(text("SELECT body FROM audit_event ORDER BY seq")).scalars().all()
    parts.engine.dispose()
    return [from_canonical(bytes(body))[1].kind for body in bodies]


def added(run: Run) -> str:
    code, printed = act(
        run, "add", "--name", "first", "--shown", "Demo first", "--role", "adviser", "--role", "approver"
    )
    assert code == 0 and "Demo first is added, and chooses a password of their own" in printed
    return first_password(printed)


def test_an_account_goes_through_its_life(run: Run, folder: Path) -> None:
    words = added(run)
    assert person(folder, "first").roles == {Role.ADVISER, Role.APPROVER} and person(folder, "first").first_password
    own = "a password of their own"
    assert run("password", "--name", "first", typed=(words, own, own)) == (0, "Your password is changed.\n")
    assert not person(folder, "first").first_password
    assert act(run, "roles", "--name", "first", "--role", "supervisor")[0] == 0
    assert person(folder, "first").roles == {Role.SUPERVISOR}
    assert act(run, "rename", "--name", "first", "--new-name", "Second", "--shown", "Demo second") == (
        0,
        "Demo second signs in as second from now on.\n",
    )
    assert act(run, "leave", "--name", "second") == (
        0,
        "Demo second has left. Nobody can sign in under this name.\n",
    )
    assert "Has left." in act(run, "list")[1]
    assert run("password", "--name", "second", typed=(own, "something else", "something else"))[0] == 2
    code, printed = act(run, "back", "--name", "second")
    assert code == 0 and first_password(printed) != words and person(folder, "second").roles == {Role.SUPERVISOR}
    lending = ("--name", "second", "--role", "approver")
    assert act(run, "lend", *lending, "--from", "2026-01-01", "--until", "2999-12-31")[0] == 0
    assert "Lent: Approver from 1 January 2026 to 31 December 2999." in act(run, "list")[1]
    assert act(run, "end-loan", *lending) == (0, "Demo second no longer has the lent role.\n")
    code, printed = act(run, "reset", "--name", "second")
    assert code == 0 and "Demo second has a new first password." in printed
    assert act(run, "unlock", "--name", "second")[0] == 0
    listed = act(run, "list")[1]
    assert "Demo second (second): Supervisor since" in listed and "Has a first password." in listed
    assert words not in listed
    assert run("verify", typed=())[0] == 0


def test_nobody_else_does_it_and_a_wrong_password_does_nothing(run: Run, folder: Path) -> None:
    words = added(run)
    before = [kind for kind in kinds(folder) if kind is not EventKind.SIGN_IN_REFUSED]
    assert act(run, "leave", "--name", "first", password="not their password")[0] == 2
    assert [kind for kind in kinds(folder) if kind is not EventKind.SIGN_IN_REFUSED] == before
    code, printed = act(run, "leave", "--name", "admin", who="first", password=words)
    assert code == 2 and "Choose a password of your own first." in printed and person(folder, "admin").active


def test_what_cannot_be_done_is_said(run: Run) -> None:
    for words, said in (
        (("leave", "--name", "nobody"), "Nobody here has the sign-in name nobody."),
        (("leave", "--name", "admin"), "Someone else has to do this for you."),
        (("roles", "--name", "admin", "--role", "adviser"), "The office needs an administrator."),
        (("add", "--name", "admin", "--shown", "X", "--role", "adviser"), "Someone already has this sign-in name."),
    ):
        code, printed = act(run, *words)
        assert code == 2 and said in printed and "First password" not in printed


def test_a_recovery_key_makes_an_administrator_and_the_log_says_so(run: Run, folder: Path) -> None:
    recover = ("people", "recover", "--name", "new", "--shown", "Demo new", "--recovery")
    stranger = folder.parent / "stranger.txt"
    stranger.write_text(new_identity()[0], "utf-8")
    with pytest.raises(SystemExit):
        run(*recover, str(folder.parent / "missing.txt"), typed=())
    for wrong in (stranger, folder / "office.toml"):
        code, printed = run(*recover, str(wrong), typed=())
        assert code == 2 and "neither of the office’s two recovery keys" in printed and "First password" not in printed
    typed = identities_in((folder.parent / "recovery-1.txt").read_text("utf-8"))[0].lower()
    code, printed = run(*recover, "-", typed=("age-secret-key-1qqqq",))
    assert code == 2 and "neither of the office’s two recovery keys" in printed
    code, printed = run(*recover, "-", typed=(f"{typed[:20]} {typed[20:]}",))
    assert code == 0 and "The log says that a recovery key made this account." in printed
    assert kinds(folder)[-1] is EventKind.ADMINISTRATOR_RECOVERED
    own = "the new one of the new one"
    assert run("password", "--name", "new", typed=(first_password(printed), own, own))[0] == 0
    assert act(run, "leave", "--name", "admin", who="new", password=own)[0] == 0
    assert run("verify", typed=())[0] == 0


@pytest.fixture
def directory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> FakeDirectory:
    """Give the office a directory, of which someone has signed in."""
    found = FakeDirectory()
    found.add("mallet", Role.ADVISER)
    monkeypatch.setattr(passwords, "directory_of", lambda file: found)
    parts = open_parts(folder)
    typed = SignIn(parts.file.desk, "mallet", "the directory's own password")
    check = PasswordCheck(SystemClock(), passwords.passwords_of(parts.file), office_policy_of(parts))
    sign_in(typed, uow=parts.uow(parts.file.desk), clock=check.clock, check=check)
    parts.engine.dispose()
    return found


def test_a_password_of_the_directory_is_not_changed_here(run: Run, directory: FakeDirectory) -> None:
    directory.asked.clear()
    code, printed = run("password", "--name", "mallet", typed=("one password", "another password", "another password"))
    assert code != 0 and "This password is that of your organisation’s directory." in printed
    assert directory.asked == []
    code, printed = act(run, "reset", "--name", "mallet")
    assert code != 0 and "This password is that of your organisation’s directory." in printed


def test_somebody_of_the_directory_is_listed_barred_and_let_in_again(
    run: Run, folder: Path, directory: FakeDirectory
) -> None:
    assert "Demo Mallet (mallet): Adviser since" in act(run, "list")[1]
    assert "Signs in by the directory." in act(run, "list")[1]
    assert act(run, "leave", "--name", "mallet")[0] == 0 and person(folder, "mallet").barred
    code, printed = act(run, "back", "--name", "mallet")
    assert code == 0 and "First password" not in printed
    found = person(folder, "mallet")
    assert found.active and not found.barred and not found.first_password


NOBODY: Any = SimpleNamespace(actor=None)
AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


def pc(id: str, name: str, withdrawn: int | None = None) -> EnrolledDesk:
    left = None if withdrawn is None else AT + timedelta(days=withdrawn)
    return EnrolledDesk(DeskId(id), name, DeskKind.COUNTER, "age1", AT, left)


def test_keys_that_could_not_be_renewed_after_the_act_itself_have_begun() -> None:
    def lost(*_: object) -> None:
        raise DatabaseError("database_lost")

    office: Any = SimpleNamespace(run=lost)
    assert error_of(DatabaseError, pcs._renewed, office, NOBODY).begun


def test_of_several_of_a_name_it_is_about_the_one_that_is_here_or_else_the_last_that_was_withdrawn() -> None:
    first, second, here, other = pc("1", "Desk 2", 3), pc("2", "Desk 2", 9), pc("3", "Desk 2"), pc("4", "Desk 3")
    assert pc_of_name([first, second, here, other], " desk 2") == here
    assert pc_of_name([first, second, other], "Desk 2") == pc_of_name([second, first], "Desk 2") == second
    with pytest.raises(ExternalSystemError, match="no_pc_of_that_name"):
        pc_of_name([first, other], "Desk 4")
