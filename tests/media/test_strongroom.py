"""The vault's files of an original: its bytes as they came, its waveform, its working copy. And nothing else."""

from __future__ import annotations

import hashlib
import os
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.sound.made_up_calls import make_call, prompts
from desktop.application.ports.sound import Incoming
from desktop.domain.shared.ids import CopyId, new_id
from desktop.errors import ExternalSystemError, ListeningRoomError, MediaRefusedError
from desktop.media import strongroom
from desktop.media.formats.formats import MemoryBytes
from desktop.media.proposals.proposals import find_proposals
from desktop.media.sandbox.decoding import Decoder, decode, decode_blocks
from desktop.media.waveform import peaks_of
from desktop.vault.blobs import BlobKind, Unfinished
from desktop.words.errors import message_for
from tests.media.formats.test_sniff import layout_of, wav
from tests.media.room import PART, Room, Watching, speech, written
from tests.support.refusals import error_of, refusal

KINDS = (
    ("WAV", "PCM_16"),
    ("WAV", "PCM_24"),
    ("WAV", "ULAW"),
    ("WAV", "ALAW"),
    ("WAV", "GSM610"),
    ("MP3", "MPEG_LAYER_III"),
)


@pytest.mark.parametrize(("form", "subtype"), KINDS)
def test_an_original_is_kept_as_it_came_with_its_waveform_and_its_working_copy_is_what_was_decoded(
    room: Room, form: str, subtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strongroom, "PIECE", 20_000)
    data, watching = speech(form, subtype), Watching()
    original, decoded = room.lock_away(MemoryBytes(data), watcher=watching), decode(data)
    assert (original.format, original.rate, original.channels) == (decoded.format, 8000, 1)
    assert original.digest == hashlib.sha256(data).hexdigest() == room.strongroom.digest(MemoryBytes(data))
    assert room.files() == [f"original/{original.id}", f"waveform/{original.id}"]
    assert room.content(BlobKind.ORIGINAL, original) == data
    done = [done for done, _ in watching.heard]
    assert {total for _, total in watching.heard} == {2 * len(data)}
    assert done == sorted(done) and done[0] == 0 and len(data) < done[-1] <= 2 * len(data)
    waveform, expected = room.strongroom.waveform(original), peaks_of([decoded.pcm], 1)
    assert (waveform.frames, waveform.rate, waveform.channels) == (original.frames, 8000, 1)
    assert np.array_equal(waveform.columns(100, 90_000, 700), expected.columns(100, 90_000, 700))
    room.strongroom.make_working(original)
    assert room.pcm(original) == decoded.pcm
    for file in room.files():
        stored = (room.folder / file).read_bytes()
        assert data[5000:5064] not in stored and decoded.pcm[5000:5064] not in stored


@pytest.mark.parametrize(
    ("rate", "form", "subtype"), [*((8000, *kind) for kind in KINDS), (44_100, "MP3", "MPEG_LAYER_III")]
)
def test_what_sounds_at_a_moment_is_there_to_the_millisecond(room: Room, rate: int, form: str, subtype: str) -> None:
    """Some decoders put the whole of an MP3 a fifth of a second late: marks would miss the part to remove."""
    samples = np.zeros(2 * rate)
    click = slice(rate + 123, rate + 131)
    samples[click] = 0.8
    original = room.lock_away(MemoryBytes(written(samples, rate, form, subtype)))
    room.strongroom.make_working(original)
    heard = np.abs(np.frombuffer(room.pcm(original), "<i2").astype(int))
    loudest = int(np.argmax(heard))
    assert click.start <= loudest < click.stop
    assert 0 <= original.frames - 2 * rate < 320
    stretches = 2 * rate // 64
    columns = room.strongroom.waveform(original).columns(0, 64 * stretches, stretches)
    assert int(columns[0, 1].argmax()) == loudest // 64


def test_of_two_who_make_it_at_once_both_have_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    original = room.lock_away(MemoryBytes(speech()))
    real = Path.exists
    room.strongroom.make_working(original)
    before = room.pcm(original)
    # The other one's was not there yet when we looked.
    monkeypatch.setattr(Path, "exists", lambda path: path.parent.name != "working" and real(path))
    room.strongroom.make_working(original)
    assert room.pcm(original) == before
    assert room.files() == [f"{kind}/{original.id}" for kind in ("original", "waveform", "working")]


@pytest.mark.parametrize(
    "other", [{"frames": 1}, {"frames": 10**6}, {"rate": 16_000}, {"channels": 2}], ids=lambda other: next(iter(other))
)
def test_what_is_stored_of_something_else_is_not_believed(room: Room, other: dict[str, int]) -> None:
    whole = room.lock_away(MemoryBytes(speech()))
    original = replace(whole, **other)  # type: ignore[arg-type]
    assert refusal(room.strongroom.make_working, original) == "media_length_differs"
    assert not room.path(BlobKind.WORKING, original).exists()
    if "rate" not in other:  # a waveform does not say it
        assert refusal(room.strongroom.waveform, original) == "vault_changed"
    room.strongroom.make_working(whole)
    room.strongroom.proposals(whole, None)
    assert refusal(room.strongroom._derived.loudness, original, None, 1) == "vault_changed"


class Source:
    """Bytes whose reads follow instructions."""

    def __init__(self, data: bytes, then: Callable[[int, bytes], bytes]) -> None:
        self._data, self._then = data, then
        self.size = len(data)

    def read(self, offset: int, length: int) -> bytes:
        return self._then(offset, self._data[offset : offset + length])


def shorter(offset: int, data: bytes) -> bytes:
    return data[:-1]


def longer(offset: int, data: bytes) -> bytes:
    return data or b"more of it"


def unreadable(offset: int, data: bytes) -> bytes:
    if offset == 0 and len(data) > 100:
        raise MediaRefusedError("media_cut")
    return data


@pytest.mark.parametrize(
    ("incoming", "options", "code"),
    [
        (MemoryBytes(b""), {}, "media_empty"),
        (MemoryBytes(b"Dear sir, this is no recording. " * 40), {}, "media_not_audio"),
        (MemoryBytes(wav(layout_of(), bytes(2000))[:900]), {}, "media_cut"),
        (Source(wav(layout_of(), bytes(2000)), shorter), {}, "media_changed"),
        (Source(wav(layout_of(), bytes(2000)), unreadable), {}, "media_cut"),
        (Source(wav(layout_of(), bytes(2000)), longer), {}, "media_changed"),
        (MemoryBytes(wav(layout_of(), bytes(2000))), {"digest": "0" * 64}, "media_changed"),
    ],
)
def test_what_is_refused_leaves_nothing(room: Room, incoming: Incoming, options: dict[str, str], code: str) -> None:
    assert refusal(lambda: room.lock_away(incoming, **options)) == code
    assert room.files() == []


def test_of_a_file_that_does_not_begin_like_sound_no_more_is_read_than_an_mp3_may_be_behind(room: Room) -> None:
    read: list[tuple[int, int]] = []

    class Letter(MemoryBytes):
        def read(self, offset: int, length: int) -> bytes:
            read.append((offset, length))
            return super().read(offset, length)

    with pytest.raises(MediaRefusedError):
        room.lock_away(Letter(b"%PDF-1.7 and so on" * 100_000))
    assert sum(length for _, length in read) < 3 << 16


@pytest.mark.against("file")
def test_a_file_that_was_written_to_between_two_looks_is_refused(room: Room) -> None:
    before, after = speech(), speech()[:-1] + b"\0"
    digest = room.strongroom.digest(MemoryBytes(before))
    told = error_of(MediaRefusedError, room.lock_away, MemoryBytes(after), digest=digest)
    assert message_for(told).startswith("This file changed while it was being read.")
    assert room.lock_away(MemoryBytes(before), digest=digest).digest == digest


@pytest.mark.parametrize("after", [0, 2, 4])
def test_what_is_stopped_leaves_nothing(room: Room, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strongroom, "PIECE", 100_000)
    watching = Watching(stop_after=after)
    assert refusal(lambda: room.lock_away(MemoryBytes(speech()), watcher=watching)) == "stopped"
    assert room.files() == []


def test_a_working_copy_that_is_stopped_leaves_nothing(room: Room) -> None:
    original = room.lock_away(MemoryBytes(speech()))
    before = room.files()
    assert refusal(room.strongroom.make_working, original, Watching(stop_after=1)) == "stopped"
    assert room.files() == before


def test_a_decoder_that_hangs_holds_nobody_up_who_stops_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    original = room.lock_away(MemoryBytes(speech()))
    before = room.files()
    hangs: dict[str, Any] = {
        "child_command": (sys.executable, "-c", "import time; time.sleep(600)"),
        "wall_seconds": 30,
    }
    monkeypatch.setattr(strongroom, "Decoder", partial(Decoder, **hangs))
    monkeypatch.setattr(strongroom, "decode_blocks", partial(decode_blocks, **hangs))
    with pytest.raises(ListeningRoomError) as bringing:
        room.lock_away(MemoryBytes(speech()[:-2] + b"ab"), watcher=Watching(stop_after=1))
    working = error_of(ListeningRoomError, room.strongroom.make_working, original, Watching(stop_after=0))
    assert bringing.value.code == working.code == "stopped"
    assert room.files() == before


@pytest.mark.parametrize("kept", [0, 1])
def test_when_one_of_the_two_cannot_be_kept_neither_is(room: Room, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = Unfinished.keep, list[int]()

    def failing(unfinished: Unfinished) -> None:
        calls.append(1)
        if len(calls) > kept:
            raise ExternalSystemError("vault_not_written")
        real(unfinished)

    monkeypatch.setattr(Unfinished, "keep", failing)
    with pytest.raises(ExternalSystemError):
        room.lock_away(MemoryBytes(speech()))
    assert room.files() == []


def test_a_disk_that_takes_no_more_while_it_is_decoded_leaves_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExternalSystemError):
        room.lock_away(MemoryBytes(speech()))
    assert room.files() == []


def test_a_waveform_that_is_missing_is_made_again(room: Room) -> None:
    original = room.lock_away(MemoryBytes(speech()))
    before = room.content(BlobKind.WAVEFORM, original)
    room.blobs.destroy(BlobKind.WAVEFORM, original.id)
    room.strongroom.waveform(original)
    assert room.content(BlobKind.WAVEFORM, original) == before


def test_a_part_is_seen_from_nearer_in_the_working_copy_while_that_is_there_and_whole(room: Room) -> None:
    original = room.lock_away(MemoryBytes(speech("MP3", "MPEG_LAYER_III")))
    room.strongroom.make_working(original)
    detail = room.strongroom.waveform_detail(original, 8000, 24_000)
    samples = np.frombuffer(room.pcm(original), "<i2")[8000:24_000].reshape(2000, 8)
    pairs = detail.waveform.pairs(0, 2000)
    assert (detail.start, detail.end) == (8000, 24_000)
    assert np.array_equal(pairs[0, 0], samples.min(axis=1)) and np.array_equal(pairs[0, 1], samples.max(axis=1))
    path = room.path(BlobKind.WORKING, original)
    changed = bytearray(path.read_bytes())
    changed[20_000] ^= 1
    path.write_bytes(changed)
    assert refusal(room.strongroom.waveform_detail, original, 8000, 16_000) == "vault_changed"
    room.strongroom.drop_working(original.id)
    assert refusal(room.strongroom.waveform_detail, original, 8000, 16_000) == "vault_missing"


def test_what_may_want_removing_is_found_in_the_working_copy(room: Room) -> None:
    call = make_call(3, 30, "pcm", prompts())
    original = room.lock_away(MemoryBytes(wav(layout_of(channels=2), call.pcm)))
    room.strongroom.make_working(original)
    found = room.strongroom.proposals(original, 1)
    assert found == find_proposals([call.pcm], 8000, 2, 1) != ()
    with pytest.raises(ListeningRoomError):
        room.strongroom.proposals(original, 1, Watching(stop_after=1))


def test_removing_an_original_removes_all_that_lies_with_it(room: Room) -> None:
    original, other = (room.lock_away(MemoryBytes(speech())) for _ in range(2))
    room.strongroom.make_working(original)
    room.strongroom.proposals(original, None)
    assert len(room.files()) == 6
    room.strongroom.remove("original", original.id)
    room.strongroom.remove("original", original.id)
    assert room.files() == [f"original/{other.id}", f"waveform/{other.id}"]


def test_an_original_whose_file_is_gone_comes_back_under_its_own_key_and_no_other_file_in_its_place(room: Room) -> None:
    incoming = MemoryBytes(speech())
    original = room.lock_away(incoming)
    room.strongroom.make_working(original)
    before = room.files()
    assert not room.strongroom.store_again(original, incoming), "it is there"
    room.blobs.destroy(BlobKind.ORIGINAL, original.id)
    prepared = room.strongroom.render(CopyId(new_id()), original, [PART], room.wrapped)
    assert prepared.frames == original.frames, "the working copy is all that a copy needs"
    room.strongroom.remove("approved", prepared.id)
    room.strongroom.drop_working(original.id)
    other = MemoryBytes(speech(subtype="PCM_16"))
    assert refusal(room.strongroom.store_again, original, other) == "media_changed"
    assert room.strongroom.store_again(original, incoming)
    room.strongroom.make_working(original)
    assert room.files() == before
    assert room.strongroom.waveform(original).frames == original.frames


class Endless:
    """That many bytes of mu-law, stored nowhere."""

    def __init__(self, frames: int) -> None:
        self._header = wav(layout_of(7, 2, bits=8), b"", says=2 * frames)
        self.size = len(self._header) + 2 * frames

    def read(self, offset: int, length: int) -> bytes:
        data = self._header[offset : offset + length]
        return data + bytes(min(length, self.size - offset) - len(data))


def test_memory_does_not_grow_with_the_length_from_the_import_to_the_copy(room: Room) -> None:
    def peak_of(frames: int) -> int:
        tracemalloc.start()
        try:
            original = room.lock_away(Endless(frames))
            room.strongroom.make_working(original)
            room.strongroom.proposals(original, None)
            room.strongroom.render(CopyId(new_id()), original, [PART], room.wrapped)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak_of(200_000)  # what is loaded once
    assert peak_of(5_000_000) < peak_of(1_500_000) + (2 << 20)
