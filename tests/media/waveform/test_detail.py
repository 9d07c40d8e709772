"""The waveform of a part of a recording at a finer level: exact to the millisecond, and no finer."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.shared.ids import RecordingId, RetentionKeyId
from desktop.errors import VaultDamagedError
from desktop.media.formats.formats import MemoryBytes
from desktop.media.formats.pcm_wav import wav_header
from desktop.media.waveform.peaks import FRAMES_PER_PEAK, detail_of
from tests.support.fakes import TUESDAY

RATES = (4000, 8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000)
KEY = SealedKey(b"", RetentionKeyId("key"), b"")
Samples = np.ndarray[tuple[int, int], np.dtype[np.int16]]


def noise(frames: int, channels: int) -> Samples:
    return np.random.default_rng(frames).integers(-32768, 32768, (frames, channels)).astype(np.int16)


def recording(rate: int, channels: int, frames: int) -> Recording:
    id = RecordingId("recording")
    return Recording(id, "switchboard", TUESDAY, False, "pcm_wav", rate, channels, frames, "", KEY, TUESDAY)


def working(samples: Samples, rate: int, cut: int = 0) -> Any:
    """Return a working copy, by `cut` bytes too short."""
    wav = wav_header(rate, samples.shape[1], len(samples)) + samples.astype("<i2").tobytes()
    return cast(Any, MemoryBytes(wav[: len(wav) - cut]))


@settings(deadline=None)
@given(st.data())
def test_each_pair_is_the_least_and_greatest_of_a_millisecond_of_the_whole_recording(data: st.DataObject) -> None:
    rate, channels = data.draw(st.sampled_from(RATES)), data.draw(st.integers(1, 2))
    frames = data.draw(st.integers(1, 90_000))
    start = data.draw(st.integers(0, frames - 1))
    end = data.draw(st.integers(start + 1, frames))
    samples = noise(frames, channels)
    detail = detail_of(working(samples, rate), recording(rate, channels, frames), start, end)
    width = detail.waveform.finest
    assert width == min(rate // 1000, FRAMES_PER_PEAK)
    assert start - width < detail.start <= start and detail.start % width == 0
    assert (detail.end, detail.waveform.rate, detail.waveform.channels) == (end, rate, channels)
    stretches = [samples[at : min(at + width, end)] for at in range(detail.start, end, width)]
    pairs = detail.waveform.pairs(0, len(stretches) + 5)
    assert np.array_equal(pairs[:, 0].T, [stretch.min(axis=0) for stretch in stretches])
    assert np.array_equal(pairs[:, 1].T, [stretch.max(axis=0) for stretch in stretches])


@pytest.mark.parametrize("rate", RATES)
def test_nothing_in_it_changes_more_often_than_a_thousand_times_a_second(rate: int) -> None:
    """It is a waveform and no sound, at any rate: even frame by frame it shows milliseconds alone."""
    detail = detail_of(working(noise(2 * rate, 1), rate), recording(rate, 1, 2 * rate), 0, rate)
    each = detail.waveform.columns(0, rate, rate)[0, 1]
    assert np.count_nonzero(np.diff(each)) <= max(1000, rate // FRAMES_PER_PEAK) * 1.03


@pytest.mark.parametrize("cut", (1, 4, 4000))
def test_a_working_copy_that_is_too_short_is_damage(cut: int) -> None:
    original, samples = recording(8000, 2, 9000), noise(9000, 2)
    with pytest.raises(VaultDamagedError):
        detail_of(working(samples, 8000, cut), original, 7000, 9000)


@pytest.mark.parametrize(("start", "end"), ((-1, 5), (5, 5), (7, 5), (0, 9001)))
def test_what_is_no_part_of_it_is_a_mistake_of_ours(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="part of the recording"):
        detail_of(working(noise(9000, 2), 8000), recording(8000, 2, 9000), start, end)
