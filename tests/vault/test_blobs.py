from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.domain.shared.ids import OfficeId, new_id
from desktop.errors import ExternalSystemError, VaultDamagedError
from desktop.files import durable
from desktop.vault.blobs import DERIVED_FROM_ORIGINALS, MARK, BlobKind, Blobs, is_empty, is_vault_of, mark, unmark
from desktop.vault.container import RangeReader
from desktop.words.errors import message_for
from tests.support.machine.syncs import Disk, linux_only
from tests.support.refusals import error_of

KEY = bytes(range(32))
OFFICE = OfficeId("f" * 32)
PLAIN = b"a very recognisable recording " * 2000


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "office" / "vault")


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def refusal_of(blobs: Blobs, kind: BlobKind, id: str) -> str:
    return error_of(VaultDamagedError, blobs.open, kind, id, KEY).code


def test_the_identity_bound_into_a_file_is_kind_and_identifier(blobs: Blobs) -> None:
    id = new_id()
    blobs.store(BlobKind.APPROVED, id, [PLAIN], KEY)
    context = f"listening-room/v1|approved|{id}".encode()
    with RangeReader(blobs.path(BlobKind.APPROVED, id).open("rb"), KEY, context) as reader:
        assert reader.size == len(PLAIN)


@pytest.mark.against("thief")
def test_only_ciphertext_lies_on_the_disk_even_half_way(blobs: Blobs, tmp_path: Path) -> None:
    seen: list[int] = []

    def looking() -> Iterator[bytes]:
        for _ in range(20):
            yield PLAIN
            found = files_under(tmp_path)
            seen.append(len(found))
            assert all(b"recognisable" not in path.read_bytes() for path in found)

    blobs.store(BlobKind.ORIGINAL, new_id(), looking(), KEY)
    assert set(seen) == {1}
    assert b"recognisable" not in files_under(tmp_path)[0].read_bytes()


def test_of_two_writers_of_one_identifier_the_slower_fails(blobs: Blobs, tmp_path: Path) -> None:
    id = new_id()

    def slow() -> Iterator[bytes]:
        yield b"slow"
        blobs.store(BlobKind.ORIGINAL, id, [PLAIN], KEY)

    with pytest.raises(FileExistsError):
        blobs.store(BlobKind.ORIGINAL, id, slow(), KEY)
    with blobs.open(BlobKind.ORIGINAL, id, KEY) as reader:
        assert reader.size == len(PLAIN)
    assert len(files_under(tmp_path)) == 1


@linux_only
def test_the_file_and_then_its_name_are_made_to_last_and_new_folders_in_the_folder_above(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, vault = Disk(monkeypatch), tmp_path / "office" / "vault"
    blobs.store(BlobKind.ORIGINAL, new_id(), [PLAIN], KEY)
    assert disk.synced[:3] == [tmp_path, tmp_path / "office", vault]
    partial, folder = disk.synced[3:]
    assert partial.name.endswith(".part") and partial.parent == folder == vault / "original"
    disk.calls.clear()
    id = new_id()
    blobs.store(BlobKind.ORIGINAL, id, [PLAIN], KEY)
    assert [path.parent for path in disk.synced] == [folder, vault]
    disk.calls.clear()
    assert blobs.destroy(BlobKind.ORIGINAL, id) and disk.synced == [folder], "and that it is gone lasts, too"


def test_where_a_folder_cannot_be_opened_its_sync_is_left_out(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    id = new_id()
    opened: list[object] = []
    real_open = os.open

    def noting(path: str | Path, flags: int, mode: int = 0o777) -> int:
        opened.append(Path(path).is_dir())
        return real_open(path, flags, mode)

    with monkeypatch.context() as machine:
        machine.setattr("os.open", noting)
        machine.setattr("desktop.files.durable._ON_WINDOWS", True)
        blobs.store(BlobKind.ORIGINAL, id, [PLAIN], KEY)
    assert opened
    assert True not in opened


def test_what_the_disk_will_not_do_is_told_and_leaves_nothing(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the name of a whole file cannot be made to last, or a scanner holds it when it is renamed."""
    sync = "desktop.files.durable.sync_folder"
    for where, number, code in (
        ("os.fsync", errno.ENOSPC, "vault_full"),
        ("os.fsync", errno.EDQUOT, "vault_full"),
        ("os.fsync", errno.EACCES, "vault_not_written"),
        ("os.fsync", errno.EIO, "vault_not_written"),
        (sync, errno.EIO, "vault_not_written"),
        ("pathlib.Path.replace", errno.EACCES, "vault_not_written"),
    ):
        with monkeypatch.context() as disk, pytest.raises(ExternalSystemError) as told:
            disk.setattr(where, failing(number))
            blobs.store(BlobKind.ORIGINAL, new_id(), [PLAIN], KEY)
        full = "the disk that recordings are kept on is full" in message_for(told.value)
        assert told.value.code == code and full == (code == "vault_full")
        assert files_under(tmp_path) == []


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "what the system says of it")

    return fail


def test_something_else_in_the_place_of_a_folder_of_the_vault_is_told(tmp_path: Path) -> None:
    for number, name in enumerate(("", "vault", "vault/original")):
        office = tmp_path / str(number)
        place = office / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("a file")
        told = error_of(ExternalSystemError, Blobs(office / "vault").store, BlobKind.ORIGINAL, new_id(), [PLAIN], KEY)
        assert told.code == "vault_not_a_folder" and "something else is in its place" in message_for(told)
        assert place.read_text() == "a file"


def test_a_folder_that_another_program_makes_at_the_same_moment_will_do(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    mkdir = Path.mkdir

    def made_by_both(self: Path, mode: int = 0o777) -> None:
        mkdir(self, mode)
        mkdir(self, mode)

    monkeypatch.setattr(Path, "mkdir", made_by_both)
    blobs.store(BlobKind.ORIGINAL, new_id(), [PLAIN], KEY)


def test_a_file_in_another_place_or_of_another_kind_is_refused(blobs: Blobs) -> None:
    one, other = new_id(), new_id()
    for kind, id in ((BlobKind.ORIGINAL, other), *((kind, one) for kind in BlobKind)):
        blobs.store(kind, id, [PLAIN], KEY)
    stolen = blobs.path(BlobKind.ORIGINAL, other).read_bytes()
    for kind in BlobKind:
        blobs.path(kind, one).write_bytes(stolen)
        assert refusal_of(blobs, kind, one) == "vault_not_ours"


@pytest.mark.skipif(os.name == "nt", reason="Wine has no links that lead on")
def test_a_recording_that_cannot_be_opened_is_unreadable(blobs: Blobs) -> None:
    id = new_id()
    blobs.path(BlobKind.ORIGINAL, id).mkdir(parents=True)
    assert refusal_of(blobs, BlobKind.ORIGINAL, id) == "vault_unreadable"
    itself = blobs.path(BlobKind.ORIGINAL, new_id())
    itself.symlink_to(itself)
    assert refusal_of(blobs, BlobKind.ORIGINAL, itself.name) == "vault_unreadable"


@pytest.fixture
def handles(monkeypatch: pytest.MonkeyPatch) -> list[io.FileIO]:
    """Return the files that the vault opens to read them, as it opens them."""
    opened: list[io.FileIO] = []

    def noting(path: Path, flags: int) -> io.FileIO:
        opened.append(durable.open_regular(path, flags))
        return opened[-1]

    monkeypatch.setattr("desktop.vault.blobs.open_regular", noting)
    return opened


def test_a_refused_recording_leaves_no_file_open(blobs: Blobs, handles: list[io.FileIO]) -> None:
    id = new_id()
    blobs.store(BlobKind.ORIGINAL, id, [PLAIN], KEY)
    with pytest.raises(VaultDamagedError):
        blobs.open(BlobKind.ORIGINAL, id, bytes(32))
    assert [source.closed for source in handles] == [True]


@pytest.mark.skipif(os.name == "nt", reason="Windows syncs no folders")
def test_what_was_made_to_last_beforehand_is_not_synced_again(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs.store(BlobKind.ORIGINAL, new_id(), [PLAIN], KEY)
    synced: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode)))
    with blobs.begin(BlobKind.ORIGINAL, new_id(), [PLAIN], KEY) as unfinished:
        unfinished.sync()
        unfinished.keep()
    assert synced == [False, True]


def test_files_of_every_kind_grow_old_and_unfinished_ones_go(blobs: Blobs, open_elsewhere: set[Path]) -> None:
    ids = {kind: new_id() for kind in BlobKind}
    for kind, id in ids.items():
        blobs.store(kind, id, [PLAIN], KEY)
        left = blobs.path(kind, id).with_name(f".{id}.0123456789abcdef.part")
        left.write_bytes(b"half")
        for path in (left, blobs.path(kind, id)):
            os.utime(path, (1_000_000_000, 1_000_000_000))
    young = new_id()
    blobs.store(BlobKind.WAVEFORM, young, [PLAIN], KEY)
    now = time.time()
    os.utime(blobs.path(BlobKind.WAVEFORM, young), (now, now))
    assert sorted(blobs.older_than(60)) == sorted(ids.items())
    open_elsewhere.add(left)
    assert blobs.drop_unfinished(60) == len(ids) - 1 and left.exists(), "another time"
    open_elsewhere.clear()
    assert blobs.drop_unfinished(60) == 1 and not left.exists()


# Where the system keeps an open file, as Windows does


@pytest.fixture
def open_elsewhere(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Let paths in it be neither removed, nor moved, nor replaced: like an open file on Windows."""
    held: set[Path] = set()
    unlink, replace = Path.unlink, Path.replace

    def refusing(*paths: Path) -> None:
        if held.intersection(paths):
            raise PermissionError(13, "the file is used by another process")

    def unlinked(self: Path, missing_ok: bool = False) -> None:
        refusing(self)
        unlink(self, missing_ok)

    def replaced(self: Path, target: Path) -> Path:
        refusing(self, target)
        return replace(self, target)

    monkeypatch.setattr(Path, "unlink", unlinked)
    monkeypatch.setattr(Path, "replace", replaced)
    return held


def content(blobs: Blobs, kind: BlobKind, id: str) -> bytes:
    with blobs.open(kind, id, KEY) as reader:
        return reader.read(0, reader.size)


def rebuild(blobs: Blobs, kind: BlobKind, id: str, plain: bytes) -> None:
    with blobs.rebuild(kind, id, [plain], KEY) as unfinished:
        unfinished.keep()


def test_what_somebody_has_open_is_destroyed_another_time(
    blobs: Blobs, open_elsewhere: set[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in BlobKind:
        id = new_id()
        assert blobs.destroy(kind, id), "there is not even a folder"
        blobs.store(kind, id, [PLAIN], KEY)
        open_elsewhere.add(blobs.path(kind, id))
        assert not blobs.destroy(kind, id) and content(blobs, kind, id) == PLAIN
        open_elsewhere.clear()
        assert blobs.destroy(kind, id) and not blobs.path(kind, id).exists()
    for fault in (errno.EIO, errno.EISDIR):
        monkeypatch.setattr(Path, "unlink", failing(fault))
        with pytest.raises(ExternalSystemError, match="vault_not_removed"):
            blobs.destroy(BlobKind.ORIGINAL, new_id())


@pytest.mark.parametrize("kind", DERIVED_FROM_ORIGINALS)
def test_what_is_rebuilt_while_somebody_has_the_old_one_open_is_what_is_read_from_then_on(
    blobs: Blobs, open_elsewhere: set[Path], kind: BlobKind
) -> None:
    id = new_id()
    blobs.store(kind, id, [b"damaged"], KEY)
    path = blobs.path(kind, id)
    open_elsewhere.add(path)
    with blobs.open(kind, id, KEY) as reading:
        rebuild(blobs, kind, id, PLAIN)
        assert reading.read(0, reading.size) == b"damaged", "who reads goes on reading"
        assert content(blobs, kind, id) == PLAIN
        rebuild(blobs, kind, id, PLAIN * 2)
        assert content(blobs, kind, id) == PLAIN * 2
    open_elsewhere.clear()
    assert content(blobs, kind, id) == PLAIN * 2 and files_under(path.parent) == [path], "and takes its place"
    open_elsewhere.add(path)
    rebuild(blobs, kind, id, PLAIN)
    open_elsewhere.clear()
    assert blobs.destroy(kind, id) and files_under(path.parent) == [], "both go"


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_vault_that_pcs_share_is_for_their_group_and_any_other_for_this_account_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        for office, file, folder in ((None, 0o600, 0o700), (OFFICE, 0o660, 0o770)):
            made = Blobs(tmp_path / str(office) / "vault", office)
            mark(tmp_path / str(office) / "vault", OFFICE)
            id = new_id()
            made.store(BlobKind.ORIGINAL, id, [PLAIN], KEY)
            path = made.path(BlobKind.ORIGINAL, id)
            assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (file, folder)
            assert made.quarantine(BlobKind.ORIGINAL, id, "2026-11-24")
            assert (made._root / "quarantine" / "2026-11-24").stat().st_mode & 0o777 == folder
    finally:
        os.umask(before)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """Return a connected share in which an office keeps its recordings."""
    made = tmp_path / "share"
    made.mkdir()
    mark(made, OFFICE)
    return made


@pytest.mark.parametrize("another", [False, True], ids=["nothing there", "another share there"])
def test_where_a_share_is_away_nothing_is_missing_destroyed_or_stored(
    share: Path, another: bool, tmp_path: Path
) -> None:
    blobs, id, day = Blobs(share, OFFICE), new_id(), "2026-11-24"
    blobs.store(BlobKind.ORIGINAL, id, [PLAIN], KEY)
    share.rename(tmp_path / "away")
    if another:
        share.mkdir()
        mark(share, OfficeId("e" * 32))
    acts: list[Callable[[], object]] = [
        lambda: blobs.open(BlobKind.ORIGINAL, id, KEY),
        lambda: blobs.store(BlobKind.ORIGINAL, new_id(), [PLAIN], KEY),
        lambda: blobs.rebuild(BlobKind.WORKING, id, [PLAIN], KEY),
        lambda: blobs.destroy(BlobKind.ORIGINAL, id),
        lambda: blobs.quarantine(BlobKind.ORIGINAL, id, day),
        lambda: blobs.put_back(BlobKind.ORIGINAL, id, day),
        lambda: list(blobs.older_than(0)),
        lambda: blobs.drop_unfinished(0),
        blobs.in_quarantine,
    ]
    for act in acts:
        assert error_of(ExternalSystemError, act).code == "vault_away"
    assert [path.name for path in share.rglob("*")] == [MARK] * another, "nothing is begun in its place"
    shutil.rmtree(share, ignore_errors=True)
    (tmp_path / "away").rename(share)
    assert content(blobs, BlobKind.ORIGINAL, id) == PLAIN
    assert blobs.destroy(BlobKind.ORIGINAL, id) and refusal_of(blobs, BlobKind.ORIGINAL, id) == "vault_missing"


def test_a_share_that_was_away_while_a_recording_was_read_is_read_on_once_it_is_back(
    share: Path, tmp_path: Path, handles: list[io.FileIO]
) -> None:
    """A handle of before does not survive: closing it is how that is seen here."""
    blobs, id = Blobs(share, OFFICE), new_id()
    blobs.store(BlobKind.APPROVED, id, [PLAIN * 30], KEY)
    with blobs.open(BlobKind.APPROVED, id, KEY) as reader:
        assert reader.read(0, 10) == PLAIN[:10]
        share.rename(tmp_path / "away")
        os.close(handles[0].fileno())
        for _ in range(2):
            with pytest.raises(ExternalSystemError, match="vault_away"):
                reader.read(500_000, 10)
        (tmp_path / "away").rename(share)
        assert reader.read(500_000, 100_000) == (PLAIN * 30)[500_000:600_000]
        os.close(handles[-1].fileno())
        assert reader.read(0, reader.size) == PLAIN * 30, "and at once where nobody saw that it was away"
        os.close(handles[-1].fileno())
        blobs.path(BlobKind.APPROVED, id).unlink()
        with pytest.raises(VaultDamagedError, match="vault_unreadable"):
            reader.read(0, 10)
    blobs.store(BlobKind.ORIGINAL, id, [PLAIN], KEY)
    with blobs.open(BlobKind.ORIGINAL, id, KEY) as closed:
        pass
    with pytest.raises(ValueError, match="closed"):
        closed.read(0, 10)


def test_a_folder_is_an_offices_from_its_mark_on(tmp_path: Path) -> None:
    assert not is_empty(tmp_path / "nowhere") and is_empty(tmp_path)
    mark(tmp_path, OFFICE)
    assert is_vault_of(tmp_path, OFFICE) and is_empty(tmp_path), "a killed program may have left it"
    mark(tmp_path, OfficeId("e" * 32))
    unmark(tmp_path, OfficeId("e" * 32))
    assert is_vault_of(tmp_path, OFFICE), "an office takes no other's"
    (tmp_path / "original").mkdir()
    assert not is_empty(tmp_path)
    unmark(tmp_path, OFFICE)
    assert not is_vault_of(tmp_path, OFFICE)
