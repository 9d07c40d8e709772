from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.copies import marking
from desktop.domain.copies.marking import (
    LEAST_MS,
    Removal,
    RemovalReason,
    at,
    changed,
    held,
    in_order,
    nudged,
    put,
    without,
)
from desktop.domain.shared.spans import Span, total, union

TOTAL = 1000
OTHER, CARD = RemovalReason.ABOUT_ANOTHER_PERSON, RemovalReason.CARD_DETAILS
CHANNELS: tuple[int | None, ...] = (None, 0, 1)


def a(start: int, end: int, reason: RemovalReason = OTHER, channel: int | None = None) -> Removal:
    return Removal(start, end, channel, reason)


@st.composite
def a_mark(draw: st.DrawFn) -> Removal:
    start, end = sorted(draw(st.lists(st.integers(0, TOTAL), min_size=2, max_size=2, unique=True)))
    return Removal(start, end, draw(st.sampled_from(CHANNELS)), draw(st.sampled_from((OTHER, CARD))))


def put_all(marks: list[Removal]) -> marking.Marks:
    made: marking.Marks = ()
    for mark in marks:
        made = put(made, mark)
    return made


def test_marks_of_one_reason_that_touch_or_overlap_are_one() -> None:
    assert put((a(0, 100), a(300, 400)), a(100, 300)) == (a(0, 400),)
    assert put((a(0, 100),), a(50, 80)) == (a(0, 100),)


def test_a_gap_of_one_millisecond_keeps_them_two() -> None:
    assert put((a(0, 100),), a(101, 200)) == (a(0, 100), a(101, 200))


def test_another_reason_within_a_mark_splits_it() -> None:
    assert put((a(0, 300),), a(100, 200, CARD)) == (a(0, 100), a(100, 200, CARD), a(200, 300))


def test_another_reason_over_an_end_shortens_the_mark_and_over_all_of_it_replaces_it() -> None:
    assert put((a(0, 300),), a(200, 400, CARD)) == (a(0, 200), a(200, 400, CARD))
    assert put((a(100, 300),), a(0, 200, CARD)) == (a(0, 200, CARD), a(200, 300))
    assert put((a(100, 300),), a(50, 400, CARD)) == (a(50, 400, CARD),)


def test_voices_leave_one_another_alone() -> None:
    marks = put_all([a(0, 300), a(100, 200, CARD, 0), a(100, 200, OTHER, 1)])
    assert marks == (a(0, 300), a(100, 200, CARD, 0), a(100, 200, OTHER, 1))


@given(st.lists(a_mark(), max_size=12))
def test_nothing_that_was_marked_is_lost_and_nothing_else_is_marked(marks: list[Removal]) -> None:
    made = put_all(marks)
    for channel in CHANNELS:
        wanted = union(Span(mark.start_ms, mark.end_ms) for mark in marks if mark.channel == channel)
        covered = [Span(mark.start_ms, mark.end_ms) for mark in made if mark.channel == channel]
        assert union(covered) == wanted
        assert sum(len(span) for span in covered) == total(covered), "a moment has two marks"


@given(st.lists(a_mark(), max_size=12), a_mark())
def test_the_newest_mark_has_its_whole_part(marks: list[Removal], new: Removal) -> None:
    made = put(put_all(marks), new)
    for ms in (new.start_ms, (new.start_ms + new.end_ms) // 2, new.end_ms - 1):
        found = at(made, ms, new.channel)
        assert found is not None and found.reason is new.reason


@given(st.lists(a_mark(), max_size=12))
def test_marks_are_in_order_and_of_one_reason_never_touch(marks: list[Removal]) -> None:
    made = put_all(marks)
    assert made == in_order(made)
    for one in made:
        beside = [other for other in made if (other.channel, other.reason) == (one.channel, one.reason)]
        assert not [other for other in beside if other.start_ms == one.end_ms]


def test_a_mark_is_taken_away_or_changed() -> None:
    marks = (a(0, 100), a(200, 300))
    assert without(marks, a(0, 100)) == (a(200, 300),)
    assert changed(marks, a(0, 100), a(0, 200)) == (a(0, 300),)
    assert at(marks, 100, None) is None and at(marks, 50, 0) is None


def test_a_part_is_held_within_the_recording_in_any_order() -> None:
    assert held(300, 100, TOTAL) == (100, 300)
    assert held(-50, 5000, TOTAL) == (0, TOTAL)
    assert held(100, 100 + LEAST_MS, TOTAL) == (100, 100 + LEAST_MS)
    assert held(100, 100 + LEAST_MS - 1, TOTAL) is None
    assert held(2000, 3000, TOTAL) is None


@given(a_mark(), st.integers(-2000, 2000), st.integers(-2000, 2000))
def test_nudging_stays_within_the_recording_and_never_empties(mark: Removal, start_by: int, end_by: int) -> None:
    start, end = nudged(mark.start_ms, mark.end_ms, TOTAL, start_by=start_by, end_by=end_by)
    assert 0 <= start < end <= TOTAL
    assert end - start >= min(LEAST_MS, mark.end_ms - mark.start_ms)


def test_nudging_moves_the_one_end_and_leaves_the_other() -> None:
    assert nudged(100, 200, TOTAL, start_by=-10) == (90, 200)
    assert nudged(100, 200, TOTAL, end_by=10) == (100, 210)
    assert nudged(100, 200, TOTAL, start_by=500) == (200 - LEAST_MS, 200)
    assert nudged(5, 200, TOTAL, start_by=-10) == (0, 200)
