"""The vault's files of an original: its bytes as they came, its waveform, its working copy. And nothing else."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from benchmarks.made_up_calls import make_call, prompts
from desktop.application.ports.sound import Imported, Incoming
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.copies.marking import RemovalReason, RemovedPart
from desktop.domain.shared.ids import CopyId, RecordingId, RetentionKeyId, new_id
from desktop.errors import ExternalSystemError, ListeningRoomError, MediaRefusedError, VaultDamagedError
from desktop.media.formats.formats import MemoryBytes
from desktop.media.formats.pcm_wav import wav_header
from desktop.media.proposals.proposals import find_proposals
from desktop.media.sandbox.decoding import Decoder, decode, decode_blocks
from desktop.media.store import originals
from desktop.media.store.strongroom import VaultStrongroom
from desktop.media.waveform.peaks import Peaks, peaks_of
from desktop.vault.blobs import BlobKind, Blobs, Unfinished
from desktop.vault.keys import new_identity
from desktop.words.errors import message_for
from tests.media.formats.test_sniff import layout_of, wav
from tests.support.fakes import TUESDAY
from tests.support.refusals import refusal
from tests.support.speech import prompt_wav

DAY = 24 * 3600


@dataclass
class Watching:
    """Takes the progress, and cancels after so many reports."""

    stop_after: int | None = None
    heard: list[tuple[int, int]] = field(default_factory=list)

    @property
    def cancelled(self) -> bool:
        return self.stop_after is not None and len(self.heard) >= self.stop_after

    def report(self, done: int, total: int) -> None:
        self.heard.append((done, total))


@dataclass
class Room:
    """A strongroom over a vault in a folder, and its one retention key."""

    folder: Path

    def __post_init__(self) -> None:
        identity, recipient = new_identity()
        self.blobs = Blobs(self.folder)
        self.strongroom = VaultStrongroom(self.blobs, lambda: identity)
        self.wrapped = self.strongroom.new_retention_key([recipient])

    def lock_away(self, incoming: Incoming, **options: Any) -> Recording:
        return self.recording(
            self.strongroom.lock_away(RecordingId(new_id()), incoming, self.wrapped, **options), self.wrapped
        )

    def recording(self, found: Imported, wrapped: bytes) -> Recording:
        key = SealedKey(found.data_key_wrapped, RetentionKeyId(new_id()), wrapped)
        return Recording(
            found.id, "switchboard", TUESDAY, False, found.format, found.rate, found.channels, found.frames,
            found.digest, key, TUESDAY,
        )  # fmt: skip

    def files(self) -> list[str]:
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())

    def pcm(self, original: Recording) -> bytes:
        with self.strongroom._derived.open(BlobKind.WORKING, original) as (reader, _):
            wav = reader.read(0, reader.size)
        assert wav[:44] == wav_header(original.rate, original.channels, original.frames)
        return wav[44:]

    def older(self, kind: BlobKind, id: str, days: float) -> None:
        then = time.time() - days * DAY
        os.utime(self.blobs.path(kind, id), (then, then))


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path / "vault")


def written(samples: Any, rate: int, form: str, subtype: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=form, subtype=subtype)
    return file.getvalue()


def speech(form: str = "WAV", subtype: str = "ULAW") -> bytes:
    samples, rate = soundfile.read(prompt_wav(), dtype="int16")
    return written(samples, rate, form, subtype)


def test_an_original_is_kept_as_it_came_with_its_waveform_and_nothing_in_the_clear(room: Room) -> None:
    data = speech()
    original = room.lock_away(MemoryBytes(data))
    assert (original.format, original.rate, original.channels) == ("mu_law", 8000, 1)
    assert original.digest == hashlib.sha256(data).hexdigest() == room.strongroom.digest(MemoryBytes(data))
    assert room.files() == [f"original/{original.id}", f"waveform/{original.id}"]
    with room.strongroom._derived.open(BlobKind.ORIGINAL, original) as (reader, _):
        assert reader.read(0, reader.size) == data
    for file in room.files():
        assert data[5000:5064] not in (room.folder / file).read_bytes()


def test_its_waveform_is_that_of_its_sound(room: Room) -> None:
    data = speech("MP3", "MPEG_LAYER_III")
    original = room.lock_away(MemoryBytes(data))
    waveform = room.strongroom.waveform(original)
    assert (waveform.frames, waveform.rate, waveform.channels) == (original.frames, 8000, 1)
    expected = peaks_of([decode(data).pcm], 1)
    assert np.array_equal(waveform.columns(100, 90_000, 700), expected.columns(100, 90_000, 700))


KINDS = (
    ("WAV", "PCM_16"),
    ("WAV", "PCM_24"),
    ("WAV", "ULAW"),
    ("WAV", "ALAW"),
    ("WAV", "GSM610"),
    ("MP3", "MPEG_LAYER_III"),
)


@pytest.mark.parametrize(("form", "subtype"), KINDS)
def test_the_working_copy_is_the_sound_that_was_decoded(room: Room, form: str, subtype: str) -> None:
    data = speech(form, subtype)
    original = room.lock_away(MemoryBytes(data))
    room.strongroom.make_working(original)
    assert room.pcm(original) == decode(data).pcm


@pytest.mark.parametrize(("form", "subtype"), KINDS)
@pytest.mark.parametrize("rate", [8000, 44_100])
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


def test_a_working_copy_is_made_once(room: Room) -> None:
    original = room.lock_away(MemoryBytes(speech()))
    room.strongroom.make_working(original)
    working = room.blobs.path(BlobKind.WORKING, original.id)
    before = working.stat()
    room.strongroom.make_working(original)
    assert working.stat().st_mtime_ns == before.st_mtime_ns
    room.strongroom.proposals(original, None)
    assert room.blobs.path(BlobKind.LOUDNESS, original.id).exists()
    room.strongroom.drop_working(original.id)
    room.strongroom.drop_working(original.id)
    assert room.files() == [f"original/{original.id}", f"waveform/{original.id}"]


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


def test_a_waveform_in_the_place_of_a_working_copy_does_not_open(room: Room) -> None:
    original = room.lock_away(MemoryBytes(speech()))
    room.strongroom.make_working(original)
    working, peaks = (room.blobs.path(kind, original.id) for kind in (BlobKind.WORKING, BlobKind.WAVEFORM))
    working.write_bytes(peaks.read_bytes())
    assert refusal(room.strongroom.proposals, original, None) == "vault_not_ours"


@pytest.mark.parametrize(
    "other", [{"frames": 1}, {"frames": 10**6}, {"rate": 16_000}, {"channels": 2}], ids=lambda other: next(iter(other))
)
def test_an_original_that_decodes_to_something_else_makes_no_working_copy(room: Room, other: dict[str, int]) -> None:
    original = replace(room.lock_away(MemoryBytes(speech())), **other)  # type: ignore[arg-type]
    assert refusal(room.strongroom.make_working, original) == "media_length_differs"
    assert not room.blobs.path(BlobKind.WORKING, original.id).exists()


@pytest.mark.parametrize("other", [{"frames": 1}, {"channels": 2}], ids=lambda other: next(iter(other)))
def test_a_waveform_of_another_length_is_damage(room: Room, other: dict[str, int]) -> None:
    original = replace(room.lock_away(MemoryBytes(speech())), **other)  # type: ignore[arg-type]
    with pytest.raises(VaultDamagedError):
        room.strongroom.waveform(original)


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


def test_a_file_that_was_written_to_between_two_looks_is_refused(room: Room) -> None:
    before, after = speech(), speech()[:-1] + b"\0"
    digest = room.strongroom.digest(MemoryBytes(before))
    with pytest.raises(MediaRefusedError) as told:
        room.lock_away(MemoryBytes(after), digest=digest)
    assert message_for(told.value).startswith("This file changed while it was being read.")
    assert room.lock_away(MemoryBytes(before), digest=digest).digest == digest


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
def test_what_is_stopped_leaves_nothing(room: Room, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "PIECE", 100_000)
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
    monkeypatch.setattr(originals, "Decoder", partial(Decoder, **hangs))
    monkeypatch.setattr(originals, "decode_blocks", partial(decode_blocks, **hangs))
    with pytest.raises(ListeningRoomError) as bringing:
        room.lock_away(MemoryBytes(speech()[:-2] + b"ab"), watcher=Watching(stop_after=1))
    with pytest.raises(ListeningRoomError) as working:
        room.strongroom.make_working(original, Watching(stop_after=0))
    assert bringing.value.code == working.value.code == "stopped"
    assert room.files() == before


@pytest.mark.parametrize(("form", "subtype"), KINDS)
def test_whoever_waits_hears_how_far_it_is(
    room: Room, form: str, subtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "PIECE", 20_000)
    data, watching = speech(form, subtype), Watching()
    room.lock_away(MemoryBytes(data), watcher=watching)
    done = [done for done, _ in watching.heard]
    assert {total for _, total in watching.heard} == {2 * len(data)}
    assert done == sorted(done)
    assert done[0] == 0
    assert len(data) < done[-1] <= 2 * len(data)


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


def test_an_original_from_before_there_were_waveforms_is_given_one(room: Room) -> None:
    original = room.lock_away(MemoryBytes(speech()))
    before = room.strongroom.waveform(original)
    room.blobs.destroy(BlobKind.WAVEFORM, original.id)
    after = room.strongroom.waveform(original)
    assert np.array_equal(before.columns(0, before.frames, 300), after.columns(0, after.frames, 300))
    assert room.blobs.path(BlobKind.WAVEFORM, original.id).exists()


def test_a_part_is_seen_from_nearer_in_the_working_copy(room: Room) -> None:
    original = room.lock_away(MemoryBytes(speech("MP3", "MPEG_LAYER_III")))
    room.strongroom.make_working(original)
    detail = room.strongroom.waveform_detail(original, 8000, 24_000)
    samples = np.frombuffer(room.pcm(original), "<i2")[8000:24_000].reshape(2000, 8)
    pairs = detail.waveform.pairs(0, 2000)
    assert (detail.start, detail.end) == (8000, 24_000)
    assert np.array_equal(pairs[0, 0], samples.min(axis=1)) and np.array_equal(pairs[0, 1], samples.max(axis=1))


def test_from_nearer_nothing_is_seen_of_a_working_copy_that_was_changed_or_is_gone(room: Room) -> None:
    original = room.lock_away(MemoryBytes(speech()))
    room.strongroom.make_working(original)
    path = room.blobs.path(BlobKind.WORKING, original.id)
    changed = bytearray(path.read_bytes())
    changed[20_000] ^= 1
    path.write_bytes(changed)
    assert refusal(room.strongroom.waveform_detail, original, 8000, 16_000) == "vault_changed"
    room.strongroom.drop_working(original.id)
    assert refusal(room.strongroom.waveform_detail, original, 8000, 16_000) == "vault_missing"


def test_what_is_no_waveform_is_damage(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    original = room.lock_away(MemoryBytes(speech()))

    def none(data: bytes, rate: int) -> Peaks:
        raise ValueError("no peaks")

    monkeypatch.setattr(Peaks, "from_bytes", none)
    with pytest.raises(VaultDamagedError):
        room.strongroom.waveform(original)


def test_what_may_want_removing_is_found_in_the_working_copy(room: Room) -> None:
    call = make_call(3, 30, "pcm", prompts())
    original = room.lock_away(MemoryBytes(wav(layout_of(channels=2), call.pcm)))
    room.strongroom.make_working(original)
    found = room.strongroom.proposals(original, 1)
    assert [(each.kind, each.start, each.end, each.channel) for each in found] == [
        (each.kind.value, each.start_frame, each.end_frame, each.channel)
        for each in find_proposals([call.pcm], 8000, 2, 1)
    ]
    assert found
    with pytest.raises(ListeningRoomError):
        room.strongroom.proposals(original, 1, Watching(stop_after=1))


def test_the_copy_is_rendered_from_the_working_copy_and_from_nothing_else(room: Room) -> None:
    original = room.lock_away(MemoryBytes(speech()))
    room.strongroom.make_working(original)
    room.blobs.destroy(BlobKind.ORIGINAL, original.id)
    part = RemovedPart(1000, 9000, None, next(iter(RemovalReason)))
    prepared = room.strongroom.render(CopyId(new_id()), original, [part], room.wrapped)
    assert prepared.frames == original.frames


def test_removing_an_original_removes_all_that_lies_with_it(room: Room) -> None:
    original, other = (room.lock_away(MemoryBytes(speech())) for _ in range(2))
    room.strongroom.make_working(original)
    room.strongroom.proposals(original, None)
    room.strongroom.remove("original", original.id)
    assert room.files() == [f"original/{other.id}", f"waveform/{other.id}"]


def test_an_original_whose_file_is_gone_comes_back_under_its_own_key(room: Room) -> None:
    incoming = MemoryBytes(speech())
    original = room.lock_away(incoming)
    room.strongroom.make_working(original)
    before = room.files()
    assert not room.strongroom.store_again(original, incoming), "it is there"
    room.blobs.destroy(BlobKind.ORIGINAL, original.id)
    assert room.strongroom.store_again(original, incoming) and room.files() == before
    room.strongroom.drop_working(original.id)
    room.strongroom.make_working(original)
    assert room.strongroom.waveform(original).frames == original.frames


def test_another_file_does_not_come_back_in_its_place(room: Room) -> None:
    original = room.lock_away(MemoryBytes(speech()))
    room.strongroom.remove("original", original.id)
    with pytest.raises(MediaRefusedError, match="media_changed"):
        room.strongroom.store_again(original, MemoryBytes(speech(subtype="PCM_16")))
    assert room.files() == []


class Endless:
    """That many bytes of mu-law, stored nowhere."""

    def __init__(self, frames: int) -> None:
        self._header = wav(layout_of(7, 2, bits=8), b"", says=2 * frames)
        self.size = len(self._header) + 2 * frames

    def read(self, offset: int, length: int) -> bytes:
        data = self._header[offset : offset + length]
        return data + bytes(min(length, self.size - offset) - len(data))


def peak_of(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_length(room: Room) -> None:
    def both(frames: int) -> None:
        room.strongroom.make_working(room.lock_away(Endless(frames)))

    both(200_000)  # what is loaded once
    short, long = (peak_of(lambda frames=frames: both(frames)) for frames in (2_000_000, 8_000_000))  # type: ignore[misc]
    assert long < short + (2 << 20)
