"""The words that are read aloud: made from the copy and the request."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from desktop.application.sessions.views import RemovedView
from desktop.domain.copies.marking import PublicReason
from desktop.domain.sessions.session import State
from desktop.domain.shared.kinds import Kind
from desktop.ui.sessions.brief_page import script_of
from tests.ui.sessions.test_flow import a_view

LONDON = ZoneInfo("Europe/London")
VIEW = a_view(State.IDENTIFIED)
THIRD, PLAIN = PublicReason.ABOUT_ANOTHER_PERSON, PublicReason.PLAIN


def words(*removed: RemovedView, frames: int = 80_000, adjustments: tuple[str, ...] = ()) -> str:
    call = replace(VIEW.call, removed=removed, frames=frames)
    return script_of(replace(VIEW, call=call, adjustments=adjustments), LONDON).words


def test_it_says_which_call_and_how_long() -> None:
    assert words().startswith("You are about to hear your call of 3 November 2026, 10 seconds long. Nothing is removed")
    assert "4 minutes long" in words(frames=8000 * 250)


def test_it_says_what_is_removed_and_why_where_that_may_be_told() -> None:
    one = RemovedView(8000, 8000 * 9, THIRD)
    assert "One part is removed: 8 seconds, about another person. You will see where." in words(one)
    assert "One part is removed: 8 seconds. You will see where." in words(replace(one, reason=PLAIN))
    other = RemovedView(8000 * 9, 8000 * 10, PLAIN)
    assert "2 parts are removed, 9 seconds in all. You will see" in words(one, other)
    assert "2 parts are removed, 9 seconds in all: about another person." in words(one, replace(other, reason=THIRD))


def test_it_says_what_is_set_as_the_request_asked() -> None:
    assert "I’ve set it louder, as you asked." in words(adjustments=("Hearing aid, wants it louder",))
    assert "as you asked" not in words(adjustments=("Extra time",))


def test_it_is_short_a_sentence_or_two_a_line_and_for_a_colleague_says_nothing_of_their_call() -> None:
    script = script_of(VIEW, LONDON)
    assert len(script.words.split()) <= 75 and 25 <= script.seconds <= 35
    assert all(line.count(".") <= 2 for block in script.blocks for line in block)
    theirs = script_of(replace(VIEW, kind=Kind.INTERNAL), LONDON).words
    assert "your call" not in theirs and "disagree" not in theirs
