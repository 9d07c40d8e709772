"""The updated program finds an office of the version before: it goes on with everything in it."""

from __future__ import annotations

import getpass
import hashlib
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.schema import migrate
from db.schema.tables import metadata
from db.shared.transactions import MIGRATING
from desktop.__main__ import main
from desktop.bootstrap.keys import identity_of
from desktop.bootstrap.opening import open_parts
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import CopyId
from desktop.errors import DatabaseError
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import open_key
from desktop.words.errors import message_for
from tests.support.offices.builders import Office
from tests.support.offices.old_office import FIRST, an_old_office
from tests.support.offices.places import owners, shared
from tests.support.refusals import error_of
from tests.support.servers import postgres

ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, *verb: str) -> subprocess.CompletedProcess[str]:
    """Start the program, in a process of its own, as its launcher starts it."""
    command = [sys.executable, "-m", "desktop", "--office", str(folder), *verb]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_an_office_of_the_first_version_is_brought_up_to_date_by_the_first_start_and_keeps_its_data(
    tmp_path: Path,
) -> None:
    office, id = an_old_office(tmp_path)
    folder = office.parts.paths.folder
    assert migrate.revision(office.parts.engine) == FIRST
    office.parts.engine.dispose()
    ran = start(folder, "verify")
    assert (ran.returncode, ran.stderr) == (0, "") and "The log is whole." in ran.stdout
    again = Office(open_parts(folder), office.back, office.people)
    try:
        assert migrate.is_current(again.parts.engine)
        assert migrate.differences(again.parts.engine, metadata) == []
        session = again.session(id)
        assert (session.state, session.outcome) == (State.CLOSED, Outcome.HEARD_IN_PART)
        assert digest_of(again, session.copy) == again.copy(session.copy).digest
        again.clock.pass_by(hours=2)
        again.closed()
        assert again.verify().whole
    finally:
        again.parts.engine.dispose()


def digest_of(office: Office, id: CopyId) -> str:
    """Return the digest of the approved copy, as the vault gives it to the desk's own key."""
    copy, identity = office.copy(id), identity_of(office.parts.store, office.front)
    with closing(Blobs(office.parts.paths.vault).open(BlobKind.APPROVED, id, open_key(copy.key, identity, id))) as read:
        return hashlib.sha256(read.read(0, read.size)).hexdigest()


def test_where_bringing_it_up_to_date_fails_it_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office, _ = an_old_office(tmp_path)
    office.parts.engine.dispose()

    def refuse(*_: object) -> None:
        raise DatabaseError("migration_lost_events")

    monkeypatch.setattr(migrate, "_must_be_whole", refuse)
    assert error_of(DatabaseError, open_parts, office.parts.paths.folder).code == "migration_lost_events"
    assert migrate.revision(office.parts.engine) == FIRST
    office.parts.engine.dispose()


@pytest.mark.planted
def test_on_a_server_it_is_the_owner_who_does_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with shared(tmp_path) as office, owners(office) as owner:
        migrate.downgrade(owner, FIRST)
        failed = error_of(DatabaseError, open_parts, office.parts.paths.folder)
        assert failed.code == "database_older" and message_for(failed).endswith("listening-room upgrade")
        monkeypatch.setattr(getpass, "getpass", lambda prompt: postgres.OWNER_PASSWORD)
        words = ["--office", str(office.parts.paths.folder), "upgrade", "--database-owner", postgres.OWNER]
        assert main(words) == 0
        again = Office(open_parts(office.parts.paths.folder), office.back, office.people)
        again.closed()
        assert again.verify().whole
        again.parts.engine.dispose()


def test_an_empty_database_on_a_server_is_not_an_older_one_and_nothing_is_made_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with shared(tmp_path) as office, owners(office) as owner:
        folder = office.parts.paths.folder
        clear_database(owner)
        assert error_of(DatabaseError, open_parts, folder).code == "database_empty"
        monkeypatch.setattr(getpass, "getpass", lambda prompt: postgres.OWNER_PASSWORD)
        assert main(["--office", str(folder), "upgrade", "--database-owner", postgres.OWNER]) == 2
        assert "is empty" in capsys.readouterr().err and migrate.revision(owner) is None


def clear_database(owner: Engine) -> None:
    """Leave nothing in it, as a database that was created again."""
    migrate.downgrade(owner, "base")
    with owner.connect().execution_options(**MIGRATING) as connection, connection.begin():
        connection.exec_driver_sql("DROP TABLE alembic_version")


def test_an_embedded_database_needs_no_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office, _ = an_old_office(tmp_path)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "")
    assert main(["--office", str(office.parts.paths.folder), "upgrade", "--database-owner", "somebody"]) == 2
    assert "brought up to date when the office is opened" in capsys.readouterr().err
