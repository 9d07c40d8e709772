from __future__ import annotations

from itertools import pairwise

import pytest

from desktop.ui.copies.preparing.viewport import Viewport, lasting, place, ticks

HOURS = 3 * 3600 * 1000


@pytest.mark.parametrize(
    ("ms", "step", "words"),
    (
        (123_456, 10, "2:03.45"),
        (123_456, 1, "2:03.456"),
        (123_456, 100, "2:03.4"),
        (123_456, 1000, "2:03"),
        (3_723_070, 10, "1:02:03.07"),
    ),
)
def test_a_place_is_as_fine_as_is_asked(ms: int, step: int, words: str) -> None:
    assert place(ms, step) == words


@pytest.mark.parametrize(
    ("ms", "words"),
    ((1200, "1.2 s"), (123_450, "2 min 3.45 s"), (0, "0 s"), (3_720_000, "1 h 2 min 0 s"), (60_000, "1 min 0 s")),
)
def test_how_long_something_lasts(ms: int, words: str) -> None:
    assert lasting(ms) == words


@pytest.mark.parametrize("span", (20.0, 333.0, 5000.0, 61_000.0, 3_000_000.0, float(HOURS)))
def test_ticks_are_apart_and_in_sight_at_every_width(span: float) -> None:
    view = Viewport(HOURS, 1920, 7_000_123.0, span)
    found = ticks(view, 160)
    assert 1 <= len(found) <= 13
    places = [view.x_of(tick.ms) for tick in found]
    assert all(-0.5 <= x <= 1920.5 for x in places)
    assert all(after - before >= 159 for before, after in pairwise(places))
    assert len({tick.words for tick in found}) == len(found)
