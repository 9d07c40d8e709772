from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.copies.marking import PublicReason, Removal, RemovalReason, RemovedFrames, frames_of, public_wording

OTHER = RemovalReason.ABOUT_ANOTHER_PERSON


def removal(start_ms: int, end_ms: int, channel: int | None = None) -> Removal:
    return Removal(start_ms, end_ms, channel, OTHER)


def test_a_removal_is_widened_by_the_guard_band_on_both_sides() -> None:
    assert frames_of([removal(1000, 2000)], 8000, 80_000) == (RemovedFrames(6800, 17_200, None),)


def test_a_frame_that_is_touched_is_removed() -> None:
    assert frames_of([removal(1, 2)], 11_025, 80_000, guard_ms=0) == (RemovedFrames(11, 23, None),)


def test_a_removal_is_clipped_to_the_recording() -> None:
    assert frames_of([removal(0, 900), removal(950, 5000)], 8000, 8000) == (RemovedFrames(0, 8000, None),)


def test_a_removal_after_the_end_leaves_nothing() -> None:
    assert frames_of([removal(5000, 6000)], 8000, 8000) == ()


def test_removals_merge_within_a_channel_only() -> None:
    found = frames_of([removal(1000, 1200, 0), removal(1400, 1500, 0), removal(1400, 1500, 1)], 1000, 9000)
    assert found == (RemovedFrames(850, 1650, 0), RemovedFrames(1250, 1650, 1))


def test_all_channels_come_before_one_where_they_start_and_end_together() -> None:
    found = frames_of([removal(1000, 1200, 0), removal(1000, 1200)], 1000, 9000)
    assert [part.channel for part in found] == [None, 0]


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (6, 5)])
def test_a_removal_of_nothing_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="removal"):
        removal(start, end)


def test_a_channel_below_0_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="channels"):
        removal(0, 1, -1)


@pytest.mark.parametrize(("rate", "frames", "guard"), [(0, 1, 1), (1, -1, 1), (1, 1, -1)])
def test_measures_that_mean_nothing_are_a_bug(rate: int, frames: int, guard: int) -> None:
    with pytest.raises(ValueError, match="rate above 0"):
        frames_of([], rate, frames, guard)


@given(
    st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 900), st.sampled_from([None, 0, 1])), max_size=6),
    st.sampled_from([8000, 11_025, 16_000, 44_100]),
    st.integers(0, 200_000),
    st.integers(0, 400),
)
def test_every_decided_instant_and_its_guard_is_removed_and_no_more(
    decided: list[tuple[int, int, int | None]], rate: int, frames: int, guard: int
) -> None:
    removals = [removal(start, start + length, channel) for start, length, channel in decided]
    found = frames_of(removals, rate, frames, guard)
    for one in removals:
        start = max(0, math.floor(Fraction((one.start_ms - guard) * rate, 1000)))
        end = min(frames, math.ceil(Fraction((one.end_ms + guard) * rate, 1000)))
        inside = [p for p in found if p.channel == one.channel and p.start <= start and end <= p.end]
        assert start >= end or len(inside) == 1
    assert all(0 <= part.start < part.end <= frames for part in found)
    for channel in (None, 0, 1):
        mine = [part for part in found if part.channel == channel]
        assert all(left.end < right.start for left, right in itertools.pairwise(mine))
        widest = sum(one.end_ms - one.start_ms + 2 * guard for one in removals if one.channel == channel)
        assert sum(p.end - p.start for p in mine) <= widest * rate / 1000 + 2 * len(removals)


def test_a_listener_is_told_no_reason_that_would_tell_something() -> None:
    cases = [
        (RemovalReason.ABOUT_ANOTHER_PERSON, PublicReason.ABOUT_ANOTHER_PERSON),
        (RemovalReason.CARD_DETAILS, PublicReason.CARD_DETAILS),
        (RemovalReason.TRAINING_DETAIL, PublicReason.CUSTOMER_DETAILS),
        (RemovalReason.SAFETY, PublicReason.PLAIN),
        (RemovalReason.SERIOUS_HARM, PublicReason.PLAIN),
        (RemovalReason.CRIME_OR_TAX, PublicReason.PLAIN),
        (RemovalReason.LEGAL_PRIVILEGE, PublicReason.PLAIN),
        (RemovalReason.CONFIDENTIAL_REFERENCE, PublicReason.PLAIN),
        (RemovalReason.NOT_ABOUT_CUSTOMER, PublicReason.PLAIN),
    ]
    assert [(reason, told, found) for reason, told in cases if (found := public_wording(reason)) is not told] == []


def test_a_plain_removal_can_have_a_harmless_reason_or_a_grave_one() -> None:
    plain = {reason for reason in RemovalReason if public_wording(reason) is PublicReason.PLAIN}
    assert {RemovalReason.NOT_ABOUT_CUSTOMER, RemovalReason.SAFETY} <= plain
