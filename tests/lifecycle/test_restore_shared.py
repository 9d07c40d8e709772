"""A PC is restored whose office has its recordings in a folder that all its PCs share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.bootstrap.opening import open_parts
from desktop.environment.office_file import read_office_file
from desktop.lifecycle.backups import back_up
from desktop.lifecycle.restore import restore
from desktop.vault.blobs import BlobKind
from tests.lifecycle.test_backup import lost, recovery_file
from tests.support.builders import Office
from tests.support.places import shared


@contextmanager
def a_shared_office(tmp_path: Path) -> Iterator[Office]:
    """Yield an office on a server, with recordings and copies in a folder that its PCs share."""
    with shared(tmp_path) as made:
        made.prepared(made.imported(made.a_request()))
        folder = made.parts.paths.folder
        file, paths = read_office_file(folder)
        shutil.move(paths.vault, tmp_path / "share")
        file._replace(vault=tmp_path / "share").write(paths)
        made.parts.engine.dispose()
        office = replace(made, opened=open_parts(folder))
        yield office
        office.parts.engine.dispose()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with a_shared_office(tmp_path) as made:
        yield made


def backed_up_and_lost(office: Office, tmp_path: Path) -> Path:
    """Back it up, and lose the PC; return the file of a recovery key."""
    recovery = recovery_file(office, tmp_path)
    back_up(office.parts.paths.folder, tmp_path / "backup")
    lost(office)
    return recovery


def recordings(vault: Path) -> list[str]:
    kinds = BlobKind.ORIGINAL, BlobKind.APPROVED
    return sorted(f"{kind}/{path.name}" for kind in kinds for path in (vault / kind).glob("*"))


def test_it_goes_on_with_the_folder_in_which_the_other_pcs_store_theirs(office: Office, tmp_path: Path) -> None:
    before = recordings(tmp_path / "share")
    recovery = backed_up_and_lost(office, tmp_path)
    restore(tmp_path / "backup", tmp_path / "new", recovery, database_stays=True)
    file, paths = read_office_file(tmp_path / "new")
    assert paths.vault == file.vault == tmp_path / "share"
    assert len(before) >= 2 and recordings(tmp_path / "share") == before
    assert not (tmp_path / "new" / "vault").exists()  # nothing is kept twice


def test_where_that_folder_is_lost_too_its_own_has_the_recordings(office: Office, tmp_path: Path) -> None:
    before = recordings(tmp_path / "share")
    recovery = backed_up_and_lost(office, tmp_path)
    shutil.rmtree(tmp_path / "share")
    (tmp_path / "share").mkdir()
    restore(tmp_path / "backup", tmp_path / "new", recovery, database_stays=True)
    file, paths = read_office_file(tmp_path / "new")
    assert file.vault is None and recordings(paths.vault) == before
