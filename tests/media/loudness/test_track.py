"""A copy measured only near its removed parts has the figures of measuring all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.domain.shared.spans import Span
from desktop.media.loudness.loudness import Loudness, Track, measured

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


PIECE = 1 << 16


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


def test_of_a_long_call_little_is_read_again() -> None:
    samples = speechlike(1, 3600 * 8000, 1, 8000)
    track = track_of(samples, 8000)
    copy = silenced(samples, part := [Span(1_000_000, 1_008_000)])
    track.loudness_without(part, copy.part)
    assert sum(end - start for start, end in copy.asked) < 60 * 8000
    nothing = silenced(samples, [])
    assert track.loudness_without([], nothing.part) == track.loudness()
    assert not nothing.asked


def test_no_more_than_a_piece_is_asked_for_at_once_however_much_is_removed() -> None:
    samples = speechlike(2, 200 * 8000, 2, 8000)
    copy = silenced(samples, whole := [Span(0, len(samples))], channel=1)
    found = track_of(samples, 8000).loudness_without(whole, copy.part)
    assert alike(found, track_of(copy.samples, 8000).loudness())
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
