from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from desktop.media.formats.formats import AudioFormat
from desktop.media.formats.g711 import expanded
from tests.media.formats.test_sniff import layout_of, wav


@pytest.mark.parametrize(("law", "tag"), [(AudioFormat.A_LAW, 6), (AudioFormat.MU_LAW, 7)])
def test_every_byte_stands_for_the_sample_that_libsndfile_takes_it_for(law: AudioFormat, tag: int) -> None:
    codes = bytes(range(256))
    theirs, _ = soundfile.read(io.BytesIO(wav(layout_of(tag, bits=8), codes)), dtype="int16")
    assert np.array_equal(np.frombuffer(expanded(codes, law), "<i2"), theirs)
    assert np.array_equal(np.frombuffer(expanded(codes[1:], law), "<i2"), theirs[1:])
    assert np.array_equal(np.frombuffer(expanded(codes[3:6], law), "<i2"), theirs[3:6])
    assert expanded(b"", law) == b""
