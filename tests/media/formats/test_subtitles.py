"""Transcripts as files from outside: what is read, and that anything else is refused whole, without a word of it."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.copies.transcript import MOST_CHARACTERS, MOST_NAMES, Cue, must_be_in_order, unrolled
from desktop.domain.shared.typed_text import hidden_character
from desktop.errors import MediaRefusedError
from desktop.media.formats import subtitles
from desktop.media.formats.subtitles import read_subtitles, subtitles_of
from desktop.words.errors import message_for

VTT = """WEBVTT - made by a machine

STYLE
::cue { color: red }

NOTE nobody said this

first
00:01.000 --> 00:02.500 align:start position:0%
<v.loud Council>How <i>can</i> I &amp; my team help?</v>

intro
00:00:03.000 --> 01:00:04.000
<v Kim>My bin
was not emptied.

NOTE 1
01:00:05.000 --> 01:00:06.000
<v Council>I see. <v Kim>Yes. <01:00:05.500>Thanks.

last
01:00:07.000 --> 01:00:08.000

"""
SRT = """1
00:00:01,000 --> 00:00:02,500
ANNA: How can <i>I</i> help?

2
00:00:03.000 --> 00:00:04.000  X1:1 X2:2
Kim Testperson: 3 < 4, at 10:30.
"""


def refused(data: str | bytes) -> MediaRefusedError:
    try:
        subtitles_of(data if isinstance(data, bytes) else data.encode())
    except MediaRefusedError as error:
        assert error.__cause__ is None and message_for(error)
        return error
    pytest.fail(f"{data!r:.100} was read")


def test_webvtt_is_read_with_its_voices_and_without_its_markup() -> None:
    assert subtitles_of(VTT.encode()) == (
        Cue(1_000, 2_500, "Council", "How can I & my team help?"),
        Cue(3_000, 3_604_000, "Kim", "My bin was not emptied."),
        Cue(3_605_000, 3_606_000, "Council", "I see."),
        Cue(3_605_000, 3_606_000, "Kim", "Yes. Thanks.", ((3_605_000, 3_605_500), (3_605_500, 3_606_000))),
    )
    assert subtitles_of(b"WEBVTT\nKind: captions\nLanguage: en\n\n00:01.000 --> 00:02.000\nYes.")


def test_subrip_is_read_with_the_names_that_every_line_begins_with() -> None:
    assert subtitles_of(SRT.encode()) == (
        Cue(1_000, 2_500, "ANNA", "How can I help?"),
        Cue(3_000, 4_000, "Kim Testperson", "3 < 4, at 10:30."),
    )


def test_where_one_line_has_no_name_none_of_them_loses_a_word() -> None:
    cues = subtitles_of(SRT.replace("ANNA: ", "").encode())
    assert [(cue.name, cue.words) for cue in cues] == [
        ("", "How can I help?"),
        ("", "Kim Testperson: 3 < 4, at 10:30."),
    ]


def test_lines_end_as_any_system_ends_them_and_one_that_looks_empty_is_and_a_byte_order_mark_does_no_harm() -> None:
    for ends in ("\n", "\r\n", "\r"):
        assert subtitles_of(b"\xef\xbb\xbf" + VTT.replace("\n", ends).encode()) == subtitles_of(VTT.encode())
    for blank in ("\u00a0", "\u2028", " \t", "\u3000"):
        assert subtitles_of(SRT.replace("\n\n", f"\n{blank}\n").encode()) == subtitles_of(SRT.encode())


def cue(words: str, before: str = "") -> str:
    """Return a WebVTT of one cue, whose time is on the third line."""
    return f"WEBVTT\n\n{before}00:01.000 --> 00:04.000\n{words}\n"


NOT_READ, MISPLACED, NOT_NUMBERED, HIDDEN = (
    f"transcript_{code}" for code in ("line_not_read", "time_misplaced", "not_numbered", "hidden_character")
)
WITHOUT_A_LINE = SRT.replace("\n\n", "\n")
NAMES = "".join(f"00:01.000 --> 00:04.000\n<v N{n}>x\n\n" for n in range(MOST_NAMES + 1))
HOSTILE = {
    "nothing": ("", "transcript_empty", None),
    "a header alone": ("WEBVTT\n\n", "transcript_empty", None),
    "no such file": ("RIFF....WAVE", NOT_READ, 1),
    "a page": ("<html>\n<v Kim>words\n", NOT_READ, 1),
    "words without a time": (VTT + "and these words\n", NOT_READ, 25),
    "a time of no form": ("WEBVTT\n\n1:2.3 --> 00:04.000\nwords\n", NOT_READ, 3),
    "digits of another script": ("WEBVTT\n\n00:0١.000 --> 00:04.000\nwords\n", NOT_READ, 3),
    "a tag that is none": (cue("<script>words"), NOT_READ, 3),
    "a tag left open": (cue("<v Kim words"), NOT_READ, 3),
    "two times in one": (cue("00:05.000 --> 00:06.000\nwords"), MISPLACED, 3),
    "an empty line lost": (WITHOUT_A_LINE, MISPLACED, 1),
    "an arrow written otherwise": (cue("words\n00:05.000 --&gt; 00:06.000\nwords"), MISPLACED, 3),
    "an arrow alone": (SRT.replace("3 < 4", "3 &#45;-&gt; 4"), MISPLACED, 5),
    "an arrow become one character": (WITHOUT_A_LINE.replace("--> 00:00:04", "\u2192 00:00:04"), MISPLACED, 1),
    "a time of another cue": (cue("words <00:04.001>words"), MISPLACED, 3),
    "times turned round": (cue("<00:03.000>words <00:02.000>words"), MISPLACED, 3),
    "a number left out": (SRT.replace("\n2\n", "\n3\n"), NOT_NUMBERED, 5),
    "a cue without its beginning": (re.sub(r"\n\n2\n.*-->.*\n", "\n2\n", SRT), NOT_NUMBERED, 1),
    "one number of two": (cue("words\n\n00:05.000 --> 00:06.000\nwords", "1\n"), NOT_NUMBERED, 7),
    "words in the place of a number": (cue("\n2\n00:05.000 --> 00:06.000\nwords", "1words\n"), NOT_NUMBERED, 3),
    "a name that may be words": (cue("words\n\nwords\n00:05.000 --> 00:06.000"), NOT_READ, 6),
    "a header with a cue": ("WEBVTT\n00:01.000 --> 00:02.000\nwords\n", NOT_READ, 2),
    "a header with words": ("WEBVTT\nwords\n\n00:01.000 --> 00:02.000\nwords\n", NOT_READ, 2),
    "a note with a cue": (cue("words", "NOTE checked\na\n"), NOT_READ, 4),
    "a note with a time": ("WEBVTT\n\nNOTE\n00:01.000 -> 00:02.000\nwords\n", NOT_READ, 4),
    "a style among cues": (cue("words\n\nSTYLE\nwords"), NOT_READ, 7),
    "words beside a time": ("WEBVTT\n\n00:01.000 --> 00:02.000 words\nwords\n", NOT_READ, 3),
    "words within a tag": (cue("<i words>words"), NOT_READ, 3),
    "a turned name": (cue("<v K\u202eim>words"), HIDDEN, 3),
    "a turn as a number": (cue("wo&#x202e;rds"), HIDDEN, 3),
    "a zero": ("1\n00:00:01,000 --> 00:00:02,000\nwo\0rds\n", HIDDEN, 1),
    "a line too long": (cue("x" * (MOST_CHARACTERS + 1)), "transcript_line_too_long", 3),
    "too many speakers": (f"WEBVTT\n\n{NAMES}", "transcript_too_many_names", None),
}


@pytest.mark.against("file")
def test_anything_else_is_refused_whole_with_the_line_at_fault() -> None:
    errors = {name: refused(text) for name, (text, _, _) in HOSTILE.items()}
    assert {name: (error.code, error.arguments.get("line")) for name, error in errors.items()} == {
        name: (code, line) for name, (_, code, line) in HOSTILE.items()
    }


@pytest.mark.against("file")
def test_no_refusal_has_any_of_its_words() -> None:
    errors = {name: refused(text) for name, (text, _, _) in HOSTILE.items()}
    assert [name for name, error in errors.items() if "words" in str(error) or "Kim" in message_for(error)] == []


TIMED = f"""WEBVTT
Kind: captions
Language: en

00:00:01.000 --> 00:00:03.000 align:start position:0%
{" "}
my<00:00:01.400><c> card</c><00:00:01.900><c> is</c>

00:00:03.000 --> 00:00:03.010 align:start position:0%
my card is
{" "}

00:00:03.010 --> 00:00:05.000 align:start position:0%
my card is
four<00:00:03.500><c> two</c><00:00:04.200><c> one</c>

00:00:05.000 --> 00:00:05.010 align:start position:0%
four two one
{" "}

00:00:05.010 --> 00:00:07.000 align:start position:0%
four two one
thank<00:00:06.000><c> you</c>
"""
"""In the form of a video site's own captions: the line before once more, and each new word with its time."""


def test_each_word_has_the_time_that_stands_before_it_and_rolling_captions_have_each_word_once() -> None:
    cues = unrolled(subtitles_of(TIMED.encode()))
    assert [(cue.words, cue.times) for cue in cues] == [
        ("my card is", ((1_000, 1_400), (1_400, 1_900), (1_900, 3_000))),
        ("four two one", ((3_010, 3_500), (3_500, 4_200), (4_200, 5_000))),
        ("thank you", ((5_010, 6_000), (6_000, 7_000))),
    ]
    must_be_in_order(cues, 7_000)
    cases = {
        "un<00:02.000>less not": ((1_000, 4_000), (2_000, 4_000)),
        "two words <00:02.000>later": ((1_000, 2_000), (1_000, 2_000), (2_000, 4_000)),
        "words <00:02.000><00:02.000>later &amp;<00:03.000>": ((1_000, 2_000), (2_000, 3_000), (2_000, 3_000)),
        "words<00:02.000> then<00:04.000> last": ((1_000, 2_000), (2_000, 4_000), (1_000, 4_000)),
        "<00:01.000>no time within": (),
    }
    assert {words: subtitles_of(cue(words).encode())[0].times for words in cases} == cases


WELSH = SRT.replace("help?", "help “Siân”?")


def test_a_file_is_of_one_encoding_and_a_damaged_one_is_not_taken_for_another() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert subtitles_of(WELSH.encode(encoding))[0].words == "How can I help “Siân”?", encoding
    for data in (WELSH.encode("utf-8") + b"\xff", WELSH.encode("cp1252") + b"\x81", WELSH.encode("utf-16")[:-1]):
        assert refused(data).code == "transcript_not_text"
    assert refused(WELSH.encode("utf-16-le")).code == "transcript_line_not_read"


def lens(*turns: dict[str, object], **more: object) -> str:
    """Return what Contact Lens writes of a call, as far as it is read, with a field that nobody has heard of."""
    who = [{"ParticipantId": "a", "ParticipantRole": "AGENT"}, {"ParticipantId": "c", "ParticipantRole": "CUSTOMER"}]
    said = [
        {"ParticipantId": "a", "BeginOffsetMillis": 0, "EndOffsetMillis": 90, "Content": "Hi."} | turn for turn in turns
    ]
    told = {"Version": "1.1.0", "Channel": "VOICE", "Participants": who, "Transcript": said, "Later": [1]}
    return json.dumps(told | more)


def test_the_turns_of_contact_lens_are_read_under_the_roles_of_those_who_speak() -> None:
    later = {"ParticipantId": "c", "BeginOffsetMillis": 100, "EndOffsetMillis": 2_000, "Content": " My  bin [PII]. "}
    stranger = {"ParticipantId": "x", "BeginOffsetMillis": 90, "EndOffsetMillis": 95}
    assert subtitles_of(lens(later, {}, stranger).encode()) == (
        Cue(0, 90, "AGENT", "Hi."),
        Cue(90, 95, "x", "Hi."),
        Cue(100, 2_000, "CUSTOMER", "My bin [PII]."),
    )
    long = {"Content": " ".join(["word"] * 250), "EndOffsetMillis": 10_000}
    lines = subtitles_of(lens(long).encode())
    assert [(cue.start_ms, cue.end_ms) for cue in lines] == [(0, 4_001), (4_001, 8_003), (8_003, 10_000)]
    assert " ".join(cue.words for cue in lines) == long["Content"]
    assert {time for cue in lines for time in cue.times} == {(0, 10_000)}
    must_be_in_order(lines, 10_000)


def test_what_contact_lens_does_not_write_is_refused_with_the_number_of_the_turn() -> None:
    turns: list[dict[str, object]] = [
        {"Content": None},
        {"BeginOffsetMillis": -1},
        {"EndOffsetMillis": True},
        {"BeginOffsetMillis": 91},
    ]
    turns += [{"ParticipantId": None}, {"Content": "wo\u202erds"}, {"Content": "x" * (MOST_CHARACTERS + 1)}]
    errors = [refused(lens({}, turn)) for turn in turns]
    assert {(error.code, error.arguments["number"]) for error in errors} == {("transcript_entry_not_read", 2)}
    for text in ("{", "{}x", lens(Transcript={}), lens(Transcript=[1]), lens(Participants=[1]), "{" * 100_000):
        assert refused(text).code == "transcript_not_as_expected"
    assert refused(lens()).code == "transcript_empty"


def test_bytes_that_are_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(b"x" * (subtitles.LARGEST + 1)).code == "transcript_too_large"
    monkeypatch.setattr(subtitles, "MOST_LINES", 3)
    assert refused(VTT).code == "transcript_too_many_lines"


def test_a_file_is_read_from_the_disk_and_one_that_cannot_be_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "Kim Testperson.srt"
    file.write_text(SRT, encoding="utf-8")
    assert read_subtitles(file) == subtitles_of(SRT.encode())
    for path in (tmp_path, tmp_path / "no.vtt"):
        with pytest.raises(MediaRefusedError, match="transcript_unreadable") as found:
            read_subtitles(path)
        assert found.value.__cause__ is None and "Kim" not in str(found.value)


def times_of(start: int, end: int, point: str) -> str:
    return " --> ".join(
        f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{point}{ms % 1000:03}" for ms in (start, end)
    )


@st.composite
def numbered(draw: st.DrawFn) -> tuple[list[str], dict[str, tuple[int, int]]]:
    """Return the lines of a file whose cues have numbers, and when each of its words was said. No word is another's."""
    is_vtt = draw(st.booleans())
    lines = ["WEBVTT", ""] if is_vtt else []
    said, at = dict[str, tuple[int, int]](), 0
    for number in range(1, draw(st.integers(1, 6)) + 1):
        start = at + draw(st.integers(0, 900))
        at = start + draw(st.integers(1, 4_000))
        lines += [str(number), times_of(start, at, "." if is_vtt else ",")]
        for row in range(draw(st.integers(1, 2))):
            word = f"w{number}-{row}-"
            said[word] = (start, at)
            lines += [f"{word} and"]
        lines += [""]
    return lines, said


LOOKS = ("\u00a0", "\u2028", " ", "\u200b", "x", "-", "NOTE 1", "STYLE")
ARROWS = ("--&gt;", "->", "\u2192", "--&amp;gt;", "-- >", "&#45;-&gt;")


def broken(lines: list[str], at: int, draw: st.DataObject) -> list[str]:
    """Return the lines with one of them lost, doubled, moved up, joined to the one above or written over."""
    line, before = lines[at], lines[: max(0, at - 1)]
    above = lines[at - 1 : at] if at else []
    put = draw.draw(
        st.sampled_from(
            (
                [*above],
                [*above, line, line],
                [line, *above],
                ["".join((*above, line))],
                [" ".join((*above, line))],
                *([*above, look] for look in LOOKS if not line),
                *([*above, line.replace("-->", arrow)] for arrow in ARROWS if "-->" in line),
            )
        )
    )
    return [*before, *put, *lines[at + 1 :]]


@pytest.mark.against("customer")
@settings(max_examples=150)
@given(numbered(), st.data())
def test_however_a_file_is_broken_no_word_is_under_the_time_of_another(
    file: tuple[list[str], dict[str, tuple[int, int]]], data: st.DataObject
) -> None:
    lines, said = file
    breaks = data.draw(st.integers(0, 2))
    for _ in range(breaks):
        lines = broken(lines, data.draw(st.integers(0, len(lines) - 1)), data)
    with suppress(MediaRefusedError) if breaks else nullcontext():
        cues = subtitles_of("\n".join(lines).encode())
        must_be_in_order(cues, 1_000_000)
        for cue in unrolled(cues):
            assert {said[word] for word in said if word in cue.words} <= {(cue.start_ms, cue.end_ms)}
        assert all(any(word in cue.words for cue in cues) for word in said if any(word in line for line in lines))


PIECES = (
    *("WEBVTT", "\n", "\n\n", "NOTE x", "00:01.000 --> 00:04.000", "00:00:01,5 --> 1", "<v Kim>", "</v>", "<", "&lt;"),
)


TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=20).map("".join)


@pytest.mark.against("file")
@given(TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=200))
def test_whatever_a_file_holds_it_is_read_or_refused_and_never_anything_else(data: bytes) -> None:
    try:
        cues = subtitles_of(data)
    except MediaRefusedError as error:
        assert message_for(error)
    else:
        assert cues and all(cue.words and hidden_character(cue.words) is None for cue in cues)
