"""Where a player stops by itself, and what somebody needs who comes."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.domain.sessions import waveform as waveforms
from desktop.domain.sessions.needs import Need, Start, in_order, needs_of, opposed, start_of
from desktop.domain.shared.spans import Span

RATE = 1000
EVERY = 100
"""Frames to a bucket: a tenth of a second."""
LEVELS = st.lists(st.sampled_from((0.0, 0.004, 0.02, 0.3, 0.5, 0.9)), min_size=1, max_size=900)


def talk(*parts: tuple[float, float]) -> waveforms.DrawnWaveform:
    """Return seconds at a level, one after another."""
    levels = [level for seconds, level in parts for _ in range(round(seconds * RATE / EVERY))]
    return waveforms.DrawnWaveform(tuple(levels), len(levels) * EVERY, RATE)


def seconds(stop: int | None) -> float | None:
    return None if stop is None else stop / RATE


@st.composite
def copies(draw: st.DrawFn) -> tuple[waveforms.DrawnWaveform, tuple[Span, ...], int]:
    """Return a waveform, removed parts in it, and a position from which it is played."""
    levels = draw(LEVELS)
    frames = len(levels) * EVERY - draw(st.integers(0, EVERY - 1))
    assume(frames > len(levels))
    bounds = sorted(draw(st.lists(st.integers(0, frames), max_size=6, unique=True)))
    removed = tuple(Span(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=False))
    return waveforms.DrawnWaveform(tuple(levels), frames, RATE), removed, draw(st.integers(0, frames))


@given(copies())
def test_a_piece_is_never_too_short_nor_ends_within_a_removed_part(
    copy: tuple[waveforms.DrawnWaveform, tuple[Span, ...], int],
) -> None:
    waveform, removed, start = copy
    stop = waveforms.Pieces(waveform, removed).stop_after(start)
    if stop is not None:
        assert stop - start >= waveforms.SHORTEST_PIECE_SECONDS * RATE
        assert waveform.frames - stop >= waveforms.SHORTEST_PIECE_SECONDS * RATE
        assert not any(part.start < stop < part.end for part in removed)


@given(copies())
def test_a_piece_is_too_long_only_where_a_removed_part_makes_it_so(
    copy: tuple[waveforms.DrawnWaveform, tuple[Span, ...], int],
) -> None:
    waveform, removed, start = copy
    stop = waveforms.Pieces(waveform, removed).stop_after(start)
    latest = start + waveforms.LONGEST_PIECE_SECONDS * RATE
    length = (waveform.frames if stop is None else stop) - start
    if length > waveforms.LONGEST_PIECE_SECONDS * RATE:
        # It covers the latest end, or over the last seconds in which nothing stops.
        end = waveform.frames - waveforms.SHORTEST_PIECE_SECONDS * RATE
        assert any(part.start < latest < part.end or part.start < end < part.end for part in removed)


@given(copies())
def test_pieces_go_through_the_copy_to_its_end(copy: tuple[waveforms.DrawnWaveform, tuple[Span, ...], int]) -> None:
    waveform, removed, start = copy
    pieces, at, count = waveforms.Pieces(waveform, removed), start, 0
    while (stop := pieces.stop_after(at)) is not None:
        assert stop > at
        at, count = stop, count + 1
    assert count <= waveform.frames / (waveforms.SHORTEST_PIECE_SECONDS * RATE)


@given(copies(), st.sampled_from((0.5, 0.25)))
def test_a_quieter_recording_of_the_same_talk_has_the_same_pieces_down_to_the_floor(
    copy: tuple[waveforms.DrawnWaveform, tuple[Span, ...], int], gain: float
) -> None:
    waveform, _, start = copy
    ordered = sorted(waveform.levels)
    loud = ordered[min(len(ordered) - 1, int(len(ordered) * waveforms.LOUD_SHARE))]
    assume(loud * gain * waveforms.QUIET_SHARE > waveforms.QUIET_FLOOR)
    softer = waveforms.DrawnWaveform(tuple(level * gain for level in waveform.levels), waveform.frames, RATE)
    assert waveforms.Pieces(softer).stop_after(start) == waveforms.Pieces(waveform).stop_after(start)


def test_the_first_pause_after_four_seconds_ends_the_piece_a_fifth_of_a_second_into_it() -> None:
    spoken = talk((2, 0.5), (1, 0.0), (3, 0.5), (0.6, 0.01), (10, 0.5), (1, 0.0), (20, 0.5))
    assert seconds(waveforms.Pieces(spoken).stop_after(0)) == 6.2


def test_a_breath_is_no_pause() -> None:
    spoken = talk((5, 0.5), (waveforms.PAUSE_SECONDS - 0.1, 0.0), (4, 0.5), (waveforms.PAUSE_SECONDS, 0.0), (30, 0.5))
    assert seconds(waveforms.Pieces(spoken).stop_after(0)) == pytest.approx(9.5)


def test_a_pause_in_which_a_piece_began_does_not_end_it() -> None:
    waiting = talk((5, 0.5), (10, 0.0), (3, 0.5), (1, 0.0), (30, 0.5))
    pieces = waveforms.Pieces(waiting)
    first = pieces.stop_after(0)
    assert seconds(first) == 5.2 and first is not None
    assert seconds(pieces.stop_after(first)) == 18.2


def test_who_talks_without_a_pause_is_stopped_at_the_quietest_place_before_twenty_seconds() -> None:
    spoken = talk((12, 0.5), (0.1, 0.2), (3, 0.5), (0.1, 0.2), (40, 0.5))
    assert seconds(waveforms.Pieces(spoken).stop_after(0)) == pytest.approx(15.15)
    assert seconds(waveforms.Pieces(talk((60, 0.5))).stop_after(0)) == pytest.approx(19.95)


def test_a_removed_part_is_no_pause_and_is_played_through_to_its_end() -> None:
    gone = Span(6 * RATE, 36 * RATE)
    spoken = talk((6, 0.5), (30, 0.0), (30, 0.5))
    pieces = waveforms.Pieces(spoken, (gone,))
    assert pieces.stop_after(7 * RATE) == gone.end
    before = pieces.stop_after(0)
    assert before is not None and waveforms.SHORTEST_PIECE_SECONDS * RATE <= before <= gone.start


def test_a_removed_part_that_goes_on_into_the_last_seconds_is_played_to_the_end_of_the_copy() -> None:
    spoken = talk((6, 0.5), (32, 0.0), (2, 0.5))
    assert waveforms.Pieces(spoken, (Span(6 * RATE, 38 * RATE),)).stop_after(7 * RATE) is None


def test_the_last_piece_is_played_to_the_end() -> None:
    spoken = talk((10, 0.5), (1, 0.0), (3, 0.5))
    assert waveforms.Pieces(spoken).stop_after(0) is None  # 3.8 s would be left
    assert waveforms.Pieces(talk((10, 0.5), (1, 0.0), (4, 0.5))).stop_after(0) == 10_200


def test_the_louder_of_two_voices_counts_and_a_copy_without_a_picture_is_cut_by_the_clock() -> None:
    two = waveforms.drawn_waveform((((-0.5, 0.1), (0.0, 0.0)), ((0.0, 0.0), (-0.1, 0.7))), 200, 100)
    assert two.levels == (0.5, 0.7)
    blind = waveforms.drawn_waveform(((), ()), 60 * RATE, RATE)
    assert seconds(waveforms.Pieces(blind).stop_after(0)) == waveforms.LONGEST_PIECE_SECONDS


def test_buckets_longer_than_a_pause_are_pauses_where_all_of_them_is_quiet() -> None:
    an_hour = waveforms.DrawnWaveform((0.5,) * 5 + (0.0,) + (0.5,) * 20, 26 * 2250, RATE)
    assert seconds(waveforms.Pieces(an_hour).stop_after(0)) == 5 * 2.25 + 0.2


def test_a_waveform_that_cannot_be_is_refused() -> None:
    for frames, rate in ((2, 8000), (100, 0)):
        with pytest.raises(ValueError, match="buckets"):
            waveforms.DrawnWaveform((0.0, 0.0, 0.0), frames, rate)


TALK_RATE = 10
"""Ten buckets a second, of one frame each."""


def waveform(drawn: str) -> waveforms.DrawnWaveform:
    """Return the waveform of such a drawing: `#` is loud, a space is quiet."""
    return waveforms.DrawnWaveform(tuple(0.5 if letter == "#" else 0.001 for letter in drawn), len(drawn), TALK_RATE)


def test_two_stretches_are_one_unless_nobody_speaks_for_most_of_a_second() -> None:
    assert waveforms.talk_of(waveform("####   ####")) == (Span(0, 11),)
    assert waveforms.talk_of(waveform("####        ####")) == (Span(0, 4), Span(12, 16))


def test_a_click_is_no_talk() -> None:
    assert waveforms.talk_of(waveform("#         ####      ")) == (Span(10, 14),)


def test_a_voice_that_says_nothing_has_no_talk() -> None:
    assert waveforms.talk_of(waveform("          ")) == ()


def test_a_removed_part_is_nobodys_and_parts_two_stretches() -> None:
    drawn = "####" + "#" * 4 + "####"
    assert waveforms.talk_of(waveform(drawn), (Span(4, 8),)) == (Span(0, 4), Span(8, 12))
    assert waveforms.talk_of(waveform("#### ####"), (Span(4, 5),)) == (Span(0, 4), Span(5, 9))


def test_plain_words_are_taken() -> None:
    cases = [
        (("Hearing aid, wants it louder", "Extra time"), {Need.LOUDER, Need.EXTRA_TIME}),
        (("Speak slowly",), {Need.SLOWER}),
        (("Brings a BSL interpreter",), {Need.INTERPRETER}),
        (("Only the LEFT EAR",), {Need.LEFT_EAR}),
        (("Right ear, a little quieter",), {Need.RIGHT_EAR, Need.QUIETER}),
        ((), set()),
    ]
    assert [(lines, needs, found) for lines, needs in cases if (found := needs_of(lines)) != needs] == []


def test_a_line_that_may_mean_the_opposite_changes_nothing() -> None:
    for line in (
        "Not too loud",
        "Doesn’t want it slower",
        "Deaf in the left ear",
        "No louder than usual",
        "Allowed time",
    ):
        assert needs_of((line,)) == frozenset()


def test_of_two_opposites_neither_is_taken() -> None:
    assert needs_of(("Louder please", "Quieter at first", "Slower")) == {Need.SLOWER}
    assert needs_of(("left ear", "right ear")) == frozenset()


def test_what_was_chosen_counts_before_what_was_written() -> None:
    assert needs_of(("Quieter, please", "slower"), {Need.LOUDER}) == {Need.LOUDER, Need.SLOWER}
    assert needs_of(("Only the left ear",), {Need.RIGHT_EAR, Need.LARGE_TYPE}) == {Need.RIGHT_EAR, Need.LARGE_TYPE}
    assert needs_of((), {Need.INTERPRETER}) == {Need.INTERPRETER}


def test_needs_are_stored_once_each_in_the_order_in_which_they_are_asked() -> None:
    assert in_order([Need.INTERPRETER, Need.LOUDER, Need.LOUDER]) == (Need.LOUDER, Need.INTERPRETER)
    assert opposed([Need.LOUDER, Need.QUIETER]) and opposed([Need.LEFT_EAR, Need.RIGHT_EAR])
    assert not opposed([Need.LOUDER, Need.LEFT_EAR, Need.SLOWER])


def test_what_the_player_starts_with() -> None:
    assert start_of(frozenset()) == Start()
    assert start_of(frozenset({Need.LOUDER, Need.SLOWER})) == Start(2, 0.8)
    assert start_of(frozenset({Need.QUIETER, Need.RIGHT_EAR})) == Start(-2, 1.0, Need.RIGHT_EAR)
