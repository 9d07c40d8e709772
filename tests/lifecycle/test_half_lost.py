"""An office on a server loses one half, the folder of its recordings or its database, and does as the manual says."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.application.office.signing_in import sign_out
from desktop.environment.office_file import read_office_file
from tests.lifecycle.test_backup import recovery_file, reopened
from tests.lifecycle.test_restore_shared import a_shared_office, recordings
from tests.lifecycle.test_server_backup import empty
from tests.support import postgres
from tests.support.builders import PASSWORD, Office, a_call

__all__ = ["empty"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with a_shared_office(tmp_path) as made:
        yield made


def backed_up(office: Office, tmp_path: Path) -> Path:
    backup = tmp_path / "backup"
    assert main(["--office", str(office.parts.paths.folder), "backup", str(backup)]) == 0
    return backup


def test_the_share_alone_is_lost_and_filled_again_from_a_back_up(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A recording from after the back-up is missing, and named; importing its folder again brings it back."""
    share, folder = tmp_path / "share", str(office.parts.paths.folder)
    earlier, backup, before = office.imported(office.a_request()), backed_up(office, tmp_path), recordings(share)
    office.imported(office.a_request(), a_call(1, 800))
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
    office.decided(office.prepared(earlier))


def test_the_database_alone_is_lost_and_the_pc_goes_on_with_the_share_once_the_loss_is_stated(
    office: Office,
    empty: postgres.Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = office.parts.paths.folder
    file, paths = read_office_file(folder)
    shutil.copy(office.parts.paths.witness, tmp_path / "witness.txt")
    file._replace(witness=tmp_path / "witness.txt").write(paths)  # on a share
    office.parts.engine.dispose()
    office = reopened(office, folder)
    backup, recovery = backed_up(office, tmp_path), recovery_file(office, tmp_path)
    stored = recordings(tmp_path / "share")
    office.do(sign_out, office.actor("officer"))  # which anchors the log
    office.parts.engine.dispose()
    passwords = (postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD) * 2
    typed = iter((*passwords, PASSWORD, PASSWORD))
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))
    where = "--database", empty.address, "--database-owner", postgres.OWNER
    restoring = "--office", str(folder), "restore", str(backup), "--yes", "--recovery", str(recovery), *where
    assert main(restoring) == 2 and "already" in capsys.readouterr().err
    folder.rename(folder.with_name("office-before"))
    assert main(restoring) == 1 and "log lost" in capsys.readouterr().out
    two = "--administrator", "administrator", "--supervisor", "supervisor"
    assert main(["--office", str(folder), "log", "lost", *two]) == 0, capsys.readouterr()
    assert main(["--office", str(folder), "verify"]) == 0
    again = reopened(office, folder)
    try:
        assert again.parts.paths.vault == tmp_path / "share"
        assert recordings(tmp_path / "share") == stored and not (folder / "vault").exists()
        again.prepared(again.imported(again.a_request(), a_call(1, 800)))
        assert again.verify().whole
    finally:
        again.parts.engine.dispose()
