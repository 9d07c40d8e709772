"""An office whose recordings are in the database of its server: backed up in one moment, and restored on another."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from db.engines import copying
from db.engines.server_address import read_address
from desktop.__main__ import main
from desktop.errors import DatabaseError, ExternalSystemError
from desktop.lifecycle.backups import back_up
from desktop.lifecycle.restore import restore
from desktop.vault.blobs import BlobKind
from tests.lifecycle.test_backup import lost, recovery_file, reopened
from tests.support import postgres
from tests.support.builders import ASKER, Office, a_call
from tests.support.places import embedded, in_database


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with in_database(tmp_path) as made:
        yield made


@pytest.fixture
def empty() -> Iterator[postgres.Database]:
    with postgres.a_database() as made:
        yield made


def files_of(office: Office) -> set[tuple[str, str]]:
    return {(kind.value, id) for kind, id in office.parts.vault.older_than(-60)}


def test_the_drill(office: Office, empty: postgres.Database, tmp_path: Path) -> None:
    """Back up, lose server and PC, restore elsewhere: all is there and verified, and work goes on."""
    recovery = recovery_file(office, tmp_path)
    request = office.approved(a_call(1, 700))
    done = back_up(office.parts.paths.folder, tmp_path / "backup")
    rows, stored = office.all_rows(), files_of(office)
    assert done.events == len(office.bodies()) and done.recordings == 4
    lost(office)
    server = postgres.for_a_new_office(empty.name)
    restored = restore(tmp_path / "backup", tmp_path / "new", recovery, server)
    assert restored.events == done.events
    again = reopened(office, tmp_path / "new")
    try:
        assert f"/{empty.name}?" in str(again.parts.file.database)
        assert again.all_rows() == rows and files_of(again) == stored
        copy = again.request(request).copy
        assert copy and again.parts.vault.has(BlobKind.APPROVED, copy)
        assert again.verify().whole
        again.prepared(again.imported(again.a_request(), a_call(1, 800)))
        assert again.verify().whole
    finally:
        again.parts.engine.dispose()


def test_it_is_of_one_moment_whatever_is_done_meanwhile(
    office: Office, empty: postgres.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovery, before = recovery_file(office, tmp_path), office.all_rows()
    stored, rows_of = files_of(office), copying._rows_of

    def working(*arguments: object) -> Iterator[bytes]:
        if arguments[1] == "desk":
            office.approved(a_call(1, 700))
        yield from rows_of(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(copying, "_rows_of", working)
    back_up(office.parts.paths.folder, tmp_path / "backup")
    assert office.all_rows() != before
    lost(office)
    restore(tmp_path / "backup", tmp_path / "new", recovery, postgres.for_a_new_office(empty.name))
    again = reopened(office, tmp_path / "new")
    try:
        assert again.all_rows() == before and files_of(again) == stored
    finally:
        again.parts.engine.dispose()


def test_nothing_in_it_is_in_the_clear(office: Office, tmp_path: Path) -> None:
    back_up(office.parts.paths.folder, tmp_path / "backup")
    content = b"".join(path.read_bytes() for path in (tmp_path / "backup").rglob("*") if path.is_file())
    for told in (ASKER.surname, ASKER.address, "recording_imported", "audit_event"):
        assert told.encode() not in content


def test_one_that_is_cut_or_of_another_version_fills_nothing(
    office: Office, empty: postgres.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovery, backup, new = recovery_file(office, tmp_path), tmp_path / "backup", tmp_path / "new"
    back_up(office.parts.paths.folder, backup)
    blocks = b"".join(copying.ServerCopy(office.parts.engine).blocks())
    lost(office)
    server = postgres.for_a_new_office(empty.name)
    with monkeypatch.context() as newer:
        newer.setattr("db.schema.migrate.known", lambda *_: ["9999"])
        with pytest.raises(DatabaseError, match="copy_of_another_version"):
            restore(backup, new, recovery, server)
    for kept in (0, 3, 100, len(blocks) // 2, len(blocks) - 4, len(blocks) - 1):
        with pytest.raises(DatabaseError, match="copy_damaged"):
            copying.put_back(server.address, server.owner, server.owner_password, BytesIO(blocks[:kept]).read)
    assert not new.exists()
    restore(backup, new, recovery, server)
    again = reopened(office, new)
    assert again.verify().whole
    again.parts.engine.dispose()


def test_it_says_where_a_server_is_needed_and_where_not(office: Office, tmp_path: Path) -> None:
    recovery = recovery_file(office, tmp_path)
    back_up(office.parts.paths.folder, tmp_path / "backup")
    lost(office)
    with pytest.raises(ExternalSystemError) as refused:
        restore(tmp_path / "backup", tmp_path / "new", recovery)
    assert refused.value.code == "restore_needs_server"
    (tmp_path / "other").mkdir()
    with embedded(tmp_path / "other") as other:
        back_up(other.parts.paths.folder, tmp_path / "folders")
        shutil.rmtree(other.parts.paths.folder)
        with pytest.raises(ExternalSystemError) as refused:
            restore(tmp_path / "folders", tmp_path / "new", recovery, postgres.for_a_new_office("nowhere"))
        assert refused.value.code == "restore_needs_no_server"
    assert not (tmp_path / "new").exists()


def test_a_database_with_an_office_in_it_is_refused(office: Office, tmp_path: Path) -> None:
    recovery = recovery_file(office, tmp_path)
    back_up(office.parts.paths.folder, tmp_path / "backup")
    lost(office)
    name = read_address(str(office.parts.file.database)).database
    with pytest.raises(DatabaseError) as refused:
        restore(tmp_path / "backup", tmp_path / "new", recovery, postgres.for_a_new_office(name))
    assert refused.value.code == "database_in_use" and not (tmp_path / "new").exists()


def test_the_commands_say_what_was_done(
    office: Office,
    empty: postgres.Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    recovery, folder = recovery_file(office, tmp_path), str(office.parts.paths.folder)
    assert main(["--office", folder, "backup", str(tmp_path / "backup")]) == 0
    said = capsys.readouterr().out
    assert "2 recordings and copies" in said and "NOT" not in said
    lost(office)
    typed = iter((postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD))
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))
    words = ["--office", folder, "restore", str(tmp_path / "backup"), "--yes", "--recovery", str(recovery)]
    where = ["--database", empty.address, "--database-owner", postgres.OWNER]
    shutil.rmtree(folder)
    assert main([*words, *where[:2]]) == 2
    assert main([*words, *where]) == 0
    assert "The office is restored." in capsys.readouterr().out
    assert main(["--office", folder, "verify"]) == 0
