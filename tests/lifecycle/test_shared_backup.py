"""An office on a server with a shared folder of recordings: one command backs all of it up, and one restores it."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from desktop.__main__ import main
from desktop.bootstrap.pcs import authority_of, with_authority
from desktop.domain.shared.ids import RequestId
from desktop.environment.office_file import read_office_file
from desktop.errors import ExternalSystemError
from desktop.lifecycle import backups as backing_up
from desktop.lifecycle import backups as folders
from desktop.lifecycle.backups import AUTHORITY, ROWS, back_up
from desktop.lifecycle.restore import restore
from tests.lifecycle.test_backup import is_whole, lost, recovery_file, reopened
from tests.lifecycle.test_restore_shared import a_shared_office, recordings
from tests.lifecycle.test_server_backup import empty
from tests.support import postgres
from tests.support.builders import ASKER, Office, a_call
from tests.support.places import in_database, shared

__all__ = ["empty"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with a_shared_office(tmp_path) as made:
        yield made


def named(office: Office) -> set[str]:
    """Return the recordings and copies that the database names."""
    with office.parts.uow(office.parts.file.desk).read_only() as uow:
        return set(uow.keeping.living())


def test_the_drill(
    office: Office,
    empty: postgres.Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Back up, lose share and PC, restore on another database: one command each, and all is there and verified."""
    recovery, folder = recovery_file(office, tmp_path), str(office.parts.paths.folder)
    rows, stored, events = office.all_rows(), recordings(tmp_path / "share"), len(office.bodies())
    assert main(["--office", folder, "backup", str(tmp_path / "backup")]) == 0
    said = capsys.readouterr().out
    assert f"{len(stored)} recordings and copies" in said and f"{events} events" in said
    assert "LOOK" not in said
    office.parts.engine.dispose()
    shutil.rmtree(tmp_path / "share")
    shutil.rmtree(folder)
    typed = iter((postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD))
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))
    where = "--database", empty.address, "--database-owner", postgres.OWNER
    restoring = "--office", folder, "restore", str(tmp_path / "backup"), "--yes", "--recovery", str(recovery)
    assert main([*restoring]) == 2, "it does not guess where the database is"
    assert "--database-stays" in capsys.readouterr().err
    assert main([*restoring, *where]) == 0, capsys.readouterr()
    assert main(["--office", folder, "verify"]) == 0
    again = reopened(office, Path(folder))
    try:
        assert again.all_rows() == rows and f"/{empty.name}?" in str(again.parts.file.database)
        assert recordings(again.parts.paths.vault) == stored
        again.prepared(again.imported(again.a_request(), a_call(1, 800)))
        assert again.verify().whole
    finally:
        again.parts.engine.dispose()


@pytest.mark.parametrize("moment", ["copy_rows", "copy_whole"])
def test_what_is_brought_in_meanwhile_is_whole_in_it_or_not_in_it(
    office: Office, empty: postgres.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """The rows are copied first: had the vault been, they would name a file that is not in the back-up."""
    owner = {"copy_rows": backing_up, "copy_whole": folders}[moment]
    copied, recovery, brought_in = getattr(owner, moment), recovery_file(office, tmp_path), list[RequestId]()

    def and_then_one_is_brought_in(*arguments: Any) -> Any:
        done = copied(*arguments)
        if not brought_in:
            brought_in.append(office.imported(office.a_request(), a_call(hertz=600)))
        return done

    before = named(office)
    monkeypatch.setattr(owner, moment, and_then_one_is_brought_in)
    assert back_up(office.parts.paths.folder, tmp_path / "backup").missing == 0
    shutil.rmtree(tmp_path / "share")
    lost(office)
    restore(tmp_path / "backup", tmp_path / "new", recovery, postgres.for_a_new_office(empty.name))
    again = reopened(office, tmp_path / "new")
    try:
        there = {path.name for kind in ("original", "approved") for path in (again.parts.paths.vault / kind).iterdir()}
        assert brought_in and named(again) == before and before <= there
    finally:
        again.parts.engine.dispose()


def test_nothing_in_it_is_in_the_clear(office: Office, tmp_path: Path) -> None:
    back_up(office.parts.paths.folder, tmp_path / "backup")
    content = b"".join(path.read_bytes() for path in (tmp_path / "backup").rglob("*") if path.is_file())
    for told in (ASKER.surname, ASKER.address, "recording_imported", "audit_event", "RIFF"):
        assert told.encode() not in content


def test_a_share_that_is_not_connected_gives_no_back_up(office: Office, tmp_path: Path) -> None:
    (tmp_path / "share").rename(tmp_path / "away")
    for _ in ("not there", "an empty folder"):
        with pytest.raises(ExternalSystemError) as failed:
            back_up(office.parts.paths.folder, tmp_path / "backup")
        assert failed.value.code == "backup_without_vault"
        assert not (tmp_path / "backup").exists() and not list(tmp_path.glob(".*.unfinished"))
        (tmp_path / "share").mkdir(exist_ok=True)


def test_one_recording_that_is_missing_is_said_and_the_others_are_backed_up(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    next((tmp_path / "share" / "original").iterdir()).unlink()
    folder = str(office.parts.paths.folder)
    events = len(office.bodies())
    assert main(["--office", folder, "backup", str(tmp_path / "backup")]) == 1
    assert "LOOK: 1 recording or copy was not in the vault" in capsys.readouterr().out
    assert is_whole(tmp_path / "backup") and folders.manifest_of(tmp_path / "backup").events == events


def test_one_that_was_destroyed_meanwhile_is_not_missing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_whole, name = folders.copy_whole, next((tmp_path / "share" / "original").iterdir()).name

    def and_one_is_destroyed(*arguments: Any) -> int:
        with office.parts.engine.begin() as connection:
            destroyed = "UPDATE recording SET destroyed_at = '2026-11-24T10:00:00Z' WHERE id = :id"
            connection.execute(text(destroyed), {"id": name})
        (tmp_path / "share" / "original" / name).unlink(missing_ok=True)
        return copy_whole(*arguments)

    monkeypatch.setattr(folders, "copy_whole", and_one_is_destroyed)
    assert back_up(office.parts.paths.folder, tmp_path / "backup").missing == 0


@pytest.mark.parametrize("place", [shared, in_database])
def test_where_its_database_is_still_on_the_server_the_pc_alone_is_restored(tmp_path: Path, place: Any) -> None:
    with place(tmp_path) as office:
        recovery = recovery_file(office, tmp_path)
        back_up(office.parts.paths.folder, tmp_path / "backup")
        rows, address = office.all_rows(), office.parts.file.database
        lost(office)
        with pytest.raises(ExternalSystemError, match="restore_needs_server"):
            restore(tmp_path / "backup", tmp_path / "new", recovery)
        assert restore(tmp_path / "backup", tmp_path / "new", recovery, database_stays=True).events
        again = reopened(office, tmp_path / "new")
        assert again.all_rows() == rows and read_office_file(tmp_path / "new")[0].database == address
        again.parts.engine.dispose()


def test_a_back_up_of_before_without_its_database_is_restored_as_it_was(office: Office, tmp_path: Path) -> None:
    """It was made by an earlier version, and its database is put back with the database's own tools."""
    recovery, backup = recovery_file(office, tmp_path), tmp_path / "backup"
    back_up(office.parts.paths.folder, backup)
    manifest = folders.manifest_of(backup)
    (backup / ROWS).unlink()
    del manifest.files[ROWS]
    (backup / folders.MANIFEST).unlink()
    folders.write_manifest(backup, folders.Manifest(**{**vars(manifest), "events": None}))
    rows = office.all_rows()
    lost(office)
    restore(backup, tmp_path / "new", recovery)
    again = reopened(office, tmp_path / "new")
    assert again.all_rows() == rows
    again.parts.engine.dispose()


def with_own_authority(office: Office) -> Path:
    """Let the office's folder hold the certificate of the server's authority, as it does at a PC that has joined."""
    file, paths = read_office_file(office.parts.paths.folder)
    own = paths.folder / AUTHORITY
    shutil.copyfile(authority_of(str(file.database)) or "", own)
    file._replace(database=with_authority(str(file.database), own)).write(paths)
    return own


def test_the_certificate_by_which_the_lost_pc_trusted_the_server_comes_along(tmp_path: Path) -> None:
    with in_database(tmp_path) as office:
        recovery, new = recovery_file(office, tmp_path), tmp_path / "new"
        own = with_own_authority(office)
        certificates = own.read_bytes()
        back_up(office.parts.paths.folder, tmp_path / "backup")
        rows = office.all_rows()
        lost(office)
        assert restore(tmp_path / "backup", new, recovery, database_stays=True).not_opened is None
        assert authority_of(str(read_office_file(new)[0].database)) == new / AUTHORITY
        assert (new / AUTHORITY).read_bytes() == certificates
        again = reopened(office, new)
        assert again.all_rows() == rows
        again.parts.engine.dispose()
