"""libsndfile as the decoding process uses it: without numpy and soundfile's reader, and with the same samples."""

from __future__ import annotations

import ctypes.util
import io
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from desktop.config import RESOURCES
from desktop.errors import MediaRefusedError
from desktop.media.sandbox import libsndfile
from desktop.media.sandbox.libsndfile import SoundFile
from tests.media.formats.test_sniff import layout_of, wav

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


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
@pytest.mark.parametrize("channels", [1, 2])
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


@pytest.mark.parametrize(
    ("name", "number"),
    [("WAV", libsndfile.WAV), ("RAW", libsndfile.RAW), ("WAVEX", libsndfile.WAVEX), ("MP3", libsndfile.MP3)],
)
def test_a_container_has_the_number_that_soundfile_gives_it(name: str, number: int) -> None:
    assert soundfile._formats[name] == number


def test_a_coding_has_the_number_that_soundfile_gives_it() -> None:
    cases = [
        ("PCM_16", libsndfile.PCM_16),
        ("PCM_24", libsndfile.PCM_24),
        ("PCM_32", libsndfile.PCM_32),
        ("PCM_U8", libsndfile.PCM_U8),
        ("ULAW", libsndfile.MU_LAW),
        ("ALAW", libsndfile.A_LAW),
        ("GSM610", libsndfile.GSM610),
        ("MPEG_LAYER_III", libsndfile.LAYER_III),
    ]
    assert [(name, number) for name, number in cases if soundfile._subtypes[name] != number] == []


@pytest.mark.parametrize("data", [b"", b"no recording", b"RIFF\0\0\0\0WAVE"])
def test_what_it_cannot_open_is_no_recording(data: bytes) -> None:
    with pytest.raises(MediaRefusedError) as refused:
        SoundFile(io.BytesIO(data))
    assert refused.value.code == "media_not_audio"


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


def test_a_closed_one_can_be_closed_again() -> None:
    sound = SoundFile(io.BytesIO(wav(layout_of(), bytes(200))))
    sound.close()
    sound.close()


def test_the_library_is_the_packages_own() -> None:
    assert Path(libsndfile._library()).parent.name == "_soundfile_data"


@pytest.mark.parametrize("name", ["libsndfile.so.1", None])
def test_where_the_package_has_no_library_it_is_the_systems(name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_soundfile_data", None)
    monkeypatch.setattr(ctypes.util, "find_library", lambda _: name)
    if name:
        assert libsndfile._library() == name
    else:
        with pytest.raises(OSError, match="libsndfile"):
            libsndfile._library()
