from __future__ import annotations

import io
import struct
import sys
from collections.abc import Callable

import numpy as np
import pytest
import soundfile

from desktop.media.formats.formats import AudioFormat
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
