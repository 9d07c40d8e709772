"""The words of a transcript one by one: the part that some take, what a part touches, and where words are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.copies.marking import Removal, RemovalReason, RemovedPart, frames_of
from desktop.domain.copies.spoken_words import TAIL_MS, words_of
from desktop.domain.copies.transcript import Line, Speaker, Transcript, left_of
from desktop.domain.shared.spans import Span

RATE = 8000
STAFF, CALLER = Speaker.OFFICE, Speaker.CALLER
ASKED = Line(0, 1_500, STAFF, "Who is it?", times=((100, 400), (420, 500), (520, 1_400)))
TOLD = Line(
    2_000,
    6_000,
    CALLER,
    "My name is Siân-Marie Jones.",
    "",
    ((2_000, 2_300), (2_300, 2_800), (2_900, 3_000), (3_400, 4_000), (4_050, 4_900)),
)
WHOLE = Line(7_000, 9_000, STAFF, "Thank you, Mrs Jones’s daughter")
CALL = words_of(Transcript((ASKED, TOLD, WHOLE)))


def texts(*indexes: int) -> list[str]:
    return [CALL.all[index].text for index in indexes]


@pytest.mark.parametrize(
    ("indexes", "part"),
    [
        pytest.param([0], (100, 420), id="up to the next word, which comes sooner"),
        pytest.param([2], (520, 1_400 + TAIL_MS), id="no further than the tail, where the next word is later"),
        pytest.param([3, 4], (2_000, 2_900), id="from the first to the last"),
        pytest.param([4, 3], (2_000, 2_900), id="in whichever order they were selected"),
        pytest.param([3], (2_000, 2_300), id="nothing more, where the next begins at once"),
        pytest.param([9], (7_000, 9_000 + TAIL_MS), id="the whole line, where it has no times of its words"),
        pytest.param([2, 3], (520, 2_300), id="over the end of a line"),
    ],
)
def test_the_part_of_words(indexes: list[int], part: tuple[int, int]) -> None:
    assert CALL.part_of(indexes) == part


def test_what_a_part_touches() -> None:
    def touched(*parts: tuple[int, int], rate: int = 1000) -> list[str]:
        return texts(*sorted(CALL.touched([Span(*part) for part in parts], rate)))

    assert touched((450, 600)) == ["is", "it?"]
    assert touched((400, 420), (4_040, 4_051)) == ["Jones."]
    assert touched((0, 100)) == [] and touched((0, 1_103), rate=11_025) == ["Who"], "a frame too many rather than less"
    assert touched() == []
    assert len(touched((0, 9_000))) == len(CALL.all)


@pytest.mark.parametrize(
    ("ms", "said"),
    [(0, None), (100, 0), (399, 0), (400, None), (5_000, None), (4_899, 7), (8_999, 12), (9_000, None)],
)
def test_the_word_of_a_moment(ms: int, said: int | None) -> None:
    assert CALL.at(ms) == said


def test_of_two_who_talk_at_once_the_later_word_is_said_now() -> None:
    both = words_of(Transcript((Line(0, 9_000, STAFF, "Well"), Line(1_000, 2_000, CALLER, "No"))))
    assert [both.at(ms) for ms in (500, 1_500, 2_500)] == [0, 1, 0]


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        pytest.param("name", ((4,),), id="a word"),
        pytest.param("JONES", ((7,), (11,)), id="without capitals, punctuation or the ending of whose it is"),
        pytest.param("sian marie", ((6,),), id="without accents; a word with a hyphen as two"),
        pytest.param("marie jones", ((6, 7),), id="one after the other"),
        pytest.param("  it,  thank ", ((2, 8),), id="in two lines of one speaker, whoever talks between them"),
        pytest.param("Jones daughter", ((11, 12),), id="the last words"),
        pytest.param("name Jones", (), id="not with another word between them"),
        pytest.param("ones", (), id="no part of a word"),
        pytest.param(" ,. ", (), id="nothing"),
    ],
)
def test_where_words_are_said(phrase: str, found: tuple[tuple[int, ...], ...]) -> None:
    assert CALL.mentions(phrase) == found


def test_places_do_not_overlap() -> None:
    again = words_of(Transcript((Line(0, 1_000, STAFF, "no no no no no"),)))
    assert again.mentions("no no") == ((0, 1), (2, 3))


@st.composite
def calls(draw: st.DrawFn) -> Transcript:
    """Draw a call of lines that may overlap, some with times of their words."""
    lines: list[Line] = []
    start = 0
    for _ in range(draw(st.integers(1, 6))):
        start += draw(st.integers(0, 3_000))
        times = []
        since = start + draw(st.integers(0, 50))
        for _ in range(draw(st.integers(1, 5))):
            until = since + draw(st.integers(1, 900))
            times.append((since, until))
            since = until + draw(st.integers(0, 300))
        said = " ".join(f"w{len(lines)}x{at}" for at in range(len(times)))
        speaker, end = draw(st.sampled_from(Speaker)), times[-1][1] + draw(st.integers(0, 100))
        lines.append(Line(start, end, speaker, said, "", tuple(times) if draw(st.booleans()) else ()))
    return Transcript(tuple(lines))


@given(calls(), st.data())
def test_no_removed_word_is_left_and_none_before_or_after_the_part_goes(call: Transcript, data: st.DataObject) -> None:
    """With the guard band as with none; without it no word goes that was not selected and is said elsewhere."""
    words = words_of(call)
    chosen = data.draw(st.sets(st.integers(0, len(words.all) - 1), min_size=1, max_size=3))
    guard_ms = data.draw(st.sampled_from((0, 150)))
    start, end = words.part_of(chosen)
    mark = Removal(start, end, None, RemovalReason.SAFETY)
    frames = 60 * RATE
    parts = [
        RemovedPart(found.start, found.end, None, mark.reason) for found in frames_of((mark,), RATE, frames, guard_ms)
    ]
    left = {word for line in left_of(call, parts, RATE).lines for word in line.words.split()}
    touched = words.touched((Span(part.start, part.end) for part in parts), RATE)
    assert {word.text for word in words.all} - left == {words.all[index].text for index in touched}
    assert not {words.all[index].text for index in chosen} & left
    apart = {word.text for word in words.all if word.until <= start or word.since >= end}
    assert guard_ms or apart <= left
    last = max(words.all[index].until for index in chosen)
    assert last <= end <= last + TAIL_MS
