"""The captions of a copy: in order, each removed part in its place, and which one is current."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.copies.marking import PublicReason, RemovalReason, RemovedPart
from desktop.domain.copies.transcript import Caption, Captions, Line, Speaker, Transcript, captions_of
from desktop.domain.shared.spans import Span

LINES = Transcript(
    (
        Line(0, 1_000, Speaker.OFFICE, "How can I help?"),
        Line(1_000, 1_600, Speaker.CALLER, ""),
        Line(4_000, 9_000, Speaker.OFFICE, "Let me look."),
        Line(5_000, 6_000, Speaker.CALLER, "Yes."),
    )
)
REMOVED = (RemovedPart(12_800, 24_000, None, RemovalReason.SAFETY),)


def test_a_removed_part_stands_in_its_place_and_says_no_more_than_a_listener_may_know() -> None:
    captions = captions_of(LINES, REMOVED, 8_000)
    assert [caption.words for caption in captions.all] == ["How can I help?", "", "", "Let me look.", "Yes."]
    assert captions.all[2] == Caption(12_800, 24_000, removed=PublicReason.PLAIN)
    assert captions and not Captions() and Captions().at(5) == -1


def test_the_current_one_is_the_last_to_begin_of_those_not_over_or_else_the_last_before() -> None:
    captions = captions_of(LINES, REMOVED, 1_000)
    at = {frame: captions.at(frame) for frame in (0, 999, 1_000, 3_999, 5_500, 6_500, 9_500, 10**9)}
    assert at == {0: 0, 999: 0, 1_000: 1, 3_999: 1, 5_500: 3, 6_500: 2, 9_500: 3, 10**9: 4}
    assert Captions((Caption(10, 20),)).at(9) == -1


def test_each_speaker_talks_for_their_lines_with_words_or_without_and_in_no_removed_part() -> None:
    captions = captions_of(LINES, REMOVED, 1_000)
    assert captions.talk_of(Speaker.OFFICE) == (Span(0, 1_000), Span(4_000, 9_000))
    assert captions.talk_of(Speaker.CALLER) == (Span(1_000, 1_600), Span(5_000, 6_000))
    assert captions.talk_of(Speaker.OTHER) == Captions().talk_of(Speaker.OFFICE) == ()


def test_topics_are_told_with_where_they_begin() -> None:
    lines = (LINES.lines[0], replace(LINES.lines[2], topic="What to do"))
    assert captions_of(Transcript(lines), REMOVED, 1_000).topics == ((4_000, "What to do"),)


spans = st.tuples(st.integers(0, 300), st.integers(1, 100))


@given(st.lists(spans, min_size=1, max_size=30), st.integers(0, 400))
def test_the_current_one_is_what_looking_through_all_of_them_finds(lines: list[tuple[int, int]], frame: int) -> None:
    captions = Captions(tuple(sorted((Caption(at, at + long) for at, long in lines), key=lambda each: each.start)))
    begun = [index for index, caption in enumerate(captions.all) if caption.start <= frame]
    not_over = [index for index in begun if frame < captions.all[index].end]
    assert captions.at(frame) == max(not_over or begun, default=-1)


def test_a_long_line_is_current_again_after_any_number_of_short_ones() -> None:
    captions = Captions((Caption(0, 1_000), *(Caption(10 * at, 10 * at + 5) for at in range(1, 50))))
    assert (captions.at(492), captions.at(499), captions.at(600)) == (49, 0, 0)
