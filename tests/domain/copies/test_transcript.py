"""The transcript: its lines, what is wrong with them, its captions, and that no word beside a removed part is left."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.domain.copies.marking import PublicReason, Removal, RemovalReason, RemovedPart, frames_of
from desktop.domain.copies.transcript import (
    LATE_MS,
    LEAST_MS,
    LONGEST_TOPIC,
    MOST_CHARACTERS,
    Caption,
    Captions,
    Cue,
    Line,
    SealedTranscript,
    Speaker,
    Times,
    Transcript,
    captions_of,
    corrected,
    ended,
    left_of,
    must_be_in_order,
    names_of,
    problem_of_topic,
    problem_of_words,
    span_of,
    spoken_by,
    transcript_of,
    unrolled,
)
from desktop.domain.shared.spans import Span
from desktop.errors import MediaRefusedError

RATE = 8000
LENGTH_MS = 20_000
NEIGHBOUR = RemovalReason.ABOUT_ANOTHER_PERSON
LINES = (
    Line(0, 2_000, Speaker.OFFICE, "How can I help?"),
    Line(2_500, 6_000, Speaker.CALLER, "My neighbour is in hospital."),
    Line(6_000, 9_000, Speaker.OFFICE, "I see."),
)


def removed(*parts: Removal, rate: int = RATE) -> tuple[RemovedPart, ...]:
    """Return the parts as a copy lacks them: with the guard band, in frames."""
    return tuple(
        RemovedPart(found.start, found.end, found.channel, part.reason)
        for part in parts
        for found in frames_of((part,), rate, LENGTH_MS * rate // 1000)
    )


def a_removal(start_ms: int, end_ms: int, channel: int | None = None) -> Removal:
    return Removal(start_ms, end_ms, channel, NEIGHBOUR)


spans = st.tuples(st.integers(0, LENGTH_MS - 2), st.integers(1, 4_000)).map(
    lambda found: (found[0], min(found[0] + found[1], LENGTH_MS))
)
removals = st.lists(
    st.builds(lambda span, channel: a_removal(span[0], span[1], channel), spans, st.none() | st.integers(0, 1)),
    max_size=4,
)
SPEAKERS = st.sampled_from(Speaker)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Draw a line; of some each word has a time of its own, which may reach beyond the line."""
    (start, end), speaker = draw(spans), draw(SPEAKERS)
    borders = sorted(draw(st.lists(st.integers(0, LENGTH_MS), min_size=2, max_size=6, unique=True)))
    times = tuple(pairwise(borders)) if draw(st.booleans()) else ()
    return Line(start, end, speaker, " ".join(f"w{n}" for n in range(len(times) or 1)), "", times)


transcripts = st.lists(lines(), max_size=8).map(
    lambda lines: Transcript(tuple(sorted(lines, key=lambda line: line.start_ms)))
)


@pytest.mark.against("customer")
@given(transcripts, removals, st.sampled_from([8_000, 11_025, 44_100]))
def test_no_word_is_left_that_a_removed_part_overlaps(transcript: Transcript, marked: list[Removal], rate: int) -> None:
    parts = removed(*marked, rate=rate)
    for line in left_of(transcript, parts, rate).lines:
        if line.words:
            assert not touched(line, parts, rate)
        else:
            assert line.end_ms - line.start_ms >= LEAST_MS
            start, end = line.start_ms * rate, line.end_ms * rate
            assert all(end <= part.start * 1000 or part.end * 1000 <= start for part in parts)


@given(transcripts, removals)
def test_what_is_left_is_in_order_and_whatever_no_part_overlaps_is_left_as_it_was(
    transcript: Transcript, marked: list[Removal]
) -> None:
    parts = removed(*marked)
    left = left_of(transcript, parts, RATE).lines
    assert [line.start_ms for line in left] == sorted(line.start_ms for line in left)
    apart = [line for line in transcript.lines if not touched(line, parts, RATE)]
    assert [line for line in apart if line not in left] == []
    kept = [
        time
        for line in transcript.lines
        for time in line.times
        if not touched(Line(*time, line.speaker, ""), parts, RATE)
    ]
    assert sorted(kept) == sorted(time for line in left for time in line.times)
    whole = [line for line in left if line.words and not line.times]
    assert sorted(map(repr, whole)) == sorted(repr(line) for line in apart if not line.times)
    assert left_of(transcript, (), RATE) == transcript


def touched(line: Line, parts: Iterable[RemovedPart], rate: int) -> bool:
    """Return whether a part overlaps the line or a time of one of its words, to the frame."""
    spans = [span_of(replace(line, start_ms=start, end_ms=end), rate) for start, end in line.times]
    return any(
        span.start < part.end and part.start < span.end for part in parts for span in (span_of(line, rate), *spans)
    )


def test_of_a_line_whose_words_have_times_the_others_stay_on_either_side_of_the_removed_part() -> None:
    times = ((0, 400), (400, 900), (900, 2_000), (3_000, 3_400), (3_400, 4_000))
    line = Line(0, 4_000, Speaker.CALLER, "my card is four two", "Payment", times)
    cases = {
        (1_150, 1_500): [(0, 900, "my card", ""), (3_000, 4_000, "four two", "")],
        (2_300, 2_500): [(0, 2_000, "my card is", "Payment"), (3_000, 4_000, "four two", "")],
        (3_450, 4_000): [(0, 2_000, "my card is", "")],
        (0, 200): [(400, 4_000, "card is four two", "")],
    }
    for (start, end), expected in cases.items():
        left = left_of(Transcript((line,)), removed(a_removal(start, end)), RATE).lines
        assert [(each.start_ms, each.end_ms, each.words, each.topic) for each in left if each.words] == expected
    heard = left_of(Transcript((line,)), removed(a_removal(1_800, 1_900)), RATE).lines
    assert [(each.start_ms, each.end_ms, each.words) for each in heard][1:] == [
        (900, 1_650, ""),
        (3_000, 4_000, "four two"),
    ]


def test_what_is_typed_over_a_word_may_be_said_when_that_word_could() -> None:
    times = ((0, 400), (400, 900), (900, 2_000), (2_000, 2_500))
    line = Line(0, 3_000, Speaker.CALLER, "my cart is four", "", times)
    cases = {
        "my card is four": times,
        "my card is forty two": (*times[:3], (2_000, 2_500), (2_000, 2_500)),
        "card is four": ((0, 900), *times[2:]),
        "cart is four": times[1:],
        "it is four": ((0, 900), *times[2:]),
        "my cart is not four": (*times[:3], (900, 2_500), times[3]),
        "oh my cart is four": ((0, 400), *times),
        "": (),
    }
    for words, expected in cases.items():
        found = corrected(Transcript((line,)), 0, Speaker.CALLER, words).lines[0]
        assert found.times == expected, words
    assert corrected(Transcript(LINES), 0, Speaker.OFFICE, "other words").lines[0].times == ()


@given(lines(), st.lists(st.sampled_from(["w0", "w1", "w2", "x"]), min_size=1, max_size=8))
def test_a_corrected_line_is_one_that_can_be_saved(line: Line, typed: list[str]) -> None:
    (found,) = corrected(Transcript((line,)), 0, line.speaker, " ".join(typed)).lines
    must_be_in_order((found,), LENGTH_MS)
    assert bool(found.times) is bool(line.times)


def test_a_line_keeps_its_words_to_the_frame() -> None:
    for part, kept in (
        (a_removal(2_150, 2_350), True),  # its guard band ends where the line begins
        (a_removal(2_150, 2_351), False),
        (a_removal(6_150, 6_300), True),
        (a_removal(6_149, 6_300), False),
        (a_removal(4_000, 4_001, 0), False),  # the words of one voice, and the sound of the other, are not told apart
    ):
        left = left_of(Transcript((LINES[1],)), removed(part), RATE).lines
        assert any(line.words for line in left) is kept


def test_what_can_still_be_heard_of_a_line_stays_without_its_words() -> None:
    (line,) = left_of(Transcript((LINES[1],)), removed(a_removal(3_500, 5_900)), RATE).lines
    assert line == Line(2_500, 3_350, Speaker.CALLER, "")
    assert left_of(Transcript((LINES[1],)), removed(a_removal(2_600, 5_900)), RATE).lines == ()


def test_a_transcript_is_stored_and_read_again_and_shows_no_words_where_it_is_logged() -> None:
    timed = Line(9_000, 9_500, Speaker.OFFICE, "Good bye", "Ending", ((9_000, 9_200), (9_200, 9_500)))
    transcript = Transcript((*LINES, timed))
    assert transcript_of(transcript.text) == transcript
    assert "neighbour" not in repr(transcript) + repr(Cue(0, 1, "Demo", "neighbour"))
    sealed = SealedTranscript(1, 3, b"ciphertext")
    assert "ciphertext" not in repr(sealed) and len(sealed.digest) == 64


def test_the_words_of_a_line_have_limits() -> None:
    cases = (
        ("How can I help?", None),
        ("  ", "line_words_missing"),
        ("x" * MOST_CHARACTERS, None),
        ("x" * (MOST_CHARACTERS + 1), "line_words_too_long"),
        ("a\u202eb", "hidden_character"),
        ("a\x00b", "hidden_character"),
        ("a\nb", "hidden_character"),
    )
    assert [(words, problem, found) for words, problem in cases if (found := problem_of_words(words)) != problem] == []


def test_lines_are_in_order_and_within_the_recording() -> None:
    for spans, problem in (
        ([(0, 100), (0, 50), (40, 90)], None),
        ([(0, 100), (100, 100)], ("transcript_line_ends_first", 2)),
        ([(50, 100), (49, 100)], ("transcript_not_in_order", 2)),
        ([(0, LENGTH_MS)], None),
        ([(0, LENGTH_MS + 1)], ("transcript_too_long", 1)),
    ):
        cues = [Cue(*span, "", "words") for span in spans]
        with nullcontext() if problem is None else pytest.raises(MediaRefusedError) as refused:
            must_be_in_order(cues, LENGTH_MS)
        if refused is not None:
            assert (refused.value.code, refused.value.arguments["line"]) == problem


@pytest.mark.parametrize(
    ("times", "fit"),
    [
        pytest.param(((0, 40), (40, 100)), True, id="one after the other"),
        pytest.param(((0, 60), (40, 100)), True, id="two that run into each other"),
        pytest.param(((0, 40),), False, id="fewer than words"),
        pytest.param(((0, 40), (40, 60), (60, 100)), False, id="more than words"),
        pytest.param(((40, 60), (0, 100)), False, id="the second begins before the first"),
        pytest.param(((0, 60), (40, 50)), False, id="the second ends before the first"),
        pytest.param(((0, 40), (40, 40)), False, id="no time at all"),
        pytest.param(((-1, 40), (40, 100)), False, id="before the recording"),
        pytest.param(((0, 40), (40, LENGTH_MS + 1)), False, id="after the recording"),
    ],
)
def test_each_word_has_its_time_in_order_and_within_the_recording(times: Times, *, fit: bool) -> None:
    lines = (Line(0, 100, Speaker.CALLER, "No."), Line(0, 100, Speaker.CALLER, "My name", times=times))
    with nullcontext() if fit else pytest.raises(MediaRefusedError, match="transcript_time_misplaced") as refused:
        must_be_in_order(lines, LENGTH_MS)
    assert refused is None or refused.value.arguments["line"] == 2


def test_an_end_that_is_a_little_late_is_put_at_the_recordings_end() -> None:
    late = [Cue(0, LENGTH_MS + more, "", "words") for more in (0, 1, LATE_MS, LATE_MS + 1)]
    assert [cue.end_ms - LENGTH_MS for cue in ended(late, LENGTH_MS)] == [0, 0, 0, LATE_MS + 1]


def said(*lines: tuple[int, int, str]) -> tuple[Cue, ...]:
    return tuple(Cue(*line[:2], "", line[2]) for line in lines)


def test_captions_that_roll_have_each_word_once_where_it_was_first_shown() -> None:
    rolling = (
        *said((0, 2, "My neighbour is"), (2, 3, "my neighbour is"), (3, 5, "My neighbour is in hospital.")),
        *said((5, 7, "in hospital, and I asked")),
        *said((7, 9, "and I asked"), (9, 10, "Good."), (10, 12, "Good.")),
    )
    assert unrolled(rolling) == said(
        (0, 2, "My neighbour is"), (3, 5, "in hospital."), (5, 7, "and I asked"), (9, 10, "Good.")
    )


def test_words_that_may_be_said_twice_stay_and_last_from_when_they_were_first_shown() -> None:
    twice = said(
        (0, 2, "My name?"), (2, 4, "My name? Kim."), (4, 6, "Kim. Yes."), (6, 9, "I see."), (9, 12, "So do I.")
    )
    assert unrolled((*twice, *said((12, 13, "Good.")))) == said(
        *((0, 2, "My name?"), (0, 4, "My name?"), (2, 4, "Kim."), (2, 6, "Kim."), (4, 6, "Yes.")),
        *((6, 9, "I see."), (9, 12, "So do I."), (12, 13, "Good.")),
    )
    longer = (*said((0, 1, "Kim"), (1, 2, "Kim Test"), (2, 3, "Kim Test person")), *twice[3:], *said((20, 21, "Good.")))
    assert [cue.start_ms for cue in unrolled(longer) if cue.words.startswith("Kim")] == [0, 0, 0]


def again_by_trying(before: str, now: str) -> int:
    counts = range(min(len(before), len(now)), 0, -1)
    return next((count for count in counts if before.endswith(now[:count])), 0)


@given(st.text("ab", min_size=1, max_size=12), st.text("ab", min_size=1, max_size=12))
@example("abaab", "aab")
@example("aba", "aab")
def test_as_many_words_are_there_again_as_can_be(before: str, now: str) -> None:
    """In one pass; here by trying each count, which takes the square of it."""
    count = again_by_trying(before, now)
    cues = (Cue(0, 1, "", " ".join(before)), Cue(1, 2, "", " ".join(now)), Cue(2, 3, "", "c"), Cue(3, 4, "", "d"))
    later = [cue.words for cue in unrolled(cues) if cue.start_ms == 1]
    assert " ".join(later) == " ".join(now[count:])


def test_what_two_people_say_alike_is_said_twice() -> None:
    cues = (Cue(0, 2, "Kim", "In hospital?"), Cue(2, 3, "Council", "In hospital?"), Cue(3, 4, "Council", "Yes."))
    assert unrolled(cues) == cues


def rows_of(words: list[int], shown: int, *, grows: bool) -> tuple[Cue, ...]:
    """Return captions of so many rows, each with a second of its own and so many words, that roll or grow by a word."""
    rows = [[f"w{row}-{word}" for word in range(count)] for row, count in enumerate(words)]
    cues, at = [], 0
    for row, said in enumerate(rows):
        kept = [word for before in rows[max(0, row - shown + 1) : row] for word in before]
        for count in range(1, len(said) + 1) if grows else (len(said),):
            cues.append(Cue(at, at + 1_000, "", " ".join(kept + said[:count])))
            at += 1_000
    return tuple(cues)


@pytest.mark.against("customer")
@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=6), st.integers(1, 3), st.booleans(), st.integers(0, 6), st.data()
)
def test_no_word_of_captions_that_roll_is_left_beside_the_part_in_which_it_was_said(
    words: list[int], shown: int, grows: bool, others: int, data: st.DataObject
) -> None:
    rolling = rows_of(words, shown, grows=grows)
    end = rolling[-1].end_ms
    cues = (*rolling, *(Cue(end + at * 1_000, end + at * 1_000 + 900, "", f"other{at}") for at in range(others)))
    at = data.draw(st.integers(0, len(rolling) - 1))
    first = {word for cue in rolling[: at + 1] for word in cue.words.split()}
    first -= {word for cue in rolling[:at] for word in cue.words.split()}
    transcript = spoken_by(unrolled(cues), {"": Speaker.CALLER})
    gone = (RemovedPart(rolling[at].start_ms * RATE // 1_000, rolling[at].end_ms * RATE // 1_000, None, NEIGHBOUR),)
    assert {word for line in transcript.lines for word in line.words.split()} >= first
    assert not first & {word for line in left_of(transcript, gone, RATE).lines for word in line.words.split()}


def test_each_name_is_told_who_it_is_and_a_line_is_corrected() -> None:
    cues = (Cue(0, 1, "Kim", "Hello?"), Cue(1, 2, "", "Hello."), Cue(2, 3, "Kim", "Good."))
    assert names_of(cues) == ("Kim", "")
    told = spoken_by(cues, {"Kim": Speaker.CALLER, "": Speaker.OFFICE})
    assert [line.speaker for line in told.lines] == [Speaker.CALLER, Speaker.OFFICE, Speaker.CALLER]
    other = corrected(told, 1, Speaker.OTHER, "Good morning.")
    assert other.lines[1] == Line(1, 2, Speaker.OTHER, "Good morning.") and other.lines[::2] == told.lines[::2]


def test_a_topic_is_stored_with_its_line_and_an_older_transcript_has_none() -> None:
    told = corrected(Transcript(LINES), 1, Speaker.CALLER, LINES[1].words, "The neighbour")
    assert transcript_of(told.text) == told and told.lines[1].topic == "The neighbour"
    assert "topics" not in Transcript(LINES).text and transcript_of(Transcript(LINES).text) == Transcript(LINES)
    assert corrected(told, 1, Speaker.CALLER, LINES[1].words) == Transcript(LINES)


def test_a_topic_goes_with_the_words_of_its_line() -> None:
    told = corrected(Transcript(LINES), 1, Speaker.CALLER, LINES[1].words, "The neighbour")
    gone = (RemovedPart(3 * RATE, 4 * RATE, None, NEIGHBOUR),)
    assert all(not line.topic for line in left_of(told, gone, RATE).lines)
    assert [line.topic for line in left_of(told, (), RATE).lines] == ["", "The neighbour", ""]


def test_a_topic_is_a_few_words_in_one_line() -> None:
    for topic, problem in (
        ("", None),
        ("x" * LONGEST_TOPIC, None),
        ("x" * (LONGEST_TOPIC + 1), "line_topic_too_long"),
        ("a\nb", "hidden_character"),
        ("a\u200bb", "hidden_character"),
    ):
        assert problem_of_topic(topic) == problem


CAPTIONED = Transcript(
    (
        Line(0, 1_000, Speaker.OFFICE, "How can I help?"),
        Line(1_000, 1_600, Speaker.CALLER, ""),
        Line(4_000, 9_000, Speaker.OFFICE, "Let me look."),
        Line(5_000, 6_000, Speaker.CALLER, "Yes."),
    )
)
REMOVED = (RemovedPart(12_800, 24_000, None, RemovalReason.SAFETY),)


def test_a_removed_part_stands_in_its_place_and_says_no_more_than_a_listener_may_know() -> None:
    captions = captions_of(CAPTIONED, REMOVED, 8_000)
    assert [caption.words for caption in captions.all] == ["How can I help?", "", "", "Let me look.", "Yes."]
    assert captions.all[2] == Caption(12_800, 24_000, removed=PublicReason.PLAIN)
    assert captions and not Captions() and Captions().at(5) == -1


def test_the_current_one_is_the_last_to_begin_of_those_not_over_or_else_the_last_before() -> None:
    captions = captions_of(CAPTIONED, REMOVED, 1_000)
    at = {frame: captions.at(frame) for frame in (0, 999, 1_000, 3_999, 5_500, 6_500, 9_500, 10**9)}
    assert at == {0: 0, 999: 0, 1_000: 1, 3_999: 1, 5_500: 3, 6_500: 2, 9_500: 3, 10**9: 4}
    assert Captions((Caption(10, 20),)).at(9) == -1


def test_each_speaker_talks_for_their_lines_with_words_or_without_and_in_no_removed_part() -> None:
    captions = captions_of(CAPTIONED, REMOVED, 1_000)
    assert captions.talk_of(Speaker.OFFICE) == (Span(0, 1_000), Span(4_000, 9_000))
    assert captions.talk_of(Speaker.CALLER) == (Span(1_000, 1_600), Span(5_000, 6_000))
    assert captions.talk_of(Speaker.OTHER) == Captions().talk_of(Speaker.OFFICE) == ()


def test_topics_are_told_with_where_they_begin() -> None:
    lines = (CAPTIONED.lines[0], replace(CAPTIONED.lines[2], topic="What to do"))
    assert captions_of(Transcript(lines), REMOVED, 1_000).topics == ((4_000, "What to do"),)


removed_spans = st.tuples(st.integers(0, 300), st.integers(1, 100))


@given(st.lists(removed_spans, min_size=1, max_size=30), st.integers(0, 400))
def test_the_current_one_is_what_looking_through_all_of_them_finds(lines: list[tuple[int, int]], frame: int) -> None:
    captions = Captions(tuple(sorted((Caption(at, at + long) for at, long in lines), key=lambda each: each.start)))
    begun = [index for index, caption in enumerate(captions.all) if caption.start <= frame]
    not_over = [index for index in begun if frame < captions.all[index].end]
    assert captions.at(frame) == max(not_over or begun, default=-1)


def test_a_long_line_is_current_again_after_any_number_of_short_ones() -> None:
    captions = Captions((Caption(0, 1_000), *(Caption(10 * at, 10 * at + 5) for at in range(1, 50))))
    assert (captions.at(492), captions.at(499), captions.at(600)) == (49, 0, 0)
