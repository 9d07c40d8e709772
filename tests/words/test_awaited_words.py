"""The words of a demonstration that is stuck: its errors carry a code, the words stand in a table."""

from __future__ import annotations

import ast

from desktop.showcase.hands import StuckError
from desktop.words.errors import message_for
from desktop.words.errors.sentences import AWAITED
from tests.words.sources import texts_in, trees


def awaited() -> set[str]:
    """Return what the demonstration waits for, by code."""
    calls = [
        call.args[0]
        for where, tree in trees().items()
        if where.startswith("desktop/showcase/")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "until"
    ]
    return {text for call in calls for text in texts_in(call)}


def test_everything_that_is_waited_for_has_words_and_no_words_are_left_over() -> None:
    assert awaited() == set(AWAITED)


def test_a_stuck_demonstration_says_what_it_waited_for() -> None:
    assert message_for(StuckError("guided_stuck", what="office_open")) == (
        "The demonstration waited for: the office to open"
    )
    assert message_for(StuckError("guided_stuck", what="ClosePage")) == "The demonstration waited for: ClosePage"
