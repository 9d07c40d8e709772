"""Where a voice is heard in a copy: stretches of talk, without removed parts."""

from __future__ import annotations

from desktop.domain.sessions.waveform import DrawnWaveform, talk_of
from desktop.domain.shared.spans import Span

RATE = 10
"""Ten buckets a second, of one frame each."""


def waveform(drawn: str) -> DrawnWaveform:
    """Return the waveform of such a drawing: `#` is loud, a space is quiet."""
    return DrawnWaveform(tuple(0.5 if letter == "#" else 0.001 for letter in drawn), len(drawn), RATE)


def test_two_stretches_are_one_unless_nobody_speaks_for_most_of_a_second() -> None:
    assert talk_of(waveform("####   ####")) == (Span(0, 11),)
    assert talk_of(waveform("####        ####")) == (Span(0, 4), Span(12, 16))


def test_a_click_is_no_talk() -> None:
    assert talk_of(waveform("#         ####      ")) == (Span(10, 14),)


def test_a_voice_that_says_nothing_has_no_talk() -> None:
    assert talk_of(waveform("          ")) == ()


def test_a_removed_part_is_nobodys_and_parts_two_stretches() -> None:
    drawn = "####" + "#" * 4 + "####"
    assert talk_of(waveform(drawn), (Span(4, 8),)) == (Span(0, 4), Span(8, 12))
    assert talk_of(waveform("#### ####"), (Span(4, 5),)) == (Span(0, 4), Span(5, 9))
