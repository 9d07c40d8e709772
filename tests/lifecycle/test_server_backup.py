"""An office on a server is backed up and restored: its rows, the folder that PCs share, and a PC alone."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from db.engines import transfer
from desktop.__main__ import main
from desktop.application.office.signing_in import sign_out
from desktop.bootstrap.making import copy_server_rows
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.pcs import authority_of, with_authority
from desktop.domain.shared.ids import RequestId
from desktop.environment.office_file import read_office_file
from desktop.errors import DatabaseError, ExternalSystemError
from desktop.lifecycle import backups
from desktop.lifecycle.backups import AUTHORITY, back_up
from desktop.lifecycle.restore import restore
from desktop.vault.blobs import BlobKind, mark
from tests.lifecycle.test_backup import is_whole, lost, recovery_file, reopened
from tests.support.fixtures import made
from tests.support.offices.builders import ASKER, PASSWORD, Office, a_call
from tests.support.offices.places import embedded, in_database, shared
from tests.support.refusals import error_of
from tests.support.servers import postgres

office = made(in_database)
empty = made(lambda _: postgres.a_database())


def files_of(office: Office) -> set[tuple[str, str]]:
    return {(kind.value, id) for kind, id in office.parts.vault.older_than(-60)}


def test_the_drill(office: Office, empty: postgres.Database, tmp_path: Path) -> None:
    """Back up, lose server and PC, restore elsewhere: all is there and verified, and work goes on."""
    recovery = recovery_file(office, tmp_path)
    request = office.approved(a_call(1, 700))
    done = back_up(office.parts.paths.folder, tmp_path / "backup")
    rows, stored = office.all_rows(), files_of(office)
    assert done.events == len(office.bodies()) and done.recordings == 4
    content = b"".join(path.read_bytes() for path in (tmp_path / "backup").rglob("*") if path.is_file())
    for told in (ASKER.surname, ASKER.address, "recording_imported", "audit_event"):
        assert told.encode() not in content, "nothing in it is in the clear"
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
    stored, rows_of = files_of(office), transfer._rows_of

    def working(*arguments: object) -> Iterator[bytes]:
        if arguments[1] == "desk":
            office.approved(a_call(1, 700))
        yield from rows_of(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(transfer, "_rows_of", working)
    back_up(office.parts.paths.folder, tmp_path / "backup")
    assert office.all_rows() != before
    lost(office)
    restore(tmp_path / "backup", tmp_path / "new", recovery, postgres.for_a_new_office(empty.name))
    again = reopened(office, tmp_path / "new")
    try:
        assert again.all_rows() == before and files_of(again) == stored
    finally:
        again.parts.engine.dispose()


def test_one_that_is_cut_or_of_another_version_fills_nothing(
    office: Office, empty: postgres.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovery, backup, new = recovery_file(office, tmp_path), tmp_path / "backup", tmp_path / "new"
    back_up(office.parts.paths.folder, backup)
    blocks = b"".join(transfer.ServerCopy(office.parts.engine, office.parts.comparing()).blocks())
    lost(office)
    server = postgres.for_a_new_office(empty.name)
    with monkeypatch.context() as newer:
        newer.setattr("db.schema.migrate.known", lambda *_: ["9999"])
        with pytest.raises(DatabaseError, match="copy_of_another_version"):
            restore(backup, new, recovery, server)
    for kept in (0, 3, 100, len(blocks) // 2, len(blocks) - 4, len(blocks) - 1):
        with pytest.raises(DatabaseError, match="copy_damaged"):
            transfer.put_back(server.address, server.owner, server.owner_password, BytesIO(blocks[:kept]).read)
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


@contextmanager
def a_shared_office(tmp_path: Path) -> Iterator[Office]:
    """Yield an sharing on a server, with recordings and copies in a folder that its PCs share."""
    with shared(tmp_path) as made:
        made.prepared(made.imported(made.a_request()))
        folder = made.parts.paths.folder
        file, paths = read_office_file(folder)
        shutil.move(paths.vault, tmp_path / "share")
        mark(tmp_path / "share", file.id)
        file._replace(vault=tmp_path / "share").write(paths)
        made.parts.engine.dispose()
        sharing = replace(made, opened=open_parts(folder))
        yield sharing
        sharing.parts.engine.dispose()


@pytest.fixture
def sharing(tmp_path: Path) -> Iterator[Office]:
    with a_shared_office(tmp_path) as made:
        yield made


def backed_up_and_lost(sharing: Office, tmp_path: Path) -> Path:
    """Back it up, and lose the PC; return the file of a recovery key."""
    recovery = recovery_file(sharing, tmp_path)
    back_up(sharing.parts.paths.folder, tmp_path / "backup")
    lost(sharing)
    return recovery


def recordings(vault: Path) -> list[str]:
    kinds = BlobKind.ORIGINAL, BlobKind.APPROVED
    return sorted(f"{kind}/{path.name}" for kind in kinds for path in (vault / kind).glob("*"))


def test_it_goes_on_with_the_folder_in_which_the_other_pcs_store_theirs_or_with_its_own_where_that_is_lost(
    sharing: Office, tmp_path: Path
) -> None:
    before, share = recordings(tmp_path / "share"), tmp_path / "share"
    recovery = backed_up_and_lost(sharing, tmp_path)
    restore(tmp_path / "backup", tmp_path / "new", recovery, database_stays=True)
    file, paths = read_office_file(tmp_path / "new")
    assert paths.vault == file.vault == share
    assert len(before) >= 2 and recordings(share) == before
    assert not (tmp_path / "new" / "vault").exists()  # nothing is kept twice
    for lost_too in (tmp_path / "new", share):
        shutil.rmtree(lost_too)
    share.mkdir()
    restore(tmp_path / "backup", tmp_path / "own", recovery, database_stays=True)
    file, paths = read_office_file(tmp_path / "own")
    assert file.vault is None and recordings(paths.vault) == before


def named(sharing: Office) -> set[str]:
    """Return the recordings and copies that the database names."""
    with sharing.parts.uow(sharing.parts.file.desk).read_only() as uow:
        return set(uow.keeping.living())


def test_the_drill_with_a_shared_folder(
    sharing: Office,
    empty: postgres.Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Back up, lose share and PC, restore on another database: one command each, and all is there and verified."""
    recovery, folder = recovery_file(sharing, tmp_path), str(sharing.parts.paths.folder)
    rows, stored, events = sharing.all_rows(), recordings(tmp_path / "share"), len(sharing.bodies())
    assert main(["--office", folder, "backup", str(tmp_path / "backup")]) == 0
    said = capsys.readouterr().out
    assert f"{len(stored)} recordings and copies" in said and f"{events} events" in said
    assert "LOOK" not in said
    sharing.parts.engine.dispose()
    shutil.rmtree(tmp_path / "share")
    shutil.rmtree(folder)
    typed = iter((postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD))
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))
    where = "--database", empty.address, "--database-owner", postgres.OWNER
    restoring = ["--office", folder, "restore", str(tmp_path / "backup"), "--yes", "--recovery", str(recovery)]
    assert main(restoring) == 2, "it does not guess where the database is"
    assert "--database-stays" in capsys.readouterr().err
    assert main([*restoring, *where]) == 0, capsys.readouterr()
    assert main(["--office", folder, "verify"]) == 0
    again = reopened(sharing, Path(folder))
    try:
        assert again.all_rows() == rows and f"/{empty.name}?" in str(again.parts.file.database)
        assert recordings(again.parts.paths.vault) == stored
        again.prepared(again.imported(again.a_request(), a_call(1, 800)))
        assert again.verify().whole
    finally:
        again.parts.engine.dispose()


def test_what_is_brought_in_meanwhile_is_whole_in_it_or_not_in_it(
    sharing: Office, empty: postgres.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are copied first: had the vault been, they would name a file that is not in the back-up."""
    copied, recovery, brought_in = copy_server_rows, recovery_file(sharing, tmp_path), list[RequestId]()

    def and_then_one_is_brought_in(*arguments: Any) -> Any:
        done = copied(*arguments)
        if not brought_in:
            brought_in.append(sharing.imported(sharing.a_request(), a_call(hertz=600)))
        return done

    before = named(sharing)
    monkeypatch.setattr(backups, "copy_server_rows", and_then_one_is_brought_in)
    assert back_up(sharing.parts.paths.folder, tmp_path / "backup").missing == 0
    shutil.rmtree(tmp_path / "share")
    lost(sharing)
    restore(tmp_path / "backup", tmp_path / "new", recovery, postgres.for_a_new_office(empty.name))
    again = reopened(sharing, tmp_path / "new")
    try:
        there = {path.name for kind in ("original", "approved") for path in (again.parts.paths.vault / kind).iterdir()}
        assert brought_in and named(again) == before and before <= there
    finally:
        again.parts.engine.dispose()


def test_a_share_that_is_not_connected_gives_no_back_up(sharing: Office, tmp_path: Path) -> None:
    (tmp_path / "share").rename(tmp_path / "away")
    for _ in ("not there", "an empty folder"):
        failed = error_of(ExternalSystemError, back_up, sharing.parts.paths.folder, tmp_path / "backup")
        assert failed.code == "backup_without_vault"
        assert not (tmp_path / "backup").exists() and not list(tmp_path.glob(".*.unfinished"))
        (tmp_path / "share").mkdir(exist_ok=True)


def test_one_recording_that_is_missing_is_said_and_the_others_are_backed_up(
    sharing: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    next((tmp_path / "share" / "original").iterdir()).unlink()
    folder = str(sharing.parts.paths.folder)
    events = len(sharing.bodies())
    assert main(["--office", folder, "backup", str(tmp_path / "backup")]) == 1
    assert "LOOK: 1 recording or copy was not in the vault" in capsys.readouterr().out
    assert is_whole(tmp_path / "backup") and backups.manifest_of(tmp_path / "backup").events == events


def test_one_that_was_destroyed_meanwhile_is_not_missing(
    sharing: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_whole, name = backups.copy_whole, next((tmp_path / "share" / "original").iterdir()).name

    def and_one_is_destroyed(*arguments: Any) -> int:
        with sharing.parts.engine.begin() as connection:
            destroyed = "UPDATE recording SET destroyed_at = '2026-11-24T10:00:00Z' WHERE id = :id"
            connection.execute(text(destroyed), {"id": name})
        (tmp_path / "share" / "original" / name).unlink(missing_ok=True)
        return copy_whole(*arguments)

    monkeypatch.setattr(backups, "copy_whole", and_one_is_destroyed)
    assert back_up(sharing.parts.paths.folder, tmp_path / "backup").missing == 0


def test_where_its_database_is_still_on_the_server_the_pc_alone_is_restored_with_what_it_trusted_the_server_by(
    office: Office, tmp_path: Path
) -> None:
    """The office's folder holds the certificate of the server's authority, as at a PC that has joined."""
    file, paths = read_office_file(office.parts.paths.folder)
    own, new, recovery = paths.folder / AUTHORITY, tmp_path / "new", recovery_file(office, tmp_path)
    shutil.copyfile(authority_of(str(file.database)) or "", own)
    file._replace(database=with_authority(str(file.database), own)).write(paths)
    certificates = own.read_bytes()
    back_up(office.parts.paths.folder, tmp_path / "backup")
    rows = office.all_rows()
    lost(office)
    with pytest.raises(ExternalSystemError, match="restore_needs_server"):
        restore(tmp_path / "backup", new, recovery)
    assert restore(tmp_path / "backup", new, recovery, database_stays=True).not_opened is None
    again = reopened(office, new)
    assert again.all_rows() == rows
    assert authority_of(str(read_office_file(new)[0].database)) == new / AUTHORITY
    assert (new / AUTHORITY).read_bytes() == certificates
    again.parts.engine.dispose()


def backed_up(sharing: Office, tmp_path: Path) -> Path:
    backup = tmp_path / "backup"
    assert main(["--office", str(sharing.parts.paths.folder), "backup", str(backup)]) == 0
    return backup


def test_the_share_alone_is_lost_and_filled_again_from_a_back_up(
    sharing: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A recording from after the back-up is missing, and named; importing its folder again brings it back."""
    share, folder = tmp_path / "share", str(sharing.parts.paths.folder)
    earlier = sharing.imported(sharing.a_request())
    backup, before = backed_up(sharing, tmp_path), recordings(share)
    sharing.imported(sharing.a_request(), a_call(1, 800))
    shutil.rmtree(share)
    share.mkdir()
    capsys.readouterr()
    assert main(["--office", folder, "backup", str(tmp_path / "none")]) == 1, "no back-up of a lost share"
    shutil.copytree(backup / "vault", share, dirs_exist_ok=True)  # cp -r BACKUP/vault/. SHARE
    assert recordings(share) == before
    assert main(["--office", folder, "backup", str(tmp_path / "second")]) == 1
    said = capsys.readouterr().out
    assert "LOOK: 1 recording or copy was not in the vault" in said, said
    assert main(["--office", folder, "verify"]) == 0
    sharing.decided(sharing.prepared(earlier))


def test_the_database_alone_is_lost_and_the_pc_goes_on_with_the_share_once_two_people_state_what_is_lost(
    sharing: Office,
    empty: postgres.Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = sharing.parts.paths.folder
    file, paths = read_office_file(folder)
    shutil.copy(sharing.parts.paths.witness, tmp_path / "witness.txt")
    file._replace(witness=tmp_path / "witness.txt").write(paths)  # on a share
    sharing.parts.engine.dispose()
    sharing = reopened(sharing, folder)
    backup, recovery = backed_up(sharing, tmp_path), recovery_file(sharing, tmp_path)
    stored = recordings(tmp_path / "share")
    sharing.do(sign_out, sharing.actor("officer"))  # which anchors the log
    sharing.parts.engine.dispose()
    passwords = (postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD) * 2
    typed = iter((*passwords, *[PASSWORD] * 4))
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))
    where = "--database", empty.address, "--database-owner", postgres.OWNER
    restoring = ["--office", str(folder), "restore", str(backup), "--yes", "--recovery", str(recovery), *where]
    assert main(restoring) == 2 and "already" in capsys.readouterr().err
    folder.rename(folder.with_name("office-before"))
    assert main(restoring) == 1 and "log lost" in capsys.readouterr().out
    assert main(["--office", str(folder), "verify"]) == 1
    assert "The log is shorter than a checkpoint says it was." in capsys.readouterr().out
    lose = ["--office", str(folder), "log", "lost", "--administrator", "administrator", "--supervisor", "supervisor"]
    for code, words in ((0, "Stated as lost: the events from number"), (2, "Nothing is lost")):
        assert main(lose) == code
        assert words in "".join(capsys.readouterr())
    assert main(["--office", str(folder), "verify"]) == 0
    said = capsys.readouterr().out
    assert "The log is whole." in said and "Lost, as event number" in said, "it is named ever after"
    again = reopened(sharing, folder)
    try:
        assert again.parts.paths.vault == tmp_path / "share"
        assert recordings(tmp_path / "share") == stored and not (folder / "vault").exists()
        again.prepared(again.imported(again.a_request(), a_call(1, 800)))
        assert again.verify().whole
    finally:
        again.parts.engine.dispose()
