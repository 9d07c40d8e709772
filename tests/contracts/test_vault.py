"""One contract for both places of a vault: a folder, and the database of a server."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from db.engines.vault import ServerVault
from desktop.application.ports.sound import StoredFile
from desktop.domain.shared.ids import new_id
from desktop.errors import MediaRefusedError, VaultDamagedError
from desktop.vault.blobs import DERIVED_FROM_ORIGINALS, BlobKind, Blobs
from desktop.vault.place import DatabaseVault, Vault, VaultFiles
from tests.support.offices.places import owners, shared
from tests.support.refusals import error_of

KEY = bytes(range(32))
PLAIN = b"a very recognisable recording " * 40000
DAY = date(2026, 11, 24)
LATER = date(2026, 12, 1)
ORIGINALS = (BlobKind.ORIGINAL, BlobKind.APPROVED)


@dataclass(frozen=True)
class Place:
    """A vault, and what only its administrator could do to it. `set_back`: make a file as old as so many days."""

    vault: Vault
    set_back: Callable[[BlobKind, str, float], None]
    ciphertext: Callable[[], bytes]


@contextmanager
def a_folder(folder: Path) -> Iterator[Place]:
    blobs = Blobs(folder / "vault")

    def set_back(kind: BlobKind, id: str, days: float) -> None:
        then = time.time() - days * 24 * 3600
        os.utime(blobs.path(kind, id), (then, then))

    def ciphertext() -> bytes:
        return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

    yield Place(blobs, set_back, ciphertext)


@contextmanager
def a_database(folder: Path) -> Iterator[Place]:
    with shared(folder) as office, owners(office) as owner:

        def set_back(kind: BlobKind, id: str, days: float) -> None:
            with owner.connect().execution_options(migrating=True) as connection, connection.begin():
                connection.exec_driver_sql(
                    "UPDATE vault_file SET stored_at = to_char((now() - make_interval(secs => %s)) AT TIME ZONE 'UTC', "
                    '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') WHERE kind = %s AND id = %s',
                    (days * 24 * 3600, kind.value, id),
                )

        def ciphertext() -> bytes:
            with owner.connect().execution_options(migrating=True) as connection:
                found = connection.exec_driver_sql("SELECT content FROM vault_piece ORDER BY place, number").scalars()
                return b"".join(bytes(each) for each in found)

        yield Place(DatabaseVault(ServerVault(office.parts.engine)), set_back, ciphertext)


PLACES = {"folder": a_folder, "database": a_database}


@pytest.fixture(params=PLACES, scope="module")
def everywhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with PLACES[request.param](tmp_path_factory.mktemp("place")) as place:
        yield place


@pytest.fixture
def place(everywhere: Place) -> Place:
    """An empty vault of either kind."""
    vault = everywhere.vault
    for kind, id in vault.older_than(-60):
        vault.destroy(kind, id)
    for day, name in vault.in_quarantine():
        kind_of, _, id = name.partition("-")
        vault.destroy(BlobKind(kind_of), id, day)
    return everywhere


@pytest.fixture
def vault(place: Place) -> Vault:
    return place.vault


def content(vault: Vault, kind: BlobKind, id: str) -> bytes:
    with vault.open(kind, id, KEY) as reader:
        return reader.read(0, reader.size)


def refusal_of(vault: Vault, kind: BlobKind, id: str, key: bytes = KEY) -> str:
    return error_of(VaultDamagedError, vault.open, kind, id, key).code


def test_a_recording_of_any_kind_and_length_comes_back_as_it_was(vault: Vault) -> None:
    for kind in BlobKind:
        id = new_id()
        assert not vault.has(kind, id)
        written = vault.store(kind, id, [PLAIN[:100], PLAIN[100:]], KEY)
        assert written.plain_size == len(PLAIN) and vault.has(kind, id)
        assert content(vault, kind, id) == PLAIN
    for size in (0, 1, 16383, 16384, 262344, 262400, 262401, 524800):
        id = new_id()
        vault.store(BlobKind.ORIGINAL, id, [PLAIN[:size]], KEY)
        assert content(vault, BlobKind.ORIGINAL, id) == PLAIN[:size], size


def test_any_part_is_read_from_any_place(vault: Vault) -> None:
    id = new_id()
    vault.store(BlobKind.APPROVED, id, [PLAIN], KEY)
    with vault.open(BlobKind.APPROVED, id, KEY) as reader:
        for at, length in ((700_000, 5), (0, 44), (262_000, 2000), (len(PLAIN) - 3, 100), (16_384, 300_000)):
            assert reader.read(at, length) == PLAIN[at : at + length]


def test_only_ciphertext_is_stored(place: Place) -> None:
    place.vault.store(BlobKind.ORIGINAL, new_id(), [PLAIN], KEY)
    stored = place.ciphertext()
    assert len(stored) > len(PLAIN) and b"recognisable" not in stored


def test_a_recording_is_there_whole_or_not_at_all(place: Place) -> None:
    def cut() -> Iterator[bytes]:
        yield PLAIN
        raise MediaRefusedError("media_cut")

    id, before = new_id(), place.ciphertext()
    with pytest.raises(MediaRefusedError):
        place.vault.store(BlobKind.ORIGINAL, id, cut(), KEY)
    assert refusal_of(place.vault, BlobKind.ORIGINAL, id) == "vault_missing" and place.ciphertext() == before
    with place.vault.begin(BlobKind.ORIGINAL, id, [PLAIN], KEY):
        pass  # it is not kept
    assert not place.vault.has(BlobKind.ORIGINAL, id) and place.ciphertext() == before
    place.vault.store(BlobKind.ORIGINAL, id, [PLAIN], KEY)


@pytest.mark.against("officer")
def test_nothing_is_ever_overwritten(vault: Vault) -> None:
    id = new_id()
    with vault.begin(BlobKind.ORIGINAL, id, [b"slower"], KEY) as slower:
        vault.store(BlobKind.ORIGINAL, id, [PLAIN], KEY)
        with pytest.raises(FileExistsError):
            vault.store(BlobKind.ORIGINAL, id, [b"other"], KEY)
        with pytest.raises(FileExistsError):
            slower.keep()
    assert content(vault, BlobKind.ORIGINAL, id) == PLAIN


def test_what_is_written_can_be_read_before_it_is_there(place: Place) -> None:
    vault, id = place.vault, new_id()
    with vault.begin(BlobKind.ORIGINAL, id, [PLAIN], KEY) as unfinished:
        with unfinished.open() as reader:
            assert reader.read(500_000, 1000) == PLAIN[500_000:501_000]
        unfinished.sync()
        assert not vault.has(BlobKind.ORIGINAL, id)
        unfinished.keep()
        assert content(vault, BlobKind.ORIGINAL, id) == PLAIN


@pytest.mark.parametrize("kind", DERIVED_FROM_ORIGINALS)
def test_derived_audio_is_rebuilt_in_its_place_once_it_is_kept(place: Place, kind: BlobKind) -> None:
    vault, id = place.vault, new_id()
    vault.store(kind, id, [b"damaged"], KEY)
    with vault.rebuild(kind, id, [PLAIN], KEY):
        assert content(vault, kind, id) == b"damaged"
    assert content(vault, kind, id) == b"damaged", "it was not kept"
    with vault.rebuild(kind, id, [PLAIN], KEY) as unfinished:
        unfinished.keep()
    assert content(vault, kind, id) == PLAIN
    assert len(place.ciphertext()) < 2 * len(PLAIN), "the old one is gone"


@pytest.mark.against("officer")
@pytest.mark.parametrize("kind", ORIGINALS)
def test_an_original_and_an_approved_copy_are_never_rebuilt(vault: Vault, kind: BlobKind) -> None:
    id = new_id()
    vault.store(kind, id, [PLAIN], KEY)
    with pytest.raises(ValueError, match="never written over"):
        vault.rebuild(kind, id, [b"another"], KEY)


def test_another_key_kind_or_identifier_opens_nothing(vault: Vault) -> None:
    id, other = new_id(), new_id()
    vault.store(BlobKind.ORIGINAL, id, [PLAIN], KEY)
    assert refusal_of(vault, BlobKind.ORIGINAL, id, bytes(32)) == "vault_not_ours"
    assert refusal_of(vault, BlobKind.APPROVED, id) == "vault_missing"
    assert refusal_of(vault, BlobKind.ORIGINAL, other) == "vault_missing"


def test_what_is_no_identifier_names_no_file(vault: Vault) -> None:
    for id in ("", "a" * 31, "A" * 32, "../" + "a" * 29):
        with pytest.raises(ValueError, match="no identifier"):
            vault.has(BlobKind.ORIGINAL, id)


def test_destroying_removes_the_file_and_may_be_repeated(place: Place) -> None:
    id = new_id()
    assert place.vault.destroy(BlobKind.ORIGINAL, id)
    place.vault.store(BlobKind.ORIGINAL, id, [PLAIN], KEY)
    assert place.vault.destroy(BlobKind.ORIGINAL, id) and place.vault.destroy(BlobKind.ORIGINAL, id)
    assert place.ciphertext() == b"" and not place.vault.has(BlobKind.ORIGINAL, id)


def stored(place: Place, kind: BlobKind = BlobKind.ORIGINAL, days: float = 2) -> StoredFile:
    """Store one, so many days ago."""
    id = new_id()
    place.vault.store(kind, id, [PLAIN[:1000]], KEY)
    place.set_back(kind, id, days)
    return StoredFile(kind.value, id)


def quarantined(file: StoredFile, day: date = DAY) -> StoredFile:
    return StoredFile(file.kind, file.id, day)


def test_what_was_stored_within_a_day_is_not_looked_at(place: Place) -> None:
    stored(place, days=0.9)
    old = [stored(place, kind, 1.1) for kind in BlobKind]
    assert sorted(VaultFiles(place.vault).stored()) == sorted(old)


def test_a_file_is_quarantined_on_a_day_and_comes_back_as_it_was(place: Place) -> None:
    files, other = VaultFiles(place.vault), stored(place)
    files.quarantine(other, LATER)
    for kind in BlobKind:
        file = stored(place, kind)
        assert files.quarantine(file, DAY)
        assert list(files.stored()) == [] and not place.vault.has(kind, file.id)
        assert set(files.in_quarantine()) == {quarantined(file), quarantined(other, LATER)}
        assert not files.put_back(quarantined(file, LATER)) and files.put_back(quarantined(file))
        assert content(place.vault, kind, file.id) == PLAIN[:1000] and list(files.stored()) == [file]
        files.destroy(file)
    assert files.in_quarantine() == [quarantined(other, LATER)]


def test_where_its_place_is_taken_it_stays_where_it_is(place: Place) -> None:
    files, file = VaultFiles(place.vault), stored(place)
    files.quarantine(file, DAY)
    place.vault.store(BlobKind.ORIGINAL, file.id, [b"brought in again"], KEY)
    assert not files.put_back(quarantined(file)) and files.in_quarantine() == [quarantined(file)]
    assert content(place.vault, BlobKind.ORIGINAL, file.id) == b"brought in again"


def test_from_either_place_a_file_can_be_removed_and_is_then_in_neither(place: Place) -> None:
    files, one, two = VaultFiles(place.vault), stored(place), stored(place)
    files.quarantine(one, DAY)
    assert files.destroy(quarantined(one)) and files.destroy(two)
    assert files.in_quarantine() == [] and list(files.stored()) == [] and place.ciphertext() == b""
    assert not files.quarantine(two, DAY) and not files.put_back(quarantined(one))


def test_old_working_copies_are_left_over(place: Place) -> None:
    files = VaultFiles(place.vault)
    kept = [stored(place, kind, 40) for kind in (*ORIGINALS, BlobKind.WAVEFORM)]
    fresh, unnamed = stored(place, BlobKind.WORKING, 29), stored(place, BlobKind.WORKING, 40)
    made = [stored(place, kind, 31) for kind in (BlobKind.WORKING, BlobKind.LOUDNESS)]
    assert set(files.leftovers()) == {unnamed, *made} and files.drop_unfinished() == 0
    assert set(files.stored()) == {*kept, fresh, unnamed, *made}
