from __future__ import annotations

import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import MediaRefusedError
from desktop.media.formats import formats
from desktop.media.formats.detection import shape_of as shape_of_source
from desktop.media.formats.formats import CODES, MAX_BYTES, AudioFormat, MemoryBytes, Patch, Shape, code_of, status_of
from tests.support.machine.speech import prompt_gsm, prompt_wav, transcode
from tests.support.refusals import refusal


def wav(layout: bytes, sound: bytes, *, says: int | None = None, before: bytes = b"", after: bytes = b"") -> bytes:
    size = len(sound) if says is None else says
    body = (
        before + b"fmt " + struct.pack("<I", len(layout)) + layout + b"data" + struct.pack("<I", size) + sound + after
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def layout_of(tag: int = 1, channels: int = 1, rate: int = 8000, bits: int = 16) -> bytes:
    align = channels * bits // 8
    return struct.pack("<HHIIHH", tag, channels, rate, rate * align & 0xFFFFFFFF, align, bits)


def shape_of(data: bytes) -> Shape:
    return shape_of_source(MemoryBytes(data))


def code_for(data: bytes) -> str | None:
    code = refusal(shape_of, data)
    assert code in {None, *CODES}
    return code


def test_the_format_tag_decides() -> None:
    cases = [
        (0x01, 8, AudioFormat.PCM_WAV, 960),
        (0x01, 16, AudioFormat.PCM_WAV, 480),
        (0x01, 24, AudioFormat.PCM_WAV, 320),
        (0x06, 8, AudioFormat.A_LAW, 960),
        (0x07, 8, AudioFormat.MU_LAW, 960),
        (0x31, 0, AudioFormat.GSM, 14 * 320),
        (0x55, 0, AudioFormat.MP3_WAV, 0),
    ]
    for tag, bits, kind, frames in cases:
        samples = (44, 960) if (tag, bits) in {(1, 16), (6, 8), (7, 8)} else None
        assert shape_of(wav(layout_of(tag, bits=bits), bytes(960))) == Shape(kind, 8000, 1, frames, samples)
    extensible = layout_of(0xFFFE, channels=2) + struct.pack("<HHIH", 22, 16, 3, 1) + bytes(14)
    assert shape_of(wav(extensible, bytes(960))) == Shape(AudioFormat.PCM_WAV, 8000, 2, 240, (68, 960))
    note = b"LIST" + struct.pack("<I", 3) + b"abc\0"
    assert shape_of(wav(layout_of(), bytes(100), before=note, after=note[:-4])).least_frames == 50


def test_a_header_that_says_more_than_there_is_means_cut() -> None:
    for says in (101, 5000, MAX_BYTES):
        assert code_for(wav(layout_of(), bytes(100), says=says)) == "media_cut"
    for length in (4, 8, 11, 12, 20, 36, 40, 44, 100):
        assert code_for(wav(layout_of(), bytes(1000))[:length]) == "media_cut"


def test_a_length_that_was_never_filled_in_is_that_of_the_rest_of_the_file_unless_only_chunks_follow() -> None:
    for says in (0, 0x7FFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFDB, 0xFFFFFFFF):
        shape = shape_of(wav(layout_of(), bytes(101), says=says))
        assert (shape.least_frames, shape.samples) == (50, (44, 100))
        assert shape.patch == Patch(40, 44, struct.pack("<I", 101))
    a_laws_silence = b"U" * 800  # looks like the name of a chunk
    assert shape_of(wav(layout_of(6, bits=8), a_laws_silence, says=0)).least_frames == 800
    for after in (b"", b"\0", b"LIST\4\0\0\0INFO", b"LIST\3\0\0\0abc\0", b"LIST\3\0\0\0abc"):
        assert code_for(wav(layout_of(), b"", after=after)) == "media_no_frames"


def test_every_other_file_is_refused_for_its_reason() -> None:
    cases = [
        (b"", "media_empty"),
        (b"Dear sir, this is no recording.", "media_not_audio"),
        (b"\0" * 1000, "media_not_audio"),
        (b"%PDF-1.7 and so on", "media_not_audio"),
        (b"fLaC" + bytes(100), "media_format_not_accepted"),
        (b"OggS" + bytes(100), "media_format_not_accepted"),
        (b"RIFF\0\0\0\0AVI " + bytes(100), "media_format_not_accepted"),
        (b"RF64\xff\xff\xff\xffWAVE" + bytes(100), "media_format_not_accepted"),
        (b"\0\0\0\x20ftypM4A " + bytes(100), "media_format_not_accepted"),
        (b"\xff\xf1\x50\x80" + bytes(100), "media_format_not_accepted"),  # AAC
        (b"\xff\xfd\x90\x04" + bytes(600), "media_format_not_accepted"),  # layer II
        (b"\xff\xfb\x00\xc0" + bytes(600), "media_format_not_accepted"),  # "free" rate of bits
        (b"\xff\xeb\x90\xc0" + bytes(600), "media_format_not_accepted"),  # a version that does not exist
        (b"\xff\xfb\x9c\xc0" + bytes(600), "media_format_not_accepted"),  # a rate that does not exist
        (b"ID3\x04\0\0\0\0\0\x02--" + b"no sound", "media_not_audio"),
        (b"ID3\x04\0\0\0\0\x7f\x7f" + b"cut", "media_cut"),
        (b"ID3\x04\0", "media_not_audio"),
        (b"\xff", "media_not_audio"),
        (wav(layout_of(), b""), "media_no_frames"),
        (wav(layout_of(tag=3, bits=32), bytes(100)), "media_format_not_accepted"),
        (wav(layout_of(tag=0x11, bits=4), bytes(100)), "media_format_not_accepted"),
        (wav(layout_of(bits=12), bytes(100)), "media_format_not_accepted"),
        (wav(layout_of(channels=0), bytes(100)), "media_format_not_accepted"),
        (wav(layout_of(channels=6), bytes(120)), "media_format_not_accepted"),
        (wav(layout_of(rate=0), bytes(100)), "media_format_not_accepted"),
        (wav(layout_of(rate=4_000_000_000), bytes(100)), "media_format_not_accepted"),
        (wav(b"shorts", bytes(100)), "media_not_audio"),
        (b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd", "media_not_audio"),
    ]
    assert [(data, code, found) for data, code in cases if (found := code_for(data)) != code] == []


@given(st.binary(max_size=300), st.sampled_from([b"", b"RIFF\0\0\0\0WAVE", b"ID3\x04\0", b"\xff\xfb\x90\xc0"]))
def test_whatever_comes_has_a_shape_or_a_reason(rest: bytes, start: bytes) -> None:
    try:
        shape_of(start + rest)
    except MediaRefusedError as refused:
        assert refused.code in CODES


@pytest.mark.parametrize("window", [1, 7, 64])
def test_an_mp3_is_counted_alike_whatever_of_it_is_seen_at_once(
    mp3: bytes, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "_WINDOW", window)
    sound = without_tags(mp3)
    junk = sound[: first_frame_size(sound)] + b"junk\xff" * 50 + sound[first_frame_size(sound) :]
    for whole in (mp3, junk, mp3 + b"TAG" + bytes(125)):
        assert shape_of(whole) == shape_of(mp3)
    assert code_for(sound[: len(sound) // 2]) == "media_cut"


def test_gsm_without_a_header_is_known_by_all_of_its_frames() -> None:
    sound = prompt_gsm().read_bytes()
    frames = len(sound) // 33
    assert shape_of(sound) == Shape(AudioFormat.GSM, 8000, 1, frames * 160, headless=True)
    assert code_for(sound[:-1]) == "media_cut"
    long = sound * 4
    assert shape_of(long).least_frames == 4 * frames * 160
    for other in (sound[:33] * 24, b"\xd0", long[:-33] + bytes(33), long[: 33 * 2500] + b"x" + long[33 * 2500 :]):
        assert code_for(other) == "media_not_audio"


@pytest.fixture(scope="module")
def mp3(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return transcode(prompt_wav(), "mp3", tmp_path_factory.mktemp("mp3")).read_bytes()


def test_an_mp3_is_known_by_its_frames_and_about_as_long_as_they_are(mp3: bytes) -> None:
    shape = shape_of(mp3)
    assert (shape.format, shape.rate, shape.channels, shape.patch) == (AudioFormat.MP3, 8000, 1, None)
    with wave.open(str(prompt_wav())) as sound:
        frames = sound.getnframes()
    assert frames - 8000 <= shape.least_frames <= frames


@pytest.mark.parametrize(
    ("head", "channels"), [(b"\xff\xfb\x14\x00", 2), (b"\xff\xf3\x14\xc0", 1), (b"\xff\xe2\x18\xc4", 1)]
)
def test_an_mp3_without_a_count_is_given_a_first_frame_with_one(head: bytes, channels: int) -> None:
    """Of MPEG 1, 2 and 2.5, also where their frames are too short for a count."""
    version = head[1] >> 3 & 3
    size = {3: 96, 2: 24, 0: 72}[version]
    frames = 500 * (1152 if version == 3 else 576)
    shape = shape_of((head + bytes(size - 4)) * 500)
    assert shape.channels == channels
    assert shape.patch is not None
    assert (shape.patch.start, shape.patch.end, shape.patch.frames) == (0, 0, frames)
    again = shape_of(shape.patch.instead + (head + bytes(size - 4)) * 500)
    assert (again.rate, again.channels, again.patch) == (shape.rate, channels, None)
    assert code_for(shape.patch.instead + (head + bytes(size - 4)) * 498) == "media_cut"


def test_an_mp3_that_goes_on_after_its_count_is_given_another_count(mp3: bytes) -> None:
    sound = without_tags(mp3)
    shape = shape_of(mp3 + sound)
    assert shape.patch is not None
    assert shape.patch.end == len(mp3) - len(sound) + first_frame_size(sound)
    assert shape.least_frames > 1.9 * shape_of(mp3).least_frames


def test_a_cut_mp3_is_cut_wherever_that_is_with_and_without_a_count(mp3: bytes) -> None:
    for part in (0.3, 0.5, 0.99):
        assert code_for(mp3[: int(len(mp3) * part)]) == "media_cut"
    sound = without_tags(mp3)
    assert code_for(sound[: sound.index(sound[:2], len(sound) // 2)]) == "media_cut", "between frames"
    uncounted = sound[first_frame_size(sound) :]
    assert shape_of(uncounted).format is AudioFormat.MP3
    assert code_for(uncounted[:-10]) == "media_cut"


def test_an_mp3_with_an_old_tag_or_with_junk_is_whole(mp3: bytes) -> None:
    tag = b"TAG" + b"\xff\xe3" * 62 + b"\0"
    sound = without_tags(mp3)
    size = first_frame_size(sound)
    for whole in (mp3 + tag, mp3 + b"\0" * 500, sound[:size] + b"junk\xff" + sound[size:]):
        assert shape_of(whole).format is AudioFormat.MP3


def test_every_refusal_goes_through_an_exit_status_and_nothing_else_does() -> None:
    assert [code_of(status_of(code)) for code in CODES] == list(CODES)
    assert {code_of(status) for status in (-11, -9, 0, 1, 2, 63, 64 + len(CODES), 255)} == {"media_decoder_died"}


def without_tags(mp3: bytes) -> bytes:
    assert mp3.startswith(b"ID3")
    return mp3[mp3.index(b"\xff\xe3") :]


def first_frame_size(sound: bytes) -> int:
    return sound.index(sound[:2], 2)
