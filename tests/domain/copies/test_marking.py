"""Marks: where they lie, what a draft of them holds, and the parts that they remove from a copy."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.copies import marking

TOTAL = 1000
OTHER, CARD = marking.RemovalReason.ABOUT_ANOTHER_PERSON, marking.RemovalReason.CARD_DETAILS
CHANNELS: tuple[int | None, ...] = (None, 0, 1)


def a(start: int, end: int, reason: marking.RemovalReason = OTHER, channel: int | None = None) -> marking.Removal:
    return marking.Removal(start, end, channel, reason)


@st.composite
def a_mark(draw: st.DrawFn) -> marking.Removal:
    start, end = sorted(draw(st.lists(st.integers(0, TOTAL), min_size=2, max_size=2, unique=True)))
    return marking.Removal(start, end, draw(st.sampled_from(CHANNELS)), draw(st.sampled_from((OTHER, CARD))))


def put_all(marks: list[marking.Removal]) -> marking.Marks:
    made: marking.Marks = ()
    for mark in marks:
        made = marking.put(made, mark)
    return made


@given(st.lists(a_mark(), max_size=12), st.integers(0, TOTAL - 1), st.sampled_from(CHANNELS))
def test_each_moment_of_each_voice_has_the_reason_of_the_newest_mark_over_it(
    marks: list[marking.Removal], ms: int, channel: int | None
) -> None:
    over = [mark.reason for mark in marks if mark.channel == channel and mark.start_ms <= ms < mark.end_ms]
    found = marking.at(put_all(marks), ms, channel)
    assert [found.reason] == over[-1:] if found else not over


@given(st.lists(a_mark(), max_size=12))
def test_marks_are_in_order_never_overlap_and_of_one_reason_never_touch(marks: list[marking.Removal]) -> None:
    made = put_all(marks)
    assert made == marking.in_order(made)
    for channel in CHANNELS:
        for one, other in itertools.pairwise(mark for mark in made if mark.channel == channel):
            assert one.end_ms < other.start_ms or (one.end_ms == other.start_ms and one.reason is not other.reason)


def test_a_mark_is_taken_away_or_changed() -> None:
    marks = (a(0, 100), a(200, 300))
    assert marking.without(marks, a(0, 100)) == (a(200, 300),)
    assert marking.changed(marks, a(0, 100), a(0, 200)) == (a(0, 300),)
    assert marking.at(marks, 100, None) is None and marking.at(marks, 50, 0) is None


def test_a_part_is_held_within_the_recording_in_any_order() -> None:
    assert marking.held(300, 100, TOTAL) == (100, 300)
    assert marking.held(-50, 5000, TOTAL) == (0, TOTAL)
    assert marking.held(100, 100 + marking.LEAST_MS, TOTAL) == (100, 100 + marking.LEAST_MS)
    assert marking.held(100, 100 + marking.LEAST_MS - 1, TOTAL) is None
    assert marking.held(2000, 3000, TOTAL) is None


@given(a_mark(), st.integers(-2000, 2000), st.integers(-2000, 2000))
def test_nudging_stays_within_the_recording_and_never_empties(
    mark: marking.Removal, start_by: int, end_by: int
) -> None:
    start, end = marking.nudged(mark.start_ms, mark.end_ms, TOTAL, start_by=start_by, end_by=end_by)
    assert 0 <= start < end <= TOTAL
    assert end - start >= min(marking.LEAST_MS, mark.end_ms - mark.start_ms)


def test_nudging_moves_the_one_end_and_leaves_the_other() -> None:
    assert marking.nudged(100, 200, TOTAL, start_by=-10) == (90, 200)
    assert marking.nudged(100, 200, TOTAL, end_by=10) == (100, 210)
    assert marking.nudged(100, 200, TOTAL, start_by=500) == (200 - marking.LEAST_MS, 200)
    assert marking.nudged(5, 200, TOTAL, start_by=-10) == (0, 200)


def test_proposals_differ_by_kind_place_and_channel() -> None:
    keys = {
        marking.proposal_key(kind, start, end, channel)
        for kind in ("keypad", "silence")
        for start, end in ((0, 10), (0, 20))
        for channel in (None, 0, 1)
    }
    assert len(keys) == 12
    assert marking.proposal_key("keypad", 0, 10, None) == "keypad:0:10:all"


def test_what_the_listener_is_told_of_is_read_from_its_key_in_frames() -> None:
    keys = (marking.proposal_key("hold_music", 1000, 61_000, None), marking.proposal_key("silence", 0, 5000, 1))
    told = marking.chapters_told(marking.Draft(3, chapters=keys), 8000)
    assert told == (("hold_music", 8000, 488_000, None), ("silence", 0, 40_000, 1))


def test_removals_merge_within_a_channel_only() -> None:
    found = marking.frames_of(
        [a(1000, 1200, channel=0), a(1400, 1500, channel=0), a(1400, 1500, channel=1)], 1000, 9000
    )
    assert found == (marking.RemovedFrames(850, 1650, 0), marking.RemovedFrames(1250, 1650, 1))


def test_all_channels_come_before_one_where_they_start_and_end_together() -> None:
    found = marking.frames_of([a(1000, 1200, channel=0), a(1000, 1200)], 1000, 9000)
    assert [part.channel for part in found] == [None, 0]


def test_a_removal_of_nothing_cannot_be_made() -> None:
    for start, end in ((-1, 5), (5, 5), (6, 5)):
        with pytest.raises(ValueError, match="removal"):
            a(start, end)


def test_a_channel_below_0_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="channels"):
        a(0, 1, channel=-1)


def test_measures_that_mean_nothing_are_a_bug() -> None:
    for rate, frames, guard in ((0, 1, 1), (1, -1, 1), (1, 1, -1)):
        with pytest.raises(ValueError, match="rate above 0"):
            marking.frames_of([], rate, frames, guard)


@given(
    st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 900), st.sampled_from([None, 0, 1])), max_size=6),
    st.sampled_from([8000, 11_025, 16_000, 44_100]),
    st.integers(0, 200_000),
    st.integers(0, 400),
)
def test_every_decided_instant_and_its_guard_is_removed_and_no_more(
    decided: list[tuple[int, int, int | None]], rate: int, frames: int, guard: int
) -> None:
    removals = [a(start, start + length, channel=channel) for start, length, channel in decided]
    found = marking.frames_of(removals, rate, frames, guard)
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
        (marking.RemovalReason.ABOUT_ANOTHER_PERSON, marking.PublicReason.ABOUT_ANOTHER_PERSON),
        (marking.RemovalReason.CARD_DETAILS, marking.PublicReason.CARD_DETAILS),
        (marking.RemovalReason.TRAINING_DETAIL, marking.PublicReason.CUSTOMER_DETAILS),
        (marking.RemovalReason.SAFETY, marking.PublicReason.PLAIN),
        (marking.RemovalReason.SERIOUS_HARM, marking.PublicReason.PLAIN),
        (marking.RemovalReason.CRIME_OR_TAX, marking.PublicReason.PLAIN),
        (marking.RemovalReason.LEGAL_PRIVILEGE, marking.PublicReason.PLAIN),
        (marking.RemovalReason.CONFIDENTIAL_REFERENCE, marking.PublicReason.PLAIN),
        (marking.RemovalReason.NOT_ABOUT_CUSTOMER, marking.PublicReason.PLAIN),
    ]
    assert [
        (reason, told, found) for reason, told in cases if (found := marking.public_wording(reason)) is not told
    ] == []
