"""Waveforms: their peaks, and a part of one from nearer."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.shared.ids import RecordingId, RetentionKeyId
from desktop.errors import VaultDamagedError
from desktop.media import waveform as peaks_module
from desktop.media.formats.formats import MemoryBytes, wav_header
from desktop.media.waveform import FRAMES_PER_PEAK, STEP, Peaks, detail_of, peaks_of, stored_peaks
from tests.support.fakes import TUESDAY

Samples = np.ndarray[tuple[int, int], np.dtype[np.int16]]


def noise(frames: int, channels: int) -> Samples:
    return np.random.default_rng(frames).integers(-32768, 32768, (frames, channels)).astype(np.int16)


def in_blocks(samples: Samples, size: int) -> list[bytes]:
    return [samples[at : at + size].astype("<i2").tobytes() for at in range(0, len(samples), size)]


def peaks_from(samples: Samples, size: int = 1000) -> Peaks:
    return peaks_of(in_blocks(samples, size), samples.shape[1])


@settings(deadline=None)
@given(frames=st.integers(1, 3000), channels=st.integers(1, 2), size=st.integers(1, 700), wider=st.integers(1, 9))
def test_every_level_holds_the_least_and_greatest_of_its_stretches(
    frames: int, channels: int, size: int, wider: int
) -> None:
    samples, width = noise(frames, channels), wider * FRAMES_PER_PEAK
    peaks = peaks_of(in_blocks(samples, size), channels, width)
    assert (peaks.frames, peaks.channels) == (frames, channels)
    for level in peaks.levels:
        stretches = [samples[at : at + width] for at in range(0, frames, width)]
        assert np.array_equal(level[:, 0].T, [stretch.min(axis=0) for stretch in stretches])
        assert np.array_equal(level[:, 1].T, [stretch.max(axis=0) for stretch in stretches])
        width *= STEP
    assert peaks.levels[-1].shape == (channels, 2, 1)


def test_a_click_of_one_frame_is_seen_in_the_widest_picture() -> None:
    samples = np.zeros((1_000_000, 2), np.int16)
    samples[777_777, 1] = -32768
    left, right = peaks_from(samples, 65536).summary(1000)
    assert set(left) == {(0.0, 0.0)}
    assert [number for number, pair in enumerate(right) if pair != (0.0, 0.0)] == [777]
    assert right[777] == (-1.0, 0.0)


@settings(deadline=None)
@given(st.data())
def test_a_column_covers_all_of_its_frames_and_one_stretch_more_at_most_at_every_zoom(data: st.DataObject) -> None:
    frames, channels = data.draw(st.integers(1, 40_000)), data.draw(st.integers(1, 2))
    start = data.draw(st.integers(0, frames - 1))
    end = data.draw(st.integers(start + 1, frames))
    width = data.draw(st.integers(1, 300))
    samples = noise(frames, channels)
    peaks = peaks_from(samples, 7777)
    columns = peaks.columns(start, end, width)
    assert (columns.shape, columns.dtype) == ((channels, 2, width), np.dtype(np.int16))
    reach = max(FRAMES_PER_PEAK, (end - start) // width)
    for number in range(width):
        first = start + (end - start) * number // width
        after = max(first + 1, start + (end - start) * (number + 1) // width)
        inside, around = samples[first:after], samples[max(0, first - reach) : after + reach]
        least, greatest = columns[:, 0, number], columns[:, 1, number]
        assert np.all(around.min(axis=0) <= least) and np.all(least <= inside.min(axis=0))
        assert np.all(inside.max(axis=0) <= greatest) and np.all(greatest <= around.max(axis=0))
    assert np.array_equal(np.array(peaks.summary(width, start, end)).transpose(0, 2, 1) * 32768, columns)


def stored(samples: Samples, size: int = 1000) -> bytes:
    return b"".join(stored_peaks(in_blocks(samples, size), samples.shape[1]))


@pytest.mark.parametrize("frames", [1, 64, 12_345])
@pytest.mark.parametrize(("channels", "at_once"), [(1, 1), (2, 100), (2, 1 << 18)])
def test_peaks_come_back_as_they_were_stored(
    frames: int, channels: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peaks_module, "_AT_ONCE", at_once)
    samples = noise(frames, channels)
    again = Peaks.from_bytes(stored(samples), 8000)
    assert (again.frames, again.channels, again.rate) == (frames, channels, 8000)
    for one, other in zip(again.levels, peaks_from(samples).levels, strict=True):
        assert np.array_equal(one, other)


def test_what_are_no_peaks_is_an_error_of_ours() -> None:
    data = stored(noise(1000, 1))
    no_channels, no_frames = data[:4] + b"\0\0" + data[6:], data[:-8] + bytes(8)
    for other in (b"", data[:-1], data[:-8] + b"\0" + data[-8:], b"X" + data[1:], no_channels, no_frames):
        with pytest.raises(ValueError, match="no peaks"):
            Peaks.from_bytes(other)
    with pytest.raises(ValueError, match="nothing"):
        peaks_of([], 1)


def test_a_picture_of_nothing_is_an_error_of_ours() -> None:
    for buckets, start, end in ((0, 0, 10), (5, -1, 10), (5, 3, 3), (5, 0, 1001)):
        with pytest.raises(ValueError, match="column"):
            peaks_from(noise(1000, 1)).summary(buckets, start, end)
    for start, end in ((-1, 5), (5, 5), (7, 5), (0, 9001)):
        with pytest.raises(ValueError, match="part of the recording"):
            detail_of(working(noise(9000, 2), 8000), recording(8000, 2, 9000), start, end)


RATES = (4000, 8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000)
KEY = SealedKey(b"", RetentionKeyId("key"), b"")


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


def test_a_working_copy_that_is_too_short_is_damage() -> None:
    for cut in (1, 4, 4000):
        with pytest.raises(VaultDamagedError):
            detail_of(working(noise(9000, 2), 8000, cut), recording(8000, 2, 9000), 7000, 9000)
