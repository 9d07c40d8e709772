"""The laws of telephony (G.711), and a file seen through a window."""

from __future__ import annotations

import io
import struct
import sys
from collections.abc import Callable
from unittest import mock

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from desktop.media.formats import formats
from desktop.media.formats.formats import AudioFormat, MemoryBytes, Window
from desktop.media.sandbox.decoding import expanded
from tests.media.formats.test_sniff import layout_of, wav

CODES = bytes(range(256))


def a_law(code: int) -> int:
    """Expand as in ITU-T G.711: a sign, one of eight segments, one of sixteen steps; every other bit is turned."""
    code ^= 0x55
    segment, step = code >> 4 & 7, code & 15
    size = (step << 4) + 8 if segment == 0 else (step << 4) + 0x108 << segment - 1
    return size if code & 0x80 else -size


def mu_law(code: int) -> int:
    """Expand the same with every bit turned, and 132 added before it was coded."""
    code ^= 0xFF
    size = ((code & 15) << 3) + 132 << (code >> 4 & 7)
    return 132 - size if code & 0x80 else size - 132


@pytest.mark.parametrize(("law", "rule"), [(AudioFormat.A_LAW, a_law), (AudioFormat.MU_LAW, mu_law)])
def test_every_byte_stands_for_the_sample_that_the_recommendation_gives_it(
    law: AudioFormat, rule: Callable[[int], int]
) -> None:
    assert expanded(CODES, law) == struct.pack("<256h", *(rule(code) for code in CODES))


@pytest.mark.parametrize(("law", "tag"), [(AudioFormat.A_LAW, 6), (AudioFormat.MU_LAW, 7)])
def test_every_byte_stands_for_the_sample_that_libsndfile_takes_it_for(law: AudioFormat, tag: int) -> None:
    theirs, _ = soundfile.read(io.BytesIO(wav(layout_of(tag, bits=8), CODES)), dtype="int16")
    assert np.array_equal(np.frombuffer(expanded(CODES, law), "<i2"), theirs)
    assert expanded(b"", law) == b""


@pytest.mark.parametrize("law", [AudioFormat.A_LAW, AudioFormat.MU_LAW])
def test_samples_are_little_endian_on_every_processor(law: AudioFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    here = np.frombuffer(expanded(CODES, law), "<i2")
    monkeypatch.setattr(sys, "byteorder", "big" if sys.byteorder == "little" else "little")
    assert np.array_equal(np.frombuffer(expanded(CODES, law), ">i2"), here), "as a processor of the other kind has them"


FEW_BYTES = st.binary(max_size=60).map(lambda data: data.translate(bytes(value % 3 for value in range(256))))


@given(FEW_BYTES, st.integers(0, 60), st.integers(0, 60), st.integers(1, 9), st.data())
def test_a_part_seen_through_a_window_is_the_same_part_of_the_bytes(
    data: bytes, start: int, size: int, window: int, looks: st.DataObject
) -> None:
    start = min(start, len(data))
    size = min(size, len(data) - start)
    part = data[start : start + size]
    with mock.patch.object(formats, "_WINDOW", window):
        seen = Window(MemoryBytes(data)).part(start, size)
        assert seen.size == size
        for offset, length in looks.draw(st.lists(st.tuples(st.integers(0, 70), st.integers(0, 20)), max_size=12)):
            assert seen.at(offset, length) == part[offset : offset + length]
            assert seen.find(b"\1", offset) == part.find(b"\1", offset)


def test_looking_from_the_front_to_the_back_reads_each_byte_about_once() -> None:
    read: list[int] = []

    class Counting(MemoryBytes):
        def read(self, offset: int, length: int) -> bytes:
            read.append(length)
            return super().read(offset, length)

    window = Window(Counting(bytes(1_000_000)))
    for offset in range(0, 1_000_000, 100):
        window.at(offset, 4)
    assert sum(read) < 1_001_000
    assert max(read) <= 1 << 16
