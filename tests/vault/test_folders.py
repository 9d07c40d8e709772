"""Files made where accounts of several PCs share a folder are for its group, whatever the umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.shared.ids import new_id
from desktop.environment.files import give_to_group
from desktop.environment.witnesses import Witness
from desktop.lifecycle.move import OtherFolder, files_of
from desktop.vault.blobs import OURS, SHARED, BlobKind, Blobs, make_folder, new_file

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
KEY = bytes(32)


@pytest.fixture(params=[0o022, 0o077], ids=["022", "077"], autouse=True)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """Return a folder that its group shares, as an administrator makes it (`chmod 2770`)."""
    made = tmp_path / "share"
    made.mkdir()
    made.chmod(0o2770)
    return made


def modes(top: Path) -> set[int]:
    """Return the modes of everything in it."""
    return {stat.S_IMODE(path.stat().st_mode) for path in top.rglob("*")}


def test_recordings_are_for_the_group(share: Path) -> None:
    blobs, id = Blobs(share / "vault", shared=True), new_id()
    blobs.store(BlobKind.ORIGINAL, id, [b"sound"], KEY)
    with blobs.rebuild(BlobKind.WAVEFORM, id, [b"wave"], KEY) as rebuilt:
        rebuilt.keep()
    assert blobs.quarantine(BlobKind.ORIGINAL, id, "2026-11-24")
    assert modes(share) == {0o660, 0o2770}


def test_a_vault_of_one_account_stays_its_own(share: Path) -> None:
    Blobs(share / "vault").store(BlobKind.ORIGINAL, new_id(), [b"sound"], KEY)
    assert modes(share) == {0o600, 0o2700}, "the bit is inherited, and gives nobody anything"


def test_elsewhere_the_umask_has_its_say(tmp_path: Path, umask: int) -> None:
    Blobs(tmp_path / "vault", shared=True).store(BlobKind.ORIGINAL, new_id(), [b"sound"], KEY)
    assert modes(tmp_path / "vault") == {SHARED.file & ~umask, SHARED.folder & ~umask}


def test_recordings_that_an_office_takes_along_to_a_share_are_for_the_group(tmp_path: Path, share: Path) -> None:
    blobs, id = Blobs(tmp_path / "vault"), new_id()
    blobs.store(BlobKind.ORIGINAL, id, [b"sound"], KEY)
    [file] = files_of(tmp_path / "vault")
    OtherFolder(share / "vault").put(file, blobs.path(BlobKind.ORIGINAL, id))
    assert modes(share) == {0o660, 0o2770}


def test_the_witness_file_is_for_the_group(share: Path) -> None:
    Witness(share / "log" / "witness.txt").begin("origin", "origin/desk", bytes(32))
    assert modes(share / "log") == {0o664 if os.umask(0o077) == 0o022 else 0o660}
    assert stat.S_IMODE((share / "log").stat().st_mode) & 0o2070 == 0o2070


def test_a_witness_file_that_was_put_back_is_for_the_group(share: Path, tmp_path: Path) -> None:
    for folder, mode in ((share, 0o660), (tmp_path, 0o600)):
        file = folder / "witness.txt"
        file.touch(0o600)
        give_to_group(file)
        assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_file_that_cannot_be_given_to_the_group_is_not_left(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(descriptor: int, mode: int) -> None:
        raise PermissionError(1, "not permitted")

    monkeypatch.setattr(os, "fchmod", refused)
    with pytest.raises(PermissionError):
        new_file(share / "one", SHARED.file)
    assert not list(share.iterdir())
    os.close(new_file(share / "own", OURS.file))


def test_a_file_in_the_place_of_a_folder_is_said(share: Path) -> None:
    (share / "vault").touch()
    with pytest.raises(NotADirectoryError):
        make_folder(share / "vault", SHARED.folder)
