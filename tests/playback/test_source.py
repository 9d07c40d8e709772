from __future__ import annotations

import ctypes

import hypothesis
from hypothesis import strategies as st

from desktop.application.ports.sound import Ear, PlayFailure
from desktop.playback.source import FAILED_READ, HEADER_BYTES, Source, in_ears
from tests.playback.copies import BytesRanges, a_copy, speech, stereo_speech


def read(source: Source, length: int) -> bytes | None:
    memory = bytearray(length)
    done = source.read(memoryview(memory))
    return None if done == FAILED_READ else bytes(memory[:done])


def whole(source: Source) -> bytes:
    source.open()
    out = b""
    while data := read(source, 1000):
        out += data
    return out


def test_from_the_start_it_is_the_copy_to_the_byte() -> None:
    pcm = speech(1)
    ranges, form = a_copy(pcm, 8000, 1)
    assert whole(Source(ranges, form)) == form.header() + pcm


def test_from_a_frame_on_it_begins_with_that_frame() -> None:
    pcm = stereo_speech(8000)
    ranges, form = a_copy(pcm, 16000, 2)
    source = Source(ranges, form, 1234)
    assert whole(source) == source.format.header() + pcm[1234 * 4 :]
    assert source.open() == source.format.size == HEADER_BYTES + (8000 - 1234) * 4


@hypothesis.given(st.integers(0, 20_000), st.integers(0, 5000), st.sampled_from(Ear), st.sampled_from((1, 2)))
def test_any_range_is_cut_from_the_same_whole(offset: int, length: int, ear: Ear, channels: int) -> None:
    pcm = speech(0.25 * channels)
    ranges, form = a_copy(pcm, 8000, channels)
    source = Source(ranges, form, 77, ear)
    laid_out = source.format.header() + bytes(in_ears(memoryview(pcm)[77 * form.frame_bytes :], channels, ear))
    if source.seek(offset) == 0:
        data = read(source, length)
        assert data is not None and data == laid_out[offset : offset + len(data)]
        assert bool(data) == (offset < len(laid_out) and length > 0)
    else:
        assert offset > len(laid_out)


def test_a_damaged_read_is_recorded_and_answered_with_minus_one() -> None:
    _, form = a_copy(speech(1), 8000, 1)
    source = Source(BytesRanges(form.header() + speech(1), damaged_from=2000), form)
    source.seek(1000)
    buffer = ctypes.create_string_buffer(4000)
    assert source.read_into(buffer, 500) == 500
    assert source.failure is None
    assert source.read_into(buffer, 4000) == FAILED_READ
    assert source.failure is PlayFailure.VAULT_DAMAGED


def test_a_reader_that_gives_too_little_is_damaged() -> None:
    pcm = speech(1)
    _, form = a_copy(pcm, 8000, 1)
    source = Source(BytesRanges(form.header() + pcm[:-10]), form)
    source.seek(form.size - 100)
    assert read(source, 100) is None
    assert source.failure is PlayFailure.VAULT_DAMAGED


def test_a_bug_in_a_reader_does_not_raise_into_libvlc() -> None:
    ranges, form = a_copy(speech(1), 8000, 1)
    source = Source(ranges, form)
    source.seek(HEADER_BYTES)
    ranges.close()
    assert read(source, 100) is None
    assert source.failure is PlayFailure.PLAYER_ERROR


def test_a_seek_outside_is_refused() -> None:
    ranges, form = a_copy(speech(1), 8000, 1)
    source = Source(ranges, form)
    assert source.seek(form.size) == 0
    assert source.seek(form.size + 1) == source.seek(-1) == FAILED_READ
