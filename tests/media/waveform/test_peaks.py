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
from desktop.media.formats.formats import MemoryBytes
from desktop.media.formats.pcm_wav import wav_header
from desktop.media.sandbox.decoding import decode_blocks
from desktop.media.waveform import peaks as peaks_module
from desktop.media.waveform.peaks import FRAMES_PER_PEAK, STEP, Peaks, detail_of, peaks_of, stored_peaks
from tests.support.fakes import TUESDAY
from tests.support.speech import prompt_wav

Samples = np.ndarray[tuple[int, int], np.dtype[np.int16]]


def noise(frames: int, channels: int) -> Samples:
    return np.random.default_rng(frames).integers(-32768, 32768, (frames, channels)).astype(np.int16)


def in_blocks(samples: Samples, size: int) -> list[bytes]:
    return [samples[at : at + size].astype("<i2").tobytes() for at in range(0, len(samples), size)]


def peaks_from(samples: Samples, size: int = 1000) -> Peaks:
    return peaks_of(in_blocks(samples, size), samples.shape[1])


@settings(deadline=None)
@given(frames=st.integers(1, 3000), channels=st.integers(1, 2), size=st.integers(1, 700))
def test_every_level_holds_the_least_and_greatest_of_its_stretches(frames: int, channels: int, size: int) -> None:
    samples = noise(frames, channels)
    peaks = peaks_from(samples, size)
    assert (peaks.frames, peaks.channels) == (frames, channels)
    width = FRAMES_PER_PEAK
    for level in peaks.levels:
        stretches = [samples[at : at + width] for at in range(0, frames, width)]
        assert np.array_equal(level[:, 0].T, [stretch.min(axis=0) for stretch in stretches])
        assert np.array_equal(level[:, 1].T, [stretch.max(axis=0) for stretch in stretches])
        width *= STEP
    assert peaks.levels[-1].shape == (channels, 2, 1)


@settings(deadline=None)
@given(frames=st.integers(1, 3000), size=st.integers(1, 700), wider=st.integers(1, 9))
def test_a_coarser_finest_level_is_measured_alike(frames: int, size: int, wider: int) -> None:
    samples, width = noise(frames, 2), wider * FRAMES_PER_PEAK
    peaks = peaks_of(in_blocks(samples, size), 2, width)
    stretches = [samples[at : at + width] for at in range(0, frames, width)]
    assert np.array_equal(peaks.levels[0][:, 0].T, [stretch.min(axis=0) for stretch in stretches])
    assert np.array_equal(peaks.levels[0][:, 1].T, [stretch.max(axis=0) for stretch in stretches])


@settings(deadline=None)
@given(st.data())
def test_a_bucket_covers_all_of_its_frames_and_one_stretch_more_at_most(data: st.DataObject) -> None:
    frames = data.draw(st.integers(1, 40000))
    buckets = data.draw(st.integers(1, 300))
    start = data.draw(st.integers(0, frames - 1))
    end = data.draw(st.integers(start + 1, frames))
    samples = noise(frames, 2)
    summary = peaks_from(samples, 9999).summary(buckets, start, end)
    assert [len(channel) for channel in summary] == [buckets, buckets]
    reach = max(FRAMES_PER_PEAK, (end - start) // buckets)
    for number, (low, high) in enumerate(summary[1]):
        first = start + (end - start) * number // buckets
        after = max(first + 1, start + (end - start) * (number + 1) // buckets)
        inside = samples[first:after, 1]
        around = samples[max(0, first - reach) : after + reach, 1]
        assert np.min(around) / 32768 <= low <= np.min(inside) / 32768
        assert np.max(inside) / 32768 <= high <= np.max(around) / 32768


def test_a_click_of_one_frame_is_seen_in_the_widest_picture() -> None:
    samples = np.zeros((1_000_000, 2), np.int16)
    samples[777_777, 1] = -32768
    left, right = peaks_from(samples, 65536).summary(1000)
    assert set(left) == {(0.0, 0.0)}
    assert [number for number, pair in enumerate(right) if pair != (0.0, 0.0)] == [777]
    assert right[777] == (-1.0, 0.0)


def test_silence_is_a_flat_line_and_channels_stay_apart() -> None:
    samples = noise(10_000, 2)
    samples[:, 0] = 0
    left, right = peaks_from(samples).summary(50)
    assert set(left) == {(0.0, 0.0)}
    assert all(low < 0 < high for low, high in right)


def test_real_speech_has_a_waveform() -> None:
    with decode_blocks(MemoryBytes(prompt_wav().read_bytes())) as decoding:
        peaks = peaks_of(decoding, decoding.channels)
    assert peaks.frames == decoding.frames
    (channel,) = peaks.summary(400)
    loud = [high - low for low, high in channel]
    assert max(loud) > 0.3
    assert min(loud) < 0.05


@settings(deadline=None)
@given(st.data())
def test_columns_are_the_samples_extremes_at_every_zoom(data: st.DataObject) -> None:
    frames, channels = data.draw(st.integers(1, 30000)), data.draw(st.integers(1, 2))
    start = data.draw(st.integers(0, frames - 1))
    end = data.draw(st.integers(start + 1, frames))
    width = data.draw(st.integers(1, 300))
    samples = noise(frames, channels)
    columns = peaks_from(samples, 7777).columns(start, end, width)
    assert columns.shape == (channels, 2, width)
    assert columns.dtype == np.dtype(np.int16)
    assert np.min(columns[:, 0]) <= np.min(samples[start:end])
    assert np.max(columns[:, 1]) >= np.max(samples[start:end])
    one = data.draw(st.integers(0, width - 1))
    first, after = start + (end - start) * one // width, start + (end - start) * (one + 1) // width
    reach = max(FRAMES_PER_PEAK, (end - start) // width)
    around = samples[max(0, first - reach) : max(after, first + 1) + reach]
    assert np.all(around.min(axis=0) <= columns[:, 0, one])
    assert np.all(columns[:, 1, one] <= around.max(axis=0))


def stored(samples: Samples, size: int = 1000) -> bytes:
    return b"".join(stored_peaks(in_blocks(samples, size), samples.shape[1]))


@pytest.mark.parametrize("frames", [1, 64, 12_345])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("at_once", [1, 100, 1 << 18])
def test_peaks_come_back_as_they_were_stored(
    frames: int, channels: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peaks_module, "_AT_ONCE", at_once)
    samples = noise(frames, channels)
    again = Peaks.from_bytes(stored(samples), 8000)
    assert (again.frames, again.channels, again.rate) == (frames, channels, 8000)
    for one, other in zip(again.levels, peaks_from(samples).levels, strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("change", ["cut", "longer", "mark", "empty", "channels", "frames"])
def test_what_are_no_peaks_is_an_error_of_ours(change: str) -> None:
    data = stored(noise(1000, 1))
    changed = {
        "cut": data[:-1],
        "longer": data[:-8] + b"\0" + data[-8:],
        "mark": b"X" + data[1:],
        "empty": b"",
        "channels": data[:4] + b"\0\0" + data[6:],
        "frames": data[:-8] + bytes(8),
    }[change]
    with pytest.raises(ValueError, match="no peaks"):
        Peaks.from_bytes(changed)


def test_there_are_no_peaks_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        peaks_of([], 1)


@pytest.mark.parametrize(("buckets", "start", "end"), [(0, 0, 10), (5, -1, 10), (5, 3, 3), (5, 0, 1001)])
def test_a_picture_of_nothing_is_an_error_of_ours(buckets: int, start: int, end: int) -> None:
    with pytest.raises(ValueError, match="column"):
        peaks_from(noise(1000, 1)).summary(buckets, start, end)


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


@pytest.mark.parametrize("cut", (1, 4, 4000))
def test_a_working_copy_that_is_too_short_is_damage(cut: int) -> None:
    original, samples = recording(8000, 2, 9000), noise(9000, 2)
    with pytest.raises(VaultDamagedError):
        detail_of(working(samples, 8000, cut), original, 7000, 9000)


@pytest.mark.parametrize(("start", "end"), ((-1, 5), (5, 5), (7, 5), (0, 9001)))
def test_what_is_no_part_of_it_is_a_mistake_of_ours(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="part of the recording"):
        detail_of(working(noise(9000, 2), 8000), recording(8000, 2, 9000), start, end)
