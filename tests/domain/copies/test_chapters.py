"""Parts where nobody speaks: announced, skipped, and never a hint at a removed part."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.copies.copy import SHORTEST_CHAPTER_SECONDS, Chapter, ChapterKind, chapters_of
from desktop.domain.shared.spans import Span, intersect

RATE = 100
MUSIC, SILENCE, ANSWER = ChapterKind.HOLD_MUSIC, ChapterKind.SILENCE, ChapterKind.BEFORE_ANSWER


def test_hold_music_and_the_time_before_the_answer_are_chapters_and_keys_are_not() -> None:
    found = [("before_answer", 0, 900, None), ("keypad_tones", 1000, 3000, None), ("hold_music", 4000, 9000, None)]
    assert chapters_of(found, (), RATE) == (Chapter(0, 900, ANSWER), Chapter(4000, 9000, MUSIC))


def test_what_is_on_one_voice_alone_is_none() -> None:
    assert chapters_of([("silence", 0, 9000, 0)], (), RATE) == ()


def test_a_short_one_is_not_worth_passing_over() -> None:
    assert chapters_of([("silence", 0, SHORTEST_CHAPTER_SECONDS * RATE - 1, None)], (), RATE) == ()
    assert len(chapters_of([("silence", 0, SHORTEST_CHAPTER_SECONDS * RATE, None)], (), RATE)) == 1


def test_a_removed_part_is_cut_out_of_it() -> None:
    found = chapters_of([("hold_music", 0, 3000, None)], (Span(1000, 1500),), RATE)
    assert found == (Chapter(0, 1000, MUSIC), Chapter(1500, 3000, MUSIC))
    assert chapters_of([("hold_music", 0, 3000, None)], (Span(0, 4000),), RATE) == ()


def test_of_two_that_overlap_the_earlier_is_whole() -> None:
    found = [("silence", 500, 3000, None), ("hold_music", 0, 1000, None), ("silence", 200, 900, None)]
    assert chapters_of(found, (), RATE) == (Chapter(0, 1000, MUSIC), Chapter(1000, 3000, SILENCE))


@st.composite
def places(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(st.integers(0, 20_000))
    return start, start + draw(st.integers(1, 5_000))


@given(
    st.lists(st.tuples(st.sampled_from(["silence", "hold_music", "keypad_tones"]), places(), st.none() | st.just(1))),
    st.lists(places().map(lambda place: Span(*place)), max_size=5),
)
def test_chapters_are_in_order_apart_long_enough_and_never_in_a_removed_part(
    found: list[tuple[str, tuple[int, int], int | None]], removed: list[Span]
) -> None:
    chapters = chapters_of([(kind, start, end, channel) for kind, (start, end), channel in found], removed, RATE)
    assert all(chapter.end - chapter.start >= SHORTEST_CHAPTER_SECONDS * RATE for chapter in chapters)
    assert all(one.end <= other.start for one, other in pairwise(chapters))
    assert not intersect([Span(chapter.start, chapter.end) for chapter in chapters], removed)
