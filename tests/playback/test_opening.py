"""Opening a copy of many blocks: all of it is read, each of the vault's chunks once, before it may sound."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest

from desktop.application.ports.desk import Waveform
from desktop.domain.copies.copy import ApprovedCopy, Recording, SealedKey
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId, new_id
from desktop.errors import VaultDamagedError
from desktop.playback.player import BLOCK, Player, VaultSound
from desktop.playback.source import WavFormat
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import new_identity, wrap_data_key, wrap_retention_key
from tests.support.fakes import TUESDAY, FakePlayer
from tests.support.refusals import refusal

WAVEFORM = Waveform(1, 8000, ())
CHUNK = 16384


@dataclass
class Vault:
    """A copy in a vault, the player before it, and the blocks that its waveform was made of."""

    sound: VaultSound
    copy: ApprovedCopy
    pcm: bytes
    player: FakePlayer
    blocks: list[bytes] = field(default_factory=list)


def vault_with(folder: Path, pcm: bytes) -> Vault:
    form = WavFormat(8000, 2, len(pcm) // 4)
    id, key, retention_key = new_id(), bytes(range(32)), bytes(32)
    identity, recipient = new_identity()
    blobs, player, blocks = Blobs(folder), FakePlayer(), list[bytes]()
    written = blobs.store(BlobKind.APPROVED, id, [form.header(), pcm], key)
    sealed = SealedKey(
        wrap_data_key(retention_key, key, id), RetentionKeyId(new_id()), wrap_retention_key(retention_key, [recipient])
    )
    copy = ApprovedCopy(
        CopyId(id), RequestId(new_id()), RecordingId(new_id()), PersonId(new_id()),
        TUESDAY, 8000, 2, form.frames, written.sha256, sealed,
    )  # fmt: skip

    def waveform(found: Iterator[bytes], copy: ApprovedCopy) -> Waveform:
        blocks.extend(found)
        return WAVEFORM

    sound = VaultSound(cast(Player, player), blobs, lambda: identity, waveform, b"")
    return Vault(sound, copy, pcm, player, blocks)


@pytest.mark.parametrize("size", [4, BLOCK - 44, BLOCK - 40, 3 * BLOCK + 1000])
def test_the_waveform_is_made_of_every_sample_in_whole_frames(tmp_path: Path, size: int) -> None:
    vault = vault_with(tmp_path, hashlib.shake_128(b"speech").digest(size))
    assert vault.sound.open(vault.copy) is WAVEFORM
    assert b"".join(vault.blocks) == vault.pcm
    assert {len(block) % 4 for block in vault.blocks} == {0}
    assert vault.player.calls == [f"load {size // 4} at 8000"]
    vault.sound.shut()


def test_a_copy_that_is_not_the_approved_one_in_its_last_sample_is_not_loaded(tmp_path: Path) -> None:
    vault = vault_with(tmp_path, bytes(3 * BLOCK))
    other = bytes(3 * BLOCK - 1) + b"\x01"
    digest = hashlib.sha256(WavFormat(8000, 2, 3 * BLOCK // 4).header() + other).hexdigest()
    assert refusal(vault.sound.open, replace(vault.copy, digest=digest)) == "vault_not_the_approved_copy"
    assert vault.player.calls == []


def test_opening_fetches_each_chunk_once_and_a_block_by_one_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = vault_with(tmp_path, bytes(4 * BLOCK))
    fetched: list[int] = []

    class Counting(io.FileIO):
        def readinto(self, buffer: Any, /) -> int | None:
            fetched.append(len(buffer))
            return super().readinto(buffer)

    monkeypatch.setattr("desktop.vault.blobs.open_regular", lambda path, _: Counting(path))
    vault.sound.open(vault.copy)
    vault.sound.shut()
    stored = next(path for path in tmp_path.rglob("*") if path.is_file()).stat().st_size
    assert len(fetched) == 3 + 4 + 1  # header, last chunk, first chunk; a call for each block; the end
    assert stored <= sum(fetched) < stored + CHUNK  # the short last chunk twice: first of all for the length


def with_original(folder: Path, stored: bytes, channels: int = 2, frames: int | None = None) -> tuple[Vault, Recording]:
    """Return a vault whose working copy of an original is `stored`."""
    vault = vault_with(folder, bytes(4))
    id, key, retention_key = new_id(), bytes(range(1, 33)), bytes(32)
    identity, recipient = new_identity()
    vault.sound._identity = lambda: identity
    vault.sound._blobs.store(BlobKind.WORKING, id, [stored], key)
    sealed = SealedKey(
        wrap_data_key(retention_key, key, id), RetentionKeyId(new_id()), wrap_retention_key(retention_key, [recipient])
    )
    length = (len(stored) - 44) // (2 * channels) if frames is None else frames
    return vault, Recording(
        RecordingId(id), "switchboard", TUESDAY, False, "mp3", 8000, channels, length, "0" * 64, sealed, TUESDAY
    )


def working_copy(pcm: bytes, channels: int = 2) -> bytes:
    return WavFormat(8000, channels, len(pcm) // (2 * channels)).header() + pcm


def test_an_original_plays_from_its_working_copy_like_a_copy(tmp_path: Path) -> None:
    pcm = hashlib.shake_128(b"speech").digest(BLOCK)
    vault, original = with_original(tmp_path, working_copy(pcm))
    vault.sound.open_original(original)
    assert vault.player.calls == [f"load {BLOCK // 4} at 8000"]
    assert vault.player.loaded is not None
    assert vault.player.loaded.read(44, BLOCK) == pcm
    vault.sound.shut()
    assert vault.player.loaded is None


def test_no_key_of_an_original_is_asked_for_before_it_is_opened(tmp_path: Path) -> None:
    asked: list[bool] = []
    vault, original = with_original(tmp_path, working_copy(bytes(400)))
    identity = vault.sound._identity

    def asking() -> str:
        asked.append(True)
        return identity()

    vault.sound._identity = asking
    assert asked == []
    vault.sound.open_original(original)
    assert asked == [True]
    vault.sound.shut()


@pytest.mark.parametrize(
    ("stored", "channels", "frames", "code"),
    [
        (working_copy(bytes(400)), 2, 99, "copy_not_as_approved"),
        (working_copy(bytes(400)), 1, 100, "vault_not_the_approved_copy"),
        (b"RIFF and no more", 2, 100, "copy_not_as_approved"),
        (bytes(444), 2, 100, "copy_not_as_approved"),
    ],
    ids=["length", "channels", "cut", "no WAV"],
)
def test_a_working_copy_that_is_not_the_originals_is_not_loaded(
    tmp_path: Path, stored: bytes, channels: int, frames: int, code: str
) -> None:
    vault, original = with_original(tmp_path, stored, channels, frames)
    assert refusal(vault.sound.open_original, original) == code
    assert vault.player.calls == []


def test_an_original_without_a_working_copy_or_with_a_changed_one_is_damage(tmp_path: Path) -> None:
    vault, original = with_original(tmp_path, working_copy(bytes(40_000)))
    path = Blobs(tmp_path).path(BlobKind.WORKING, original.id)
    stored = path.read_bytes()
    path.write_bytes(stored[:100] + bytes([stored[100] ^ 1]) + stored[101:])
    with pytest.raises(VaultDamagedError, match="vault_changed"):
        vault.sound.open_original(original)
    path.unlink()
    with pytest.raises(VaultDamagedError, match="vault_missing"):
        vault.sound.open_original(original)
    assert vault.player.calls == []
