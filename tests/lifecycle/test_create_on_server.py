"""`office create --database`: a real office on a real PostgreSQL server, with its password in a real keyring."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engines.server_database import clear_unfinished
from desktop.__main__ import main
from desktop.bootstrap import making
from desktop.bootstrap.making import Server, begin_witness, create_parts
from desktop.bootstrap.opening import Parts, open_parts
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.atomic_folder import MARK, Kind
from desktop.environment.office_file import REAL, read_office_file
from desktop.errors import KeyringError
from desktop.vault.blobs import is_vault_of
from desktop.vault.keys import new_identity
from tests.environment.conftest import enter
from tests.environment.keyring import session_bus
from tests.lifecycle.test_create import delete, everything_stored, stored
from tests.support.fixtures import made
from tests.support.offices.places import shared
from tests.support.refusals import error_of
from tests.support.servers import postgres

pytestmark = pytest.mark.slow

PASSWORD = "an administrator's password"
TYPED = (postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD, PASSWORD)


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with session_bus.secret_service(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        yield


database = made(lambda _: postgres.a_database())


def create(folder: Path, database: postgres.Database, monkeypatch: pytest.MonkeyPatch, *more: str) -> int:
    """Run the command, with each prompt's input in turn."""
    answers = iter((*TYPED, *TYPED[-1:]))  # the first password is asked for twice
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))
    words = ["office", "create", "--name", "Test Council", "--witness", str(folder / "elsewhere" / "witness.txt")]
    recovery = ["--recovery", new_identity()[1], "--recovery", new_identity()[1]]
    server = more or ("--database", database.address, "--database-owner", postgres.OWNER)
    return main(["--office", str(folder / "office"), *words, *recovery, *server, "--vault-in", "folder"])


def files(folder: Path) -> dict[str, bytes]:
    found = [path for path in folder.rglob("*") if path.is_file() and "session" not in path.parts]
    return {path.name: path.read_bytes() for path in found}


def test_its_passwords_are_in_the_keyring_or_nowhere(
    keyring: None,
    tmp_path: Path,
    database: postgres.Database,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert create(tmp_path, database, monkeypatch) == 0
    parts = open_parts(tmp_path / "office")
    parts.engine.dispose()
    assert stored(parts)["database-password"] == postgres.DESKS_PASSWORD and "database" not in stored(parts)
    assert postgres.OWNER_PASSWORD not in stored(parts).values()
    assert set(files(tmp_path)) >= {"office.toml", "witness.txt"} and "office.db" not in files(tmp_path)
    said = "".join(capfd.readouterr())
    for password in TYPED:
        assert password not in said
        assert not [name for name, content in files(tmp_path).items() if password.encode() in content]
    assert main(["--office", str(tmp_path / "office"), "verify"]) == 0


def test_without_its_password_in_the_keyring_it_says_so(
    keyring: None, tmp_path: Path, database: postgres.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert create(tmp_path, database, monkeypatch) == 0
    parts = open_parts(tmp_path / "office")
    parts.engine.dispose()
    delete(parts, "database-password")
    assert error_of(KeyringError, open_parts, tmp_path / "office").code == "database_password_missing"


@pytest.mark.parametrize("lacks", ["--database", "--database-owner"])
def test_the_server_needs_its_owner_too(
    tmp_path: Path,
    database: postgres.Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lacks: str,
) -> None:
    both = {"--database": database.address, "--database-owner": postgres.OWNER}
    [(name, value)] = [pair for pair in both.items() if pair[0] != lacks]
    assert create(tmp_path, database, monkeypatch, name, value) == 2
    assert "--database-owner ROLE" in capsys.readouterr().err and not (tmp_path / "office").exists()


def test_one_that_failed_half_way_leaves_database_and_share_empty_and_the_same_command_makes_it(
    keyring: None, tmp_path: Path, database: postgres.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[OfficeId] = []
    begin, share = begin_witness, tmp_path / "share"
    share.mkdir()
    there = ("--database", database.address, "--database-owner", postgres.OWNER, "--vault", str(share))

    def beginning(parts: Parts, desk: DeskId) -> None:
        with parts.uow(desk).read_only() as uow:
            began.append(uow.offices.get().id)
        assert is_vault_of(share, began[0])
        (tmp_path / "elsewhere").write_text("a share that is not connected")
        begin(parts, desk)

    with monkeypatch.context() as failing:
        failing.setattr(making, "begin_witness", beginning)
        assert create(tmp_path, database, monkeypatch, *there) == 1
    assert len(began) == 1 and list(share.iterdir()) == [] and not (tmp_path / "office").exists()
    with database.server.superuser(database.name) as connection:
        assert connection.execute("SELECT to_regclass('office')").fetchall() == [(None,)]
    (tmp_path / "elsewhere").unlink()
    assert create(tmp_path, database, monkeypatch, *there) == 0
    assert main(["--office", str(tmp_path / "office"), "verify"]) == 0


def begun_and_killed(folder: Path, server: Server) -> None:
    """Leave the remains of a program killed in the middle of making an office."""
    beside = folder / ".office.unfinished"
    beside.mkdir()
    (beside / MARK).write_text(Kind.OFFICE)
    create_parts(beside, REAL, folder / "elsewhere" / "witness.txt", server).engine.dispose()


def test_where_the_database_of_a_killed_one_is_gone_it_can_be_made_in_another(
    keyring: None, tmp_path: Path, database: postgres.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.a_database() as gone:
        begun_and_killed(tmp_path, postgres.for_a_new_office(gone.name))
    assert create(tmp_path, database, monkeypatch) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"session", "elsewhere", "office"}
    desk = read_office_file(tmp_path / "office")[0].desk
    names = {"database-password", f"identity/{desk}", f"signing-keys/{desk}"}
    assert {name for _, name in everything_stored()} == names


def test_while_the_database_of_a_killed_one_cannot_be_reached_the_same_command_says_so(
    keyring: None,
    tmp_path: Path,
    database: postgres.Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    begun_and_killed(tmp_path, postgres.for_a_new_office(database.name))
    with monkeypatch.context() as mistyped:
        typed = (postgres.DESKS_PASSWORD, "not theirs", PASSWORD)
        mistyped.setattr("tests.lifecycle.test_create_on_server.TYPED", typed)
        assert create(tmp_path, database, mistyped) == 2
    assert "[database_owner_refused]" in capsys.readouterr().err
    assert (tmp_path / ".office.unfinished" / "office.toml").exists(), "it alone says what there is to take back"
    assert create(tmp_path, database, monkeypatch) == 0
    assert main(["--office", str(tmp_path / "office"), "verify"]) == 0


def test_a_database_in_which_somebody_worked_is_never_emptied(
    tmp_path: Path, database: postgres.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shared(tmp_path) as office:
        address, id = office.parts.file.database, office.parts.file.id
        assert address is not None
        rows = office.all_rows()
        clear_unfinished(address, id, postgres.OWNER, postgres.OWNER_PASSWORD, needed=address)
        clear_unfinished(address, "0" * 32, postgres.OWNER, postgres.OWNER_PASSWORD, needed=address)
        assert office.all_rows() == rows
