"""The decoding child, and libsndfile as it uses it: without numpy and soundfile's reader, with the same samples."""

from __future__ import annotations

import ctypes.util
import io
import json
import random
import struct
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from desktop.config import RESOURCES
from desktop.errors import MediaRefusedError
from desktop.media.formats import formats
from desktop.media.formats.detection import shape_of
from desktop.media.formats.formats import WINDOW
from desktop.media.sandbox import decode_child, libsndfile
from desktop.media.sandbox.decode_child import Asked, Patched, decode_into
from desktop.media.sandbox.libsndfile import SoundFile
from tests.media.formats.test_sniff import layout_of, wav
from tests.support.refusals import error_of, refusal


def code_for(data: bytes) -> str:
    return error_of(MediaRefusedError, decode_into, io.BytesIO(data), len(data), io.BytesIO()).code


def decoded(data: bytes) -> tuple[dict[str, object], bytes]:
    target = io.BytesIO()
    decode_into(io.BytesIO(data), len(data), target)
    line, _, rest = target.getvalue().partition(b"\n")
    pcm = b""
    while rest:
        said, _, rest = rest.partition(b"\n")
        size = int(said.removeprefix(b"pcm "))
        pcm, rest = pcm + rest[:size], rest[size:]
    return json.loads(line), pcm


def test_a_line_of_facts_comes_first_and_then_the_sound_unless_its_samples_are_sixteen_bits_already() -> None:
    facts, sound = decoded(wav(layout_of(channels=2, bits=8), bytes([128, 127, 255, 0])))
    assert facts == {"format": "pcm_wav", "rate": 8000, "channels": 2, "samples": None}
    assert sound == struct.pack("<4h", 0, -256, 32512, -32768)
    assert decoded(wav(layout_of(bits=24), bytes([0, 0, 0x80, 0, 0xFF, 0x7F])))[1] == struct.pack("<2h", -32768, 32767)
    facts, sound = decoded(wav(layout_of(channels=2), bytes(range(12))))
    assert facts == {"format": "pcm_wav", "rate": 8000, "channels": 2, "samples": [44, 12]}
    assert sound == b""


def test_a_recording_longer_than_a_day_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_SECONDS", 1)
    assert decoded(wav(layout_of(), bytes(16_000)))
    assert code_for(wav(layout_of(), bytes(16_002))) == "media_too_large"


def test_fewer_frames_than_the_bytes_promise_are_cut_or_not_all_that_could_be_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert code_for(wav(layout_of(channels=2), bytes(2))) == "media_no_frames"
    shape = formats.Shape(formats.AudioFormat.PCM_WAV, 8000, 1, 1001)
    monkeypatch.setattr(decode_child, "shape_of", lambda data: shape)
    assert code_for(wav(layout_of(), bytes(2000))) == "media_cut"
    mp3 = (b"\xff\xe3\x18\xc4" + bytes(68)) * 50
    real = shape_of(formats.MemoryBytes(mp3))
    monkeypatch.setattr(decode_child, "shape_of", lambda data: real._replace(least_frames=50 * 576 + 1))
    assert code_for(mp3) == "media_not_all_heard"


@pytest.mark.parametrize(
    ("start", "end", "instead"), [(0, 0, b"front"), (0, 7, b""), (3, 5, b"longer"), (90, 100, b"z")]
)
def test_a_patched_file_reads_as_if_it_had_been_written_so(start: int, end: int, instead: bytes) -> None:
    data = bytes(range(100))
    written = data[:start] + instead + data[end:]
    file = Patched(io.BytesIO(data), len(data), formats.Patch(start, end, instead))
    assert io.BufferedReader(file, 16).read() == written
    assert file.seek(0, io.SEEK_END) == len(written)
    for at in range(len(written)):
        assert file.seek(at) == file.tell() == at
        some = file.read(9)
        assert some and written[at:].startswith(some)


def test_a_decoder_that_sees_another_shape_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = formats.Shape(formats.AudioFormat.PCM_WAV, 8000, 1, 999, (44, 1998))
    for other in (shape, shape._replace(rate=8001, samples=None), shape._replace(channels=2, samples=None)):
        monkeypatch.setattr(decode_child, "shape_of", lambda data, other=other: other)
        assert code_for(wav(layout_of(), bytes(2000))) == "media_not_audio"


class Parent(io.RawIOBase):
    """Answers its requests, some bytes at a time, as a pipe does."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data, self.asked = data, list[tuple[int, int]]()
        self._coming = b""

    def write(self, line: bytes) -> int:  # type: ignore[override]
        word, offset, length = line.split()
        assert word == b"ask"
        self.asked.append((int(offset), int(length)))
        self._coming += self.data[int(offset) :][: int(length)]
        return len(line)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        some = self._coming[: min(len(buffer), 777)]
        buffer[: len(some)] = some
        self._coming = self._coming[len(some) :]
        return len(some)


def asked_of(parent: Parent) -> io.BufferedReader:
    return io.BufferedReader(Asked(len(parent.data), parent, parent), WINDOW)  # type: ignore[arg-type]


@given(
    st.lists(st.tuples(st.sampled_from(["seek", "read", "into", "end", "on"]), st.integers(0, 40_000)), max_size=30),
    st.integers(0, 40_000),
)
def test_what_is_read_is_what_the_parent_has_wherever_it_is_read(steps: list[tuple[str, int]], size: int) -> None:
    data = random.Random(size).randbytes(size)
    with mock.patch.object(formats, "WINDOW", 4096):
        parent = Parent(data)
        file, same = asked_of(parent), io.BytesIO(data)
        for step, number in steps:
            if step == "read":
                assert file.read(number) == same.read(number)
            elif step == "into":
                one, other = bytearray(number), bytearray(number)
                assert file.readinto(one) == same.readinto(other)
                assert one == other
            elif step == "seek":
                assert file.seek(number) == same.seek(number)
            elif step == "on":
                assert file.seek(number % 100, io.SEEK_CUR) == same.seek(number % 100, io.SEEK_CUR)
            else:
                assert file.seek(0, io.SEEK_END) == same.seek(0, io.SEEK_END)
            assert file.tell() == same.tell()
    assert all(0 <= offset < offset + length <= size and length <= 4096 for offset, length in parent.asked)


def test_reading_on_asks_for_each_byte_once() -> None:
    parent = Parent(bytes(5 * WINDOW + 1000))
    with asked_of(parent) as file:
        while file.read(1000):
            pass
    assert [offset for offset, _ in parent.asked] == [number * WINDOW for number in range(6)]
    assert sum(length for _, length in parent.asked) == len(parent.data)


def test_a_parent_that_gives_no_more_ends_the_reading() -> None:
    parent = Parent(bytes(1000))
    asked = Asked(2000, parent, parent)  # type: ignore[arg-type]
    with pytest.raises(EOFError):
        for _ in range(10):
            asked.readinto(memoryview(bytearray(2000)))


NOT_LOADED = {"numpy", "soundfile", "typing_extensions", "platform", "pathlib", "inspect"}
"""Modules that soundfile needs and the child does not: they took longer than all else of its start."""


def test_the_decoding_process_loads_neither_numpy_nor_soundfile() -> None:
    code = "import sys, desktop.media.sandbox.decode_child; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path += {sys.path!r}; {code}"],
        cwd=RESOURCES.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(done.stdout.split())
    assert "_soundfile" in modules
    assert not modules & NOT_LOADED


@pytest.mark.parametrize(("bits", "channels"), [(8, 1), (16, 2), (24, 1), (32, 2)])
def test_it_sees_and_reads_what_soundfile_does(bits: int, channels: int) -> None:
    data = wav(layout_of(channels=channels, bits=bits), bytes(range(240)) * 20)
    with SoundFile(io.BytesIO(data)) as ours, soundfile.SoundFile(io.BytesIO(data)) as theirs:
        assert (ours.rate, ours.channels, ours.frames) == (theirs.samplerate, theirs.channels, theirs.frames)
        assert (ours.container, ours.coding) == (libsndfile.WAV, soundfile._subtypes[theirs.subtype])
        block, other = bytearray(2 * channels * 70), bytearray(2 * channels * 70)
        while frames := ours.read_into(block):
            assert frames == theirs.buffer_read_into(other, dtype="int16")
            assert block[: frames * 2 * channels] == other[: frames * 2 * channels]
        assert theirs.buffer_read_into(other, dtype="int16") == 0


def test_containers_and_codings_have_the_numbers_that_soundfile_gives_them() -> None:
    lib = libsndfile
    containers = {"WAV": lib.WAV, "RAW": lib.RAW, "WAVEX": lib.WAVEX, "MP3": lib.MP3}
    codings = {"PCM_16": lib.PCM_16, "PCM_24": lib.PCM_24, "PCM_32": lib.PCM_32, "PCM_U8": lib.PCM_U8}
    codings |= {"ULAW": lib.MU_LAW, "ALAW": lib.A_LAW, "GSM610": lib.GSM610, "MPEG_LAYER_III": lib.LAYER_III}
    assert {name: soundfile._formats[name] for name in containers} == containers
    assert {name: soundfile._subtypes[name] for name in codings} == codings


def test_what_it_cannot_open_is_no_recording() -> None:
    for data in (b"", b"no recording", b"RIFF\0\0\0\0WAVE"):
        assert refusal(SoundFile, io.BytesIO(data)) == "media_not_audio"


class Counting(io.BytesIO):
    """Counts its seeks."""

    sought = 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.sought += 1
        return super().seek(offset, whence)


def test_reading_on_never_seeks() -> None:
    file = Counting(wav(layout_of(bits=24), bytes(9000)))
    with SoundFile(file) as sound:
        before = file.sought
        while sound.read_into(bytearray(200)):
            pass
    assert file.sought == before


def test_the_library_is_the_packages_own_or_else_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Path(libsndfile._library()).parent.name == "_soundfile_data"
    monkeypatch.setitem(sys.modules, "_soundfile_data", None)
    monkeypatch.setattr(ctypes.util, "find_library", lambda _: "libsndfile.so.1")
    assert libsndfile._library() == "libsndfile.so.1"
    monkeypatch.setattr(ctypes.util, "find_library", lambda _: None)
    with pytest.raises(OSError, match="libsndfile"):
        libsndfile._library()
