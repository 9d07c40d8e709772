from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.shared.spans import HeardTracker, Span, gaps, intersect, subtract, total, union

RATE = 8000
SPANS = st.lists(
    st.builds(lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 20)),
    max_size=8,
)


def frames(spans: object) -> set[int]:
    return {frame for span in spans for frame in range(span.start, span.end)}  # type: ignore[attr-defined]


def is_normal(spans: tuple[Span, ...]) -> bool:
    return all(left.end < right.start for left, right in itertools.pairwise(spans))


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 5)])
def test_a_span_that_covers_nothing_or_starts_before_the_recording_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="span"):
        Span(start, end)


def test_spans_that_touch_become_one() -> None:
    assert union([Span(5, 9), Span(0, 5)]) == (Span(0, 9),)


@given(SPANS)
def test_union_covers_the_same_frames_sorted_and_apart(spans: list[Span]) -> None:
    merged = union(spans)
    assert frames(merged) == frames(spans)
    assert is_normal(merged)
    assert union(merged) == merged


@given(SPANS, SPANS)
def test_intersect_and_subtract_are_those_of_sets_of_frames(some: list[Span], others: list[Span]) -> None:
    both, without = intersect(some, others), subtract(some, others)
    assert frames(both) == frames(some) & frames(others)
    assert frames(without) == frames(some) - frames(others)
    assert is_normal(both)
    assert is_normal(without)


@given(SPANS)
def test_total_counts_each_frame_once(spans: list[Span]) -> None:
    assert total(spans) == len(frames(spans))


@given(SPANS, st.integers(0, 100))
def test_heard_and_gaps_make_the_whole_copy(heard: list[Span], length: int) -> None:
    assert frames(gaps(heard, length)) == set(range(length)) - frames(heard)


def played(*updates: tuple[float, bool, float, float]) -> HeardTracker:
    """Return updates of (position in seconds, sounding, monotonic second, rate)."""
    tracker = HeardTracker(RATE)
    for position, sounding, at, rate in updates:
        tracker.update(round(position * RATE), sounding, at, rate)
    return tracker


def seconds(*spans: tuple[float, float]) -> tuple[Span, ...]:
    return tuple(Span(round(start * RATE), round(end * RATE)) for start, end in spans)


def test_what_is_played_without_a_jump_is_one_span() -> None:
    tracker = played((0, True, 10.0, 1.0), (0.25, True, 10.25, 1.0), (0.5, True, 10.5, 1.0))
    assert tracker.heard == seconds((0, 0.5))


def test_without_sound_nothing_is_heard_though_the_player_moves() -> None:
    assert played((0, True, 0.0, 1.0), (1, False, 1.0, 1.0), (2, False, 2.0, 1.0)).heard == ()


def test_a_first_position_says_nothing_about_what_came_before() -> None:
    assert played((7, True, 50.0, 1.0)).heard == ()


def test_a_seek_forward_starts_a_new_span() -> None:
    tracker = played((0, True, 0.0, 1.0), (1, True, 1.0, 1.0), (9, True, 1.2, 1.0), (10, True, 2.2, 1.0))
    assert tracker.heard == seconds((0, 1), (9, 10))


def test_a_seek_back_starts_a_new_span() -> None:
    tracker = played((5, True, 0.0, 1.0), (6, True, 1.0, 1.0), (2, True, 1.1, 1.0), (3, True, 2.1, 1.0))
    assert tracker.heard == seconds((2, 3), (5, 6))


def test_time_in_a_pause_does_not_make_a_seek_believable() -> None:
    tracker = played((0, True, 0.0, 1.0), (1, True, 1.0, 1.0), (1, False, 40.0, 1.0), (20, True, 40.2, 1.0))
    assert tracker.heard == seconds((0, 1))


@pytest.mark.parametrize(("step", "is_heard"), [(1.6 * RATE, True), (1.6 * RATE + 1, False)])
def test_one_second_at_normal_speed_reaches_one_and_a_half_and_a_tenth(step: float, is_heard: bool) -> None:
    tracker = HeardTracker(RATE)
    tracker.update(0, True, 0.0, 1.0)
    tracker.update(int(step), True, 1.0, 1.0)
    assert bool(tracker.heard) is is_heard


def test_twice_the_speed_reaches_twice_as_far() -> None:
    assert played((0, True, 0.0, 2.0), (2, True, 1.0, 2.0)).heard == seconds((0, 2))


def test_half_the_speed_reaches_half_as_far() -> None:
    assert played((0, True, 0.0, 0.5), (1.6, True, 1.0, 0.5)).heard == ()


def test_a_change_of_speed_between_two_positions_counts_the_faster() -> None:
    assert played((0, True, 0.0, 2.0), (2, True, 1.0, 1.0)).heard == seconds((0, 2))


def test_a_coarse_position_that_stands_still_and_then_steps_is_believed() -> None:
    tracker = played((0, True, 0.0, 1.0), (0, True, 0.2, 1.0), (0.25, True, 0.25, 1.0))
    assert tracker.heard == seconds((0, 0.25))


def test_a_clock_that_went_back_gives_no_time() -> None:
    assert played((0, True, 5.0, 1.0), (1, True, 4.0, 1.0)).heard == ()


def test_a_drain_returns_what_is_new_and_once_only() -> None:
    tracker = played((0, True, 0.0, 1.0), (1, True, 1.0, 1.0))
    assert tracker.drain() == seconds((0, 1))
    assert tracker.drain() == ()
    tracker.update(2 * RATE, True, 2.0, 1.0)
    assert tracker.drain() == seconds((1, 2))
    assert tracker.heard == seconds((0, 2))


def test_a_replay_is_not_new() -> None:
    tracker = played((0, True, 0.0, 1.0), (1, True, 1.0, 1.0))
    tracker.drain()
    tracker.update(0, False, 1.1, 1.0)
    tracker.update(RATE, True, 2.1, 1.0)
    assert tracker.drain() == ()


def test_the_fraction_counts_each_frame_of_the_copy_once_and_nothing_beyond_it() -> None:
    tracker = played((0, True, 0.0, 1.0), (1, True, 1.0, 1.0), (0, False, 1.1, 1.0), (1, True, 2.1, 1.0))
    assert tracker.fraction(4 * RATE) == 0.25
    assert tracker.fraction(RATE // 2) == 1.0
    assert tracker.fraction(0) == 0.0


UPDATES = st.lists(
    st.tuples(st.integers(0, 4 * RATE), st.booleans(), st.floats(0, 1), st.sampled_from([0.5, 1.0, 1.5, 2.0])),
    max_size=30,
)


@given(UPDATES, st.integers(0, 30))
def test_never_more_is_heard_than_the_time_that_passed_allows(
    updates: list[tuple[int, bool, float, float]], drain_at: int
) -> None:
    tracker, at, reach = HeardTracker(RATE), 0.0, 0.0
    drained: list[Span] = []
    for number, (frame, sounding, elapsed, rate) in enumerate(updates):
        at += elapsed
        reach += (elapsed * 2.0 * 1.5 + 0.1) * RATE
        tracker.update(frame, sounding, at, rate)
        if number == drain_at:
            drained += tracker.drain()
    drained += tracker.drain()
    assert total(tracker.heard) <= reach + 1
    assert is_normal(tracker.heard)
    assert union(drained) == tracker.heard
    assert sum([len(span) for span in drained]) == total(tracker.heard)
    assert 0.0 <= tracker.fraction(4 * RATE) <= 1.0
