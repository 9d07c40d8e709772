from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from desktop.application.ports.sound import Ear
from desktop.errors import VaultDamagedError
from desktop.playback.source import HEADER_BYTES, WavFormat, format_of, in_ears, shown


def test_the_header_is_the_one_that_the_wave_module_writes() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setparams((2, 2, 44100, 0, "NONE", ""))
        written.writeframes(bytes(4 * 10))
    assert WavFormat(44100, 2, 10).header() == out.getvalue()[:HEADER_BYTES]


def test_a_copy_as_approved_is_recognised() -> None:
    form = WavFormat(8000, 1, 100)
    assert format_of(form.header(), 8000, 100, form.size) == form


@pytest.mark.parametrize(
    ("header", "rate_hz", "frames", "size"),
    [
        (WavFormat(8000, 1, 100).header(), 8000, 100, 243),
        (WavFormat(8000, 1, 100).header(), 8000, 99, 244),
        (WavFormat(8000, 1, 100).header(), 16000, 100, 244),
        (WavFormat(8000, 3, 100).header(), 8000, 100, 644),
        (WavFormat(8000, 1, 100).header()[:-1], 8000, 100, 244),
        (b"RIFX" + WavFormat(8000, 1, 100).header()[4:], 8000, 100, 244),
    ],
)
def test_anything_else_is_damage(header: bytes, rate_hz: int, frames: int, size: int) -> None:
    with pytest.raises(VaultDamagedError):
        format_of(header, rate_hz, frames, size)


def test_what_is_shown_from_a_frame_on_is_shorter_by_that() -> None:
    assert shown(WavFormat(8000, 1, 100), 40, Ear.BOTH) == WavFormat(8000, 1, 60)
    assert shown(WavFormat(8000, 1, 100), 40, Ear.LEFT) == WavFormat(8000, 2, 60)


def test_both_ears_get_the_samples_unchanged() -> None:
    assert bytes(in_ears(memoryview(b"\x01\x02\x03\x04"), 2, Ear.BOTH)) == b"\x01\x02\x03\x04"


@pytest.mark.parametrize(("ear", "place"), [(Ear.LEFT, 0), (Ear.RIGHT, 1)])
def test_one_ear_gets_every_channel_and_the_other_gets_silence(ear: Ear, place: int) -> None:
    both = np.array([[100, 300], [32767, 32767], [-32768, -32768]], "<i2")
    out = np.frombuffer(in_ears(memoryview(both.tobytes()), 2, ear), "<i2").reshape(-1, 2)
    assert out[:, place].tolist() == [200, 32767, -32768]
    assert not out[:, 1 - place].any()


def test_both_voices_in_both_ears_are_their_mean_and_cannot_clip() -> None:
    both = np.array([[100, 300], [32767, 32767], [-32768, -32768], [0, 0]], "<i2")
    out = np.frombuffer(in_ears(memoryview(both.tobytes()), 2, Ear.MIXED), "<i2").reshape(-1, 2)
    assert out[:, 0].tolist() == out[:, 1].tolist() == [200, 32767, -32768, 0]
    assert shown(WavFormat(8000, 2, 100), 40, Ear.MIXED) == WavFormat(8000, 2, 60)


def test_a_mono_copy_in_both_ears_is_unchanged() -> None:
    assert bytes(in_ears(memoryview(b"\x01\x02"), 1, Ear.MIXED)) == b"\x01\x02"
    assert shown(WavFormat(8000, 1, 100), 40, Ear.MIXED) == WavFormat(8000, 1, 60)


def test_a_mono_copy_comes_to_one_ear_unchanged() -> None:
    mono = np.array([5, -7], "<i2")
    assert np.frombuffer(in_ears(memoryview(mono.tobytes()), 1, Ear.RIGHT), "<i2").tolist() == [0, 5, 0, -7]
