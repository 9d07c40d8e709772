"""Preparing the next item while this one is used: two stages of long work, each in its own thread."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterable[T]) -> Generator[T, None, None]:
    """Yield the same items, each made in a thread while its predecessor is used. An error comes where its item would.

    No thread is left once the iteration has ended, was closed or failed.
    """
    source = iter(items)
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as worker:
        coming = worker.submit(_next, source)
        while item := coming.result():
            coming = worker.submit(_next, source)
            yield item[0]


def _next(source: Iterator[T]) -> tuple[T] | None:
    """Return one more, if there is one, in a tuple so that it cannot be taken for the end."""
    for item in source:
        return (item,)
    return None
