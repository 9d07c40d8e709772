from __future__ import annotations

import io
import json
import struct

import pytest
import soundfile

from desktop.errors import MediaRefusedError
from desktop.preparation import decode_child, formats
from desktop.preparation.decode_child import decode_into
from tests.preparation.test_shapes import layout_of, wav


def code_for(data: bytes) -> str:
    with pytest.raises(MediaRefusedError) as refused:
        decode_into(data, io.BytesIO())
    return refused.value.code


def decoded(data: bytes) -> tuple[dict[str, object], bytes]:
    target = io.BytesIO()
    decode_into(data, target)
    line, _, pcm = target.getvalue().partition(b"\n")
    return json.loads(line), pcm


def test_a_line_of_facts_comes_first_and_then_the_sound() -> None:
    pcm = struct.pack("<6h", 1, -2, 300, -400, 32767, -32768)
    facts, sound = decoded(wav(layout_of(channels=2), pcm))
    assert facts == {"format": "pcm_wav", "rate": 8000, "channels": 2}
    assert sound == pcm


def test_other_widths_of_pcm_become_sixteen_bits() -> None:
    assert decoded(wav(layout_of(bits=8), bytes([0, 128, 255])))[1] == struct.pack("<3h", -32768, 0, 32512)
    assert decoded(wav(layout_of(bits=24), bytes([0, 0, 0x80, 0, 0xFF, 0x7F])))[1] == struct.pack("<2h", -32768, 32767)


def test_a_recording_longer_than_a_day_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode_child, "MAX_SECONDS", 1)
    assert decoded(wav(layout_of(), bytes(16_000)))
    assert code_for(wav(layout_of(), bytes(16_002))) == "media_too_large"


def test_a_sound_chunk_shorter_than_one_frame_has_no_frames() -> None:
    assert code_for(wav(layout_of(channels=2), bytes(2))) == "media_no_frames"


def test_fewer_frames_than_the_bytes_promise_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = formats.Shape(formats.AudioFormat.PCM_WAV, 8000, 1, 1001)
    monkeypatch.setattr(decode_child, "shape_of", lambda data: shape)
    assert code_for(wav(layout_of(), bytes(2000))) == "media_cut"


@pytest.mark.parametrize(("rate", "channels"), [(8001, 1), (8000, 2)])
def test_a_decoder_that_sees_another_shape_is_not_believed(
    rate: int, channels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = formats.Shape(formats.AudioFormat.PCM_WAV, rate, channels, 0)
    monkeypatch.setattr(decode_child, "shape_of", lambda data: shape)
    assert code_for(wav(layout_of(), bytes(2000))) == "media_not_audio"


def test_what_the_decoder_cannot_open_is_its_own_error() -> None:
    # MP3 by its tag, and no MP3 inside.
    with pytest.raises((soundfile.SoundFileError, MediaRefusedError)):
        decode_into(wav(layout_of(tag=0x55, bits=0), bytes(2000)), io.BytesIO())
