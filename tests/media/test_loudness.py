"""Loudness and true peak as BS.1770-4 measures them: the filters, whole recordings, and tracks with parts removed."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.domain.shared.spans import Span
from desktop.media import loudness
from desktop.media.loudness import (
    PIECE,
    Level,
    Loudness,
    Runner,
    System,
    Track,
    TruePeak,
    Weighting,
    comfortable,
    high_pass,
    measured,
    product,
    shelf,
)

Coefficients = tuple[float, float, float]
LOW: tuple[Coefficients, Coefficients] = ((0.2, 0.3, -0.1), (2.0, -3.1, 1.3))
HIGH: tuple[Coefficients, Coefficients] = ((1.0, -2.0, 1.0), (1.0, -1.99, 0.9902))


def sample_by_sample(samples: NDArray[np.float64], b: Coefficients, a: Coefficients) -> NDArray[np.float64]:
    """Filter as in every textbook."""
    out = np.zeros(len(samples))
    for at in range(len(samples)):
        for back in range(min(at, 2) + 1):
            out[at] += b[back] * samples[at - back] - (a[back] * out[at - back] if back else 0)
        out[at] /= a[0]
    return out


def noise(count: int, seed: int = 1) -> NDArray[np.float64]:
    return np.random.default_rng(seed).standard_normal(count) + 0.5


@pytest.mark.parametrize("rows", [1, 8, 16, 64, 512])
def test_many_at_once_are_the_filter_sample_by_sample_and_it_goes_on_where_it_stopped(rows: int) -> None:
    system = System.of_biquad(*LOW).followed_by(System.of_biquad(*HIGH)).blocked(4)
    runner, samples = Runner(system, 2, rows), np.stack([noise(4 * rows * 3, 1), noise(4 * rows * 3, 2)])
    pieces = [
        runner.run(samples[:, at : at + 4 * rows].reshape(2, rows, 4).astype(np.float32)).copy()
        for at in range(0, samples.shape[1], 4 * rows)
    ]
    found = np.concatenate([piece.reshape(2, -1) for piece in pieces], axis=1)
    expected = [sample_by_sample(sample_by_sample(channel, *LOW), *HIGH) for channel in samples]
    assert np.abs(found - np.stack(expected)).max() < 1e-3 * np.abs(expected).max()


def test_a_product_of_a_few_rows_at_a_time_is_the_product() -> None:
    for rows in (0, 1, 5, 4096, 4097, 9000):
        left, right = np.ones((rows, 32), np.float32), np.arange(32, dtype=np.float32).reshape(32, 1)
        assert np.array_equal(product(left, right), np.full((rows, 1), 496))


Wave = NDArray[np.float64]
RATES = (4000, 8000, 11025, 22050, 44100, 48000, 96000)


def sine(hertz: float, dbfs: float, seconds: float, rate: int, degrees: float = 0.0) -> Wave:
    t = np.arange(round(seconds * rate)) / rate
    tone: Wave = 10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * t + np.radians(degrees))
    return tone


def pcm(*channels: Wave) -> bytes:
    found: bytes = np.rint(np.stack(channels, axis=1) * 32768).clip(-32768, 32767).astype("<i2").tobytes()
    return found


def loudness_of(rate: int, *channels: Wave) -> float:
    found = measured([pcm(*channels)], rate, len(channels)).loudness().integrated
    assert found is not None
    return found


def true_peak_of(rate: int, *channels: Wave) -> float:
    found = measured([pcm(*channels)], rate, len(channels)).loudness().true_peak
    assert found is not None
    return found


def test_the_filters_are_the_standards_own_at_48000_hz() -> None:
    assert np.allclose(shelf(48000)[0], (1.53512485958697, -2.69169618940638, 1.19839281085285), atol=1e-12)
    assert np.allclose(shelf(48000)[1], (1.0, -1.69065929318241, 0.73248077421585), atol=1e-12)
    assert high_pass(48000)[0] == (1.0, -2.0, 1.0)
    assert np.allclose(high_pass(48000)[1], (1.0, -1.99004745483398, 0.99007225036621), atol=1e-12)


@pytest.mark.parametrize("rate", RATES)
def test_a_full_sine_of_997_hz_in_one_channel_is_at_minus_3_01(rate: int) -> None:
    # BS.1770-4, annex 1. With a lower rate the curve is bent a little near its end.
    tone = sine(997, 0, 5, rate)
    within = {4000: 0.2, 48000: 0.01}.get(rate, 0.1)
    assert loudness_of(rate, tone) == pytest.approx(-3.01, abs=within)
    assert loudness_of(rate, tone, np.zeros(len(tone))) == pytest.approx(-3.01, abs=within)
    assert loudness_of(rate, tone, tone) == pytest.approx(0.0, abs=within)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(-33, 20)], -33),
        ([(-36, 10), (-23, 60), (-36, 10)], -23),
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),
        ([(-26, 20), (-20, 20.1), (-26, 20)], -23),
    ],
)
def test_the_signals_of_ebu_tech_3341_have_its_loudness(parts: Sequence[tuple[float, float]], expected: float) -> None:
    tone = np.concatenate([sine(1000, dbfs, seconds, 48_000) for dbfs, seconds in parts])
    assert loudness_of(48_000, tone, tone) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize(
    ("divided", "degrees", "dbfs", "expected"),
    [(4, 0, -6.02, -6), (4, 45, -6.02, -6), (6, 60, -6.02, -6), (8, 67.5, -6.02, -6), (4, 45, 2.98, 3)],
)
def test_the_signals_of_ebu_tech_3341_have_its_true_peak(
    divided: int, degrees: float, dbfs: float, expected: float
) -> None:
    rate = 48000
    tone = sine(rate / divided, dbfs, 1, rate, degrees)
    tone[:480] *= np.linspace(0, 1, 480)  # a sine that begins at once has a peak of its own
    tone[-480:] *= np.linspace(1, 0, 480)
    assert expected - 0.4 <= true_peak_of(rate, tone, tone) <= expected + 0.2


@pytest.mark.parametrize("rate", RATES)
def test_the_weighting_is_that_of_the_filters_sample_by_sample(rate: int) -> None:
    weighting = Weighting(rate, 1)
    samples = np.rint(np.random.default_rng(3).standard_normal(PIECE) * 3000 + 4000)  # with a direct current
    found = weighting.energies(samples[:, None].astype(np.int16))
    heard = sample_by_sample(sample_by_sample(samples, *shelf(rate)), *high_pass(rate))
    hops = heard[: len(found) * weighting.hop].reshape(len(found), -1)
    assert weighting.hop == round(rate / 10)
    assert len(found) == PIECE // weighting.hop
    assert np.abs(10 * np.log10(found / (hops**2).sum(axis=1))).max() < 0.001


def peak_of(samples: NDArray[np.int16], most: float | None = None) -> float:
    padded = np.pad(samples, ((0, -len(samples) % 64), (0, 0)))
    filters = TruePeak(2)
    filters._most = most or filters._most
    for at in range(0, len(padded), 1024):
        filters.add(padded[at : at + 1024])
    return filters.end()


def over_sampled_peak(channel: Wave) -> float:
    """Return the peak of all of it 32 times as close, by its spectrum."""
    spectrum = np.fft.rfft(np.pad(channel, 2000))
    return float(np.abs(np.fft.irfft(spectrum, 32 * (len(channel) + 4000))).max() * 32)


@st.composite
def bursts(draw: st.DrawFn, band: float) -> NDArray[np.int16]:
    """Return noise in that part of the band, loud in some places and soft in others, in two channels."""
    chance = np.random.default_rng(draw(st.integers(0, 1 << 20)))
    frames = draw(st.integers(100, 8000))
    spectrum = np.fft.rfft(chance.standard_normal((frames, 2)), axis=0)
    spectrum[int(band * len(spectrum)) :] = 0
    level = np.repeat(chance.uniform(0, 1, (frames // 500 + 1, 2)) ** 3, 500, axis=0)[:frames]
    samples = np.fft.irfft(spectrum, frames, axis=0) * level * 5000
    return np.rint(samples).clip(-32768, 32767).astype(np.int16)


@settings(deadline=None, max_examples=60)
@given(bursts(0.8))
def test_the_true_peak_is_that_of_the_spectrum(samples: NDArray[np.int16]) -> None:
    assume(samples.any())  # silence has no peak to compare
    expected = max(over_sampled_peak(samples[:, channel].astype(np.float64)) for channel in range(2))
    assert 20 * np.log10(peak_of(samples) / max(1.0, expected)) == pytest.approx(0, abs=0.25)


@settings(deadline=None, max_examples=60)
@given(bursts(1.0))
def test_looking_only_where_the_peak_can_be_misses_nothing(samples: NDArray[np.int16]) -> None:
    found = peak_of(samples)
    with pytest.MonkeyPatch.context() as everywhere:
        everywhere.setattr(loudness, "_LEFT_NEAR_PEAK", -1.0)
        assert found == pytest.approx(peak_of(samples, most=1e9), rel=1e-6)


def test_a_burst_that_peaks_closer_to_a_sample_than_to_halfway_is_looked_at_there() -> None:
    t = np.arange(128) - 64.25
    burst = np.rint(20_000 * np.cos(2 * np.pi * 0.42 * t) * np.exp(-((t / 2) ** 2)))
    found = peak_of(np.stack([burst, burst], axis=1).astype(np.int16))
    assert found > 1.03 * np.abs(burst).max()
    assert found == pytest.approx(over_sampled_peak(burst), rel=0.02)


def test_soft_samples_that_add_up_between_them_are_looked_at() -> None:
    # Their signs are the interpolation's own, so the sound goes as far out between them as it can.
    worst = 1000 * np.sign(np.sinc(np.arange(-16, 16) + 0.5))
    samples = np.zeros((4096, 2), np.int16)
    samples[1000, 0] = 1900
    samples[3000:3032, 1] = worst
    assert peak_of(samples) > 2400


def test_a_peak_after_the_last_sample_and_the_least_of_all_samples_count() -> None:
    fading_in = np.linspace(0, 0.7, PIECE)  # as long as a piece, so that nothing but its end follows
    assert true_peak_of(8000, fading_in) > 20 * np.log10(0.7) + 0.5
    assert true_peak_of(8000, np.array([0.0, -1.0, 0.0])) == pytest.approx(0, abs=0.01)


def test_what_an_earlier_piece_left_is_not_heard_after_the_end() -> None:
    sweep = np.concatenate([np.linspace(-0.7, 0.7, PIECE), np.full(10, 0.7)])
    assert true_peak_of(8000, sweep) < 20 * np.log10(0.85)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 70_000), max_size=8), st.sampled_from([1, 2]))
def test_the_figures_are_the_same_however_the_blocks_fall(cuts: list[int], channels: int) -> None:
    whole = pcm(*(np.random.default_rng(5).standard_normal((channels, 150_000)) * 0.05))
    edges = [0, *np.cumsum(cuts).tolist(), 150_000]
    blocks = [whole[2 * channels * one : 2 * channels * other] for one, other in itertools.pairwise(edges)]
    assert measured(blocks, 8000, channels).to_bytes() == measured([whole], 8000, channels).to_bytes()


@pytest.mark.parametrize(
    ("sound", "true_peak"),
    [
        (np.zeros(8000), None),
        (np.zeros(0), None),
        (sine(1000, -80, 2, 8000), -80),
        (sine(1000, -20, 0.39, 8000), -20),
    ],
)
def test_silence_and_what_is_too_short_have_no_loudness(sound: Wave, true_peak: float | None) -> None:
    found = measured([pcm(sound)] if len(sound) else [], 8000, 1).loudness()
    assert found.integrated is None
    assert found.true_peak is None if true_peak is None else found.true_peak == pytest.approx(true_peak, abs=2)


def test_a_copy_is_raised_to_a_comfortable_level() -> None:
    cases = [
        # Up to -20 LUFS.
        (Loudness(-31.234, -15.1), Level(1123, -387, -2000)),
        # The true peak stays at -1 dBTP or under.
        (Loudness(-31.234, -6.001), Level(500, -100, -2623)),
        (Loudness(-31.234, -6.009), Level(500, -100, -2623)),
        # An empty line is not blown up.
        (Loudness(-55.0, -40.0), Level(2000, -2000, -3500)),
        # Never softer than it came.
        (Loudness(-12.0, -3.0), Level(0, -300, -1200)),
        (Loudness(-31.0, 0.4), Level(0, 40, -3100)),
        # Nothing to measure: as it came.
        (Loudness(None, None), Level(0, None, None)),
        (Loudness(None, -70.0), Level(0, -7000, None)),
    ]
    assert [(found, expected, got) for found, expected in cases if (got := comfortable(found)) != expected] == []


Samples = NDArray[np.int16]


@dataclass
class Silenced:
    """A call as its copy will be, and the requests for it."""

    samples: Samples
    asked: list[tuple[int, int]] = field(default_factory=list)

    def part(self, start: int, end: int) -> bytes:
        assert 0 <= start <= end <= len(self.samples)
        self.asked.append((start, end))
        return self.samples[start:end].astype("<i2").tobytes()


def track_of(samples: Samples, rate: int) -> Track:
    return measured([samples.astype("<i2").tobytes()], rate, samples.shape[1])


def silenced(samples: Samples, spans: Sequence[Span], channel: int | None = None) -> Silenced:
    found = samples.copy()
    for span in spans:
        found[span.start : span.end, slice(None) if channel is None else channel] = 0
    return Silenced(found)


def alike(found: Loudness, expected: Loudness) -> bool:
    def near(one: float | None, other: float | None) -> bool:
        return one == other if one is None or other is None else abs(one - other) < 0.005

    return near(found.integrated, expected.integrated) and near(found.true_peak, expected.true_peak)


def speechlike(seed: int, frames: int, channels: int, rate: int) -> Samples:
    """Return noise that is loud and soft in turn, by up to 60 dB, with a direct current."""
    chance = np.random.default_rng(seed)
    level = np.repeat(10 ** chance.uniform(0, 3, (5 * frames // rate + 1, channels)), rate // 5, axis=0)[:frames]
    level = np.pad(level, ((0, frames - len(level)), (0, 0)), mode="edge")
    waves = chance.standard_normal((frames, channels)) * level * 8 + chance.uniform(-2000, 2000)
    return np.rint(waves).clip(-32768, 32767).astype(np.int16)


@st.composite
def removals(draw: st.DrawFn, frames: int) -> list[Span]:
    starts = draw(st.lists(st.integers(0, frames - 1), max_size=5))
    return [Span(at, min(frames, at + draw(st.integers(1, frames)) // draw(st.sampled_from([1, 5, 50])) + 1))
            for at in starts]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from([4000, 8000, 11025, 44100]), st.sampled_from([1, 2]), st.integers(0, 1 << 20))
def test_near_what_is_removed_it_is_as_if_all_were_measured(
    data: st.DataObject, rate: int, channels: int, seed: int
) -> None:
    frames = data.draw(st.integers(1, 40 * rate))
    spans = data.draw(removals(frames))
    channel = data.draw(st.sampled_from([None, *range(channels)]))
    samples = speechlike(seed, frames, channels, rate)
    copy = silenced(samples, spans, channel)
    found = track_of(samples, rate).loudness_without(spans, copy.part)
    expected = track_of(copy.samples, rate).loudness()
    assert alike(found, expected), (found, expected)


@pytest.mark.parametrize("rate", [8000, 48_000])
@pytest.mark.parametrize("early", [0, 1, 40])
def test_a_shout_that_is_removed_leaves_nothing_behind_it(rate: int, early: int) -> None:
    """Around the shout it is 80 dB softer: the filters' memory of the shout, or of earlier sound, is gone."""
    samples = speechlike(3, 40 * rate, 1, rate) // 1000 + 3000
    shout = Span(20 * rate - early, 21 * rate - early)
    samples[shout.start : shout.end] = 30_000
    copy = silenced(samples, [shout])
    assert alike(track_of(samples, rate).loudness_without([shout], copy.part), track_of(copy.samples, rate).loudness())


@pytest.mark.parametrize("loudest", ["burst", "swell"])
@pytest.mark.parametrize("part", [(1, 400), (-400, -1), (400, 900), (-900, -400), (-PIECE, 0), (-PIECE, PIECE)])
def test_a_peak_at_the_edge_of_what_is_measured_together_is_not_lost(loudest: str, part: tuple[int, int]) -> None:
    """The loudest of the call is where one piece ends and the next begins: cut there, it would swing further out."""
    samples = speechlike(5, 3 * PIECE, 1, 8000) // 100
    if loudest == "burst":
        samples[PIECE - 3 : PIECE + 4, 0] = [-20_000, 20_000, -20_000, 25_000, 25_000, -20_000, 20_000]
    else:
        samples[PIECE - 2000 : PIECE + 2000, 0] = np.hanning(4000) * 20_000
    spans = [Span(PIECE + part[0], PIECE + part[1])]
    copy = silenced(samples, spans)
    assert alike(track_of(samples, 8000).loudness_without(spans, copy.part), track_of(copy.samples, 8000).loudness())


def test_of_a_long_call_little_is_read_again_and_no_more_than_a_piece_at_once_however_much_is_removed() -> None:
    samples = speechlike(1, 600 * 8000, 1, 8000)
    track = track_of(samples, 8000)
    copy = silenced(samples, part := [Span(1_000_000, 1_008_000)])
    track.loudness_without(part, copy.part)
    assert sum(end - start for start, end in copy.asked) < 60 * 8000
    nothing = silenced(samples, [])
    assert track.loudness_without([], nothing.part) == track.loudness()
    assert not nothing.asked
    both = np.concatenate([samples, samples[::-1]], axis=1)
    copy = silenced(both, whole := [Span(0, len(both))], channel=1)
    assert alike(track_of(both, 8000).loudness_without(whole, copy.part), track_of(copy.samples, 8000).loudness())
    assert max(end - start for start, end in copy.asked) <= PIECE


@pytest.mark.parametrize("frames", [1, 79, 800, 65_536, 70_001])
def test_it_comes_back_from_what_is_stored(frames: int) -> None:
    track = track_of(speechlike(frames, frames, 2, 8000), 8000)
    again = Track.from_bytes(track.to_bytes())
    assert again.to_bytes() == track.to_bytes()
    assert again.loudness() == track.loudness()


def test_what_is_none_is_not_taken_for_one() -> None:
    whole = track_of(speechlike(1, 9000, 1, 8000), 8000).to_bytes()
    for other in (b"", whole[:10], whole[:-1], whole + bytes(4), b"LRP2" + whole[4:], bytes(len(whole))):
        with pytest.raises(ValueError, match="no loudness"):
            Track.from_bytes(other)
