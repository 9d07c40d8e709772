"""An approved copy as the strongroom makes it: from the working copy in the vault, under the copies' own key."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.application.ports.sound import Prepared
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.copies.marking import Style
from desktop.domain.shared.ids import CopyId, RetentionKeyId, new_id
from desktop.errors import ExternalSystemError
from desktop.media.formats.formats import HEADER_SIZE
from desktop.media.loudness import measured
from desktop.vault.blobs import BlobKind
from desktop.vault.keys import open_key
from tests.media.room import PART, Room, Watching, workers
from tests.support.machine.speech import prompt_wav
from tests.support.refusals import error_of, refusal

RATE = 8000
SPEECH = np.tile(np.frombuffer(prompt_wav().read_bytes()[HEADER_SIZE:], "<i2"), 20)
SAMPLES = np.stack([SPEECH // 6, np.roll(SPEECH, 30_000) // 12], axis=1).astype("<i2")
"""Soft speech in both channels."""


@pytest.fixture
def original(room: Room) -> Recording:
    return room.working_copy(SAMPLES)


def render(room: Room, original: Recording, style: Style = "silence", watcher: Watching | None = None) -> Prepared:
    return room.strongroom.render(CopyId(new_id()), original, [PART], room.wrapped, style, watcher)


def sound_of(room: Room, prepared: Prepared) -> tuple[bytes, Any]:
    """Return a copy as it is stored, and its samples."""
    sealed = SealedKey(prepared.data_key_wrapped, RetentionKeyId(new_id()), room.wrapped)
    with room.blobs.open(BlobKind.APPROVED, prepared.id, open_key(sealed, room.identity, prepared.id)) as reader:
        wav = reader.read(0, reader.size)
    return wav, np.frombuffer(wav[HEADER_SIZE:], "<i2").reshape(-1, 2)


def test_a_soft_call_is_raised_and_its_removed_part_is_silent_on_its_channel_alone(
    room: Room, original: Recording
) -> None:
    prepared = render(room, original)
    wav, sound = sound_of(room, prepared)
    expected = np.rint(SAMPLES * np.float32(10 ** (prepared.gain_cdb / 2000)))
    expected[PART.start : PART.end, 0] = 0
    assert np.array_equal(sound, expected)
    assert prepared.gain_cdb > 600
    assert prepared.loudness_cdb is not None and prepared.true_peak_cdb is not None
    assert prepared.loudness_cdb == -2000 or prepared.true_peak_cdb == -100
    assert prepared.digest == hashlib.sha256(wav).hexdigest()
    assert (prepared.rate, prepared.channels, prepared.frames) == (RATE, 2, len(SAMPLES))


def test_a_bleep_counts_neither_for_the_level_nor_is_it_raised(room: Room, original: Recording) -> None:
    silent, bleeping = render(room, original), render(room, original, "bleep")
    assert (silent.gain_cdb, silent.loudness_cdb) == (bleeping.gain_cdb, bleeping.loudness_cdb)
    heard = sound_of(room, bleeping)[1][PART.start : PART.end, 0]
    assert np.abs(heard).max() == pytest.approx(3276, abs=2)


@pytest.mark.parametrize("style", ["silence", "bleep"])
def test_the_same_decision_gives_the_same_bytes_and_its_loudness_is_measured_once_and_lies_encrypted_beside_it(
    room: Room, original: Recording, style: Style
) -> None:
    loudness = room.path(BlobKind.LOUDNESS, original)
    first = render(room, original, style)
    before = loudness.stat().st_mtime_ns
    assert measured([SAMPLES.tobytes()], RATE, 2).to_bytes()[8:40] not in loudness.read_bytes()
    second = render(room, original, style)
    assert first.digest == second.digest and sound_of(room, first)[0] == sound_of(room, second)[0]
    assert first.data_key_wrapped != second.data_key_wrapped
    assert loudness.stat().st_mtime_ns == before


def test_looking_for_proposals_measures_it_by_the_way_and_the_copy_is_the_same(room: Room, original: Recording) -> None:
    measured_first, watching = render(room, original), Watching()
    room.path(BlobKind.LOUDNESS, original).unlink()
    room.strongroom.proposals(original, None)
    assert render(room, original, watcher=watching).digest == measured_first.digest
    assert watching.shares[0] < 0.01, "it was measured again"


def test_of_two_who_measure_it_at_once_both_have_it(
    room: Room, original: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = render(room, original)
    real = Path.exists
    # The other one's was not there yet when we looked.
    monkeypatch.setattr(Path, "exists", lambda path: path.parent.name != "loudness" and real(path))
    monkeypatch.setattr("desktop.vault.blobs.Path.exists", real)
    assert render(room, original).digest == first.digest


def test_who_waits_sees_it_go_forwards_through_both_readings(room: Room, original: Recording) -> None:
    watching = Watching()
    render(room, original, watcher=watching)
    assert watching.shares == sorted(watching.shares)
    assert watching.shares[0] < 0.1 and watching.shares[-1] > 0.75
    assert any(0.3 < each < 0.5 for each in watching.shares)


@pytest.mark.parametrize("stop_after", [0.1, 0.6])
def test_stopping_leaves_no_copy_behind(room: Room, original: Recording, stop_after: float) -> None:
    assert refusal(partial(render, room, original, watcher=Watching(stop_after))) == "stopped"
    assert not list(room.folder.glob("approved/*"))
    assert room.path(BlobKind.LOUDNESS, original).exists() == (stop_after > 0.5), "what was measured in part is kept"


def test_a_full_disk_leaves_no_copy_and_no_thread_behind(
    room: Room, original: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("desktop.vault.container._put", full)
    refused = error_of(ExternalSystemError, render, room, original)
    assert not workers()  # while the error is held, and with it all that it came through
    assert refused.code == "vault_full"
    assert not list(room.folder.glob("approved/*"))
