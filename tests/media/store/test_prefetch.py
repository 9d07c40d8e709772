from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from desktop.media.store.strongroom import prefetch
from tests.support.patience import PATIENCE


def workers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


def test_the_same_items_come_in_the_same_order_also_those_that_are_nothing() -> None:
    assert list(prefetch([3, 0, None, b"", 1])) == [3, 0, None, b"", 1]
    assert list(prefetch(())) == []
    assert not workers()


def test_the_next_is_made_while_this_one_is_used() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    coming = prefetch(items())
    assert next(coming) == 1
    assert made.wait(PATIENCE), "nobody makes the next"
    assert list(coming) == [2]


def test_an_error_comes_where_its_item_would_and_leaves_no_thread() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("no second")

    coming = prefetch(items())
    assert next(coming) == 1
    with pytest.raises(ValueError, match="no second"):
        next(coming)
    assert not workers()


def test_who_stops_before_the_end_leaves_no_thread() -> None:
    coming = prefetch(iter(range(1000)))
    assert next(coming) == 0
    assert workers()
    coming.close()
    assert not workers()
