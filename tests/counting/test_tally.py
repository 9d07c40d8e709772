"""The sums of a tally: what counts, and what it takes."""

from __future__ import annotations

import pytest

from tests.counting.tally import Tally


def test_words_of_ones_own_take_time_and_are_no_actions() -> None:
    tally = Tally("a note", keys=2, clicks=1, text=10)
    assert tally.actions == 3
    assert tally.seconds == pytest.approx(12 * 0.28 + 1.3)


def test_pages_decisions_scrolls_and_the_way_to_the_mouse_take_time() -> None:
    tally = Tally("a session", screens=2, units=3, hands=1, scrolled=["ID"])
    assert tally.scrolls == 1
    assert tally.seconds == pytest.approx(2 * 0.4 + 3 * 1.35 + 0.4 + 1.1 + 0.28)


def test_a_part_of_a_task_stays_as_it_was() -> None:
    tally = Tally("whole", keys=5, scrolled=["ID"])
    part = tally.until_now("part")
    tally.keys += 1
    tally.scrolled.append("close")
    assert (part.task, part.keys, part.scrolled) == ("part", 5, ["ID"])
