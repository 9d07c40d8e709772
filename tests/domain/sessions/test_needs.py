from __future__ import annotations

import pytest

from desktop.domain.sessions.needs import Need, Start, in_order, needs_of, opposed, start_of


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


@pytest.mark.parametrize(
    "line",
    ["Not too loud", "Doesn’t want it slower", "Deaf in the left ear", "No louder than usual", "Allowed time"],
)
def test_a_line_that_may_mean_the_opposite_changes_nothing(line: str) -> None:
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
