"""From milliseconds to pixels."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.copies.preparing.editing import LEAST_SPAN_MS, Viewport, lasting, place, ticks

HOURS = 3 * 3600 * 1000
WIDE = 1920


@st.composite
def a_view(draw: st.DrawFn) -> Viewport:
    span = draw(st.floats(LEAST_SPAN_MS, HOURS))
    return Viewport(HOURS, WIDE, draw(st.floats(0, HOURS)), span)


@given(a_view(), st.floats(0, WIDE), st.floats(0.01, 100))
def test_the_place_that_is_zoomed_about_stays_where_it_is(view: Viewport, x: float, factor: float) -> None:
    about = view.start + x * view.span / view.width
    near = view.zoomed(factor, about)
    if near.start > 0 and near.end < HOURS:
        assert near.x_of(about) == pytest.approx(x, abs=0.01)


@given(a_view(), st.floats(-HOURS, HOURS), st.floats(0.001, 1000))
def test_whatever_is_done_some_of_the_recording_is_in_sight_and_nothing_else(
    view: Viewport, by: float, factor: float
) -> None:
    for one in (view.zoomed(factor, by), view.scrolled(by), view.following(abs(by)), view.with_in_sight(abs(by))):
        assert one.start >= 0 and one.end <= HOURS + 1e-6
        assert LEAST_SPAN_MS <= one.span <= HOURS


@given(a_view(), st.integers(0, HOURS))
def test_a_place_that_is_followed_comes_in_sight(view: Viewport, ms: int) -> None:
    for moved in (view.following(ms), view.with_in_sight(ms)):
        assert moved.start - 1e-6 <= ms <= moved.end + 1e-6


def test_from_three_hours_to_twenty_milliseconds_and_back() -> None:
    view = Viewport(HOURS, WIDE)
    presses = 0
    while not view.nearest:
        view, presses = view.zoomed(2, 5_000_000), presses + 1
    assert view.span == LEAST_SPAN_MS and presses < 25
    assert view.ms_at(view.x_of(5_000_000)) == 5_000_000
    assert view.all_of_it().whole


def test_a_recording_shorter_than_the_narrowest_sight_is_shown_whole() -> None:
    view = Viewport(7, WIDE)
    assert view.whole and view.nearest and view.zoomed(10, 3).span == 7


def test_nothing_has_no_sight() -> None:
    for total, width in ((0, 10), (10, 0)):
        with pytest.raises(ValueError, match="length"):
            Viewport(total, width)


@given(a_view(), st.sampled_from((8000, 11_025, 48_000)))
def test_the_frames_in_sight_are_those_whose_milliseconds_are(view: Viewport, rate: int) -> None:
    frames = HOURS * rate // 1000 - 3
    first, after = view.frames(rate, frames)
    assert 0 <= first < after <= frames
    assert first <= view.start * rate / 1000 and after >= min(view.end * rate / 1000, frames)
    assert after - first <= view.span * rate / 1000 + 2


def test_at_the_end_a_frame_is_in_sight_still() -> None:
    assert Viewport(1000, 100, 990.0, 10.0).frames(8000, 7000) == (6999, 7000)


def test_places_are_as_fine_as_is_asked_and_lengths_short() -> None:
    places = {(123_456, 10): "2:03.45", (123_456, 1): "2:03.456", (123_456, 100): "2:03.4", (123_456, 1000): "2:03"}
    places |= {(3_723_070, 10): "1:02:03.07"}
    assert {told: place(*told) for told in places} == places
    lengths = {1200: "1.2 s", 123_450: "2 min 3.45 s", 0: "0 s", 3_720_000: "1 h 2 min 0 s", 60_000: "1 min 0 s"}
    assert {ms: lasting(ms) for ms in lengths} == lengths


@pytest.mark.parametrize("span", (20.0, 333.0, 5000.0, 61_000.0, 3_000_000.0, float(HOURS)))
def test_ticks_are_apart_and_in_sight_at_every_width(span: float) -> None:
    view = Viewport(HOURS, 1920, 7_000_123.0, span)
    found = ticks(view, 160)
    assert 1 <= len(found) <= 13
    places = [view.x_of(tick.ms) for tick in found]
    assert all(-0.5 <= x <= 1920.5 for x in places)
    assert all(after - before >= 159 for before, after in pairwise(places))
    assert len({tick.words for tick in found}) == len(found)
