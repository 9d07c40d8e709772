"""A person's work on a draft, without a window."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.application.ports.sound import Proposed
from desktop.domain.copies.copy import SHORTEST_CHAPTER_SECONDS
from desktop.domain.copies.marking import Draft, Removal, RemovalReason
from desktop.media.proposals.proposals import Kind
from desktop.ui.copies.preparing.editing import (
    LEAST_SPAN_MS,
    Editing,
    Part,
    Viewport,
    lasting,
    left_of,
    place,
    proposals_of,
    ticks,
    to_look_at,
)

TOTAL = 60_000
OTHER, CARD = RemovalReason.ABOUT_ANOTHER_PERSON, RemovalReason.CARD_DETAILS
A, B = Removal(1000, 2000, None, OTHER), Removal(5000, 6000, 0, CARD)


def editing(*marks: Removal) -> Editing:
    return Editing(TOTAL, Draft(marks=marks))


def moments() -> st.SearchStrategy[int]:
    return st.integers(-1000, TOTAL + 1000)


ACTS: st.SearchStrategy[Callable[[Editing], object]] = st.one_of(
    st.builds(lambda start, end: lambda on: on.select(start, end), moments(), moments()),
    st.builds(lambda ms: lambda on: on.set_in(ms), moments()),
    st.builds(lambda ms: lambda on: on.set_out(ms), moments()),
    st.builds(lambda by: lambda on: on.nudge(start_by=by), st.integers(-3000, 3000)),
    st.builds(lambda by: lambda on: on.nudge(end_by=by), st.integers(-3000, 3000)),
    st.builds(lambda ms, back: lambda on: on.choose_next(ms, back), moments(), st.booleans()),
    st.builds(lambda reason: lambda on: on.set_reason(reason), st.sampled_from((OTHER, CARD))),
    st.builds(lambda channel: lambda on: on.set_voice(channel), st.sampled_from((None, 0, 1))),
    st.builds(lambda key: lambda on: on.dismiss(key), st.sampled_from("abc")),
    st.builds(lambda style: lambda on: on.set_style(style), st.sampled_from(("silence", "bleep"))),
    st.sampled_from((Editing.mark, Editing.remove, Editing.undo, Editing.redo, Editing.select_nothing)),
)


@given(st.lists(ACTS, max_size=40))
def test_undoing_all_is_the_beginning_and_redoing_all_is_the_end(acts: list[Callable[[Editing], object]]) -> None:
    on = editing(A, B)
    for act in acts:
        act(on)
    redone = 0
    while on.redo():
        redone += 1
    end = on.content
    steps = 0
    while on.undo():
        steps += 1
    assert on.content == Draft(marks=(A, B))
    for _ in range(steps):
        assert on.redo()
    assert on.content == end and not on.can_redo


@given(st.lists(ACTS, max_size=40))
def test_whatever_is_done_marks_and_selection_lie_within_the_recording(acts: list[Callable[[Editing], object]]) -> None:
    on = editing(A, B)
    for act in acts:
        act(on)
        for mark in on.marks:
            assert 0 <= mark.start_ms < mark.end_ms <= TOTAL
        assert on.current is None or on.current in on.marks
        part = on.selection
        assert part is None or 0 <= part.start < part.end <= TOTAL


def test_a_selection_with_a_reason_becomes_a_mark_and_is_worked_on() -> None:
    on = editing()
    on.nudge(start_by=10)
    assert not on.mark() and not on.remove() and not on.undo() and not on.redo() and on.content == Draft()
    on.select(3000, 1000, 1)
    assert not on.mark(), "a mark needs a reason"
    on.set_reason(CARD)
    assert on.mark()
    assert on.marks == (Removal(1000, 3000, 1, CARD),) and on.current == on.marks[0]


def test_in_and_out_are_set_in_any_order_while_it_plays() -> None:
    on = editing()
    on.set_in(1000)
    assert on.selection is None and on.started == 1000
    on.set_out(2000)
    assert on.selection == Part(1000, 2000) and on.started is None
    on.set_in(2500)
    assert on.selection is None and on.started == 2500, "an end before the beginning is forgotten"
    on.set_out(2400)
    assert on.started == 2400
    on.set_in(2300)
    assert on.selection == Part(2300, 2400)


def test_what_is_set_elsewhere_takes_nothing_of_a_mark_that_was_worked_on() -> None:
    on = editing(A)
    on.choose(A)
    on.set_out(9000)
    assert on.selection is None and on.started == 9000, "not from the beginning of the mark to here"
    on.choose(A)
    on.set_out(1500)
    assert on.selection == Part(1000, 1500), "a mark that was set too long is done again from its beginning"


def test_what_is_chosen_is_nudged_and_changed_and_nothing_else() -> None:
    on = editing(A, B)
    on.choose(B)
    on.nudge(start_by=-10)
    on.nudge(end_by=10)
    on.set_reason(OTHER)
    on.set_voice(1)
    assert on.marks == (A, Removal(4990, 6010, 1, OTHER))
    for _ in range(4):
        assert on.undo()
    assert on.marks == (A, B) and not on.can_undo


def test_undoing_a_nudge_leaves_the_mark_in_hand_so_that_the_next_nudge_moves_it() -> None:
    on = editing(A, B)
    on.choose(A)
    on.nudge(end_by=10)
    on.nudge(end_by=10)
    on.undo()
    assert on.current == Removal(1000, 2010, None, OTHER) and on.selection == Part(1000, 2010)
    on.redo()
    assert on.current == Removal(1000, 2020, None, OTHER)
    on.undo()
    on.undo()
    assert on.current == A and on.selection == Part(1000, 2000)
    on.nudge(start_by=-10)
    assert on.marks == (Removal(990, 2000, None, OTHER), B)


def test_a_mark_that_was_taken_away_is_worked_on_again_when_that_is_undone() -> None:
    on = editing(A, B)
    on.choose(B)
    on.remove()
    on.choose(A)
    on.undo()
    assert (on.current, on.marks) == (B, (A, B))
    on.redo()
    assert (on.current, on.marks) == (A, (A,))


def test_the_next_mark_and_the_one_before() -> None:
    on = editing(A, B)
    assert on.choose_next(0) == A and on.choose_next(0) == B and on.choose_next(0) is None
    assert on.choose_next(0, back=True) == A and on.choose_next(0, back=True) is None
    on.select_nothing()
    assert on.choose_next(5500, back=True) == B
    on.select_nothing()
    assert on.choose_next(5500) is None


def test_a_new_step_after_undoing_forgets_what_was_undone() -> None:
    on = editing()
    on.set_style("bleep")
    on.undo()
    on.dismiss("silence:0:1:all")
    on.dismiss("silence:0:1:all")
    assert not on.can_redo and on.content == Draft(dismissed=("silence:0:1:all",))
    assert on.undo() and not on.can_undo


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


RATE = 11025
FOUND = (Proposed("hold_music", 11026, 22050, 0, 0.9), Proposed("silence", 33075, 55125, None, 0.5))
MUSIC, SILENCE = proposals_of(FOUND, RATE)


def test_frames_are_rounded_outwards_to_milliseconds() -> None:
    assert (MUSIC.start, MUSIC.end) == (1000, 2000)
    assert MUSIC.key == "hold_music:1000:2000:0" and SILENCE.key == "silence:3000:5000:all"


def test_what_was_dismissed_is_not_shown_again() -> None:
    assert left_of((MUSIC, SILENCE), Draft()) == (MUSIC, SILENCE)
    assert left_of((MUSIC, SILENCE), Draft(dismissed=(SILENCE.key,))) == (MUSIC,)


def test_what_is_marked_already_is_not_shown_and_what_is_marked_in_part_is() -> None:
    def left(*marks: Removal) -> bool:
        return MUSIC in left_of((MUSIC,), Draft(marks=marks))

    why = RemovalReason.SAFETY
    assert not left(Removal(900, 2100, None, why)) and not left(Removal(1000, 2000, 0, why))
    assert not left(Removal(900, 1500, 0, why), Removal(1500, 2000, None, why))
    assert left(Removal(1000, 1999, None, why)) and left(Removal(1000, 2000, 1, why))


def test_one_that_the_listener_is_told_of_is_left_and_has_been_looked_at() -> None:
    told = Draft(chapters=(SILENCE.key,))
    assert left_of((MUSIC, SILENCE), told) == (MUSIC, SILENCE) and to_look_at((MUSIC, SILENCE), told) == (MUSIC,)


def test_every_kind_of_proposal_has_words_and_a_reason_to_begin_with() -> None:
    for kind in Kind:
        (made,) = proposals_of((Proposed(kind, 0, RATE, None, 0.5),), RATE)
        assert made.words and made.mark() == Removal(0, 1000, None, made.mark().reason)


def test_a_listener_is_told_of_a_chapter_alone_that_is_on_all_voices_and_worth_skipping() -> None:
    worth = RATE * SHORTEST_CHAPTER_SECONDS
    found = [
        Proposed("hold_music", 0, worth, None, 0.5),
        Proposed("hold_music", 0, worth - RATE, None, 0.5),
        Proposed("hold_music", 0, worth, 1, 0.5),
        Proposed("keypad_tones", 0, worth, None, 0.5),
    ]
    assert [one.may_be_told for one in proposals_of(found, RATE)] == [True, False, False, False]
