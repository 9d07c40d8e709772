"""An approved copy as the strongroom makes it: from the working copy in the vault, under the copies' own key."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from desktop.application.ports.sound import Prepared
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.copies.marking import RemovalReason, RemovedPart, Style
from desktop.domain.shared.ids import CopyId, RecordingId, RetentionKeyId, new_id
from desktop.errors import ExternalSystemError
from desktop.media.formats.pcm_wav import HEADER_SIZE, wav_header
from desktop.media.loudness.loudness import measured
from desktop.media.store.strongroom import VaultStrongroom
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import (
    new_data_key,
    new_identity,
    new_retention_key,
    open_key,
    wrap_data_key,
    wrap_retention_key,
)
from tests.support.refusals import refusal
from tests.support.speech import prompt_wav

RATE = 8000
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
PART = RemovedPart(20_000, 60_000, 0, RemovalReason.SAFETY)
ID = CopyId("c" * 32)


@dataclass
class Room:
    """A strongroom with the working copy of one call: soft speech in both channels."""

    folder: Path

    def __post_init__(self) -> None:
        self.identity, recipient = new_identity()
        self.wrapped = wrap_retention_key(new_retention_key(), [recipient])
        self.copies_wrapped = wrap_retention_key(retention_key := new_retention_key(), [recipient])
        self.blobs = Blobs(self.folder)
        self.strongroom = VaultStrongroom(self.blobs, lambda: self.identity)
        speech = np.tile(np.frombuffer(prompt_wav().read_bytes()[HEADER_SIZE:], "<i2"), 20)
        self.samples = np.stack([speech // 6, np.roll(speech, 30_000) // 12], axis=1).astype("<i2")
        id, key = RecordingId(new_id()), new_data_key()
        sealed = SealedKey(wrap_data_key(retention_key, key, id), RetentionKeyId(new_id()), self.copies_wrapped)
        frames = len(self.samples)
        self.original = Recording(id, "switchboard", AT, False, "pcm_wav", RATE, 2, frames, "0" * 64, sealed, AT)
        self.blobs.store(BlobKind.WORKING, id, (wav_header(RATE, 2, frames), self.samples.tobytes()), key)

    def render(self, style: Style = "silence", id: CopyId = ID, watcher: Watching | None = None) -> Prepared:
        return self.strongroom.render(id, self.original, [PART], self.wrapped, style, watcher)

    def wav(self, prepared: Prepared) -> bytes:
        sealed = SealedKey(prepared.data_key_wrapped, RetentionKeyId(new_id()), self.wrapped)
        with self.blobs.open(BlobKind.APPROVED, prepared.id, open_key(sealed, self.identity, prepared.id)) as reader:
            return reader.read(0, reader.size)


class Watching:
    def __init__(self, stop_after: float = 2.0) -> None:
        self.told: list[float] = []
        self._stop_after = stop_after

    @property
    def cancelled(self) -> bool:
        return bool(self.told) and self.told[-1] >= self._stop_after

    def report(self, done: int, total: int) -> None:
        self.told.append(done / total)


def workers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    yield Room(tmp_path)
    assert not workers()


def test_a_soft_call_is_raised_and_its_removed_part_is_silent_on_its_channel_alone(room: Room) -> None:
    prepared = room.render()
    wav = room.wav(prepared)
    sound = np.frombuffer(wav[HEADER_SIZE:], "<i2").reshape(-1, 2)
    expected = np.rint(room.samples * np.float32(10 ** (prepared.gain_cdb / 2000)))
    expected[PART.start : PART.end, 0] = 0
    assert np.array_equal(sound, expected)
    assert prepared.gain_cdb > 600
    assert prepared.loudness_cdb is not None
    assert prepared.true_peak_cdb is not None
    assert prepared.loudness_cdb == -2000 or prepared.true_peak_cdb == -100
    assert prepared.digest == hashlib.sha256(wav).hexdigest()
    assert (prepared.rate, prepared.channels, prepared.frames) == (RATE, 2, len(room.samples))


@pytest.mark.parametrize("style", ["silence", "bleep"])
def test_the_same_decision_gives_the_same_bytes(room: Room, style: Style) -> None:
    first, second = room.render(style), room.render(style, CopyId("d" * 32))
    assert first.digest == second.digest
    assert room.wav(first) == room.wav(second)
    assert first.data_key_wrapped != second.data_key_wrapped


def test_a_bleep_counts_neither_for_the_level_nor_is_it_raised(room: Room) -> None:
    silent, bleeping = room.render(), room.render("bleep", CopyId("d" * 32))
    assert (silent.gain_cdb, silent.loudness_cdb) == (bleeping.gain_cdb, bleeping.loudness_cdb)
    heard = np.frombuffer(room.wav(bleeping)[HEADER_SIZE:], "<i2").reshape(-1, 2)[PART.start : PART.end, 0]
    assert np.abs(heard).max() == pytest.approx(3276, abs=2)


def loudness(room: Room) -> Path:
    return room.blobs.path(BlobKind.LOUDNESS, room.original.id)


def test_its_loudness_is_measured_once_and_lies_encrypted_beside_it(room: Room) -> None:
    first = room.render()
    before = loudness(room).stat().st_mtime_ns
    track = measured([room.samples.tobytes()], RATE, 2).to_bytes()
    assert track[8:40] not in loudness(room).read_bytes()
    assert room.render(id=CopyId("d" * 32)).digest == first.digest
    assert loudness(room).stat().st_mtime_ns == before


def test_looking_for_proposals_measures_it_by_the_way_and_the_copy_is_the_same(room: Room) -> None:
    measured_first = room.render()
    loudness(room).unlink()
    room.strongroom.proposals(room.original, None)
    assert loudness(room).exists()
    watching = Watching()
    assert room.render(id=CopyId("d" * 32), watcher=watching).digest == measured_first.digest
    assert watching.told[0] < 0.01, "it was measured again"
    room.strongroom.proposals(room.original, None)


@pytest.mark.parametrize("other", [{"frames": 5000}, {"rate": 16_000}, {"channels": 1}], ids=str)
def test_the_loudness_of_another_recording_is_damage(room: Room, other: dict[str, int]) -> None:
    room.render()
    original = replace(room.original, **other)  # type: ignore[arg-type]
    assert refusal(room.strongroom._derived.loudness, original, None, 1) == "vault_changed"


def test_where_something_else_is_in_the_place_of_its_loudness_that_is_measured_again(room: Room) -> None:
    digest = room.render().digest
    room.blobs.destroy(BlobKind.LOUDNESS, room.original.id)
    with room.strongroom._derived.open(BlobKind.WORKING, room.original) as (_, key):
        room.blobs.store(BlobKind.LOUDNESS, room.original.id, [b"no loudness at all"], key)
    assert room.render(id=CopyId("d" * 32)).digest == digest


def test_of_two_who_measure_it_at_once_both_have_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    first = room.render()
    real = Path.exists
    # The other one's was not there yet when we looked.
    monkeypatch.setattr(Path, "exists", lambda path: path.parent.name != "loudness" and real(path))
    monkeypatch.setattr("desktop.vault.blobs.Path.exists", real)
    assert room.render(id=CopyId("d" * 32)).digest == first.digest


def test_who_waits_sees_it_go_forwards_through_both_readings(room: Room) -> None:
    watching = Watching()
    room.render(watcher=watching)
    assert watching.told == sorted(watching.told)
    assert watching.told[0] < 0.1
    assert watching.told[-1] > 0.75
    assert any(0.3 < each < 0.5 for each in watching.told)


@pytest.mark.parametrize("stop_after", [0.1, 0.6])
def test_stopping_leaves_no_copy_behind(room: Room, stop_after: float) -> None:
    assert refusal(lambda: room.render(watcher=Watching(stop_after))) == "stopped"
    assert not list(room.folder.glob("approved/*"))
    assert loudness(room).exists() == (stop_after > 0.5), "what was measured in part is kept"


def test_a_full_disk_leaves_no_copy_and_no_thread_behind(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("desktop.vault.container._put", full)
    with pytest.raises(ExternalSystemError) as refused:
        room.render()
    assert not workers()  # while the error is held, and with it all that it came through
    assert refused.value.code == "vault_full"
    assert not list(room.folder.glob("approved/*"))
