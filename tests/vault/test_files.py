"""The vault's files for the nightly run: those old enough to be checked, the quarantine, and its folders."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.application.ports.sound import StoredFile
from desktop.domain.shared.ids import OfficeId, new_id
from desktop.environment.witnesses import Witness
from desktop.files.durable import give_to_group, make_folder, new_file
from desktop.lifecycle.move import OtherFolder, files_of
from desktop.vault.blobs import OURS, SHARED, BlobKind, Blobs, mark
from desktop.vault.place import VaultFiles
from tests.support.refusals import refusal

KEY = bytes(range(32))
DAY = date(2026, 11, 24)
OFFICE = OfficeId("f" * 32)
WHOLE = b"a stored recording"


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "vault")


@pytest.fixture
def files(blobs: Blobs) -> VaultFiles:
    return VaultFiles(blobs)


def store(blobs: Blobs, kind: BlobKind = BlobKind.ORIGINAL, days: float = 2) -> StoredFile:
    """Store one, so many days ago."""
    id, then = new_id(), time.time() - days * 24 * 3600
    blobs.store(kind, id, [WHOLE], KEY)
    os.utime(blobs.path(kind, id), (then, then))
    return StoredFile(kind.value, id)


def is_whole(blobs: Blobs, file: StoredFile) -> bool:
    with blobs.open(BlobKind(file.kind), file.id, KEY) as reader:
        return reader.read(0, reader.size) == WHOLE


def quarantined(file: StoredFile, day: date = DAY) -> StoredFile:
    return StoredFile(file.kind, file.id, day)


def test_each_lies_in_the_quarantine_of_its_day_whatever_its_own_time_says(
    blobs: Blobs, files: VaultFiles, tmp_path: Path
) -> None:
    one, two = store(blobs), store(blobs)
    later = date(2026, 12, 1)
    files.quarantine(one, DAY)
    files.quarantine(two, later)
    for path in (tmp_path / "vault").rglob("*"):
        os.utime(path, (0, 0))
    assert set(files.in_quarantine()) == {quarantined(one), quarantined(two, later)}


def test_what_is_not_ours_in_the_quarantine_is_left_alone(blobs: Blobs, files: VaultFiles, tmp_path: Path) -> None:
    place = tmp_path / "vault" / "quarantine"
    for name in (
        f"2026-11-24/{'a' * 32}",
        f"yesterday/original-{'a' * 32}",
        f"2026-11-24/video-{'a' * 32}",
        "2026-11-24/x",
    ):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(b"somebody's")
    assert files.in_quarantine() == []


def test_old_working_copies_are_left_over_and_what_was_never_finished_goes(blobs: Blobs, files: VaultFiles) -> None:
    kept = [store(blobs, kind, 40) for kind in (BlobKind.ORIGINAL, BlobKind.APPROVED, BlobKind.WAVEFORM)]
    fresh, unnamed = store(blobs, BlobKind.WORKING, 29), store(blobs, BlobKind.WORKING, 40)
    made = [store(blobs, kind, 31) for kind in (BlobKind.WORKING, BlobKind.LOUDNESS)]
    part = blobs.path(BlobKind.WORKING, fresh.id).with_name(f".{new_id()}.0123.part")
    part.write_bytes(b"half")
    os.utime(part, (0, 0))
    assert set(files.leftovers()) == {unnamed, *made}
    assert files.drop_unfinished() == 1 and not part.exists()
    assert set(files.stored()) == {*kept, fresh, unnamed, *made}


def test_what_cannot_be_listed_or_deleted_is_said(blobs: Blobs, files: VaultFiles, tmp_path: Path) -> None:
    stored = blobs.path(BlobKind.WORKING, store(blobs, BlobKind.WORKING).id)
    no_file = stored.with_name(f".{new_id()}.0123.part")
    no_file.mkdir()
    os.utime(no_file, (0, 0))
    (tmp_path / "vault" / "quarantine").write_bytes(b"no folder")
    for act, code in ((files.drop_unfinished, "vault_not_removed"), (files.in_quarantine, "vault_not_listed")):
        assert refusal(act) == code
    (tmp_path / "vault" / "original").write_bytes(b"no folder")
    assert refusal(lambda: list(files.stored())) == "vault_not_listed"


pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
ZERO_KEY = bytes(32)


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
    blobs, id = Blobs(share / "vault", OFFICE), new_id()
    make_folder(share / "vault", SHARED.folder)
    mark(share / "vault", OFFICE)
    blobs.store(BlobKind.ORIGINAL, id, [b"sound"], ZERO_KEY)
    with blobs.rebuild(BlobKind.WAVEFORM, id, [b"wave"], ZERO_KEY) as rebuilt:
        rebuilt.keep()
    assert blobs.quarantine(BlobKind.ORIGINAL, id, "2026-11-24")
    assert modes(share) == {0o660, 0o2770}


def test_elsewhere_the_umask_has_its_say(tmp_path: Path, umask: int) -> None:
    make_folder(tmp_path / "vault", SHARED.folder)
    mark(tmp_path / "vault", OFFICE)
    Blobs(tmp_path / "vault", OFFICE).store(BlobKind.ORIGINAL, new_id(), [b"sound"], ZERO_KEY)
    assert modes(tmp_path / "vault") == {SHARED.file & ~umask, SHARED.folder & ~umask}


def test_recordings_that_an_office_takes_along_to_a_share_are_for_the_group(tmp_path: Path, share: Path) -> None:
    blobs, id = Blobs(tmp_path / "vault"), new_id()
    blobs.store(BlobKind.ORIGINAL, id, [b"sound"], ZERO_KEY)
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
    new_file(share / "own", OURS.file).close()


def test_a_file_in_the_place_of_a_folder_is_said(share: Path) -> None:
    (share / "vault").touch()
    with pytest.raises(NotADirectoryError):
        make_folder(share / "vault", SHARED.folder)
